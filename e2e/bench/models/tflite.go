package models

// Values of the enumerations in TensorFlow Lite's schema, version 3.
const (
	tfFloat32 byte = 0
	tfInt32   byte = 2
	tfInt8    byte = 9

	tfSame  byte = 0
	tfValid byte = 1

	tfNone  byte = 0
	tfReLU6 byte = 3

	tfAveragePool int32 = 1
	tfConv        int32 = 3
	tfDepthwise   int32 = 4
	tfDequantize  int32 = 6
	tfReshape     int32 = 22
	tfSoftmax     int32 = 25
	tfMean        int32 = 40
	tfQuantize    int32 = 114
)

// tfOptions are the numbers of the tables of options in the union that an operator has.
var tfOptions = map[int32]byte{tfConv: 1, tfDepthwise: 2, tfAveragePool: 5, tfSoftmax: 9, tfReshape: 17, tfMean: 27}

// tflite is a TensorFlow Lite model in the making: one chain of operators.
type tflite struct {
	buffers, tensors, codes, operators []table
	codeOf                             map[int32]int32
}

func newTFLite() *tflite {
	return &tflite{buffers: []table{{}}, codeOf: make(map[int32]int32)} // buffer 0 is empty, as the schema wants it
}

// tensor adds a tensor; data is nil for activations, quantisation for float32.
func (m *tflite) tensor(name string, kind byte, data []byte, quantisation any, shape ...int32) int32 {
	buffer := int32(0)
	if data != nil {
		buffer = int32(len(m.buffers))
		m.buffers = append(m.buffers, table{data})
	}
	m.tensors = append(m.tensors, table{shape, kind, buffer, name, quantisation})
	return int32(len(m.tensors) - 1)
}

// operator adds an operator.
func (m *tflite) operator(code int32, options any, output int32, inputs ...int32) {
	index, known := m.codeOf[code]
	if !known {
		index = int32(len(m.codes))
		m.codeOf[code] = index
		m.codes = append(m.codes, table{byte(code), nil, int32(1), code})
	}
	var union any
	if options != nil {
		union = tfOptions[code]
	}
	m.operators = append(m.operators, table{index, inputs, []int32{output}, union, options})
}

// encode returns the file.
func (m *tflite) encode(input, output int32) []byte {
	subgraph := table{m.tensors, []int32{input}, []int32{output}, m.operators, "main"}
	return encode(table{int32(3), m.codes, []table{subgraph}, "MobileNet v1", m.buffers}, "TFL3")
}

// options returns the operator that computes the layer, and its options.
func (l *Layer) options() (code int32, options table) {
	stride := int32(l.Stride)
	switch l.Kind {
	case Depthwise:
		return tfDepthwise, table{tfSame, stride, stride, int32(1), tfReLU6}
	case FullyConnected:
		return tfConv, table{tfSame, stride, stride, tfNone}
	default:
		return tfConv, table{tfSame, stride, stride, tfReLU6}
	}
}

// tfShape returns the shape of the layer's weights in TensorFlow Lite, where convolutions have the outputs first.
func (l *Layer) tfShape() []int32 {
	switch l.Kind {
	case Conv3x3:
		return []int32{int32(l.Out), 3, 3, int32(l.In)}
	case Depthwise:
		return []int32{1, 3, 3, int32(l.Out)}
	default:
		return []int32{int32(l.Out), 1, 1, int32(l.In)}
	}
}

// tfWeights returns the layer's weights in that shape.
func (l *Layer) tfWeights() []float32 {
	if l.Kind == Depthwise {
		return l.Weights
	}
	return transposed(l.Weights, l.taps(), l.Out)
}

// TFLite returns the network as a TensorFlow Lite file in float32, with ReLU6 fused. It gives the logits; with
// probabilities it ends in a softmax, as published files do.
func (n *Network) TFLite(probabilities bool) []byte {
	m := newTFLite()
	size := int32(n.Resolution)
	input := m.tensor("input", tfFloat32, nil, nil, 1, size, size, 3)
	at := input
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			mean := m.tensor("mean", tfFloat32, nil, nil, 1, 1, 1, int32(l.In))
			side := int32(n.Layers[i-1].OutSize)
			m.operator(tfAveragePool, table{tfValid, int32(1), int32(1), side, side}, mean, at)
			at = mean
		}
		weights := m.tensor(l.Name+"/weights", tfFloat32, appendFloats(nil, l.tfWeights()), nil, l.tfShape()...)
		bias := m.tensor(l.Name+"/bias", tfFloat32, appendFloats(nil, l.Bias), nil, int32(l.Out))
		out := int32(l.OutSize)
		next := m.tensor(l.Name, tfFloat32, nil, nil, 1, out, out, int32(l.Out))
		code, options := l.options()
		m.operator(code, options, next, at, weights, bias)
		at = next
	}
	if probabilities {
		flat := m.tensor("flat", tfFloat32, nil, nil, 1, Classes)
		m.operator(tfReshape, table{[]int32{1, Classes}}, flat, at)
		at = m.tensor("probabilities", tfFloat32, nil, nil, 1, Classes)
		m.operator(tfSoftmax, table{float32(1)}, at, flat)
	}
	return m.encode(input, at)
}
