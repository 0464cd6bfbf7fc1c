package lab

import (
	"fmt"
	"slices"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// layersOf returns the layer table of a bundle.
func layersOf(b *weights.Bundle, resolution int) (layers.Table, error) {
	return layers.New(b.Meta.Alpha, resolution, layers.Separable, b.Meta.Classes)
}

// tensors returns a copy of a layer's weights and biases.
func tensors(b *weights.Bundle, l layers.Layer) (w, bias []float32, err error) {
	if w, bias, err = b.Layer(l); err != nil {
		return nil, nil, fmt.Errorf("lab: %w", err)
	}
	return slices.Clone(w), slices.Clone(bias), nil
}
