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

// inputName is the network's input among the activations of a bundle.
const inputName = "input"

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
// which keeps four bits more instead. It fails as [New] does, and if the integers
// or their steps are missing or not usable.
func NewQuantised(spec Spec, b *weights.Bundle, rounding Rounding) (*QuantisedNetwork, error) {
	input, err := b.Activation(inputName)
	if err != nil {
		return nil, fmt.Errorf("model: %w", err)
	}
	n := new(QuantisedNetwork)
	err = errNoBytes
	if rounding == FloatingPoint && kernels.Best().HasBytes() {
		err = n.buildOfficial(spec, b, input, rounding, true)
	}
	if errors.Is(err, errNoBytes) {
		err = n.buildOfficial(spec, b, input, rounding, false)
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

// buildOfficial builds the network with bytes or with int16, which give the same.
func (n *QuantisedNetwork) buildOfficial(spec Spec, b *weights.Bundle, input weights.Activation, rounding Rounding, bytes bool) error {
	from := input // of the layer that is packed
	err := n.build(spec, b, bytes, func(l layers.Layer, p *quantisedParameters) error {
		to, err := b.Activation(l.Name)
		if err != nil {
			return err
		}
		n.steps = append(n.steps, to.Scale)
		if l.Kind == layers.Pool {
			same := to.Scale == from.Scale && to.Zero == from.Zero
			if !same && rounding == FixedPoint {
				return errors.New("have other steps after the mean, want those before it")
			}
			if !same {
				n.gain = meanGain
				from.Scale /= meanGain
				n.steps[len(n.steps)-1] = from.Scale
			}
			return nil
		}
		*p, err = n.packOfficial(l, b, from, to, rounding)
		from = to
		return err
	})
	n.pixels = pixelSteps{1 / input.Scale, float32(input.Zero), 1, int16(input.Zero)}
	return err
}

// packOfficial makes a layer's integers count from their zero points.
func (n *QuantisedNetwork) packOfficial(
	l layers.Layer, b *weights.Bundle, from, to weights.Activation, rounding Rounding,
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
	if err := n.officialBias(p.activation.Bias, l, b, w, from, to); err != nil {
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
	default:
		product := float64(from.Scale) * float64(w.Scale)
		if steps.multiplier, steps.shift, err = fixedPoint(product / float64(to.Scale)); err != nil {
			return p, err
		}
		p.activation.Multipliers, p.activation.Shift = slices.Repeat([]int32{steps.multiplier}, padded), steps.shift
	}
	zero := w.Zero
	if n.inBytes(l) {
		if err := p.inBytes(l, zero, to); err != nil {
			return p, err
		}
		zero = middle
	}
	integers := make([]int16, len(w.Bytes))
	for i, q := range w.Bytes {
		integers[i] = int16(int32(q) - zero)
	}
	p.pack(l, integers, n.bytes, 2*int32(from.Zero))
	if n.inBytes(l) && !p.fitBytes(l) {
		return p, errNoBytes
	}
	if l.Kind == layers.FullyConnected {
		n.logits.scales = []float32{to.Scale}
		n.logits.bytes = &steps
	}
	return p, nil
}

// officialBias writes a layer's biases in steps of its sums. Real ones, which those of
// weights with a scale for each output are, and those in front of a mean with steps of
// its own are rounded to these.
func (n *QuantisedNetwork) officialBias(
	steps []int32, l layers.Layer, b *weights.Bundle, w *weights.QuantisedTensor, from, to weights.Activation,
) error {
	finer := l.Kind == layers.FullyConnected && n.gain != 1
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

// middle is the byte that the kernels of bytes take for 0.
const middle = 128

// inBytes makes a layer's requantisation one for the kernels of bytes, whose weights
// count from the middle of a byte and whose first layer counts in half pixels. It fails
// where they have no room.
func (p *quantisedParameters) inBytes(l layers.Layer, zero int32, to weights.Activation) error {
	if zero == 0 || to.Zero != 0 || to.Max != activationSteps {
		return errNoBytes
	}
	a := &p.activation
	a.Offset = int8(middle - zero)
	if l.Kind == layers.Conv {
		for i, bias := range a.Bias {
			if bias != 2*bias/2 {
				return errNoBytes
			}
			a.Bias[i] *= 2
			a.Scales[i] /= 2
		}
		a.Bias = append(a.Bias, make([]int32, 3*len(a.Bias))...)
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

// pack copies a layer's weights into the layout that its kernel reads, in the memory
// that there is, if it is large enough. The first layer in bytes has its biases made
// for pixels with that zero.
func (p *quantisedParameters) pack(l layers.Layer, w []int16, bytes bool, zero int32) {
	in, out := l.In.Channels, l.Out.Channels
	switch {
	case bytes && l.Kind == layers.Conv:
		p.bytes = resized(p.bytes, kernels.ByteRGBPanelLen(out))
		kernels.PackByteRGB(p.bytes, p.activation.Bias, w, p.activation.Bias, zero, p.activation.Offset, out)
	case bytes && l.Kind == layers.Depthwise:
		p.bytes = resized(p.bytes, kernels.ByteDepthwiseLen(in))
		kernels.PackByteDepthwise(p.bytes, w, in)
	case bytes && l.Kind == layers.Pointwise:
		p.bytes = resized(p.bytes, kernels.BytePanelLen(in, out))
		kernels.PackBytePanels(p.bytes, w, in, out)
	case l.Kind == layers.Depthwise:
		p.weights = resized(p.weights, kernels.QuantisedDepthwiseLen(in))
		kernels.PackQuantisedDepthwise(p.weights, w, in)
	default:
		rows, run := 1, in
		if l.Kind == layers.Conv {
			rows, run = 3, 9
		}
		p.weights = resized(p.weights, kernels.QuantisedPanelLen(rows, run, out))
		kernels.PackQuantisedPanels(p.weights, w, rows, run, out)
	}
}
