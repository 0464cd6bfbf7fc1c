package head

import (
	"math"
	"math/rand/v2"
)

// EmbeddingLen is how many numbers an embedding has.
const EmbeddingLen = 128

// project makes the head a projection of the features, less their mean over the examples, by random signs, scaled so that
// the outputs have a length of about 1. Heads of as many features have the same signs.
func (h *Head) project(examples []Example) {
	features := measure(examples)
	step := float32(features.scale / math.Sqrt(EmbeddingLen))
	rng := rand.New(rand.NewPCG(uint64(h.Features()), 0))
	for i := range h.Weights {
		h.Weights[i] = step
		if rng.Uint64()&1 == 0 {
			h.Weights[i] = -step
		}
	}
	for m := range h.Bias {
		sum := 0.0
		for c, mean := range features.mean {
			sum += float64(mean * float64(h.Weights[c*len(h.Bias)+m]))
		}
		h.Bias[m] = float32(-sum)
	}
}
