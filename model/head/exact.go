package head

import "math"

// What is trained shall be the same to the last bit on every processor. Package math computes exponentials and
// logarithms in assembly on some of them, which rounds otherwise; these use only what IEEE 754 rounds exactly. The
// conversions of products, here and wherever this package adds them up, keep the compiler from fusing them with an
// addition, as it may on processors that can.

// ln 2 in two parts: multiples of the first by a small integer are exact.
const (
	ln2High = 0x1.62e42feep-01
	ln2Low  = 0x1.a39ef35793c76p-33
)

// exp returns eˣ: 2ᵏ·eʳ with |r| ≤ ln 2 / 2, the latter by its series.
func exp(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 710:
		return math.Inf(1)
	case x < -746:
		return 0
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := x - float64(k*ln2High) - float64(k*ln2Low)
	sum := 1.0
	for n := 15.0; n >= 1; n-- {
		sum = 1 + float64(r*sum)/n
	}
	return math.Ldexp(sum, int(k))
}

// log returns ln x for x > 0: with x = m·2ᵏ, m within √½ and √2, and s = (m−1)/(m+1),
//
//	ln x = k·ln 2 + 2·(s + s³/3 + s⁵/5 + …)
func log(x float64) float64 {
	m, k := math.Frexp(x)
	if m < math.Sqrt2/2 {
		m, k = 2*m, k-1
	}
	s := (m - 1) / (m + 1)
	square := float64(s * s)
	sum := 0.0
	for n := 23.0; n >= 1; n -= 2 {
		sum = 1/n + float64(square*sum)
	}
	return float64(float64(k)*ln2High) + (float64(2*float64(s*sum)) + float64(float64(k)*ln2Low))
}

// dot returns Σ a[i]·b[i], in the order of i. b must be as long as a.
func dot(a, b []float64) float64 {
	b = b[:len(a)]
	sum := 0.0
	for i, v := range a {
		sum += float64(v * b[i])
	}
	return sum
}
