package head

import (
	"math"
	"testing"
)

// The functions are as exact as package math's.
func TestExact(t *testing.T) {
	near := func(name string, x, have, want float64) {
		t.Helper()
		if !(math.Abs(have-want) <= 4e-16*max(1, math.Abs(want))) && have != want {
			t.Errorf("%s(%v): have %v, want %v", name, x, have, want)
		}
	}
	for i := range 4000 {
		x := float64(i-2000) / 100
		near("exp", x, exp(x)/math.Exp(x), 1)
		x = math.Exp(x)
		near("log", x, log(x), math.Log(x))
		near("sigmoid", x, sigmoid(x), 1/(1+math.Exp(-x)))
	}
	for _, x := range []float64{0, math.Copysign(0, -1), 1, 700, 709.7, 710, 1e9, math.Inf(1), -700, -745, -746, -1e9, math.Inf(-1)} {
		if have, want := exp(x), math.Exp(x); math.Abs(have-want) > 1e-13*want && have != want {
			t.Errorf("exp(%v): have %v, want %v", x, have, want)
		}
	}
	for _, x := range []float64{1e-300, 0.5, math.Sqrt2 / 2, 1, math.Nextafter(1, 2), math.Sqrt2, 1e300, math.MaxFloat64} {
		near("log", x, log(x), math.Log(x))
	}
	near("log", 5e-324, log(5e-324), -1074*math.Ln2) // which math.Log of amd64 does not know
	if have := exp(math.NaN()); have == have {
		t.Errorf("exp(NaN): have %v, want NaN", have)
	}
}
