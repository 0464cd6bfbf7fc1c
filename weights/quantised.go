package weights

import (
	"fmt"
	"math"
)

// QuantisedTensor is a named array of integers, row-major, that stand for the real numbers (q − Zero)·Scale, or
// (q − Zero)·Scales[output], where the output is the last index.
// Weights are bytes; biases are int32 with Zero 0, in units of the layer's input and weights multiplied. Weights that
// were signed bytes are kept with 128 added to each and to their zero point.
type QuantisedTensor struct {
	Name   string
	Shape  []int
	Bytes  []uint8 // nil if it has Ints
	Ints   []int32 // nil if it has Bytes
	Scale  float32 // 0 if it has Scales
	Zero   int32
	Scales []float32 // one for each output, or nil
}

// signedZero is the zero point of weights that were signed bytes.
const signedZero = 128

// Values returns the real numbers, each rounded once to float32.
func (t *QuantisedTensor) Values() []float32 {
	values := make([]float32, len(t.Bytes)+len(t.Ints))
	if t.Scales != nil {
		for rest, row := values, t.Bytes; len(row) > 0; rest, row = rest[len(t.Scales):], row[len(t.Scales):] {
			for i, scale := range t.Scales {
				rest[i] = float32(int32(row[i])-t.Zero) * scale
			}
		}
		return values
	}
	for i, q := range t.Bytes {
		values[i] = t.real(int32(q))
	}
	for i, q := range t.Ints {
		values[i] = t.real(q)
	}
	return values
}

// real computes in double precision, where the integer and the product are exact.
func (t *QuantisedTensor) real(q int32) float32 {
	return float32((float64(q) - float64(t.Zero)) * float64(t.Scale))
}

// validate returns an error unless the steps have finite sizes and the zero point is a value of the type.
func (t *QuantisedTensor) validate() error {
	switch {
	case t.Scales != nil:
		return t.validateScales()
	case (t.Bytes == nil) == (t.Ints == nil):
		return fmt.Errorf("weights: tensor %s: have bytes %t and integers %t, want one of them", t.Name, t.Bytes != nil, t.Ints != nil)
	case !validScale(t.Scale):
		return fmt.Errorf("weights: tensor %s: have scale %v, want a finite number above 0", t.Name, t.Scale)
	case t.Bytes != nil && (t.Zero < 0 || t.Zero > 255):
		return fmt.Errorf("weights: tensor %s: have zero point %d, want 0 to 255", t.Name, t.Zero)
	case t.Ints != nil && t.Zero != 0:
		return fmt.Errorf("weights: tensor %s: have zero point %d, want 0", t.Name, t.Zero)
	}
	return nil
}

// validateScales returns an error unless t is a tensor of signed bytes with a finite step for each output.
func (t *QuantisedTensor) validateScales() error {
	switch {
	case t.Bytes == nil || t.Ints != nil || t.Scale != 0 || t.Zero != signedZero:
		return fmt.Errorf("weights: tensor %s: have a scale for each output, want bytes from zero point %d and no other scale", t.Name, signedZero)
	case len(t.Shape) == 0 || len(t.Scales) != t.Shape[len(t.Shape)-1]:
		return fmt.Errorf("weights: tensor %s: have %d scales, want one for each output of shape %v", t.Name, len(t.Scales), t.Shape)
	}
	for i, scale := range t.Scales {
		if !validScale(scale) {
			return fmt.Errorf("weights: tensor %s: have scale %v of output %d, want a finite number above 0", t.Name, scale, i)
		}
	}
	return nil
}

func validScale(scale float32) bool { return scale > 0 && !math.IsInf(float64(scale), 0) }

// AddQuantised appends t to the bundle, which keeps its slices without copying them. One with a scale for each output
// makes the bundle's Meta say that it is quantised.
// It returns an error where Add would, and for one whose integers stand for no numbers.
func (b *Bundle) AddQuantised(t QuantisedTensor) error {
	if err := t.validate(); err != nil {
		return err
	}
	if t.Scales != nil {
		b.Meta.Quantised = true
	}
	return b.add(member{Tensor: Tensor{Name: t.Name, Shape: t.Shape}, quantised: &t}, len(t.Bytes)+len(t.Ints))
}

// QuantisedTensor returns the named tensor as the integers that it was stored as, which must not be changed.
// It returns an error if there is none of this name and shape, or if it holds float32.
func (b *Bundle) QuantisedTensor(name string, shape ...int) (*QuantisedTensor, error) {
	m, err := b.member(name, shape)
	if err != nil {
		return nil, err
	}
	if m.quantised == nil {
		return nil, fmt.Errorf("weights: tensor %s: have float32, want integers", name)
	}
	return m.quantised, nil
}

// Activation is how a layer's output is quantised: the byte q stands for (q − Zero)·Scale, and the layer's ReLU6, if it
// has one, clamps to Zero … Max.
type Activation struct {
	Scale float32
	Zero  uint8
	Max   uint8
}

func (a Activation) validate() error {
	if !validScale(a.Scale) || a.Max < a.Zero {
		return fmt.Errorf("have scale %v, zero point %d and largest value %d, want a finite scale above 0 and zero point ≤ largest value",
			a.Scale, a.Zero, a.Max)
	}
	return nil
}

// SetActivation says how the output of a layer is quantised: of "conv", "block1/depthwise" and so on, "pool" and "fc",
// and the network's "input".
func (b *Bundle) SetActivation(layer string, a Activation) error {
	if err := a.validate(); err != nil {
		return fmt.Errorf("weights: activation of %s: %w", layer, err)
	}
	if b.activations == nil {
		b.activations = make(map[string]Activation)
	}
	b.activations[layer] = a
	return nil
}

// Activation returns how the output of a layer is quantised, or an error if the weights do not say it.
func (b *Bundle) Activation(layer string) (Activation, error) {
	a, exists := b.activations[layer]
	if !exists {
		return Activation{}, fmt.Errorf("weights: activation of %s: missing, want its scale and zero point", layer)
	}
	return a, nil
}
