package models

// Fields of the messages in onnx.proto.
const (
	modelIRVersion, modelGraph, modelOpsets = 1, 7, 8
	opsetVersion                            = 2

	graphNode, graphName, graphInitializer, graphInput, graphOutput = 1, 2, 5, 11, 12

	nodeInput, nodeOutput, nodeName, nodeOperator, nodeAttribute = 1, 2, 3, 4, 5

	attributeName, attributeInt, attributeInts, attributeType = 1, 3, 8, 20
	attributeTypeInt, attributeTypeInts                       = 2, 7

	tensorDims, tensorType, tensorName, tensorData    = 1, 2, 8, 9
	tensorFloat, tensorUint8, tensorInt8, tensorInt32 = 1, 2, 3, 6

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
	g.floats("zero", []float32{0})
	g.floats("six", []float32{6})
	at := "input"
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			g.classifier(l, at)
			break
		}
		sizes, attributes := l.onnxConvolution()
		g.floats(l.Name+"/weights", onnxWeights(l, l.Weights), sizes...)
		g.floats(l.Name+"/bias", l.Bias, l.Out)
		g.node("Conv", l.Name, []string{at, l.Name + "/weights", l.Name + "/bias"}, attributes...)
		at = l.Name + "/relu6"
		g.node("Clip", at, []string{l.Name, "zero", "six"})
	}
	return g.encode(n.Resolution)
}

// onnx is a graph in the making.
type onnx struct{ graph message }

// encode returns the file.
func (g *onnx) encode(resolution int) []byte {
	graph := g.graph.bytes(graphInput, onnxValue("input", 1, 3, resolution, resolution))
	graph = graph.bytes(graphOutput, onnxValue("logits", 1, Classes))
	opset := message{}.integer(opsetVersion, onnxOpset)
	return message{}.integer(modelIRVersion, onnxIRVersion).bytes(modelGraph, graph).bytes(modelOpsets, opset)
}

// classifier adds the mean over all pixels and the last layer.
func (g *onnx) classifier(l *Layer, input string) {
	g.node("GlobalAveragePool", "mean", []string{input})
	g.node("Flatten", "flat", []string{"mean"})
	g.floats(l.Name+"/weights", l.Weights, l.In, l.Out)
	g.floats(l.Name+"/bias", l.Bias, l.Out)
	g.node("Gemm", "logits", []string{"flat", l.Name + "/weights", l.Name + "/bias"})
}

// onnxConvolution returns the shape of a convolution's weights and its attributes.
func (l *Layer) onnxConvolution() (sizes []int, attributes []message) {
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
	return []int{l.Out, l.In / group, kernel, kernel}, []message{
		onnxInt("group", group),
		onnxInts("kernel_shape", kernel, kernel),
		onnxInts("strides", l.Stride, l.Stride),
		onnxInts("pads", before, before, after, after),
	}
}

// onnxWeights returns a layer's weights as [out][in][row][column], where depthwise layers have one input each.
func onnxWeights[T any](l *Layer, weights []T) []T {
	w := transposed(weights, l.taps(), l.Out) // [out][row][column][in]; of depthwise layers [channel][row][column]
	if l.Kind != Conv3x3 {
		return w
	}
	turned := make([]T, 0, len(w))
	for o := range l.Out {
		turned = append(turned, transposed(w[o*9*l.In:][:9*l.In], 9, l.In)...)
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
func (g *onnx) tensor(name string, kind int, data []byte, sizes ...int) {
	m := message{}.integers(tensorDims, sizes...).integer(tensorType, kind).text(tensorName, name)
	g.graph = g.graph.bytes(graphInitializer, m.bytes(tensorData, data))
}

// floats adds a constant of float32.
func (g *onnx) floats(name string, values []float32, sizes ...int) {
	g.tensor(name, tensorFloat, appendFloats(nil, values), sizes...)
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
