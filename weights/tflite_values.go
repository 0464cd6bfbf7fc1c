package weights

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// addTo decodes the layer's weights and bias into a bundle.
func (l layer) addTo(b *Bundle) error {
	out := l.shape[len(l.shape)-1]
	weights, err := l.weights.values(typeUint8)
	if err != nil {
		return fmt.Errorf("weights: %w", err)
	}
	if l.transpose {
		weights = transpose(weights, out)
	}
	bias, err := l.bias.values(typeInt32)
	if err != nil {
		return fmt.Errorf("bias: %w", err)
	}
	if err := b.Add(Tensor{Name: l.name + "/weights", Shape: l.shape, Data: weights}); err != nil {
		return err
	}
	return b.Add(Tensor{Name: l.name + "/bias", Shape: []int{out}, Data: bias})
}

// transpose returns the columns by rows of a matrix of rows by columns.
func transpose(matrix []float32, rows int) []float32 {
	columns := len(matrix) / rows
	transposed := make([]float32, len(matrix))
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

// values decodes float32 values as they are, and values of the quantised type as (q - zero)·scale, rounded once to float32.
func (t tensor) values(quantised byte) ([]float32, error) {
	if t.index < 0 {
		return nil, errors.New("left out, want its values")
	}
	if t.kind != typeFloat32 && t.kind != quantised {
		return nil, fmt.Errorf("have %v, want FLOAT32 or %s", t, typeName(quantised))
	}
	if t.kind != typeFloat32 && !t.dequantisable() {
		return nil, fmt.Errorf("have %v, want one finite scale above 0", t)
	}
	size := 4
	if t.kind == typeUint8 {
		size = 1
	}
	n, err := elements(t.shape)
	if err != nil {
		return nil, err
	}
	if int64(len(t.data)) != n*int64(size) {
		return nil, fmt.Errorf("have %d bytes, want %d for %v", len(t.data), n*int64(size), t)
	}
	values := make([]float32, n)
	for i := range values {
		switch t.kind {
		case typeFloat32:
			values[i] = math.Float32frombits(binary.LittleEndian.Uint32(t.data[4*i:]))
		case typeUint8:
			values[i] = t.real(int32(t.data[i]))
		case typeInt32:
			values[i] = t.real(int32(binary.LittleEndian.Uint32(t.data[4*i:])))
		}
	}
	return values, nil
}

// real returns the number that a stored integer stands for.
func (t tensor) real(q int32) float32 {
	return float32((float64(q) - float64(t.zero)) * float64(t.scale))
}
