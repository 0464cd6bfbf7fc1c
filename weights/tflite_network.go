package weights

import (
	"fmt"
	"math"
	"slices"
)

// network is what walking a chain of operators finds out.
type network struct {
	quantised bool
	input     tensor
	at        []int // shape of the activations so far, [1, H, W, C]
	widths    []int // output channels of the first and of the pointwise convolutions
	layers    []layer
	pooled    tensor
	classes   int
}

// layer is a convolution with its weights still as the file has them.
type layer struct {
	name          string
	shape         []int // of the weights in the project's layout; the last size is that of the bias
	transpose     bool  // the file has the outputs first
	weights, bias tensor
	output        tensor
	relu6         bool // as an operation of its own
}

// newNetwork starts at the network's input.
func newNetwork(input tensor) (*network, error) {
	n := &network{quantised: input.kind == typeUint8, input: input, at: input.shape}
	switch {
	case input.kind != typeFloat32 && input.kind != typeUint8:
		return nil, fmt.Errorf("input: have %v, want FLOAT32 or UINT8", input)
	case len(input.shape) != 4 || input.shape[0] != 1 || input.shape[1] != input.shape[2] || input.shape[3] != 3:
		return nil, fmt.Errorf("input: have %v, want shape [1 R R 3]", input)
	case input.shape[1] < 1 || input.shape[1] > maxResolution:
		return nil, fmt.Errorf("input: have %v, want 1 to %d pixels", input, maxResolution)
	case n.quantised && !input.dequantisable():
		return nil, fmt.Errorf("input: have %v, want one finite scale above 0", input)
	}
	return n, nil
}

// walk goes through the operators of the network and returns an error if they are not MobileNet v1's.
func (n *network) walk(operators []operator) error {
	total := len(operators)
	step := func(name string, visit func(op operator) error, codes ...int32) error {
		i := total - len(operators)
		if len(operators) == 0 {
			return fmt.Errorf("ends after %d operators: %w", total, errWanted)
		}
		op := operators[0]
		operators = operators[1:]
		if !slices.Contains(codes, op.code) {
			return fmt.Errorf("operator %d of %d: have %s, want %s for %s: %w", i, total, operatorName(op.code), operatorName(codes[0]), name, errWanted)
		}
		if err := visit(op); err != nil {
			return fmt.Errorf("operator %d of %d, %s, %s: %w", i, total, operatorName(op.code), name, err)
		}
		return nil
	}
	convolution := func(name string, kernel, stride int) error {
		return step(name, func(op operator) error { return n.convolution(op, name, kernel, stride) }, opConv)
	}
	if err := convolution("conv", 3, 2); err != nil {
		return err
	}
	for i := 1; i <= 13; i++ {
		stride := 1
		if i == 2 || i == 4 || i == 6 || i == 12 {
			stride = 2
		}
		name := fmt.Sprintf("block%d/depthwise", i)
		if err := step(name, func(op operator) error { return n.depthwise(op, name, stride) }, opDepthwise); err != nil {
			return err
		}
		if err := convolution(fmt.Sprintf("block%d/pointwise", i), 1, 1); err != nil {
			return err
		}
	}
	if err := step("the mean", n.pool, opAveragePool); err != nil {
		return err
	}
	if err := step("fc", n.classifier, opConv); err != nil {
		return err
	}
	nothing := func(operator) error { return nil }
	if err := step("the logits", nothing, opReshape, opSqueeze); err != nil {
		return err
	}
	if err := step("the probabilities", nothing, opSoftmax); err != nil {
		return err
	}
	if len(operators) > 0 {
		return fmt.Errorf("have %s after SOFTMAX: %w", operatorName(operators[0].code), errWanted)
	}
	return nil
}

// convolution visits a convolution that ends in ReLU6.
func (n *network) convolution(op operator, name string, kernel, stride int) error {
	out, err := n.weights(op, name, kernel)
	if err != nil {
		return err
	}
	n.widths = append(n.widths, out)
	return n.advance(op, stride, out, 0)
}

// depthwise visits a depthwise convolution.
func (n *network) depthwise(op operator, name string, stride int) error {
	if len(op.inputs) != 3 {
		return fmt.Errorf("have %d inputs, want 3: activations, weights and bias", len(op.inputs))
	}
	weights, channels := op.inputs[1], n.at[3]
	if want := []int{1, 3, 3, channels}; !slices.Equal(weights.shape, want) {
		return fmt.Errorf("have weights %v, want shape %v", weights, want)
	}
	n.layers = append(n.layers, layer{name: name, shape: []int{3, 3, channels}, weights: weights, bias: op.inputs[2]})
	return n.advance(op, stride, channels, 1)
}

// weights takes the weights and bias of a convolution and returns its output channels.
func (n *network) weights(op operator, name string, kernel int) (out int, err error) {
	if len(op.inputs) != 3 {
		return 0, fmt.Errorf("have %d inputs, want 3: activations, weights and bias", len(op.inputs))
	}
	weights, in := op.inputs[1], n.at[3]
	if len(weights.shape) != 4 || !slices.Equal(weights.shape[1:], []int{kernel, kernel, in}) || weights.shape[0] < 1 {
		return 0, fmt.Errorf("have weights %v, want shape [M %d %d %d]", weights, kernel, kernel, in)
	}
	out = weights.shape[0]
	shape := []int{kernel, kernel, in, out}
	if kernel == 1 {
		shape = shape[2:]
	}
	n.layers = append(n.layers, layer{name: name, shape: shape, transpose: true, weights: weights, bias: op.inputs[2]})
	return out, nil
}

// advance checks the options of a convolution and the shape of its output. A depthwise one has some options a slot later.
func (n *network) advance(op operator, stride, out, later int) error {
	if err := checkWindow(op.options, stride, later); err != nil {
		return err
	}
	want := []int{1, (n.at[1] + stride - 1) / stride, (n.at[2] + stride - 1) / stride, out}
	if have := op.outputs[0]; !slices.Equal(have.shape, want) {
		return fmt.Errorf("gives %v, want shape %v", have, want)
	}
	n.at = want
	activation := op.options.byte(convActivation + later)
	last := &n.layers[len(n.layers)-1]
	last.output, last.relu6 = op.outputs[0], activation == activationRelu6
	return n.checkReLU6(activation, op.outputs[0])
}

// checkWindow returns an error unless a convolution has the stride, SAME padding and no dilation.
func checkWindow(options table, stride, later int) error {
	w, h := options.int32(optionsStrideW, 0), options.int32(optionsStrideH, 0)
	if int(w) != stride || int(h) != stride {
		return fmt.Errorf("have stride %d by %d, want %d by %d", w, h, stride, stride)
	}
	if options.byte(optionsPadding) != paddingSame && stride != 1 {
		return fmt.Errorf("have padding VALID, want SAME")
	}
	w, h = options.int32(convDilationW+later, 1), options.int32(convDilationH+later, 1)
	if w != 1 || h != 1 {
		return fmt.Errorf("have dilation %d by %d, want 1 by 1", w, h)
	}
	return nil
}

// checkReLU6 returns an error unless a layer clamps to [0, 6]. The quantised files do it by the range of uint8: 0 to 255·scale.
func (n *network) checkReLU6(activation byte, output tensor) error {
	clamps := n.quantised && output.zero == 0 && math.Abs(255*float64(output.scale)-6) < 0.05
	if activation == activationRelu6 || activation == activationNone && clamps {
		return nil
	}
	return fmt.Errorf("have activation %d and %v, want RELU6", activation, output)
}

// pool visits the mean over all pixels.
func (n *network) pool(op operator) error {
	want := []int{1, 1, 1, n.at[3]}
	if have := op.outputs[0]; !slices.Equal(have.shape, want) {
		return fmt.Errorf("gives %v, want shape %v", have, want)
	}
	n.at, n.pooled = want, op.outputs[0]
	return nil
}

// classifier visits the last convolution, which gives the logits.
func (n *network) classifier(op operator) (err error) {
	if n.classes, err = n.weights(op, "fc", 1); err != nil {
		return err
	}
	if activation := op.options.byte(convActivation); activation != activationNone {
		return fmt.Errorf("have activation %d, want none", activation)
	}
	n.layers[len(n.layers)-1].output = op.outputs[0]
	return checkWindow(op.options, 1, 0)
}

// meta describes the network. Without quantisation the input is in [-1, 1] as slim's preprocessing makes it.
func (n *network) meta(alpha float64) Meta {
	resolution := n.input.shape[1]
	m := Meta{
		Name:       modelName(alpha, resolution, n.quantised),
		Alpha:      alpha,
		Resolution: resolution,
		Classes:    n.classes,
		Background: n.classes == 1001,
		Scale:      1 / 127.5,
		Offset:     -1,
		Quantised:  n.quantised,
	}
	if n.quantised {
		m.Scale = n.input.scale
		m.Offset = float32(-float64(n.input.zero) * float64(n.input.scale))
	}
	if n.classes == 1000 || n.classes == 1001 {
		m.Labels = LabelsImageNet
	}
	return m
}
