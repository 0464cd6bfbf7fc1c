package weights

import (
	"fmt"
	"math"
	"slices"

	"mobilenet/weights/layers"
)

// network is what walking a chain of operators finds out.
type network struct {
	operators []operator // that are left
	total     int
	wanted    error // ends the errors about operators that are others
	input     tensor
	bytes     tensor // the input as the first convolution reads it; not quantised in a float network
	at        []int  // shape of the activations so far, [1, H, W, C]
	padded    bool   // on the right and at the bottom, by an operator before the convolution
	widths    []int  // output channels of the first and of the pointwise convolutions
	layers    []layer
	pooled    layer // the mean
	classes   int
	beta      float32 // probabilities are the softmax of beta·logits
}

// layer is a layer of the file's own channels, with its weights still as the file has them.
type layer struct {
	layers.Layer
	weights, bias tensor
	output        tensor
	relu6         bool // as an operation of its own
}

// newNetwork starts at the network's input.
func newNetwork(input tensor, operators []operator, wanted error) (*network, error) {
	n := &network{operators: operators, total: len(operators), wanted: wanted, input: input, bytes: input, at: input.shape, beta: 1}
	switch {
	case input.kind != typeFloat32 && !input.isBytes():
		return nil, fmt.Errorf("input: have %v, want FLOAT32, UINT8 or INT8", input)
	case len(input.shape) != 4 || input.shape[0] != 1 || input.shape[1] != input.shape[2] || input.shape[3] != 3:
		return nil, fmt.Errorf("input: have %v, want shape [1 R R 3]", input)
	case input.shape[1] < 1 || input.shape[1] > maxResolution:
		return nil, fmt.Errorf("input: have %v, want 1 to %d pixels", input, maxResolution)
	case input.isBytes() && !input.dequantisable():
		return nil, fmt.Errorf("input: have %v, want one finite scale above 0", input)
	}
	return n, nil
}

// quantised tells whether the activations are bytes.
func (n *network) quantised() bool { return n.bytes.isBytes() }

// next tells whether the next operator is one of those.
func (n *network) next(codes ...int32) bool {
	return len(n.operators) > 0 && slices.Contains(codes, n.operators[0].code)
}

// take visits the next operator, which has to be one of those.
func (n *network) take(name string, visit func(op operator) error, codes ...int32) error {
	i := n.total - len(n.operators)
	if len(n.operators) == 0 {
		return fmt.Errorf("ends after %d operators: %w", n.total, n.wanted)
	}
	op := n.operators[0]
	if !n.next(codes...) {
		return fmt.Errorf("operator %d of %d: have %s, want %s for %s: %w", i, n.total, operatorName(op.code), operatorName(codes[0]), name, n.wanted)
	}
	n.operators = n.operators[1:]
	if err := visit(op); err != nil {
		return fmt.Errorf("operator %d of %d, %s, %s: %w", i, n.total, operatorName(op.code), name, err)
	}
	return nil
}

// skip passes over all operators of those kinds that come next.
func (n *network) skip(codes ...int32) {
	for n.next(codes...) {
		n.operators = n.operators[1:]
	}
}

// walk goes through the operators of the network and returns an error if they are not MobileNet v1's. Without a softmax at
// the end the outputs are logits.
func (n *network) walk() error {
	if n.next(opQuantize) {
		if err := n.take("the input", n.quantise, opQuantize); err != nil {
			return err
		}
	}
	for _, l := range layers.Table1() {
		if err := n.layer(l); err != nil {
			return err
		}
	}
	n.skip(opReshape, opSqueeze, opDequantize)
	if n.next(opSoftmax) {
		if err := n.take("the probabilities", n.softmax, opSoftmax); err != nil {
			return err
		}
	}
	n.skip(opReshape, opSqueeze, opDequantize, opQuantize)
	if len(n.operators) > 0 {
		return fmt.Errorf("have %s after the classifier: %w", operatorName(n.operators[0].code), errWanted)
	}
	return nil
}

// layer goes through the operators of one layer. The table has it at α = 1.
func (n *network) layer(l layers.Layer) error {
	switch l.Kind {
	case layers.Pool:
		return n.take("the mean", func(op operator) error { return n.pool(op, l) }, opAveragePool, opMean)
	case layers.FullyConnected:
		n.skip(opReshape, opSqueeze)
		return n.take(l.Name, func(op operator) error { return n.classifier(op, l) }, opConv, opFullyConnected)
	}
	if err := n.pad(l.Name); err != nil {
		return err
	}
	if l.Kind == layers.Depthwise {
		return n.take(l.Name, func(op operator) error { return n.depthwise(op, l) }, opDepthwise)
	}
	return n.take(l.Name, func(op operator) error { return n.convolution(op, l) }, opConv)
}

// quantise visits the step from real numbers, or from other bytes, to those that the convolutions read.
func (n *network) quantise(op operator) error {
	n.bytes = op.outputs[0]
	if !n.bytes.isBytes() || !n.bytes.dequantisable() || !slices.Equal(n.bytes.shape, n.input.shape) {
		return fmt.Errorf("gives %v, want UINT8 or INT8 %v with one finite scale above 0", n.bytes, n.input.shape)
	}
	return nil
}

// pad visits the padding that stands before a convolution as an operator of its own, if there is one: Keras's way of
// saying SAME for a stride of 2.
func (n *network) pad(name string) error {
	n.padded = n.next(opPad)
	if !n.padded {
		return nil
	}
	return n.take(name, func(op operator) error {
		if len(op.inputs) != 2 || op.inputs[1].kind != typeInt32 {
			return fmt.Errorf("have %d inputs, want activations and margins of type INT32", len(op.inputs))
		}
		margins := appendInt32(nil, op.inputs[1].data)
		if want := []int32{0, 0, 0, 1, 0, 1, 0, 0}; !slices.Equal(margins, want) {
			return fmt.Errorf("have margins %v, want %v: one row at the bottom, one column at the right", margins, want)
		}
		if n.at[1]%2 != 0 {
			return fmt.Errorf("have %d rows, want an even number", n.at[1])
		}
		return nil
	}, opPad)
}

// convolution visits a convolution that ends in ReLU6.
func (n *network) convolution(op operator, l layers.Layer) error {
	if err := n.weights(op, l); err != nil {
		return err
	}
	n.widths = append(n.widths, n.last().Out.Channels)
	return n.advance(op, 0)
}

// depthwise visits a depthwise convolution.
func (n *network) depthwise(op operator, l layers.Layer) error {
	if len(op.inputs) != 3 {
		return fmt.Errorf("have %d inputs, want 3: activations, weights and bias", len(op.inputs))
	}
	weights, channels := op.inputs[1], n.at[3]
	l.In.Channels, l.Out.Channels = channels, channels
	if want := append([]int{1}, l.WeightsShape()...); !slices.Equal(weights.shape, want) {
		return fmt.Errorf("have weights %v, want shape %v", weights, want)
	}
	n.layers = append(n.layers, layer{Layer: l, weights: weights, bias: op.inputs[2]})
	return n.advance(op, 1)
}

// last returns the layer that was added last.
func (n *network) last() *layer { return &n.layers[len(n.layers)-1] }

// weights adds a convolution or the classifier with its weights and bias.
func (n *network) weights(op operator, l layers.Layer) error {
	if len(op.inputs) != 3 {
		return fmt.Errorf("have %d inputs, want 3: activations, weights and bias", len(op.inputs))
	}
	weights, in := op.inputs[1], n.at[3]
	inner := []int{l.Window(), l.Window(), in}
	if op.code == opFullyConnected {
		inner = []int{in}
	}
	if len(weights.shape) < 2 || !slices.Equal(weights.shape[1:], inner) || weights.shape[0] < 1 {
		return fmt.Errorf("have weights %v, want shape [M %s", weights, fmt.Sprint(inner)[1:])
	}
	l.In.Channels, l.Out.Channels = in, weights.shape[0]
	n.layers = append(n.layers, layer{Layer: l, weights: weights, bias: op.inputs[2]})
	return nil
}

// advance checks the options of the last layer, a convolution, and the shape of its output. A depthwise one has some options
// a slot later.
func (n *network) advance(op operator, later int) error {
	l := n.last()
	if err := n.checkWindow(op.options, l.Stride, later); err != nil {
		return err
	}
	want := []int{1, (n.at[1] + l.Stride - 1) / l.Stride, (n.at[2] + l.Stride - 1) / l.Stride, l.Out.Channels}
	if have := op.outputs[0]; !slices.Equal(have.shape, want) {
		return fmt.Errorf("gives %v, want shape %v", have, want)
	}
	n.at = want
	activation := op.options.byte(convActivation + later)
	l.output, l.relu6 = op.outputs[0], activation == activationRelu6
	return n.checkReLU6(activation, op.outputs[0])
}

// checkWindow returns an error unless a convolution has the stride, SAME padding in one operator or in two, and no dilation.
func (n *network) checkWindow(options table, stride, later int) error {
	w, h := options.int32(optionsStrideW, 0), options.int32(optionsStrideH, 0)
	if int(w) != stride || int(h) != stride {
		return fmt.Errorf("have stride %d by %d, want %d by %d", w, h, stride, stride)
	}
	same := options.byte(optionsPadding) == paddingSame
	switch {
	case n.padded && (same || stride == 1):
		return fmt.Errorf("have padding before it as well, want SAME alone")
	case !n.padded && !same && stride != 1:
		return fmt.Errorf("have padding VALID, want SAME")
	}
	w, h = options.int32(convDilationW+later, 1), options.int32(convDilationH+later, 1)
	if w != 1 || h != 1 {
		return fmt.Errorf("have dilation %d by %d, want 1 by 1", w, h)
	}
	return nil
}

// checkReLU6 returns an error unless a layer clamps to [0, 6]. Quantised files may do it by the range of a byte: 0 to 255·scale.
func (n *network) checkReLU6(activation byte, output tensor) error {
	clamps := n.quantised() && output.byteZero() == 0 && math.Abs(255*float64(output.scale)-6) < 0.05
	if activation == activationRelu6 || activation == activationNone && clamps {
		return nil
	}
	return fmt.Errorf("have activation %d and %v, want RELU6", activation, output)
}

// pool visits the mean over all pixels.
func (n *network) pool(op operator, l layers.Layer) error {
	want := []int{1, 1, 1, n.at[3]}
	have := op.outputs[0]
	flat := op.code == opMean && slices.Equal(have.shape, []int{1, n.at[3]})
	if !slices.Equal(have.shape, want) && !flat {
		return fmt.Errorf("gives %v, want shape %v", have, want)
	}
	n.at, n.pooled = want, layer{Layer: l, output: have}
	return nil
}

// classifier visits the last convolution, which gives the logits.
func (n *network) classifier(op operator, l layers.Layer) error {
	err := n.linear(op, l)
	if err == nil {
		n.classes = n.last().Out.Channels
	}
	return err
}

// linear visits a 1×1 convolution, or a fully connected layer, that does not clamp what it gives.
func (n *network) linear(op operator, l layers.Layer) error {
	n.padded = false
	if err := n.weights(op, l); err != nil {
		return err
	}
	slot := convActivation
	if op.code == opFullyConnected {
		slot = fullyConnectedActivation
	}
	if activation := op.options.byte(slot); activation != activationNone {
		return fmt.Errorf("have activation %d, want none", activation)
	}
	n.last().output = op.outputs[0]
	if op.code == opConv {
		return n.checkWindow(op.options, 1, 0)
	}
	if format := op.options.byte(fullyConnectedFormat); format != 0 {
		return fmt.Errorf("have weights in format %d, want 0", format)
	}
	return nil
}

// softmax visits the softmax.
func (n *network) softmax(op operator) error {
	n.beta = op.options.float32(softmaxBeta, 1)
	if !validScale(n.beta) {
		return fmt.Errorf("have beta %v, want a finite number above 0", n.beta)
	}
	return nil
}

// meta describes the network.
func (n *network) meta(alpha float64) Meta {
	resolution := n.input.shape[1]
	quantised := n.quantised() || n.layers[0].weights.isBytes()
	m := classifierMeta(alpha, resolution, n.classes, quantised)
	if n.input.isBytes() { // a signed byte is the pixel less 128
		m.Scale = n.input.scale
		m.Offset = float32(-float64(n.input.byteZero()) * float64(n.input.scale))
	}
	return m
}

// classifierMeta describes a network whose input is in [-1, 1], as slim's and Keras's preprocessing make it, and whose
// classes are ImageNet's if they are as many.
func classifierMeta(alpha float64, resolution, classes int, quantised bool) Meta {
	m := Meta{
		Name:       modelName(alpha, resolution, quantised),
		Alpha:      alpha,
		Resolution: resolution,
		Classes:    classes,
		Background: classes == layers.ImageNetClasses+1,
		Scale:      1 / 127.5,
		Offset:     -1,
		Quantised:  quantised,
	}
	if classes == layers.ImageNetClasses || m.Background {
		m.Labels = LabelsImageNet
	}
	return m
}
