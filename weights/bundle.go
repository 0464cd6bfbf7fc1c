package weights

import (
	"fmt"
	"slices"
)

// Tensor is a named array of float32, row-major: the last dimension varies fastest.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

// Bundle is one set of weights: what it is, and its tensors in file order.
// The zero value is an empty bundle ready to use.
type Bundle struct {
	Meta    Meta
	tensors []Tensor
	byName  map[string]int
}

// Add appends t to the bundle, which keeps t.Shape and t.Data without copying them.
// It returns an error for an empty or repeated name, a dimension below 1, and a shape that does not hold len(t.Data) values.
func (b *Bundle) Add(t Tensor) error {
	if t.Name == "" {
		return fmt.Errorf("weights: tensor %d: no name", len(b.tensors))
	}
	if _, exists := b.byName[t.Name]; exists {
		return fmt.Errorf("weights: tensor %s: is there twice", t.Name)
	}
	n, err := elements(t.Shape)
	if err != nil {
		return fmt.Errorf("weights: tensor %s: %w", t.Name, err)
	}
	if n != int64(len(t.Data)) {
		return fmt.Errorf("weights: tensor %s: have %d values, want %d for shape %v", t.Name, len(t.Data), n, t.Shape)
	}
	if b.byName == nil {
		b.byName = make(map[string]int)
	}
	b.byName[t.Name] = len(b.tensors)
	b.tensors = append(b.tensors, t)
	return nil
}

// Tensor returns the values of the named tensor, which the bundle still owns.
// It returns an error if there is no such tensor or its shape is not the one given.
func (b *Bundle) Tensor(name string, shape ...int) ([]float32, error) {
	i, exists := b.byName[name]
	if !exists {
		return nil, fmt.Errorf("weights: tensor %s: missing, want shape %v", name, shape)
	}
	t := b.tensors[i]
	if !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("weights: tensor %s: have shape %v, want %v", name, t.Shape, shape)
	}
	return t.Data, nil
}

// Tensors returns all tensors in file order; their shapes and values are shared with the bundle.
func (b *Bundle) Tensors() []Tensor {
	return slices.Clone(b.tensors)
}

// maxElements bounds the values of one tensor, far above any MobileNet's, so that products of sizes cannot overflow.
const maxElements = 1 << 40

// elements returns the number of values that a shape holds.
func elements(shape []int) (int64, error) {
	n := int64(1)
	for _, size := range shape {
		if size < 1 {
			return 0, fmt.Errorf("shape %v: have size %d, want at least 1", shape, size)
		}
		if int64(size) > maxElements/n {
			return 0, fmt.Errorf("shape %v: more than %d values", shape, int64(maxElements))
		}
		n *= int64(size)
	}
	return n, nil
}
