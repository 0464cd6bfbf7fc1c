package weights

import (
	"encoding/binary"
	"fmt"
	"math"

	"mobilenet/weights/layers"
)

// graph is a TensorFlow Lite file as far as we need it.
type graph struct {
	inputs, outputs []tensor
	operators       []operator
	description     description
	names           []string // of the classes, nil if the file has none
}

// operator is one step of a graph.
type operator struct {
	code            int32
	custom          string // the name of one that is not the schema's
	inputs, outputs []tensor
	options         table
	customOptions   []byte
}

// tensor is a tensor's description, with its values if the file has them.
type tensor struct {
	index  int32 // in the subgraph; -1 for an optional one left out
	shape  []int
	kind   byte
	scale  float32 // real = (stored - zero)·scale; 0 if not quantised or if there are scales
	zero   int32
	scales []float32 // if there are several: one for each index of the axis, all zero points are 0
	axis   int
	data   []byte
}

// Limits of what is decoded. MobileNet v1 has 31 operators, of at most three inputs and four dimensions.
const (
	maxOperators  = 4096
	maxOperands   = 64
	maxDimensions = 8
)

// errWanted ends the errors about models that are something else.
var errWanted = fmt.Errorf("want a MobileNet v1 classifier: CONV_2D, %d times DEPTHWISE_CONV_2D and CONV_2D, "+
	"AVERAGE_POOL_2D or MEAN, CONV_2D or FULLY_CONNECTED, SOFTMAX", layers.Blocks)

// parseGraph decodes a TensorFlow Lite file.
func parseGraph(data []byte) (graph, error) {
	if len(data) < 8 || string(data[4:8]) != tfliteIdentifier {
		return graph{}, fmt.Errorf("have no identifier %q at byte 4: not a TensorFlow Lite file", tfliteIdentifier)
	}
	f := &flatbuffer{data: data}
	model := f.root()
	g, err := f.graph(model)
	if err == nil {
		g.description, err = f.description(model)
		g.names = parseLabels(data, g.description.labels)
	}
	if f.err != nil { // what was read after it is void
		return graph{}, f.err
	}
	return g, err
}

// graph decodes a model of one subgraph.
func (f *flatbuffer) graph(model table) (graph, error) {
	subgraphs := model.vector(modelSubgraphs, 4)
	if version := model.int32(modelVersion, 0); version != 3 {
		return graph{}, fmt.Errorf("have schema version %d, want 3", version)
	}
	if subgraphs.len != 1 {
		return graph{}, fmt.Errorf("have %d subgraphs, want 1", subgraphs.len)
	}
	subgraph := subgraphs.table(0)
	d := decoder{
		codes:   model.vector(modelOperatorCodes, 4),
		buffers: model.vector(modelBuffers, 4),
		tensors: subgraph.vector(subgraphTensors, 4),
	}
	operators := subgraph.vector(subgraphOperators, 4)
	if operators.len > maxOperators {
		return graph{}, fmt.Errorf("have %d operators, want at most %d", operators.len, maxOperators)
	}
	var g graph
	for i := range operators.len {
		op, err := d.operator(operators.table(i))
		if err != nil {
			return graph{}, fmt.Errorf("operator %d of %d: %w", i, operators.len, err)
		}
		g.operators = append(g.operators, op)
	}
	var err error
	if g.inputs, err = d.list(subgraph.vector(subgraphInputs, 4)); err != nil {
		return graph{}, err
	}
	g.outputs, err = d.list(subgraph.vector(subgraphOutputs, 4))
	return g, err
}

// decoder has the vectors that operators refer to by index.
type decoder struct{ codes, buffers, tensors vector }

// operator decodes one operator.
func (d decoder) operator(t table) (operator, error) {
	code := d.codes.table(int(t.int32(operatorCode, 0)))
	op := operator{
		code:    max(code.int32(operatorCodeBuiltin, 0), int32(code.byte(operatorCodeOld))),
		options: t.table(operatorOptions),
	}
	if op.code == opCustom {
		op.custom = code.string(operatorCodeCustom)
		op.customOptions = t.vector(operatorCustomOptions, 1).data
	}
	var err error
	if op.inputs, err = d.list(t.vector(operatorInputs, 4)); err != nil {
		return operator{}, err
	}
	op.outputs, err = d.list(t.vector(operatorOutputs, 4))
	return op, err
}

// list decodes the tensors that a vector of indices names.
func (d decoder) list(indices vector) ([]tensor, error) {
	if indices.len > maxOperands {
		return nil, fmt.Errorf("have %d operands, want at most %d", indices.len, maxOperands)
	}
	tensors := make([]tensor, indices.len)
	for i, index := range indices.int32s() {
		var err error
		if tensors[i], err = d.tensor(index); err != nil {
			return nil, err
		}
	}
	return tensors, nil
}

// tensor decodes one tensor.
func (d decoder) tensor(index int32) (tensor, error) {
	if index == -1 {
		return tensor{index: -1}, nil
	}
	t := d.tensors.table(int(index))
	quantisation := t.table(tensorQuantisation)
	scales, zeros := quantisation.vector(quantisationScale, 4), quantisation.vector(quantisationZero, 8)
	decoded := tensor{
		index: index,
		kind:  t.byte(tensorType),
		axis:  int(quantisation.int32(quantisationAxis, 0)),
		data:  d.buffers.table(int(t.int32(tensorBuffer, 0))).vector(bufferData, 1).data,
	}
	switch {
	case scales.len > layers.MaxClasses:
		return tensor{}, fmt.Errorf("tensor %d: have %d scales, want at most %d", index, scales.len, layers.MaxClasses)
	case scales.len > 1:
		decoded.scales = appendFloat32(make([]float32, 0, scales.len), scales.data)
	case scales.len == 1:
		decoded.scale = math.Float32frombits(binary.LittleEndian.Uint32(scales.data))
	}
	if zeros.len > 1 && zeros.len != scales.len {
		return tensor{}, fmt.Errorf("tensor %d: have %d zero points for %d scales, want as many", index, zeros.len, scales.len)
	}
	for i := range zeros.len {
		zero := int64(binary.LittleEndian.Uint64(zeros.data[8*i:]))
		switch {
		case zero != int64(int32(zero)):
			return tensor{}, fmt.Errorf("tensor %d: have zero point %d, want 32 bits", index, zero)
		case zeros.len > 1 && zero != 0:
			return tensor{}, fmt.Errorf("tensor %d: have zero point %d in one of several channels, want 0", index, zero)
		}
		decoded.zero = int32(zero)
	}
	shape := t.vector(tensorShape, 4)
	if shape.len > maxDimensions {
		return tensor{}, fmt.Errorf("tensor %d: have %d dimensions, want at most %d", index, shape.len, maxDimensions)
	}
	for _, size := range shape.int32s() {
		decoded.shape = append(decoded.shape, int(size))
	}
	return decoded, nil
}
