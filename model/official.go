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

// Rounding is how a quantised network's sums become bytes. The two differ now and
// then by one step.
type Rounding uint8

const (
	// FloatingPoint multiplies in float32 and rounds once, as XNNPACK does and with it
	// TensorFlow Lite in browsers and on phones. It is the faster one.
	FloatingPoint Rounding = iota
	// FixedPoint multiplies by gemmlowp's fixed-point numbers and rounds twice, as
	// TensorFlow Lite's reference kernels do and as the files were published.
	FixedPoint
)

// NewQuantised builds the network of spec from quantised weights, such as
// Google's uint8 files, and computes what TensorFlow Lite does with them, to the
// last bit: with its reference kernels or with XNNPACK. Weights with a scale for
// each output are for FloatingPoint only, and so is a mean with steps of its own,
// which keeps four bits more instead, and a detector. It fails as [New] does, and if
// the integers or their steps are missing or not usable.
func NewQuantised(spec Spec, b *weights.Bundle, rounding Rounding) (*Network, error) {
	return build(spec, b, official(rounding, true))
}

// official returns the maker of NewQuantised, which makes bytes only if that is allowed.
func official(rounding Rounding, bytes bool) maker {
	return func(spec Spec, table layers.Table, b *weights.Bundle, former numbers) (numbers, error) {
		input, err := b.Activation(layers.InputName)
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		bytes := bytes && rounding == FloatingPoint
		return makeIntegers(spec, table, former, bytes, func(n integerNumbers) error {
			n.common().pixels = pixelSteps{1 / input.Scale, float32(input.Zero), 1, int16(input.Zero)}
			return fillOfficial(n, table, b, input, rounding)
		})
	}
}

// fillOfficial fills in the layers from quantised weights.
func fillOfficial(n integerNumbers, table layers.Table, b *weights.Bundle, input weights.Activation, rounding Rounding) error {
	c := n.common()
	outputs := make([]weights.Activation, len(table))
	for i, l := range table {
		c.whole[i] = quantisedParameters{}
		from := input
		if l.From != layers.Input {
			from = outputs[l.From]
		}
		to, err := b.Activation(l.Name)
		if err == nil && l.Kind != layers.Pool {
			c.whole[i], err = packOfficial(n, l, b, from, to, rounding)
		}
		same := to.Scale == from.Scale && to.Zero == from.Zero
		if err == nil && l.Kind == layers.Pool && !same && rounding == FixedPoint {
			err = errors.New("have other steps after the mean, want those before it")
		}
		if err != nil {
			return fmt.Errorf("model: %s: %w", l.Name, err)
		}
		switch {
		case l.Kind == layers.Pool && same:
			to = from
		case l.Kind == layers.Pool:
			c.gain = meanGain
			to = from
			to.Scale /= meanGain
		}
		outputs[i] = to
		c.steps = append(c.steps, to.Scale)
	}
	return nil
}

// packOfficial makes a layer's integers count from their zero points.
func packOfficial(
	n integerNumbers, l layers.Layer, b *weights.Bundle, from, to weights.Activation, rounding Rounding,
) (p quantisedParameters, err error) {
	w, err := b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...)
	if err != nil {
		return p, err
	}
	if w.Bytes == nil {
		return p, errors.New("have other types, want bytes for weights")
	}
	steps := byteSteps{rounding: rounding, zero: int32(to.Zero)}
	padded := kernels.PanelLen(1, l.Out.Channels)
	p.activation = kernels.Requantisation{Bias: make([]int32, padded), Max: int16(to.Max - to.Zero)}
	if l.Bounds == layers.Unbounded && l.Kind == layers.Pointwise {
		p.activation.Min = -int16(to.Zero)
	}
	finer := l.Kind == layers.FullyConnected && n.common().gain != 1
	if err := officialBias(p.activation.Bias, l, b, w, from, to, finer); err != nil {
		return p, err
	}
	scales := w.Scales
	if scales == nil {
		scales = []float32{w.Scale}
	}
	switch {
	case rounding == FloatingPoint:
		for _, scale := range scales {
			steps.factors = append(steps.factors, from.Scale*scale/to.Scale) // in float32, as XNNPACK has it
		}
		p.activation.Scales = make([]float32, padded)
		for i := range p.activation.Scales {
			p.activation.Scales[i] = steps.factors[min(i, len(steps.factors)-1)]
		}
	case w.Scales != nil:
		return p, errors.New("have a scale for each output, want one for the layer")
	case p.activation.Min != 0:
		return p, errors.New("have no rounding in fixed point for a layer without ReLU6, want floating point")
	default:
		product := float64(from.Scale) * float64(w.Scale)
		if steps.multiplier, steps.shift, err = fixedPoint(product / float64(to.Scale)); err != nil {
			return p, err
		}
		p.activation.Multipliers, p.activation.Shift = slices.Repeat([]int32{steps.multiplier}, padded), steps.shift
	}
	zero, err := n.countFrom(w.Zero, &p, l, to)
	if err != nil {
		return p, err
	}
	integers := make([]int16, len(w.Bytes))
	for i, q := range w.Bytes {
		integers[i] = int16(int32(q) - zero)
	}
	if l.Kind == layers.FullyConnected {
		n.common().logits = logitSteps{scales: []float32{to.Scale}, bytes: &steps}
	}
	return p, n.pack(l, &p, integers, 2*int32(from.Zero))
}

// officialBias writes a layer's biases in steps of its sums. Real ones, which those of
// weights with a scale for each output are, and those after a mean with finer steps than
// the file has are rounded to these.
func officialBias(
	steps []int32, l layers.Layer, b *weights.Bundle, w *weights.QuantisedTensor, from, to weights.Activation, finer bool,
) error {
	if w.Scales == nil && !finer {
		bias, err := b.QuantisedTensor(l.BiasName(), l.Out.Channels)
		if err != nil {
			return err
		}
		if bias.Ints == nil {
			return errors.New("have other types, want 32-bit integers for biases")
		}
		product := float64(from.Scale) * float64(w.Scale)
		if d := math.Abs(product - float64(bias.Scale)); d > 0.02*float64(to.Scale) { // TensorFlow Lite's tolerance
			return fmt.Errorf("have biases in steps of %v, want %v", bias.Scale, product)
		}
		copy(steps, bias.Ints)
		return nil
	}
	bias, err := b.Tensor(l.BiasName(), l.Out.Channels)
	if err != nil {
		return err
	}
	for i, v := range bias {
		scale := w.Scale
		if w.Scales != nil {
			scale = w.Scales[i]
		}
		if v-v != 0 {
			return fmt.Errorf("have a bias of output %d that is not finite", i)
		}
		steps[i] = int32(min(max(math.RoundToEven(float64(v)/(float64(from.Scale)*float64(scale))), -1<<30), 1<<30))
	}
	return nil
}

// fixedPoint returns a factor in (0, 1) as multiplier·2^(−31−shift), rounded as
// TensorFlow Lite's QuantizeMultiplier rounds it.
func fixedPoint(factor float64) (multiplier int32, shift int, err error) {
	fraction, exponent := math.Frexp(factor)
	fixed := int64(math.Round(fraction * (1 << 31)))
	if fixed == 1<<31 {
		fixed /= 2
		exponent++
	}
	if !(factor > 0 && factor < 1) || exponent > 0 || -exponent > kernels.MaxShift {
		return 0, 0, fmt.Errorf("have %v steps of the output in one of the sums, want 2^-%d to 1", factor, kernels.MaxShift+1)
	}
	return int32(fixed), -exponent, nil
}
