package lab

import (
	"fmt"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Slice returns the network of width alpha that the first channels of every layer of
// a wider one make. Nobody trained that network: each of its layers gets fewer inputs
// than it was normalised for, and its answers are garbage.
func Slice(b *weights.Bundle, alpha float64) (*weights.Bundle, error) {
	wide, err := layersOf(b, layers.FullResolution)
	if err != nil {
		return nil, err
	}
	if alpha >= b.Meta.Alpha {
		return nil, fmt.Errorf("lab: slice of alpha %v: want less than the weights' own width, %v", alpha, b.Meta.Alpha)
	}
	narrow, err := layers.New(alpha, layers.FullResolution, layers.Separable, b.Meta.Classes)
	if err != nil {
		return nil, err
	}
	sliced := &weights.Bundle{Meta: b.Meta}
	sliced.Meta.Alpha = alpha
	sliced.Meta.Quantised = false
	for i, l := range narrow {
		if !l.HasWeights() {
			continue
		}
		w, bias, err := tensors(b, wide[i])
		if err != nil {
			return nil, err
		}
		if err := sliced.AddLayer(l, prefix(w, wide[i], l), bias[:l.Out.Channels]); err != nil {
			return nil, err
		}
	}
	return sliced, nil
}

// prefix returns those of a layer's weights that are between the first channels.
func prefix(w []float32, wide, narrow layers.Layer) []float32 {
	rows, inputs, kept := 1, wide.In.Channels, narrow.In.Channels
	switch wide.Kind {
	case layers.Conv:
		rows = 9
	case layers.Depthwise:
		rows, inputs, kept = 9, 1, 1
	}
	var part []float32
	for row := range rows {
		for in := range kept {
			part = append(part, w[(row*inputs+in)*wide.Out.Channels:][:narrow.Out.Channels]...)
		}
	}
	return part
}
