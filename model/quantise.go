package model

import (
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
func Quantise(spec Spec, b *weights.Bundle) (*Network, error) { return build(spec, b, quantised(true)) }

// quantised returns the maker of Quantise, which makes bytes only if that is allowed.
func quantised(bytes bool) maker {
	return func(spec Spec, table layers.Table, b *weights.Bundle, former numbers) (numbers, error) {
		if spec.Architecture == layers.SSD {
			return nil, fmt.Errorf("model: %v: cannot be quantised without the ranges of what its heads put out: want weights in 8 bits, or float32", spec.Architecture)
		}
		offset := -b.Meta.Offset / b.Meta.Scale
		if !(offset >= -farthestZero && offset <= farthestZero) {
			return nil, fmt.Errorf("model: the real number 0 is pixel %v, want one within ±%d", offset, farthestZero)
		}
		pixels := pixelSteps{1 / b.Meta.Scale, offset, 2, int16(math.RoundToEven(float64(2 * offset)))}
		return makeIntegers(spec, table, former, bytes, func(n integerNumbers) error {
			c := n.common()
			c.pixels, c.logits.bytes = pixels, nil
			defer func() { c.quantiser = quantiser{} }()
			return quantiseLayers(n, table, b)
		})
	}
}

// quantiseLayers fills in the layers from real weights.
func quantiseLayers(n integerNumbers, table layers.Table, b *weights.Bundle) error {
	const to = 6.0 / activationSteps
	c := n.common()
	// Half steps: a pixel's value counts from the middle between two pixels where that is 0.
	from := float64(b.Meta.Scale) / 2
	for i, l := range table {
		if l.Kind == layers.Pool {
			c.gain = meanGain
			from = to / meanGain
			c.steps, c.whole[i] = append(c.steps, float32(from)), quantisedParameters{}
			continue
		}
		if err := quantiseLayer(n, &c.whole[i], l, b, from, to); err != nil {
			return fmt.Errorf("model: %s: %w", l.Name, err)
		}
		c.steps = append(c.steps, to)
		from = to
	}
	return nil
}

// quantiser is memory for quantising one layer after the other.
type quantiser struct {
	integers       []int16
	largest        []uint32
	sizes, inverse []float64 // of each output's steps
}

// quantiseLayer quantises a layer between activations in steps of from and to.
func quantiseLayer(n integerNumbers, p *quantisedParameters, l layers.Layer, b *weights.Bundle, from, to float64) error {
	w, bias, err := b.Layer(l)
	if err != nil {
		return err
	}
	c, a, out := n.common(), &p.activation, l.Out.Channels
	c.quantise(w, out)
	for i, step := range c.sizes {
		if v := float64(bias[i]); step-step != 0 || v-v != 0 {
			return fmt.Errorf("have weights or a bias of output %d that are not finite", i)
		}
	}
	padded := kernels.PanelLen(1, out)
	a.Scales, a.Bias, a.Max = resized(a.Scales, padded), resized(a.Bias, padded), activationSteps
	a.Multipliers, a.Offset = nil, 0
	for i, v := range bias {
		a.Bias[i] = int32(min(max(math.RoundToEven(float64(v)/(from*c.sizes[i])), -1<<30), 1<<30))
		a.Scales[i] = float32(from * c.sizes[i] / to)
	}
	clear(a.Bias[out:])
	clear(a.Scales[out:])
	if l.Kind == layers.FullyConnected {
		c.logits.scales = resized(c.logits.scales, out)
		for i, step := range c.sizes {
			c.logits.scales[i] = float32(from * step)
		}
	}
	return n.pack(l, p, c.integers, int32(c.pixels.zero))
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
