package weights

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"mobilenet/weights/layers"
)

// tfliteIdentifier stands at byte 4 of every TensorFlow Lite file.
const tfliteIdentifier = "TFL3"

// ReadTFLite reads a MobileNet v1 classifier from a TensorFlow Lite file: in float32, in float16, with weights in 8 bits
// (dynamic range), or in 8 bits throughout, unsigned or signed, with a scale for each tensor or each channel.
//
// Quantised weights stay integers, which stand for (q - zero)·scale, and so do biases, for q·scale, if they have one
// scale; signed bytes have 128 added. Convolutions are transposed to the project's layouts. α, resolution, classes and
// normalisation are found in the file. Other models, damaged and hostile files are an error that says what was found and
// what is wanted.
func ReadTFLite(data []byte) (*Bundle, error) {
	return JoinTFLite(data)
}

// JoinTFLite reads a MobileNet v1 classifier that was published in parts, each of which continues where the one before it ends.
// See ReadTFLite.
func JoinTFLite(parts ...[]byte) (_ *Bundle, err error) {
	defer recoverDamaged(&err)
	var whole chain
	var size int
	for i, data := range parts {
		size += len(data)
		g, err := parseGraph(data)
		if err != nil {
			return nil, fmt.Errorf("weights: tflite: %s%w", part(i, parts), err)
		}
		g.straighten()
		if err := whole.append(g); err != nil {
			return nil, fmt.Errorf("weights: tflite: %s%w", part(i, parts), g.otherwise(err))
		}
	}
	b, err := whole.bundle(size)
	if err != nil {
		return nil, fmt.Errorf("weights: tflite: %w", err)
	}
	return b, nil
}

// recoverDamaged makes an error of a panic, when it is deferred. It is the last belt: accesses are checked, yet the file is
// a stranger's.
func recoverDamaged(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("weights: tflite: damaged: %v", r)
	}
}

// part names part i in errors, if there are several.
func part(i int, parts [][]byte) string {
	if len(parts) == 1 {
		return ""
	}
	return fmt.Sprintf("part %d of %d: ", i+1, len(parts))
}

// chain is a graph from one input to one output, in which each operator reads what the one before it gives.
type chain struct {
	graph
	input, output tensor
}

// append joins g to the end of the chain, after checking that g is a chain itself.
func (whole *chain) append(g graph) error {
	for i, op := range g.operators {
		if op.code == opCustom {
			return fmt.Errorf("operator %d of %d: %w", i, len(g.operators), custom(op.custom))
		}
	}
	if len(g.inputs) != 1 || len(g.outputs) != 1 {
		return fmt.Errorf("have %d inputs and %d outputs, want one of each: %w", len(g.inputs), len(g.outputs), errWanted)
	}
	input, output := g.inputs[0], g.outputs[0]
	last, err := follow(input, g.operators, errWanted)
	if err != nil {
		return err
	}
	if len(g.operators) == 0 || last.index != output.index {
		return fmt.Errorf("the output is not that of the last of %d operators: %w", len(g.operators), errWanted)
	}
	if len(whole.operators) == 0 {
		*whole = chain{g, input, output}
		return nil
	}
	have, want := input, whole.output
	if !slices.Equal(have.shape, want.shape) || have.kind != want.kind || have.scale != want.scale || have.zero != want.zero {
		return fmt.Errorf("input is %v, want %v as the part before it gives", have, want)
	}
	whole.operators = append(whole.operators, g.operators...)
	whole.output, whole.names = output, g.names
	return nil
}

// follow returns what the last of the operators gives, or an error that ends in wanted unless each reads what the one
// before it gives, the first one at.
func follow(at tensor, operators []operator, wanted error) (tensor, error) {
	for i, op := range operators {
		if len(op.inputs) == 0 || len(op.outputs) != 1 || op.inputs[0].index != at.index {
			return at, fmt.Errorf("operator %d of %d: %s does not follow the one before it: %w", i, len(operators), operatorName(op.code), wanted)
		}
		at = op.outputs[0]
	}
	return at, nil
}

// String says what is known about the tensor without its values.
func (t tensor) String() string {
	s := fmt.Sprintf("%s %v", typeName(t.kind), t.shape)
	if t.scale != 0 {
		s += fmt.Sprintf(" (q-%d)·%v", t.zero, t.scale)
	}
	return s
}

// bundle reads the network that the chain computes. Its weights are decoded from at most size bytes.
func (whole *chain) bundle(size int) (*Bundle, error) {
	n, err := newNetwork(whole.input, whole.operators, errWanted)
	if err != nil {
		return nil, err
	}
	if err := n.walk(); err != nil {
		return nil, whole.otherwise(err)
	}
	alpha, err := alphaOf(n.widths)
	if err != nil {
		return nil, err
	}
	b := &Bundle{Meta: n.meta(alpha)}
	if err := n.describe(b, whole.description, whole.names); err != nil {
		return nil, err
	}
	if err := b.Meta.validate(); err != nil {
		return nil, err
	}
	if err := n.addLayers(b, size); err != nil {
		return nil, err
	}
	return b, n.pooled.output.addActivation(b, n.pooled.Name, false)
}

// addLayers decodes the weights of all layers, from at most size bytes, and how activations are quantised. What the last
// layer puts out is scaled by beta.
func (n *network) addLayers(b *Bundle, size int) error {
	for i, l := range n.layers {
		if size -= len(l.weights.data) + len(l.bias.data); size < 0 {
			return errors.New("damaged: layers share their weights")
		}
		gain := float32(1)
		if i == len(n.layers)-1 {
			gain = n.beta
		}
		if err := l.addTo(b, gain); err != nil {
			return fmt.Errorf("%s: %w", l.Name, err)
		}
	}
	return n.bytes.addActivation(b, layers.InputName, false)
}

// alphaOf returns the α, with as few decimals as possible, for which the output channels of the first convolution and the
// pointwise ones are those given: max(8, int(c·α)) of Table 1's.
func alphaOf(widths []int) (float64, error) {
	var table []int
	for _, l := range layers.Table1() {
		if l.Kind == layers.Conv || l.Kind == layers.Pointwise {
			table = append(table, l.Out.Channels)
		}
	}
	last := len(widths) - 1
	exact := float64(widths[last]) / float64(table[last])
	for decimals := 1; decimals <= 10; decimals++ {
		alpha, err := strconv.ParseFloat(strconv.FormatFloat(exact, 'f', decimals, 64), 64)
		if err != nil {
			return 0, err
		}
		if slices.EqualFunc(widths, table, func(have, c int) bool {
			return have == max(8, int(float64(c)*alpha))
		}) {
			return alpha, nil
		}
	}
	return 0, fmt.Errorf("have widths %v, want max(8, int(c·α)) of %v for one α", widths, table)
}

// modelName returns the name of the official file with these weights, of resolution 0 without one.
func modelName(alpha float64, resolution int, quantised bool) string {
	width := strconv.FormatFloat(alpha, 'f', -1, 64)
	if !strings.Contains(width, ".") {
		width += ".0"
	}
	name := "mobilenet_v1_" + width
	if resolution != 0 {
		name += "_" + strconv.Itoa(resolution)
	}
	if quantised {
		name += "_quant"
	}
	return name
}
