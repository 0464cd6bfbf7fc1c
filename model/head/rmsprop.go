package head

import "math"

// MobileNet was trained by RMSprop as Inception v3 was (Szegedy et al. 2015, arXiv:1512.00567, section 8), whose decay
// and ε these are; the momentum is that of TensorFlow's recipe for both (train_image_classifier.py of its slim models).
// With ε = 1 and gradients much smaller, a step is nearly one of plain momentum.
const (
	squaresDecay = 0.9
	momentum     = 0.9
	epsilon      = 1.0
)

// rmsprop trains values by the gradients that are put beside them. As TensorFlow does, it adds ε below the root and takes
// the mean square to be 1 before the first step:
//
//	square ← 0.9·square + 0.1·gradient²
//	moment ← 0.9·moment + rate·gradient/√(square + ε)
//	value  ← value − moment
type rmsprop struct {
	values, gradients, squares, moments []float64
}

func newRMSprop(n int) rmsprop {
	o := rmsprop{make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)}
	for i := range o.squares {
		o.squares[i] = 1
	}
	return o
}

// step takes a step against the gradients, with weightDecay·value added to each, and sets them to 0.
func (o *rmsprop) step(rate, weightDecay float64) {
	for i, value := range o.values {
		gradient := o.gradients[i] + float64(weightDecay*value)
		o.squares[i] = float64(squaresDecay*o.squares[i]) + float64((1-squaresDecay)*float64(gradient*gradient))
		o.moments[i] = float64(momentum*o.moments[i]) + float64(rate*gradient)/math.Sqrt(o.squares[i]+epsilon)
		o.values[i] = value - o.moments[i]
	}
	clear(o.gradients)
}
