package weights

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"

	flatbuffers "github.com/google/flatbuffers/go"
)

// testModel is a TensorFlow Lite file to be built, open to every kind of damage before that.
type testModel struct {
	version    int32
	identifier string
	subgraphs  int // how many times the one subgraph is listed
	tensors    []testTensor
	operators  []testOperator
	inputs     []int32
	outputs    []int32
	custom     string // name of operator code 32
}

type testTensor struct {
	shape  []int32
	kind   byte
	scales []float32
	zeros  []int64
	data   []byte
	buffer int32 // of another tensor plus 1, shared; 0 means its own
}

type testOperator struct {
	code       int32
	inputs     []int32
	outputs    []int32
	padding    byte
	stride     [2]int32
	activation byte
	dilation   [2]int32
}

// build returns the file. Buffer 0 is empty, as the schema wants it; tensor i has buffer i+1.
func (m *testModel) build() []byte {
	b := flatbuffers.NewBuilder(1 << 12)
	buffers := []flatbuffers.UOffsetT{buildTable(b, 0)}
	var tensors []flatbuffers.UOffsetT
	for i, t := range m.tensors {
		buffers = append(buffers, buildTable(b, 1, offsetField(bufferData, b.CreateByteVector(t.data))))
		tensors = append(tensors, buildTensor(b, t, i))
	}
	var codes []flatbuffers.UOffsetT
	var codeIndex [128]int32
	for i := range codeIndex {
		codeIndex[i] = -1
	}
	var operators []flatbuffers.UOffsetT
	for _, op := range m.operators {
		if codeIndex[op.code] < 0 {
			codeIndex[op.code] = int32(len(codes))
			fields := []field{byteField(operatorCodeOld, byte(op.code)), int32Field(operatorCodeBuiltin, op.code)}
			if op.code == opCustom {
				fields = append(fields, offsetField(operatorCodeCustom, b.CreateString(m.custom)))
			}
			codes = append(codes, buildTable(b, 4, fields...))
		}
		operators = append(operators, buildOperator(b, op, codeIndex[op.code]))
	}
	subgraph := buildTable(b, 4,
		offsetField(subgraphTensors, buildOffsets(b, tensors)),
		offsetField(subgraphInputs, buildInt32s(b, m.inputs)),
		offsetField(subgraphOutputs, buildInt32s(b, m.outputs)),
		offsetField(subgraphOperators, buildOffsets(b, operators)))
	var subgraphs []flatbuffers.UOffsetT
	for range m.subgraphs {
		subgraphs = append(subgraphs, subgraph)
	}
	root := buildTable(b, 5,
		int32Field(modelVersion, m.version),
		offsetField(modelOperatorCodes, buildOffsets(b, codes)),
		offsetField(modelSubgraphs, buildOffsets(b, subgraphs)),
		offsetField(modelBuffers, buildOffsets(b, buffers)))
	b.FinishWithFileIdentifier(root, []byte(m.identifier))
	return b.FinishedBytes()
}

func buildTensor(b *flatbuffers.Builder, t testTensor, i int) flatbuffers.UOffsetT {
	b.StartVector(4, len(t.scales), 4)
	for j := len(t.scales) - 1; j >= 0; j-- {
		b.PrependFloat32(t.scales[j])
	}
	scales := b.EndVector(len(t.scales))
	b.StartVector(8, len(t.zeros), 8)
	for j := len(t.zeros) - 1; j >= 0; j-- {
		b.PrependInt64(t.zeros[j])
	}
	zeros := b.EndVector(len(t.zeros))
	quantisation := buildTable(b, 4, offsetField(quantisationScale, scales), offsetField(quantisationZero, zeros))
	buffer := t.buffer
	if buffer == 0 {
		buffer = int32(i) + 1
	}
	return buildTable(b, 5,
		offsetField(tensorShape, buildInt32s(b, t.shape)),
		byteField(tensorType, t.kind),
		int32Field(tensorBuffer, buffer),
		offsetField(tensorQuantisation, quantisation))
}

func buildOperator(b *flatbuffers.Builder, op testOperator, codeIndex int32) flatbuffers.UOffsetT {
	later := 0
	if op.code == opDepthwise {
		later = 1
	}
	options := buildTable(b, 8,
		byteField(optionsPadding, op.padding),
		int32Field(optionsStrideW, op.stride[0]),
		int32Field(optionsStrideH, op.stride[1]),
		byteField(convActivation+later, op.activation),
		int32Field(convDilationW+later, op.dilation[0]),
		int32Field(convDilationH+later, op.dilation[1]))
	return buildTable(b, 5,
		int32Field(operatorCode, codeIndex),
		offsetField(operatorInputs, buildInt32s(b, op.inputs)),
		offsetField(operatorOutputs, buildInt32s(b, op.outputs)),
		offsetField(operatorOptions, options))
}

// field writes one field of a table under construction.
type field func(b *flatbuffers.Builder)

func byteField(slot int, v byte) field {
	return func(b *flatbuffers.Builder) { b.PrependByteSlot(slot, v, 0) }
}

func int32Field(slot int, v int32) field {
	return func(b *flatbuffers.Builder) { b.PrependInt32Slot(slot, v, 0) }
}

func offsetField(slot int, v flatbuffers.UOffsetT) field {
	return func(b *flatbuffers.Builder) { b.PrependUOffsetTSlot(slot, v, 0) }
}

func buildTable(b *flatbuffers.Builder, slots int, fields ...field) flatbuffers.UOffsetT {
	b.StartObject(slots)
	for _, write := range fields {
		write(b)
	}
	return b.EndObject()
}

func buildOffsets(b *flatbuffers.Builder, offsets []flatbuffers.UOffsetT) flatbuffers.UOffsetT {
	b.StartVector(4, len(offsets), 4)
	for i := len(offsets) - 1; i >= 0; i-- {
		b.PrependUOffsetT(offsets[i])
	}
	return b.EndVector(len(offsets))
}

func buildInt32s(b *flatbuffers.Builder, values []int32) flatbuffers.UOffsetT {
	b.StartVector(4, len(values), 4)
	for i := len(values) - 1; i >= 0; i-- {
		b.PrependInt32(values[i])
	}
	return b.EndVector(len(values))
}

// miniature returns a MobileNet v1 with random weights, and what a reader must find: by name, in our layouts.
func miniature(alpha float64, resolution, classes int32, quantised bool) (*testModel, map[string]Tensor) {
	s := &sketch{
		testModel: testModel{version: 3, identifier: tfliteIdentifier, subgraphs: 1},
		random:    rand.New(rand.NewPCG(1, uint64(resolution))),
		quantised: quantised,
		want:      make(map[string]Tensor),
	}
	input := s.activation(1, resolution, resolution, 3)
	if quantised {
		s.tensors[input].scales, s.tensors[input].zeros = []float32{0.0078125}, []int64{128}
	}
	s.inputs = []int32{input}
	at := s.convolution(opConv, "conv", input, 3, 2, s.width(alpha, 0))
	for i := 1; i <= 13; i++ {
		block := "block" + strconv.Itoa(i)
		stride := int32(1)
		if i == 2 || i == 4 || i == 6 || i == 12 {
			stride = 2
		}
		at = s.convolution(opDepthwise, block+"/depthwise", at, 3, stride, s.tensors[at].shape[3])
		at = s.convolution(opConv, block+"/pointwise", at, 1, 1, s.width(alpha, i))
	}
	mean := s.activation(1, 1, 1, s.tensors[at].shape[3])
	s.operators = append(s.operators, testOperator{code: opAveragePool, inputs: []int32{at}, outputs: []int32{mean}, padding: 1})
	at = s.convolution(opConv, "fc", mean, 1, 1, classes)
	s.operators[len(s.operators)-1].activation = activationNone
	for _, code := range []int32{opReshape, opSoftmax} {
		next := s.activation(1, classes)
		s.operators = append(s.operators, testOperator{code: code, inputs: []int32{at}, outputs: []int32{next}})
		at = next
	}
	s.outputs = []int32{at}
	return &s.testModel, s.want
}

// sketch is a miniature in the making.
type sketch struct {
	testModel
	random    *rand.Rand
	quantised bool
	want      map[string]Tensor
}

func (s *sketch) width(alpha float64, i int) int32 {
	return max(8, int32(float64(mobilenetWidths[i])*alpha))
}

// activation adds a tensor without values whose range, if quantised, is ReLU6's.
func (s *sketch) activation(shape ...int32) int32 {
	t := testTensor{shape: shape}
	if s.quantised {
		t.kind, t.scales, t.zeros = typeUint8, []float32{6. / 255}, []int64{0}
	}
	s.tensors = append(s.tensors, t)
	return int32(len(s.tensors) - 1)
}

// convolution adds a convolution and returns its output.
func (s *sketch) convolution(code int32, name string, input, kernel, stride, out int32) int32 {
	from := s.tensors[input].shape
	in := from[3]
	shape, ours := []int32{out, kernel, kernel, in}, []int{int(kernel), int(kernel), int(in), int(out)}
	if code == opDepthwise {
		shape, ours = []int32{1, kernel, kernel, out}, []int{int(kernel), int(kernel), int(out)}
	} else if kernel == 1 {
		ours = ours[2:]
	}
	values := s.values(shape, typeUint8)
	if code == opConv { // values[m, y, x, c] becomes transposed[y, x, c, m]
		rows := int(kernel * kernel * in)
		transposed := make([]float32, len(values))
		for i, v := range values {
			transposed[i%rows*int(out)+i/rows] = v
		}
		values = transposed
	}
	weights := int32(len(s.tensors) - 1)
	s.want[name+"/weights"] = Tensor{name + "/weights", ours, values}
	s.want[name+"/bias"] = Tensor{name + "/bias", []int{int(out)}, s.values([]int32{out}, typeInt32)}
	output := s.activation(1, (from[1]+stride-1)/stride, (from[2]+stride-1)/stride, out)
	op := testOperator{
		code: code, inputs: []int32{input, weights, weights + 1}, outputs: []int32{output},
		stride: [2]int32{stride, stride}, activation: activationRelu6, dilation: [2]int32{1, 1},
	}
	if s.quantised {
		op.activation = activationNone
	}
	s.operators = append(s.operators, op)
	return output
}

// values adds a tensor of random values, of the given type if quantised, and returns them as float32 in the file's layout.
func (s *sketch) values(shape []int32, quantised byte) []float32 {
	n := int32(1)
	for _, size := range shape {
		n *= size
	}
	t := testTensor{shape: shape, kind: typeFloat32}
	real := make([]float32, n)
	switch {
	case !s.quantised:
		for i := range real {
			real[i] = s.random.Float32() - 0.5
			t.data = binary.LittleEndian.AppendUint32(t.data, math.Float32bits(real[i]))
		}
	case quantised == typeUint8:
		t.kind, t.scales, t.zeros = typeUint8, []float32{s.random.Float32() / 64}, []int64{s.random.Int64N(256)}
		for i := range real {
			q := byte(s.random.Uint32())
			real[i] = float32(int64(q)-t.zeros[0]) * t.scales[0]
			t.data = append(t.data, q)
		}
	default:
		t.kind, t.scales, t.zeros = typeInt32, []float32{s.random.Float32() / 1024}, []int64{0}
		for i := range real {
			q := s.random.Int32N(1<<20) - 1<<19
			real[i] = float32(q) * t.scales[0]
			t.data = binary.LittleEndian.AppendUint32(t.data, uint32(q))
		}
	}
	s.tensors = append(s.tensors, t)
	return real
}
