package model

import (
	"errors"
	"fmt"
	"math"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// integers are what numbers in 8 bits have in common, whatever type they are kept in:
// activations and weights in 8 bits, sums in 32 (Jacob et al. 2018, arXiv 1712.05877),
// with real numbers at both ends. All instruction sets give the same logits.
type integers struct {
	table  layers.Table
	parts  []part
	whole  []quantisedParameters // one for each layer
	mine   []quantisedParameters // of this worker's parts of the layers
	pixels pixelSteps
	gain   int       // steps of the mean in a step of what it averages
	steps  []float32 // of each layer's output, the real number of one
	logits logitSteps
	quantiser
}

// integerNumbers are numbers that are made as integers.
type integerNumbers interface {
	numbers
	common() *integers
	// countFrom makes a layer's requantisation one for weights that count from a zero
	// point, and returns the integer that is to be taken off them.
	countFrom(zero int32, p *quantisedParameters, l layers.Layer, to weights.Activation) (int32, error)
	// pack copies a layer's weights into the layout that its kernel reads, in the memory
	// that there is, if it is large enough. zero is the pixel of the real number 0, in
	// half pixels.
	pack(l layers.Layer, p *quantisedParameters, w []int16, zero int32) error
}

// errNoBytes says that the kernels of bytes cannot compute a layer.
var errNoBytes = errors.New("have no kernels of bytes for it")

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

// makeIntegers makes numbers of the layers of a table, each filled in by fill: in bytes,
// if they are allowed and the kernels can, else in int16. Both give the same.
func makeIntegers(
	spec Spec, table layers.Table, former numbers, bytes bool, fill func(n integerNumbers) error,
) (numbers, error) {
	if spec.Architecture == layers.FullConvolution {
		return nil, fmt.Errorf("model: %v: have no integer arithmetic for it, want float32", spec.Architecture)
	}
	if bytes && kernels.Best().HasBytes() {
		n, same := former.(*uint8s)
		if !same {
			n = new(uint8s)
		}
		n.begin(table)
		if err := fill(n); !errors.Is(err, errNoBytes) {
			return n, err
		}
	}
	n, same := former.(*int16s)
	if !same {
		n = new(int16s)
	}
	n.begin(table)
	return n, fill(n)
}

// begin makes room for the layers of a table.
func (n *integers) begin(table layers.Table) {
	n.whole, n.gain, n.steps = resized(n.whole, len(table)), 1, n.steps[:0]
}

func (n *integers) common() *integers { return n }

func (n *integers) precision() Precision { return Int8 }

func (n *integers) parameterBytes() int64 {
	var total int64
	for _, p := range n.whole {
		a := &p.activation
		total += sizeOf(p.weights) + sizeOf(p.bytes) + sizeOf(a.Bias) + sizeOf(a.Scales) + sizeOf(a.Multipliers)
	}
	return total
}

func (n *integers) share(table layers.Table, parts []part) {
	n.table, n.parts, n.mine = table, parts, n.mine[:0]
	for i, p := range n.whole {
		n.mine = append(n.mine, p.part(parts[i]))
	}
}

func (n *integers) weight(i, channel, logit int) float32 {
	q := kernels.QuantisedPanelWeight(n.whole[i].weights, n.table[i].In.Channels, channel, logit)
	// A step of the sums is one of the weights times one of the mean.
	return float32(q) * n.logits.step(logit) / n.steps[n.table[i].From]
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

// step returns the real number that 1 in a logit's sum stands for.
func (s *logitSteps) step(logit int) float32 {
	switch {
	case s.bytes == nil:
		return s.scales[logit]
	case s.bytes.rounding == FloatingPoint:
		return s.bytes.factorOf(logit) * s.scales[0]
	}
	return float32(math.Ldexp(float64(s.bytes.multiplier), -31-s.bytes.shift)) * s.scales[0]
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
