package model

import (
	"math"
	"math/rand/v2"

	"mobilenet/weights"
)

// RandomWeights returns weights for spec drawn at random: a network that costs
// exactly what a trained one costs and answers nothing. Weights are normal with
// variance 2/fan-in, which keeps activations in ReLU6's range through all layers;
// biases are small. The same seed gives the same weights on every machine.
func RandomWeights(spec Spec, seed uint64) (*weights.Bundle, error) {
	layers, err := Layers(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
	if err != nil {
		return nil, err
	}
	b := &weights.Bundle{Meta: weights.Meta{
		Name:       "random",
		AlphaMin:   spec.Alpha,
		AlphaMax:   spec.Alpha,
		Classes:    layers[len(layers)-1].Out.Channels,
		Scale:      1 / 127.5,
		Offset:     -1,
		Provenance: "drawn at random: times are real, answers are not",
	}}
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, l := range layers {
		if l.Kind == Pool {
			continue
		}
		fanIn := l.Weights() / int64(l.Out.Channels)
		w := make([]float32, l.Weights())
		normal(rng, w, math.Sqrt(2/float64(fanIn)))
		bias := make([]float32, l.Biases())
		normal(rng, bias, 0.1)
		if err := addParameters(b, l, w, bias); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func normal(rng *rand.Rand, dst []float32, deviation float64) {
	for i := range dst {
		dst[i] = float32(float64(rng.NormFloat64() * deviation))
	}
}
