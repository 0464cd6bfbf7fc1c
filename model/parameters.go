package model

import (
	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// parameters are a layer's weights, packed as its kernel reads them, and biases.
type parameters struct{ weights, bias []float32 }

// pack copies a layer's tensors from b into the layout that its kernel reads, in
// the memory that p has if it is large enough.
func (p *parameters) pack(l layers.Layer, b *weights.Bundle) error {
	if l.Kind == layers.Pool {
		*p = parameters{}
		return nil
	}
	w, bias, err := b.Layer(l)
	if err != nil {
		return err
	}
	p.bias = resized(p.bias, kernels.PanelLen(1, l.Out.Channels))
	clear(p.bias[copy(p.bias, bias):])
	if l.Kind == layers.Depthwise {
		p.weights = resized(p.weights, len(w))
		copy(p.weights, w)
		return nil
	}
	in := len(w) / l.Out.Channels
	p.weights = resized(p.weights, kernels.PanelLen(in, l.Out.Channels))
	kernels.PackPanels(p.weights, w, in, l.Out.Channels)
	return nil
}

// part returns the parameters of a part of the layer.
func (p parameters) part(l layers.Layer, of part) parameters {
	first, count := of.output.channels.first, of.output.channels.count
	switch {
	case count == l.Out.Channels || l.Kind == layers.Pool:
		return p
	case l.Kind == layers.Depthwise:
		w := make([]float32, 0, 9*count)
		for tap := range 9 {
			w = append(w, p.weights[tap*l.In.Channels+first:][:count]...)
		}
		return parameters{w, p.bias[first:]}
	}
	in := len(p.weights) / len(p.bias)
	return parameters{p.weights[first*in:], p.bias[first:]}
}
