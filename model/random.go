package model

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// RandomWeights returns weights for spec drawn at random: a network that costs
// exactly what a trained one costs and answers nothing. Weights are normal with
// variance 2/fan-in, which keeps activations in ReLU6's range through all layers;
// biases are small. The same seed gives the same weights on every machine.
func RandomWeights(spec Spec, seed uint64) (*weights.Bundle, error) {
	table, err := spec.table(0)
	if err != nil {
		return nil, err
	}
	b := &weights.Bundle{Meta: randomMeta(spec)}
	rng := rand.New(rand.NewPCG(seed, 0))
	for _, l := range table {
		if err := addRandom(b, l, rng, nil); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Draw makes the network that of spec in float32 with RandomWeights, in the memory that
// it has, and says what they are. It draws and packs one layer at a time: the full convolution
// of Table 4 has 117 MB of weights, which need not be there twice. If spec is not
// legal the network is as it was.
func (n *Network) Draw(spec Spec, seed uint64) (weights.Meta, error) {
	table, err := spec.table(0)
	if err != nil {
		return weights.Meta{}, err
	}
	meta := randomMeta(spec)
	rng := rand.New(rand.NewPCG(seed, 0))
	largest := slices.MaxFunc(table, func(a, b layers.Layer) int { return cmp.Compare(a.Weights(), b.Weights()) })
	scratch := make([]float32, largest.Weights())
	numbers := float32sIn(n.numbers, len(table))
	for i, l := range table {
		b := &weights.Bundle{Meta: meta}
		if err := addRandom(b, l, rng, scratch); err != nil {
			return meta, err
		}
		if i == 0 { // the first layer's filters are kept for looking at
			if err := n.readFilters(l, b); err != nil {
				return meta, err
			}
		}
		if err := numbers.pack(i, l, b); err != nil {
			return meta, err
		}
	}
	n.make = makeFloat32s
	n.begin(spec, table, numbers)
	return meta, nil
}

// randomMeta says what random weights are.
func randomMeta(spec Spec) weights.Meta {
	return weights.Meta{
		Name:       "random",
		Alpha:      spec.Alpha,
		Classes:    spec.Classes,
		Scale:      1 / 127.5,
		Offset:     -1,
		Provenance: "drawn at random: times are real, answers are not",
	}
}

// addRandom draws a layer's weights, in the memory given if it is long enough, and
// biases, if the layer has any, and adds them to b.
func addRandom(b *weights.Bundle, l layers.Layer, rng *rand.Rand, memory []float32) error {
	if !l.HasWeights() {
		return nil
	}
	fanIn := l.Weights() / int64(l.Out.Channels)
	w := resized(memory, int(l.Weights()))
	normal(rng, w, math.Sqrt(2/float64(fanIn)))
	bias := make([]float32, l.Biases())
	normal(rng, bias, 0.1)
	return b.AddLayer(l, w, bias)
}

func normal(rng *rand.Rand, dst []float32, deviation float64) {
	for i := range dst {
		dst[i] = float32(float64(rng.NormFloat64() * deviation))
	}
}
