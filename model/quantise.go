package model

import (
	"fmt"
	"math"
	"slices"

	"mobilenet/kernels"
	"mobilenet/weights"
)

// How real weights are quantised. Every activation is a byte from 0 to ReLU6's 6.
const (
	activationSteps = 255
	weightSteps     = 127  // on either side of 0
	meanGain        = 16   // the mean keeps four bits more
	finestChannel   = 4096 // no channel's steps are more times as fine as the coarsest's: its bias must fit
)

// Quantise builds the network of spec in integers from real weights: weights in
// 127 steps on either side of 0, of a size for each output channel, activations
// in 255 steps from 0 to 6. It fails as [New] does, and for weights that are not
// finite.
func Quantise(spec Spec, b *weights.Bundle) (*QuantisedNetwork, error) {
	// Half steps: a pixel's value counts from the middle between two pixels where that is 0.
	from := float64(b.Meta.Scale) / 2
	n, err := newQuantised(spec, b, func(n *QuantisedNetwork, l Layer) (quantisedParameters, error) {
		const to = 6.0 / activationSteps
		if l.Kind == Pool {
			n.gain = meanGain
			from = to / meanGain
			n.steps = append(n.steps, float32(from))
			return quantisedParameters{}, nil
		}
		p, err := n.quantiseLayer(l, b, from, to)
		n.steps = append(n.steps, to)
		from = to
		return p, err
	})
	if err != nil {
		return nil, err
	}
	n.scale = 2 / b.Meta.Scale
	return n, nil
}

// quantiseLayer quantises a layer between activations in steps of from and to.
func (n *QuantisedNetwork) quantiseLayer(l Layer, b *weights.Bundle, from, to float64) (p quantisedParameters, err error) {
	w, err := b.Tensor(l.Name+"/weights", l.weightShape()...)
	if err != nil {
		return p, err
	}
	bias, err := b.Tensor(l.Name+"/bias", l.Out.Channels)
	if err != nil {
		return p, err
	}
	out := l.Out.Channels
	steps := channelSteps(w, out)
	for i, step := range steps {
		if v := float64(bias[i]); step-step != 0 || v-v != 0 {
			return p, fmt.Errorf("have weights or a bias of output %d that are not finite", i)
		}
	}
	padded := kernels.PanelLen(1, out)
	p.activation = kernels.Requantisation{
		Bias: make([]int32, padded), Scales: make([]float32, padded), Max: activationSteps,
	}
	for i, v := range bias {
		p.activation.Bias[i] = int32(min(max(math.RoundToEven(float64(v)/(from*steps[i])), -1<<30), 1<<30))
		p.activation.Scales[i] = float32(from * steps[i] / to)
	}
	inverse := make([]float64, out) // dividing takes several times as long
	for i, step := range steps {
		inverse[i] = 1 / step
	}
	integers := make([]int16, len(w))
	for rest, row := integers, w; len(row) > 0; rest, row = rest[out:], row[out:] {
		for i, factor := range inverse {
			rest[i] = int16(math.RoundToEven(float64(row[i]) * factor))
		}
	}
	p.weights = packIntegers(l, integers)
	if l.Kind == FullyConnected {
		n.logits.scales = make([]float32, out)
		for i, step := range steps {
			n.logits.scales[i] = float32(from * step)
		}
	}
	return p, nil
}

// channelSteps returns the size of a step for each of the output channels, which
// are the last dimension of w.
func channelSteps(w []float32, out int) []float64 {
	// The bits of positive numbers have the order of the numbers, and NaN is above all.
	largest := make([]uint32, out)
	for row := w; len(row) > 0; row = row[out:] {
		for i, bits := range largest {
			largest[i] = max(bits, math.Float32bits(row[i])&^(1<<31))
		}
	}
	steps := make([]float64, out)
	for i, bits := range largest {
		steps[i] = float64(math.Float32frombits(bits)) / weightSteps
	}
	coarsest := slices.Max(steps)
	if coarsest == 0 {
		coarsest = 1. / weightSteps // no weight counts: the biases do
	}
	for i := range steps {
		steps[i] = max(steps[i], coarsest/finestChannel)
	}
	return steps
}
