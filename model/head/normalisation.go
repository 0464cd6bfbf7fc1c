package head

import "math"

// normalisation centres features and scales them.
type normalisation struct {
	mean  []float64
	scale float64
}

// measure returns the normalisation that gives the features of examples a mean of 0 and a mean square length of 1.
func measure(examples []Example) normalisation {
	n := normalisation{mean: meanFeatures(examples), scale: 1}
	squares := 0.0
	x := make([]float64, len(n.mean))
	for _, e := range examples {
		n.apply(x, e.Features)
		squares += dot(x, x)
	}
	if squares > 0 {
		n.scale = 1 / math.Sqrt(squares/float64(len(examples)))
	}
	return n
}

// meanFeatures returns the mean of each feature over the examples.
func meanFeatures(examples []Example) []float64 {
	mean := make([]float64, len(examples[0].Features))
	for _, e := range examples {
		for c, f := range e.Features {
			mean[c] += float64(f)
		}
	}
	for c := range mean {
		mean[c] /= float64(len(examples))
	}
	return mean
}

// apply puts features, centred and scaled, into x.
func (n normalisation) apply(x []float64, features []float32) {
	for c, f := range features {
		x[c] = float64((float64(f) - n.mean[c]) * n.scale)
	}
}
