package model

import (
	"fmt"
	"math"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// QuantisedNetwork is a MobileNet that computes in integers: activations and
// weights in 8 bits, sums in 32 (Jacob et al. 2018, arXiv 1712.05877). It is used
// as a [Network] is, with real numbers at both ends. All instruction sets give the
// same logits. It is not safe for concurrent use.
type QuantisedNetwork struct {
	setup
	params []quantisedParameters // one per layer
	mine   []quantisedParameters // of this worker's parts of the layers
	logits logitSteps
	plan   quantisedPlan
	pixels pixelSteps
	gain   int       // steps of the mean in a step of what it averages
	bytes  bool      // picture and activations up to the mean are bytes
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

// pixelSteps are how the input's real numbers become pixels, from 0 to 255, and what
// the first layer counts of them: a pixel has gain steps, of which zero lie below the
// real number 0.
type pixelSteps struct {
	scale, offset float32
	gain, zero    int16
}

// part returns the parameters of a part of the layer. Whatever their layout, those of
// an output channel and the ones after it are the last.
func (p quantisedParameters) part(of part) quantisedParameters {
	first, a := of.output.channels.first, &p.activation
	if first == 0 || len(a.Bias) == 0 {
		return p
	}
	p.weights = p.weights[first*len(p.weights)/len(a.Bias):]
	p.bytes = p.bytes[first*len(p.bytes)/len(a.Bias):]
	a.Bias = a.Bias[first:]
	a.Scales = a.Scales[min(first, len(a.Scales)):]
	a.Multipliers = a.Multipliers[min(first, len(a.Multipliers)):]
	return p
}

// build makes the network that of spec and b, each layer filled in by pack, in the
// memory that it has. With bytes, it is one whose weights are bytes and whose
// kernels are those of bytes.
func (n *QuantisedNetwork) build(
	spec Spec, b *weights.Bundle, bytes bool, pack func(l layers.Layer, p *quantisedParameters) error,
) error {
	if spec.Architecture == layers.FullConvolution {
		return fmt.Errorf("model: %v: have no integer arithmetic for it, want float32", spec.Architecture)
	}
	if err := n.set(spec, b); err != nil {
		return err
	}
	n.params, n.gain, n.steps, n.bytes = resized(n.params, len(n.table)), 1, n.steps[:0], bytes
	for i, l := range n.table {
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

// SetCrew makes the network work in a crew, as [Network.SetCrew].
func (n *QuantisedNetwork) SetCrew(crew Crew) {
	n.crew = crew
	n.layOut()
}

// CrewBytes returns what a crew of that size needs, as [Network.CrewBytes].
func (n *QuantisedNetwork) CrewBytes(size int) int {
	_, bytes := divide(n.table, size).boundaries(n.table, n.valueBytes())
	return bytes
}

// valueBytes returns the bytes of a value of each activation: the input is real, the
// logits are sums.
func (n *QuantisedNetwork) valueBytes() []int {
	bytes := []int{4}
	for _, l := range n.table {
		switch {
		case l.Kind == layers.FullyConnected:
			bytes = append(bytes, 4)
		case n.inBytes(l):
			bytes = append(bytes, 1)
		default:
			bytes = append(bytes, 2)
		}
	}
	return bytes
}

// inBytes tells whether the layer's output is bytes.
func (n *QuantisedNetwork) inBytes(l layers.Layer) bool {
	return n.bytes && l.Kind != layers.Pool && l.Kind != layers.FullyConnected
}

// layOut lays out everything that depends on resolution and crew.
func (n *QuantisedNetwork) layOut() {
	division, rank := n.divide()
	n.plan.layOut(n.table, n.parts, n.bytes)
	n.mine = n.mine[:0]
	memory := [][]byte{bytesOf(n.plan.input)}
	for i, l := range n.table {
		n.mine = append(n.mine, n.params[i].part(n.parts[i]))
		switch {
		case l.Kind == layers.FullyConnected:
			memory = append(memory, bytesOf(n.plan.sums))
		case n.inBytes(l):
			memory = append(memory, n.plan.byteActivations[i+1])
		default:
			memory = append(memory, bytesOf(n.plan.activations[i+1]))
		}
	}
	n.exchanges = division.exchanges(n.table, rank, memory, n.valueBytes())
}

// Input returns the part of the arena that holds the input, to be filled before
// [QuantisedNetwork.Forward]: [resolution, resolution, 3], normalised as the
// weights want. Forward leaves it as it is.
func (n *QuantisedNetwork) Input() []float32 { return n.plan.input }

// Forward runs the network on its input and returns the logits, one per class, as
// [Network.Forward] does.
func (n *QuantisedNetwork) Forward() []float32 { return n.ForwardTimed(nil) }

// ForwardTimed is [QuantisedNetwork.Forward], with the time that each layer took
// written to times, which must be as long as [QuantisedNetwork.Layers].
func (n *QuantisedNetwork) ForwardTimed(times []time.Duration) []float32 {
	if !n.pass(n.run, times) {
		n.SetCrew(nil)
		n.pass(n.run, times)
	}
	n.logits.real(n.plan.logits, n.plan.sums)
	return n.plan.logits
}

// Work takes part in the passes of the crew's leader until the crew breaks up.
func (n *QuantisedNetwork) Work() {
	for n.pass(n.run, nil) {
	}
}

// Probabilities returns the softmax of the logits of the last forward pass. It
// stays valid until the next call and allocates nothing.
func (n *QuantisedNetwork) Probabilities() []float32 {
	kernels.Softmax(n.plan.probabilities, n.plan.logits)
	return n.plan.probabilities
}

// run computes this worker's part of layer i from its place in the arena to its
// place in the arena.
func (n *QuantisedNetwork) run(i int) {
	l, p, w, at := &n.table[i], &n.parts[i], &n.mine[i], &n.plan.places[i]
	in, out := p.input.channels.count, p.output.channels.count
	if n.bytes && l.Kind != layers.FullyConnected {
		n.runBytes(i)
		return
	}
	switch l.Kind {
	case layers.Conv:
		input, pixels := n.plan.input[p.input.rows.first*l.In.Width*in:], &n.pixels
		n.isa.QuantiseRGB(at.src, input, p.input.rows.count, l.In.Width, pixels.scale, pixels.offset, pixels.gain, pixels.zero)
		n.isa.QuantisedConvRGB(at.dst, at.src, w.weights, &w.activation, 2*p.output.rows.count, l.In.Width, out)
	case layers.Depthwise:
		n.isa.QuantisedDepthwise3x3(at.dst, at.src, w.weights, &w.activation, p.window)
	case layers.Pointwise:
		n.isa.QuantisedPointwise(at.dst, at.src, w.weights, &w.activation, p.output.rows.count*l.Out.Width, in, out, n.writesPairs(i))
	case layers.Pool:
		kernels.QuantisedGlobalMean(at.dst, at.src, l.In.Height*l.In.Width, in, n.gain)
	case layers.FullyConnected:
		n.isa.QuantisedFullyConnected(n.plan.sums, at.src, w.weights, w.activation.Bias, in, out)
	}
}

// runBytes does so on bytes. The mean is none, and neither is what follows it.
func (n *QuantisedNetwork) runBytes(i int) {
	l, p, w, at, bytes := &n.table[i], &n.parts[i], &n.mine[i], &n.plan.places[i], &n.plan.bytePlaces[i]
	in, out := p.input.channels.count, p.output.channels.count
	switch l.Kind {
	case layers.Conv:
		input := n.plan.input[p.input.rows.first*l.In.Width*in:]
		n.isa.QuantiseBytesRGB(bytes.src, input, p.input.rows.count, l.In.Width, n.pixels.scale, n.pixels.offset)
		n.isa.ByteConvRGB(bytes.dst, bytes.src, w.bytes, &w.activation, p.window, out)
	case layers.Depthwise:
		n.isa.ByteDepthwise3x3(bytes.dst, bytes.src, w.bytes, &w.activation, p.window)
	case layers.Pointwise:
		n.isa.BytePointwise(bytes.dst, bytes.src, w.bytes, &w.activation, p.output.rows.count*l.Out.Width, in, out)
	case layers.Pool:
		n.isa.ByteGlobalMean(at.dst, bytes.src, l.In.Height*l.In.Width, in, n.gain)
	}
}

// writesPairs tells whether layer i writes neighbouring pixels in pairs.
func (n *QuantisedNetwork) writesPairs(i int) bool {
	return !n.bytes && n.table[i].Kind != layers.Depthwise && n.table[i+1].Kind == layers.Depthwise && n.table[i].Out.Width%2 == 0
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
	factors    []float32 // in floating point: of each class, or of all if it is one
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
		logits[i] = float32(s.bytes.steps(i, sums[i])) * s.scales[0]
	}
}

// steps returns the byte of a class's sum less the zero point.
func (b *byteSteps) steps(class int, sum int32) int32 {
	low, high := -b.zero, 255-b.zero
	if b.rounding == FloatingPoint {
		return int32(math.RoundToEven(float64(min(max(float32(sum)*b.factorOf(class), float32(low)), float32(high)))))
	}
	return min(max(kernels.Requantise(sum, b.multiplier, b.shift), low), high)
}

// factorOf returns the factor of a class's sum.
func (b *byteSteps) factorOf(class int) float32 { return b.factors[min(class, len(b.factors)-1)] }
