package model

import (
	"fmt"
	"math"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
)

// QuantisedNetwork is a MobileNet that computes in integers: activations and
// weights in 8 bits, sums in 32 (Jacob et al. 2018, arXiv 1712.05877). It is used
// as a [Network] is, with real numbers at both ends. All instruction sets give the
// same logits. It is not safe for concurrent use.
type QuantisedNetwork struct {
	setup
	params []quantisedParameters // one per layer
	logits logitSteps
	plan   quantisedPlan
	scale  float32   // steps of the input in 1
	gain   int       // steps of the mean in a step of what it averages
	bytes  bool      // activations between the first layer and the mean are bytes
	steps  []float32 // of each layer's output, the real number of one
	quantiser
}

// quantisedParameters are a layer's weights as its kernel reads them, of either
// type, and how its sums become activations. Of the last layer, only the biases
// count.
type quantisedParameters struct {
	weights    []int16
	bytes      []int8
	activation kernels.Requantisation
}

// build makes the network that of spec and b, each layer filled in by pack, in the
// memory that it has. With bytes, it is one whose weights are bytes and whose
// kernels are those of bytes.
func (n *QuantisedNetwork) build(
	spec Spec, b *weights.Bundle, bytes bool, pack func(l Layer, p *quantisedParameters) error,
) error {
	if spec.Architecture == FullConvolution {
		return fmt.Errorf("model: %v: have no integer arithmetic for it, want float32", spec.Architecture)
	}
	if err := n.set(spec, b); err != nil {
		return err
	}
	n.params, n.gain, n.steps, n.bytes = resized(n.params, len(n.layers)), 1, n.steps[:0], bytes
	for i, l := range n.layers {
		if err := pack(l, &n.params[i]); err != nil {
			return fmt.Errorf("model: %s: %w", l.Name, err)
		}
	}
	n.layOut()
	return nil
}

// Precision returns Int8.
func (n *QuantisedNetwork) Precision() Precision { return Int8 }

// SetResolution makes the network run on another size, as [Network.SetResolution].
func (n *QuantisedNetwork) SetResolution(resolution int) error {
	if err := n.setResolution(resolution); err != nil {
		return err
	}
	n.layOut()
	return nil
}

// layOut lays out everything that depends on the resolution.
func (n *QuantisedNetwork) layOut() {
	n.divide()
	n.plan.layOut(n.layers, n.bytes)
}

// Input returns the part of the arena that holds the input, to be filled before
// [QuantisedNetwork.Forward]: [resolution, resolution, 3], normalised as the
// weights want. Forward leaves it as it is.
func (n *QuantisedNetwork) Input() []float32 { return n.plan.input }

// Forward runs the network on its input and returns the logits, one per class.
// They stay valid until the next call. It allocates nothing.
func (n *QuantisedNetwork) Forward() []float32 { return n.ForwardTimed(nil) }

// ForwardTimed is [QuantisedNetwork.Forward], with the time that each layer took
// written to times, which must be as long as [QuantisedNetwork.Layers].
func (n *QuantisedNetwork) ForwardTimed(times []time.Duration) []float32 {
	n.pass(n.run, times)
	return n.plan.logits
}

// Probabilities returns the softmax of the logits of the last forward pass. It
// stays valid until the next call and allocates nothing.
func (n *QuantisedNetwork) Probabilities() []float32 {
	kernels.Softmax(n.plan.probabilities, n.plan.logits)
	return n.plan.probabilities
}

// run computes layer i from its place in the arena to its place in the arena.
func (n *QuantisedNetwork) run(i int) {
	l, p, at := &n.layers[i], &n.params[i], &n.plan.places[i]
	if n.bytes && l.Kind != FullyConnected {
		n.runBytes(l, p, at, &n.plan.bytePlaces[i])
		return
	}
	switch l.Kind {
	case Conv:
		n.isa.QuantiseRGB(at.src, n.plan.input, l.In.Height, l.In.Width, n.scale)
		n.isa.QuantisedConvRGB(at.dst, at.src, p.weights, &p.activation, l.In.Height, l.In.Width, l.Out.Channels)
	case Depthwise:
		window := kernels.Window{Height: l.In.Height, Width: l.In.Width, Channels: l.In.Channels, Stride: l.Stride}
		n.isa.QuantisedDepthwise3x3(at.dst, at.src, p.weights, &p.activation, window)
	case Pointwise:
		n.isa.QuantisedPointwise(at.dst, at.src, p.weights, &p.activation,
			l.Out.Height*l.Out.Width, l.In.Channels, l.Out.Channels, n.writesPairs(i))
	case Pool:
		kernels.QuantisedGlobalMean(at.dst, at.src, l.In.Height*l.In.Width, l.In.Channels, n.gain)
	case FullyConnected:
		n.isa.QuantisedFullyConnected(n.plan.sums, at.src, p.weights, p.activation.Bias, l.In.Channels, l.Out.Channels)
		n.logits.real(n.plan.logits, n.plan.sums)
	}
}

// runBytes computes a layer but the last on bytes. The picture before the first and
// the mean are not.
func (n *QuantisedNetwork) runBytes(l *Layer, p *quantisedParameters, at *place[int16], bytes *place[uint8]) {
	switch l.Kind {
	case Conv:
		n.isa.QuantiseRGB(at.src, n.plan.input, l.In.Height, l.In.Width, n.scale)
		n.isa.ByteConvRGB(bytes.dst, at.src, p.weights, &p.activation, l.In.Height, l.In.Width, l.Out.Channels)
	case Depthwise:
		window := kernels.Window{Height: l.In.Height, Width: l.In.Width, Channels: l.In.Channels, Stride: l.Stride}
		n.isa.ByteDepthwise3x3(bytes.dst, bytes.src, p.bytes, &p.activation, window)
	case Pointwise:
		n.isa.BytePointwise(bytes.dst, bytes.src, p.bytes, &p.activation,
			l.Out.Height*l.Out.Width, l.In.Channels, l.Out.Channels)
	case Pool:
		n.isa.ByteGlobalMean(at.dst, bytes.src, l.In.Height*l.In.Width, l.In.Channels, n.gain)
	}
}

// writesPairs tells whether layer i writes neighbouring pixels in pairs.
func (n *QuantisedNetwork) writesPairs(i int) bool {
	return !n.bytes && n.layers[i].Kind != Depthwise && n.layers[i+1].Kind == Depthwise && n.layers[i].Out.Width%2 == 0
}

// logitSteps says what real numbers the last layer's sums are.
type logitSteps struct {
	scales []float32 // of each class, or of all if it is one
	bytes  *byteSteps
}

// byteSteps makes bytes of sums first, as TensorFlow Lite gives them.
type byteSteps struct {
	rounding   Rounding
	multiplier int32 // in fixed point
	shift      int
	factor     float32 // in floating point
	zero       int32
}

// real writes the real logits of sums.
func (s *logitSteps) real(logits []float32, sums []int32) {
	if s.bytes == nil {
		for i := range logits {
			logits[i] = float32(sums[i]) * s.scales[i]
		}
		return
	}
	for i := range logits {
		logits[i] = float32(s.bytes.steps(sums[i])) * s.scales[0]
	}
}

// steps returns a sum's byte less the zero point.
func (b *byteSteps) steps(sum int32) int32 {
	low, high := -b.zero, 255-b.zero
	if b.rounding == FloatingPoint {
		return int32(math.RoundToEven(float64(min(max(float32(sum)*b.factor, float32(low)), float32(high)))))
	}
	return min(max(kernels.Requantise(sum, b.multiplier, b.shift), low), high)
}
