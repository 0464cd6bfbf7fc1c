package weights

import (
	"fmt"
	"slices"
	"strings"

	"mobilenet/weights/layers"
)

// Tensor is a named array of float32, row-major: the last dimension varies fastest.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
	Bytes []byte // instead of Data, of those of ReadTensors and WriteTensors that are no numbers
}

// Bundle is one set of weights: what it is, its tensors in file order, and, if they are quantised, the steps of the
// activations between the layers. The zero value is an empty bundle ready to use.
type Bundle struct {
	Meta        Meta
	PostProcess *PostProcess // of a detector, else nil
	Assumed     Assumed
	members     []member
	byName      map[string]int
	activations map[string]Activation // by layer
}

// Assumed tells what the file that a bundle was read from does not say, so that Meta has what is usual. It is not written.
type Assumed struct {
	Input      bool // the normalisation
	Classes    bool // that the classes are ImageNet's
	Resolution bool // nothing is known of the resolution
}

// member is a tensor of one of two kinds.
type member struct {
	Tensor                     // without Data if it is of another kind
	quantised *QuantisedTensor // nil if not
}

// Add appends t to the bundle, which keeps t.Shape and t.Data without copying them.
// It returns an error for an empty or repeated name, a dimension below 1, and a shape that does not hold len(t.Data) values.
func (b *Bundle) Add(t Tensor) error { return b.add(member{Tensor: t}, len(t.Data)) }

// add appends a tensor of so many values.
func (b *Bundle) add(m member, values int) error {
	if m.Name == "" {
		return fmt.Errorf("weights: tensor %d: no name", len(b.members))
	}
	if _, exists := b.byName[m.Name]; exists {
		return fmt.Errorf("weights: tensor %s: is there twice", m.Name)
	}
	n, err := elements(m.Shape)
	if err != nil {
		return fmt.Errorf("weights: tensor %s: %w", m.Name, err)
	}
	if n != int64(values) {
		return fmt.Errorf("weights: tensor %s: have %d values, want %d for shape %v", m.Name, values, n, m.Shape)
	}
	if b.byName == nil {
		b.byName = make(map[string]int)
	}
	b.byName[m.Name] = len(b.members)
	b.members = append(b.members, m)
	return nil
}

// member returns the named tensor, or an error if there is none or its shape is not the one given.
func (b *Bundle) member(name string, shape []int) (member, error) {
	i, exists := b.byName[name]
	if !exists { // copies, so that only an error allocates
		return member{}, fmt.Errorf("weights: tensor %s: missing, want shape %v", strings.Clone(name), slices.Clone(shape))
	}
	m := b.members[i]
	if !slices.Equal(m.Shape, shape) {
		return member{}, fmt.Errorf("weights: tensor %s: have shape %v, want %v", m.Name, m.Shape, slices.Clone(shape))
	}
	return m, nil
}

// Tensor returns the values of the named tensor, which must not be changed. Those of a quantised tensor are computed
// anew with each call. It returns an error if there is no such tensor or its shape is not the one given.
func (b *Bundle) Tensor(name string, shape ...int) ([]float32, error) {
	m, err := b.member(name, shape)
	if err != nil {
		return nil, err
	}
	return m.values(), nil
}

// values returns a tensor's real values.
func (m member) values() []float32 {
	if m.quantised != nil {
		return m.quantised.Values()
	}
	return m.Data
}

// Layer returns the weights and biases of a layer, as Tensor does.
func (b *Bundle) Layer(l layers.Layer) (w, bias []float32, err error) {
	if w, err = b.Tensor(l.WeightsName(), l.WeightsShape()...); err != nil {
		return nil, nil, err
	}
	bias, err = b.Tensor(l.BiasName(), l.Out.Channels)
	return w, bias, err
}

// AddLayer appends the weights and biases of a layer, as Add does.
func (b *Bundle) AddLayer(l layers.Layer, w, bias []float32) error {
	if err := b.Add(Tensor{Name: l.WeightsName(), Shape: l.WeightsShape(), Data: w}); err != nil {
		return err
	}
	return b.Add(Tensor{Name: l.BiasName(), Shape: []int{len(bias)}, Data: bias})
}

// Tensors returns all tensors in file order, as Tensor does; their shapes are shared with the bundle.
func (b *Bundle) Tensors() []Tensor {
	tensors := make([]Tensor, len(b.members))
	for i, m := range b.members {
		tensors[i] = Tensor{Name: m.Name, Shape: m.Shape, Data: m.values()}
	}
	return tensors
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
