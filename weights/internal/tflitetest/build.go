// Package tflitetest builds TensorFlow Lite files for tests: whole ones, and ones with any damage.
//
// It states the schema's numbers a second time, so that a slip in the reader is not repeated here.
package tflitetest

import (
	"math"

	flatbuffers "github.com/google/flatbuffers/go"
)

// Model is a file to be built, open to every kind of damage before that.
type Model struct {
	Version    int32
	Identifier string
	Subgraphs  int // how many times the one subgraph is listed
	Tensors    []Tensor
	Operators  []Operator
	Inputs     []int32
	Outputs    []int32
	Custom     string    // name of the operator with code OpCustom
	Metadata   *Metadata // or nil
}

// Tensor is one tensor of a model, quantised if it has scales.
type Tensor struct {
	Shape  []int32
	Kind   byte
	Scales []float32
	Zeros  []int64
	Axis   int32 // that several scales count along
	Data   []byte
	Buffer int32 // of another tensor plus 1, shared; 0 means its own
}

// Operator is one operator of a model. Those that are no convolution ignore all but code, inputs and outputs.
type Operator struct {
	Code       int32
	Inputs     []int32
	Outputs    []int32
	Padding    byte
	Stride     [2]int32
	Activation byte
	Dilation   [2]int32
	Beta       float32 // of a softmax
	Options    []byte  // of an operator with code OpCustom
}

// Values of the schema's enumerations.
const (
	Float32 = 0
	Float16 = 1
	Int32   = 2
	Uint8   = 3
	Int8    = 9

	OpAdd            = 0
	OpAveragePool    = 1
	OpConcatenation  = 2
	OpConv           = 3
	OpDepthwise      = 4
	OpDequantize     = 6
	OpFullyConnected = 9
	OpLogistic       = 14
	OpReshape        = 22
	OpSoftmax        = 25
	OpCustom         = 32
	OpPad            = 34
	OpMean           = 40
	OpStridedSlice   = 45
	OpShape          = 77
	OpPack           = 83
	OpQuantize       = 114
	OpHardSwish      = 117

	Relu6 = 3
)

// Build returns the file. Buffer 0 is empty, as the schema wants it; tensor i has buffer i+1.
func (m *Model) Build() []byte {
	b := flatbuffers.NewBuilder(1 << 12)
	buffers := []flatbuffers.UOffsetT{buildTable(b, 0)} // a table of no fields
	var tensors []flatbuffers.UOffsetT
	for i, t := range m.Tensors {
		buffers = append(buffers, buildTable(b, 1, offsetField(0, b.CreateByteVector(t.Data))))
		tensors = append(tensors, buildTensor(b, t, i))
	}
	var codes []flatbuffers.UOffsetT
	var codeIndex [128]int32
	for i := range codeIndex {
		codeIndex[i] = -1
	}
	var operators []flatbuffers.UOffsetT
	for _, op := range m.Operators {
		if codeIndex[op.Code] < 0 {
			codeIndex[op.Code] = int32(len(codes))
			fields := []field{byteField(0, byte(op.Code)), int32Field(3, op.Code)} // as early files have it, and as later ones
			if op.Code == OpCustom {
				fields = append(fields, offsetField(1, b.CreateString(m.Custom)))
			}
			codes = append(codes, buildTable(b, 4, fields...))
		}
		operators = append(operators, buildOperator(b, op, codeIndex[op.Code]))
	}
	subgraph := buildTable(b, 4,
		offsetField(0, buildOffsets(b, tensors)),
		offsetField(1, buildInt32s(b, m.Inputs)),
		offsetField(2, buildInt32s(b, m.Outputs)),
		offsetField(3, buildOffsets(b, operators)))
	var subgraphs []flatbuffers.UOffsetT
	for range m.Subgraphs {
		subgraphs = append(subgraphs, subgraph)
	}
	var described []flatbuffers.UOffsetT
	if m.Metadata != nil {
		entry := buildTable(b, 2, offsetField(0, b.CreateString("TFLITE_METADATA")), int32Field(1, int32(len(buffers))))
		described = append(described, entry)
		buffers = append(buffers, buildTable(b, 1, offsetField(0, b.CreateByteVector(m.Metadata.Bytes()))))
	}
	root := buildTable(b, 7,
		int32Field(0, m.Version),
		offsetField(1, buildOffsets(b, codes)),
		offsetField(2, buildOffsets(b, subgraphs)),
		offsetField(4, buildOffsets(b, buffers)), // 3 is a description
		offsetField(6, buildOffsets(b, described)))
	b.FinishWithFileIdentifier(root, []byte(m.Identifier))
	file := b.FinishedBytes()
	if m.Metadata != nil && m.Metadata.Labels != nil {
		file = append(file, m.Metadata.archive()...)
	}
	return file
}

func buildTensor(b *flatbuffers.Builder, t Tensor, i int) flatbuffers.UOffsetT {
	b.StartVector(4, len(t.Scales), 4)
	for j := len(t.Scales) - 1; j >= 0; j-- {
		b.PrependFloat32(t.Scales[j])
	}
	scales := b.EndVector(len(t.Scales))
	b.StartVector(8, len(t.Zeros), 8)
	for j := len(t.Zeros) - 1; j >= 0; j-- {
		b.PrependInt64(t.Zeros[j])
	}
	zeros := b.EndVector(len(t.Zeros))
	quantisation := buildTable(b, 7, offsetField(2, scales), offsetField(3, zeros), int32Field(6, t.Axis)) // 0 and 1 are minima and maxima
	buffer := t.Buffer
	if buffer == 0 {
		buffer = int32(i) + 1
	}
	return buildTable(b, 5,
		offsetField(0, buildInt32s(b, t.Shape)),
		byteField(1, t.Kind),
		int32Field(2, buffer),
		offsetField(4, quantisation))
}

func buildOperator(b *flatbuffers.Builder, op Operator, codeIndex int32) flatbuffers.UOffsetT {
	var options flatbuffers.UOffsetT
	switch op.Code {
	case OpSoftmax:
		options = buildTable(b, 1, int32Field(0, int32(math.Float32bits(op.Beta))))
	case OpFullyConnected:
		options = buildTable(b, 2, byteField(0, op.Activation))
	default:
		later := 0
		if op.Code == OpDepthwise { // has a depth multiplier in between
			later = 1
		}
		options = buildTable(b, 8,
			byteField(0, op.Padding),
			int32Field(1, op.Stride[0]), // width
			int32Field(2, op.Stride[1]),
			byteField(3+later, op.Activation),
			int32Field(4+later, op.Dilation[0]),
			int32Field(5+later, op.Dilation[1]))
	}
	fields := []field{
		int32Field(0, codeIndex),
		offsetField(1, buildInt32s(b, op.Inputs)),
		offsetField(2, buildInt32s(b, op.Outputs)),
		offsetField(4, options), // 3 is their type
	}
	if op.Options != nil {
		fields = append(fields, offsetField(5, b.CreateByteVector(op.Options)))
	}
	return buildTable(b, 6, fields...)
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
