package models

// Fields of the messages in onnx.proto.
const (
	modelIRVersion, modelGraph, modelOpsets = 1, 7, 8
	opsetVersion                            = 2

	graphNode, graphName, graphInitializer, graphInput, graphOutput = 1, 2, 5, 11, 12

	nodeInput, nodeOutput, nodeName, nodeOperator, nodeAttribute = 1, 2, 3, 4, 5

	attributeName, attributeInt, attributeInts, attributeType = 1, 3, 8, 20
	attributeTypeInt, attributeTypeInts                       = 2, 7

	tensorDims, tensorType, tensorName, tensorData = 1, 2, 8, 9
	tensorFloat                                    = 1

	valueName, valueType       = 1, 2
	typeTensor                 = 1
	tensorTypeElement          = 1
	tensorTypeShape            = 2
	shapeDimension, shapeValue = 1, 1
)

// Versions of the format and of its operators: old enough for every runtime, and Clip has its limits as inputs.
const (
	onnxIRVersion = 8
	onnxOpset     = 13
)

// ONNX returns the network as an ONNX model. Its layout is [1, channels, rows, columns], that of its input too.
func (n *Network) ONNX() []byte {
	g := &onnx{}
	g.graph = g.graph.text(graphName, "MobileNet v1")
	g.tensor("zero", []float32{0})
	g.tensor("six", []float32{6})
	at := "input"
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			g.node("GlobalAveragePool", "mean", []string{at})
			g.node("Flatten", "flat", []string{"mean"})
			g.tensor(l.Name+"/weights", l.Weights, l.In, l.Out)
			g.tensor(l.Name+"/bias", l.Bias, l.Out)
			g.node("Gemm", "logits", []string{"flat", l.Name + "/weights", l.Name + "/bias"})
			break
		}
		at = g.convolution(l, at)
	}
	g.graph = g.graph.bytes(graphInput, onnxValue("input", 1, 3, n.Resolution, n.Resolution))
	g.graph = g.graph.bytes(graphOutput, onnxValue("logits", 1, Classes))

	opset := message{}.integer(opsetVersion, onnxOpset)
	return message{}.integer(modelIRVersion, onnxIRVersion).bytes(modelGraph, g.graph).bytes(modelOpsets, opset)
}

// onnx is a graph in the making.
type onnx struct{ graph message }

// convolution adds a convolution and its ReLU6, and returns the name of what it gives.
func (g *onnx) convolution(l *Layer, input string) string {
	kernel, group, before, after := 3, 1, 0, 0
	switch l.Kind {
	case Pointwise:
		kernel = 1
	case Depthwise:
		group = l.Out
	}
	if kernel == 3 {
		before, after = l.padding()
	}
	g.tensor(l.Name+"/weights", l.onnxWeights(), l.Out, l.In/group, kernel, kernel)
	g.tensor(l.Name+"/bias", l.Bias, l.Out)
	g.node("Conv", l.Name, []string{input, l.Name + "/weights", l.Name + "/bias"},
		onnxInt("group", group),
		onnxInts("kernel_shape", kernel, kernel),
		onnxInts("strides", l.Stride, l.Stride),
		onnxInts("pads", before, before, after, after))
	g.node("Clip", l.Name+"/relu6", []string{l.Name, "zero", "six"})
	return l.Name + "/relu6"
}

// onnxWeights returns the layer's weights as [out][in][row][column], where depthwise layers have one input each.
func (l *Layer) onnxWeights() []float32 {
	w := transposed(l.Weights, l.taps(), l.Out) // [out][row][column][in]; of depthwise layers [channel][row][column]
	if l.Kind != Conv3x3 {
		return w
	}
	turned := make([]float32, len(w))
	for o := range l.Out {
		for tap := range 9 {
			for i := range l.In {
				turned[(o*l.In+i)*9+tap] = w[(o*9+tap)*l.In+i]
			}
		}
	}
	return turned
}

// node adds a node that is named as its output.
func (g *onnx) node(operator, output string, inputs []string, attributes ...message) {
	var m message
	for _, input := range inputs {
		m = m.text(nodeInput, input)
	}
	m = m.text(nodeOutput, output).text(nodeName, output).text(nodeOperator, operator)
	for _, attribute := range attributes {
		m = m.bytes(nodeAttribute, attribute)
	}
	g.graph = g.graph.bytes(graphNode, m)
}

// tensor adds a constant; without sizes it is a scalar.
func (g *onnx) tensor(name string, values []float32, sizes ...int) {
	m := message{}.integers(tensorDims, sizes...).integer(tensorType, tensorFloat).text(tensorName, name)
	g.graph = g.graph.bytes(graphInitializer, m.bytes(tensorData, appendFloats(nil, values)))
}

func onnxInt(name string, v int) message {
	return message{}.text(attributeName, name).integer(attributeInt, v).integer(attributeType, attributeTypeInt)
}

func onnxInts(name string, values ...int) message {
	return message{}.text(attributeName, name).integers(attributeInts, values...).integer(attributeType, attributeTypeInts)
}

// onnxValue describes an input or output of the graph.
func onnxValue(name string, sizes ...int) message {
	var shape message
	for _, size := range sizes {
		shape = shape.bytes(shapeDimension, message{}.integer(shapeValue, size))
	}
	tensor := message{}.integer(tensorTypeElement, tensorFloat).bytes(tensorTypeShape, shape)
	return message{}.text(valueName, name).bytes(valueType, message{}.bytes(typeTensor, tensor))
}
