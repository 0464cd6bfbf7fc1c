package kernels

import (
	"testing"
	"time"
)

// Every instruction set has a peak for either kind of number. How high they are is the machine's affair.
func TestPeak(t *testing.T) {
	for _, isa := range Available() {
		floats, integers := isa.Peak(false, 20*time.Millisecond), isa.Peak(true, 20*time.Millisecond)
		t.Logf("%v: %.1f GMAC/s of float32, %.1f of integers", isa, floats/1e6, integers/1e6)
		if !(floats > 1e3 && integers > 1e3) { // a thousandth of what a slow phone makes
			t.Errorf("%v: have peaks of %v and %v per ms, want more than 1e3", isa, floats, integers)
		}
	}
}

func TestPeakUnavailable(t *testing.T) {
	defer func() {
		if have := recover(); have != unavailable {
			t.Errorf("have panic %v, want %q", have, unavailable)
		}
	}()
	ISA(9).Peak(false, time.Millisecond)
}

func BenchmarkPeak(b *testing.B) {
	for _, isa := range Available() {
		for name, integers := range map[string]bool{"float32": false, "integers": true} {
			b.Run(isa.String()+"/"+name, func(b *testing.B) {
				made := 0
				for b.Loop() {
					made += isa.multiplyAdds(integers, 1000)
				}
				report(b, made/b.N)
			})
		}
	}
}
