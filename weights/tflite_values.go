package weights

import (
	"bytes"
	"errors"
	"fmt"
	"math"
)

// addTo decodes the layer's weights and bias into a bundle, and how its output is quantised.
func (l layer) addTo(b *Bundle) error {
	out := l.shape[len(l.shape)-1]
	weights, err := l.weights.member(typeUint8)
	if err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	weights.Name, weights.Shape = l.name+"/weights", l.shape
	if l.transpose {
		weights.transpose(out)
	}
	bias, err := l.bias.member(typeInt32)
	if err != nil {
		return fmt.Errorf("bias: %w", err)
	}
	bias.Name, bias.Shape = l.name+"/bias", []int{out}
	if err := b.addMember(weights); err != nil {
		return err
	}
	if err := b.addMember(bias); err != nil {
		return err
	}
	return l.output.addActivation(b, l.name, l.relu6)
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

// addActivation notes how a layer's output is quantised, if it is. Where ReLU6 is an operation of its own, 6 lies where
// TensorFlow Lite rounds it to; else the range of uint8 is all there is.
func (t tensor) addActivation(b *Bundle, name string, relu6 bool) error {
	if t.kind != typeUint8 || !t.dequantisable() || t.zero < 0 || t.zero > 255 {
		return nil
	}
	a := Activation{Scale: t.scale, Zero: uint8(t.zero), Max: 255}
	if relu6 {
		a.Max = uint8(min(float64(t.zero)+math.Round(float64(6/t.scale)), 255))
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

// dequantisable reports whether there is one scale that gives finite numbers.
func (t tensor) dequantisable() bool {
	return t.scale > 0 && !math.IsInf(float64(t.scale), 0) && !t.perAxis
}

// member decodes float32 values as they are, and keeps values of the quantised type as integers.
func (t tensor) member(quantised byte) (member, error) {
	if t.index < 0 {
		return member{}, errors.New("left out, want its values")
	}
	if t.kind != typeFloat32 && t.kind != quantised {
		return member{}, fmt.Errorf("have %v, want FLOAT32 or %s", t, typeName(quantised))
	}
	if t.kind != typeFloat32 && !t.dequantisable() {
		return member{}, fmt.Errorf("have %v, want one finite scale above 0", t)
	}
	size := 4
	if t.kind == typeUint8 {
		size = 1
	}
	n, err := elements(t.shape)
	if err != nil {
		return member{}, err
	}
	if int64(len(t.data)) != n*int64(size) {
		return member{}, fmt.Errorf("have %d bytes, want %d for %v", len(t.data), n*int64(size), t)
	}
	if t.kind == typeFloat32 {
		return member{Tensor: Tensor{Data: appendFloat32(make([]float32, 0, n), t.data)}}, nil
	}
	q := QuantisedTensor{Scale: t.scale, Zero: t.zero}
	if t.kind == typeUint8 {
		q.Bytes = bytes.Clone(t.data)
	} else {
		q.Ints = appendInt32(make([]int32, 0, n), t.data)
	}
	return member{quantised: &q}, nil
}
