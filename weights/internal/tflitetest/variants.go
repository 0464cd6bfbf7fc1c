package tflitetest

import (
	"encoding/binary"
	"math"
	"slices"
)

// Keras makes a miniature what Keras's converter writes: strides of 2 as padding and a VALID convolution, MEAN for the
// pooling, a RESHAPE whose shape is computed.
func (m *Model) Keras() {
	var operators []Operator
	for i, op := range m.Operators {
		switch {
		case op.Code == OpDepthwise && op.Stride[0] == 2:
			shape := slices.Clone(m.Tensors[op.Inputs[0]].Shape)
			shape[1]++
			shape[2]++
			margins := m.add(Tensor{Shape: []int32{4, 2}, Kind: Int32, Data: words(0, 0, 0, 1, 0, 1, 0, 0)})
			padded := m.derive(op.Inputs[0], shape)
			operators = append(operators, Operator{Code: OpPad, Inputs: []int32{op.Inputs[0], margins}, Outputs: []int32{padded}})
			op.Inputs = []int32{padded, op.Inputs[1], op.Inputs[2]}
			op.Padding = 1
		case op.Code == OpAveragePool, op.Code == OpMean:
			axes := m.add(Tensor{Shape: []int32{2}, Kind: Int32, Data: words(1, 2)})
			op = Operator{Code: OpMean, Inputs: []int32{op.Inputs[0], axes}, Outputs: op.Outputs}
		case op.Code == OpReshape:
			at := op.Inputs[0]
			for j, code := range []int32{OpShape, OpStridedSlice, OpPack} {
				next := m.add(Tensor{Shape: []int32{int32(4 - j)}, Kind: Int32})
				operators = append(operators, Operator{Code: code, Inputs: []int32{at}, Outputs: []int32{next}})
				at = next
			}
			op.Inputs = []int32{m.Operators[i].Inputs[0], at}
		}
		operators = append(operators, op)
	}
	m.Operators = operators
}

// Dense makes the classifier of a miniature FULLY_CONNECTED, as one trained on classes of one's own has it.
func (m *Model) Dense() {
	i := slices.IndexFunc(m.Operators, func(op Operator) bool { return op.Code == OpReshape }) - 1
	fc, mean := &m.Operators[i], &m.Tensors[m.Operators[i].Inputs[0]]
	mean.Shape = []int32{1, mean.Shape[3]}
	m.Operators[i-1].Code = OpMean
	weights := &m.Tensors[fc.Inputs[1]]
	weights.Shape = []int32{weights.Shape[0], weights.Shape[3]}
	*fc = Operator{Code: OpFullyConnected, Inputs: fc.Inputs, Outputs: fc.Outputs}
}

// Float16 stores the weights of a float miniature as halves, each widened by an operator, and the values that a reader
// must find as what is left of them.
func (m *Model) Float16(want map[string]Values) {
	var widen []Operator
	for i := range m.Operators {
		op := &m.Operators[i]
		for j := 1; j < len(op.Inputs); j++ {
			t := m.Tensors[op.Inputs[j]]
			if t.Data == nil {
				continue
			}
			t.Kind, t.Data = Float16, halves(floats(t.Data))
			widen = append(widen, Operator{Code: OpDequantize, Inputs: []int32{m.add(t)}, Outputs: []int32{op.Inputs[j]}})
			m.Tensors[op.Inputs[j]].Data = nil
		}
	}
	m.Operators = append(widen, m.Operators...)
	for _, values := range want {
		for i, v := range values.Data {
			values.Data[i] = roundToHalf(v)
		}
	}
}

// DynamicRange stores the weights of a float miniature in signed bytes, with a scale for each output.
func (m *Model) DynamicRange() {
	for _, op := range m.Operators {
		if len(op.Inputs) == 3 {
			m.quantiseWeights(op)
		}
	}
}

// Signed makes the bytes of a quantised miniature signed ones, which stand for the same numbers.
func (m *Model) Signed() {
	for i := range m.Tensors {
		if t := &m.Tensors[i]; t.Kind == Uint8 {
			t.Kind = Int8
			t.Zeros[0] -= 128
			for j := range t.Data {
				t.Data[j] -= 128
			}
		}
	}
}

// PerChannel makes a float miniature one of signed bytes throughout, with a scale for each output of the weights, whose
// input and output stay real numbers.
func (m *Model) PerChannel() {
	for i := range m.Tensors {
		if t := &m.Tensors[i]; t.Data == nil {
			t.Kind, t.Scales, t.Zeros = Int8, []float32{6. / 255}, []int64{-128}
		}
	}
	m.Tensors[m.Inputs[0]].Scales, m.Tensors[m.Inputs[0]].Zeros = []float32{0.0078125}, []int64{0}
	for _, op := range m.Operators {
		if len(op.Inputs) != 3 {
			continue
		}
		from := m.Tensors[op.Inputs[0]].Scales[0]
		scales := m.quantiseWeights(op)
		bias := &m.Tensors[op.Inputs[2]]
		var integers []int32
		for i, v := range floats(bias.Data) {
			bias.Scales = append(bias.Scales, from*scales[i])
			integers = append(integers, int32(math.Round(float64(v/(from*scales[i])))))
		}
		bias.Kind, bias.Zeros, bias.Data = Int32, make([]int64, len(integers)), words(integers...)
	}
	m.ends(Tensor{}, Tensor{})
}

// Unsigned makes input and output of a miniature of signed bytes unsigned ones that stand for the same numbers.
func (m *Model) Unsigned() {
	unsigned := func(of int32) Tensor {
		t := m.Tensors[of]
		return Tensor{Kind: Uint8, Scales: t.Scales, Zeros: []int64{t.Zeros[0] + 128}}
	}
	m.ends(unsigned(m.Inputs[0]), unsigned(m.Outputs[0]))
}

// ends puts operators before and behind a network of bytes that quantise another input and dequantise its output.
func (m *Model) ends(input, output Tensor) {
	input.Shape, output.Shape = m.Tensors[m.Inputs[0]].Shape, m.Tensors[m.Outputs[0]].Shape
	first := Operator{Code: OpQuantize, Inputs: []int32{m.add(input)}, Outputs: m.Inputs}
	last := Operator{Code: OpQuantize, Inputs: m.Outputs, Outputs: []int32{m.add(output)}}
	if output.Kind == Float32 {
		last.Code = OpDequantize
	}
	m.Inputs, m.Outputs = first.Inputs, last.Outputs
	m.Operators = append(append([]Operator{first}, m.Operators...), last)
}

// quantiseWeights stores the weights of a convolution in signed bytes and returns the scale of each output.
func (m *Model) quantiseWeights(op Operator) []float32 {
	t := &m.Tensors[op.Inputs[1]]
	outputs, stride := int(t.Shape[0]), 1
	values := floats(t.Data)
	run := len(values) / outputs
	if op.Code == OpDepthwise {
		t.Axis, outputs = 3, int(t.Shape[3])
		run, stride = 1, outputs
	}
	t.Kind, t.Scales, t.Zeros, t.Data = Int8, make([]float32, outputs), make([]int64, outputs), make([]byte, len(values))
	for i := range outputs {
		largest := float32(0)
		for j := i * run; j < len(values) && (stride > 1 || j < (i+1)*run); j += stride {
			largest = max(largest, float32(math.Abs(float64(values[j]))))
		}
		t.Scales[i] = largest / 127
		for j := i * run; j < len(values) && (stride > 1 || j < (i+1)*run); j += stride {
			t.Data[j] = byte(int8(math.Round(float64(values[j] / t.Scales[i]))))
		}
	}
	return t.Scales
}

// add adds a tensor and returns its index.
func (m *Model) add(t Tensor) int32 {
	m.Tensors = append(m.Tensors, t)
	return int32(len(m.Tensors) - 1)
}

// derive adds an activation of another shape.
func (m *Model) derive(from int32, shape []int32) int32 {
	t := m.Tensors[from]
	t.Shape = shape
	return m.add(t)
}

func words(values ...int32) (data []byte) {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return data
}

func floats(data []byte) (values []float32) {
	for ; len(data) >= 4; data = data[4:] {
		values = append(values, math.Float32frombits(binary.LittleEndian.Uint32(data)))
	}
	return values
}

// roundToHalf rounds to the eleven bits of a half that is neither huge nor tiny.
func roundToHalf(v float32) float32 {
	if math.Abs(float64(v)) < 0x1p-14 { // steps of 2⁻²⁴
		return float32(math.RoundToEven(float64(v)*0x1p24) * 0x1p-24)
	}
	bits := math.Float32bits(v)
	return math.Float32frombits((bits + 0xfff + bits>>13&1) &^ 0x1fff)
}

func halves(values []float32) (data []byte) {
	for _, v := range values {
		v = roundToHalf(v)
		bits := math.Float32bits(v)
		half := uint16(bits >> 16 & 0x8000)
		if math.Abs(float64(v)) < 0x1p-14 {
			half |= uint16(math.Abs(float64(v)) * 0x1p24)
		} else {
			exponent, fraction := bits>>23&0xff-127+15, bits>>13&0x3ff
			half |= uint16(exponent<<10 | fraction)
		}
		data = binary.LittleEndian.AppendUint16(data, half)
	}
	return data
}
