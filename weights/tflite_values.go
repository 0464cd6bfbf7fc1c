package weights

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"slices"

	"mobilenet/weights/layers"
)

// addTo decodes the layer's weights and bias into a bundle, and how its output is quantised. The output is scaled by gain.
func (l layer) addTo(b *Bundle, gain float32) error {
	axis := 0 // of the outputs, which come first but in depthwise layers
	if l.Kind == layers.Depthwise {
		axis = len(l.weights.shape) - 1
	}
	weights, err := l.weights.member(axis, typeFloat32, typeFloat16, typeUint8, typeInt8)
	if err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	weights.Name, weights.Shape = l.WeightsName(), l.WeightsShape()
	if axis == 0 {
		weights.transpose(l.Out.Channels)
	}
	bias, err := l.bias.member(0, typeFloat32, typeFloat16, typeInt32)
	if err != nil {
		return fmt.Errorf("bias: %w", err)
	}
	bias.Name, bias.Shape = l.BiasName(), []int{l.Out.Channels}
	for _, m := range []member{weights, bias} {
		m.scale(gain)
		if err := b.addMember(m); err != nil {
			return err
		}
	}
	output := l.output
	output.scale *= gain
	return output.addActivation(b, l.Name, l.relu6)
}

// addMember adds a tensor of either kind.
func (b *Bundle) addMember(m member) error {
	if m.quantised == nil {
		return b.Add(m.Tensor)
	}
	q := *m.quantised
	q.Name, q.Shape = m.Name, m.Shape
	return b.AddQuantised(q)
}

// scale multiplies the real numbers.
func (m *member) scale(gain float32) {
	if gain == 1 {
		return
	}
	for i := range m.Data {
		m.Data[i] *= gain
	}
	if q := m.quantised; q != nil {
		q.Scale *= gain
		for i := range q.Scales {
			q.Scales[i] *= gain
		}
	}
}

// addActivation notes how a layer's output is quantised, if it is. Where ReLU6 is an operation of its own, 6 lies where
// TensorFlow Lite rounds it to; else the range of a byte is all there is.
func (t tensor) addActivation(b *Bundle, name string, relu6 bool) error {
	zero := t.byteZero()
	if !t.isBytes() || !t.dequantisable() || zero < 0 || zero > 255 {
		return nil
	}
	a := Activation{Scale: t.scale, Zero: uint8(zero), Max: 255}
	if relu6 {
		a.Max = uint8(min(float64(zero)+math.Round(float64(6/t.scale)), 255))
	}
	return b.SetActivation(name, a)
}

// transpose makes columns by rows of a matrix of rows by columns.
func (m *member) transpose(rows int) {
	m.Data = transpose(m.Data, rows)
	if m.quantised != nil {
		m.quantised.Bytes = transpose(m.quantised.Bytes, rows)
	}
}

// transpose returns the columns by rows of a matrix of rows by columns.
func transpose[T any](matrix []T, rows int) []T {
	if matrix == nil {
		return nil
	}
	columns := len(matrix) / rows
	transposed := make([]T, len(matrix))
	for row := range rows {
		for column, v := range matrix[row*columns : (row+1)*columns] {
			transposed[column*rows+row] = v
		}
	}
	return transposed
}

// isBytes tells whether the values are bytes.
func (t tensor) isBytes() bool { return t.kind == typeUint8 || t.kind == typeInt8 }

// byteZero returns the zero point among unsigned bytes: 128 is added to signed ones.
func (t tensor) byteZero() int32 {
	if t.kind == typeInt8 {
		return t.zero + signedZero
	}
	return t.zero
}

// dequantisable reports whether there is one scale that gives finite numbers.
func (t tensor) dequantisable() bool { return t.scales == nil && validScale(t.scale) }

// dequantisableAlong reports whether there is a scale that gives finite numbers, or one for each index of the axis.
func (t tensor) dequantisableAlong(axis int) bool {
	if t.scales == nil {
		return validScale(t.scale)
	}
	return t.kind != typeUint8 && t.axis == axis && axis < len(t.shape) && len(t.scales) == t.shape[axis] &&
		!slices.ContainsFunc(t.scales, invalidScale)
}

func invalidScale(scale float32) bool { return !validScale(scale) }

// kindSize returns the bytes of a value of the types that weights and biases have.
func kindSize(kind byte) int {
	switch kind {
	case typeUint8, typeInt8:
		return 1
	case typeFloat16:
		return 2
	}
	return 4
}

// member decodes values of one of the kinds: real numbers as they are, bytes as the integers that they are. The outputs
// lie along the axis.
func (t tensor) member(axis int, kinds ...byte) (member, error) {
	if t.index < 0 {
		return member{}, errors.New("left out, want its values")
	}
	if !slices.Contains(kinds, t.kind) {
		names := typeName(kinds[0])
		for _, kind := range kinds[1:] {
			names += " or " + typeName(kind)
		}
		return member{}, fmt.Errorf("have %v, want %s", t, names)
	}
	n, err := elements(t.shape)
	if err != nil {
		return member{}, err
	}
	real := t.kind == typeFloat32 || t.kind == typeFloat16
	if !real && !t.dequantisableAlong(axis) {
		return member{}, fmt.Errorf("have %v, want one finite scale above 0, or one for each output", t)
	}
	if size := n * int64(kindSize(t.kind)); int64(len(t.data)) != size {
		return member{}, fmt.Errorf("have %d bytes, want %d for %v", len(t.data), size, t)
	}
	q := QuantisedTensor{Scale: t.scale, Zero: t.byteZero(), Scales: slices.Clone(t.scales)}
	switch t.kind {
	case typeFloat32:
		return member{Tensor: Tensor{Data: appendFloat32(make([]float32, 0, n), t.data)}}, nil
	case typeFloat16:
		return member{Tensor: Tensor{Data: appendFloat16(make([]float32, 0, n), t.data)}}, nil
	case typeUint8:
		q.Bytes = bytes.Clone(t.data)
	case typeInt8:
		q.Bytes = appendSigned(make([]byte, 0, n), t.data)
	default:
		q.Ints = appendInt32(make([]int32, 0, n), t.data)
		if t.scales != nil && len(t.scales) == len(q.Ints) { // a bias: one number for each output
			return member{Tensor: Tensor{Data: realsOf(q.Ints, t.scales)}}, nil
		}
	}
	return member{quantised: &q}, nil
}

// realsOf returns the numbers that integers stand for, each with a scale of its own.
func realsOf(integers []int32, scales []float32) []float32 {
	reals := make([]float32, len(integers))
	for i, q := range integers {
		reals[i] = float32(float64(q) * float64(scales[i]))
	}
	return reals
}
