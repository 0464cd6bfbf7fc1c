package kernels

// Bounds are the least and the largest value that a layer puts out:
//
//	clamp(acc) = acc > Low ? min(acc, High) : Low
//
// so NaN becomes Low.
type Bounds struct{ Low, High float32 }

// ReLU6 are the bounds that MobileNet's activations have.
var ReLU6 = Bounds{0, 6}

// clamp returns acc within the bounds.
func (b Bounds) clamp(acc float32) float32 {
	if !(acc > b.Low) {
		return b.Low
	}
	if acc < b.High {
		return acc
	}
	return b.High
}
