package kernels

import "math"

// Softmax turns logits into probabilities 0..1 that sum to 1:
//
//	dst[n] = exp(src[n] − max src) / Σₖ exp(src[k] − max src)
//
// The largest logit is taken off first, so that no exponential overflows. dst and src must be equally long; they
// may be the same slice.
func Softmax(dst, src []float32) {
	if len(src) < 1 {
		panic(badShape)
	}
	if len(dst) != len(src) {
		panic(lengthsDiffer)
	}
	largest := src[0]
	for _, v := range src {
		largest = max(largest, v)
	}
	sum := 0.0
	for n, v := range src {
		e := math.Exp(float64(v) - float64(largest))
		dst[n] = float32(e)
		sum += e
	}
	for n := range dst {
		dst[n] = float32(float64(dst[n]) / sum)
	}
}
