package model

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// How real weights are quantised. Every activation is a byte from 0 to ReLU6's 6.
const (
	activationSteps = 255
	weightSteps     = 127     // on either side of 0
	meanGain        = 16      // the mean keeps four bits more
	farthestZero    = 8191    // pixels from 0 to the pixel that stands for the real number 0
	roundToEven     = 3 << 51 // added to a small number, it leaves the nearest integer in the lowest bits
	finestChannel   = 4096    // no channel's steps are more times as fine as the coarsest's: its bias must fit
)

// Quantise builds the network of spec in integers from real weights: weights in
// 127 steps on either side of 0, of a size for each output channel, activations
// in 255 steps from 0 to 6. It fails as [New] does, and for weights that are not
// finite.
func Quantise(spec Spec, b *weights.Bundle) (*QuantisedNetwork, error) {
	n := new(QuantisedNetwork)
	if err := n.Rebuild(spec, b); err != nil {
		return nil, err
	}
	return n, nil
}

// Rebuild makes the network that of spec and the real weights in b, as Quantise
// does, in the memory that it has, see [Network.Rebuild].
func (n *QuantisedNetwork) Rebuild(spec Spec, b *weights.Bundle) error {
	err := n.rebuild(spec, b, kernels.Best().HasBytes())
	if errors.Is(err, errNoBytes) {
		err = n.rebuild(spec, b, false)
	}
	return err
}

// errNoBytes says that the kernels of bytes cannot compute a layer.
var errNoBytes = errors.New("have no kernels of bytes for it")

// fitBytes tells whether the kernels of bytes can round the layer's sums.
func (p *quantisedParameters) fitBytes(l layers.Layer) bool {
	products := int(l.Weights()) / l.Out.Channels
	if l.Kind == layers.Conv {
		products *= 2 // counted in half pixels
	}
	return p.activation.FitsBytes(products)
}

// rebuild is Rebuild in bytes, where the kernels have them, or in int16. Both give
// the same.
func (n *QuantisedNetwork) rebuild(spec Spec, b *weights.Bundle, bytes bool) error {
	// Half steps: a pixel's value counts from the middle between two pixels where that is 0.
	from := float64(b.Meta.Scale) / 2
	offset := -b.Meta.Offset / b.Meta.Scale
	if !(offset >= -farthestZero && offset <= farthestZero) {
		return fmt.Errorf("model: the real number 0 is pixel %v, want one within ±%d", offset, farthestZero)
	}
	pixels := pixelSteps{1 / b.Meta.Scale, offset, 2, int16(math.RoundToEven(float64(2 * offset)))}
	err := n.build(spec, b, bytes, func(l layers.Layer, p *quantisedParameters) error {
		const to = 6.0 / activationSteps
		n.pixels = pixels
		if l.Kind == layers.Pool {
			n.gain = meanGain
			from = to / meanGain
			n.steps = append(n.steps, float32(from))
			return nil
		}
		err := n.quantiseLayer(p, l, b, from, to)
		n.steps = append(n.steps, to)
		from = to
		return err
	})
	if err != nil {
		return err
	}
	n.logits.bytes = nil
	n.quantiser = quantiser{}
	return nil
}

// quantiser is memory for quantising one layer after the other.
type quantiser struct {
	integers       []int16
	largest        []uint32
	sizes, inverse []float64 // of each output's steps
}

// quantiseLayer quantises a layer between activations in steps of from and to.
func (n *QuantisedNetwork) quantiseLayer(p *quantisedParameters, l layers.Layer, b *weights.Bundle, from, to float64) error {
	w, err := b.Tensor(l.WeightsName(), l.WeightsShape()...)
	if err != nil {
		return err
	}
	out := l.Out.Channels
	n.quantise(w, out)
	padded := kernels.PanelLen(1, out)
	p.activation.Scales = resized(p.activation.Scales, padded)
	bias, err := b.Tensor(l.BiasName(), out)
	if err != nil {
		return err
	}
	for i, step := range n.sizes {
		if v := float64(bias[i]); step-step != 0 || v-v != 0 {
			return fmt.Errorf("have weights or a bias of output %d that are not finite", i)
		}
	}
	biases := padded
	if l.Kind == layers.Conv && n.bytes {
		biases *= 4
	}
	p.activation.Bias, p.activation.Max = resized(p.activation.Bias, biases), activationSteps
	p.activation.Multipliers, p.activation.Offset = nil, 0
	for i, v := range bias {
		p.activation.Bias[i] = int32(min(max(math.RoundToEven(float64(v)/(from*n.sizes[i])), -1<<30), 1<<30))
		p.activation.Scales[i] = float32(from * n.sizes[i] / to)
	}
	clear(p.activation.Bias[out:])
	clear(p.activation.Scales[out:])
	p.pack(l, n.integers, n.bytes, int32(n.pixels.zero))
	if n.inBytes(l) && !p.fitBytes(l) {
		return errNoBytes
	}
	if l.Kind == layers.FullyConnected {
		n.logits.scales = resized(n.logits.scales, out)
		for i, step := range n.sizes {
			n.logits.scales[i] = float32(from * step)
		}
	}
	return nil
}

// quantise makes integers of weights, whose last dimension are the output channels. Of weights that are not finite it
// makes steps that are not either.
func (q *quantiser) quantise(w []float32, out int) {
	q.measure(w, out)
	q.integers = resized(q.integers, len(w))
	for rest, row := q.integers, w; len(row) > 0; rest, row = rest[out:], row[out:] {
		for i, factor := range q.inverse {
			rest[i] = int16(math.Float64bits(float64(float64(row[i])*factor) + roundToEven))
		}
	}
}

// measure finds the size of a step for each of the output channels, which are the
// last dimension of w, and one over it: dividing takes several times as long.
func (q *quantiser) measure(w []float32, out int) {
	q.largest, q.sizes, q.inverse = resized(q.largest, out), resized(q.sizes, out), resized(q.inverse, out)
	clear(q.largest)
	// The bits of positive numbers have the order of the numbers, and NaN is above all.
	for row := w; len(row) > 0; row = row[out:] {
		for i, bits := range q.largest {
			q.largest[i] = max(bits, math.Float32bits(row[i])&^(1<<31))
		}
	}
	for i, bits := range q.largest {
		q.sizes[i] = float64(math.Float32frombits(bits)) / weightSteps
	}
	coarsest := slices.Max(q.sizes)
	if coarsest == 0 {
		coarsest = 1. / weightSteps // no weight counts: the biases do
	}
	for i := range q.sizes {
		q.sizes[i] = max(q.sizes[i], coarsest/finestChannel)
		q.inverse[i] = 1 / q.sizes[i]
	}
}
