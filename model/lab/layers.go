package lab

import (
	"fmt"

	"mobilenet/model"
	"mobilenet/weights"
)

// layersOf returns the layer table of a bundle.
func layersOf(b *weights.Bundle, resolution int) ([]model.Layer, error) {
	return model.Layers(b.Meta.Alpha, resolution, model.Separable, b.Meta.Classes)
}

// shape returns the shape of a layer's weights; the last dimension is the output
// channels.
func shape(l model.Layer) []int {
	switch l.Kind {
	case model.Conv:
		return []int{3, 3, l.In.Channels, l.Out.Channels}
	case model.Depthwise:
		return []int{3, 3, l.In.Channels}
	}
	return []int{l.In.Channels, l.Out.Channels}
}

// tensors returns a copy of a layer's weights and biases.
func tensors(b *weights.Bundle, l model.Layer) (w, bias []float32, err error) {
	if w, err = b.Tensor(l.Name+"/weights", shape(l)...); err != nil {
		return nil, nil, fmt.Errorf("lab: %w", err)
	}
	if bias, err = b.Tensor(l.Name+"/bias", l.Out.Channels); err != nil {
		return nil, nil, fmt.Errorf("lab: %w", err)
	}
	return append([]float32(nil), w...), append([]float32(nil), bias...), nil
}

// add puts a layer's weights and biases into b.
func add(b *weights.Bundle, l model.Layer, w, bias []float32) error {
	if err := b.Add(weights.Tensor{Name: l.Name + "/weights", Shape: shape(l), Data: w}); err != nil {
		return err
	}
	return b.Add(weights.Tensor{Name: l.Name + "/bias", Shape: []int{len(bias)}, Data: bias})
}

// anyResolution is for layer tables of which only the channels count.
const anyResolution = 224
