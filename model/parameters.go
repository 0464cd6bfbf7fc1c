package model

import (
	"mobilenet/kernels"
	"mobilenet/weights"
)

// parameters are a layer's weights, packed as its kernel reads them, and biases.
type parameters struct{ weights, bias []float32 }

// weightShape returns the shape of the layer's weights in the project's layouts.
func (l Layer) weightShape() []int {
	switch l.Kind {
	case Conv:
		return []int{3, 3, l.In.Channels, l.Out.Channels}
	case Depthwise:
		return []int{3, 3, l.In.Channels}
	case Pointwise, FullyConnected:
		return []int{l.In.Channels, l.Out.Channels}
	}
	return nil
}

// pack copies a layer's tensors from b into the layout that its kernel reads, in
// the memory that p has if it is large enough.
func (p *parameters) pack(l Layer, b *weights.Bundle) error {
	if l.Kind == Pool {
		*p = parameters{}
		return nil
	}
	w, err := b.Tensor(l.Name+"/weights", l.weightShape()...)
	if err != nil {
		return err
	}
	p.bias = resized(p.bias, kernels.PanelLen(1, l.Out.Channels))
	bias, err := b.Tensor(l.Name+"/bias", l.Out.Channels)
	if err != nil {
		return err
	}
	clear(p.bias[copy(p.bias, bias):])
	if l.Kind == Depthwise {
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
func (p parameters) part(l Layer, of part) parameters {
	first, count := of.output.channels.first, of.output.channels.count
	switch {
	case count == l.Out.Channels || l.Kind == Pool:
		return p
	case l.Kind == Depthwise:
		w := make([]float32, 0, 9*count)
		for tap := range 9 {
			w = append(w, p.weights[tap*l.In.Channels+first:][:count]...)
		}
		return parameters{w, p.bias[first:]}
	}
	in := len(p.weights) / len(p.bias)
	return parameters{p.weights[first*in:], p.bias[first:]}
}

// addParameters puts a layer's weights and biases into b under the layer's names.
func addParameters(b *weights.Bundle, l Layer, w, bias []float32) error {
	if err := b.Add(weights.Tensor{Name: l.Name + "/weights", Shape: l.weightShape(), Data: w}); err != nil {
		return err
	}
	return b.Add(weights.Tensor{Name: l.Name + "/bias", Shape: []int{len(bias)}, Data: bias})
}
