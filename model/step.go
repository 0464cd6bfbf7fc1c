package model

import (
	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// Step is a layer in float32 with its weights as the kernels read them, ready to run.
// The zero value is to be packed first.
type Step struct {
	layer         layers.Layer
	part          part // of the layer that is computed
	weights, bias []float32
}

// Pack makes s the whole of layer l with weights of the shape that [layers.Layer]
// says and a bias for each output channel, nil for a mean. What is given is copied, to
// the memory that s has if it is large enough.
func (s *Step) Pack(l layers.Layer, w, bias []float32) {
	s.layer, s.part = l, partOf(l, 1, 0, false)
	s.weights, s.bias = s.weights[:0], s.bias[:0]
	if !l.HasWeights() {
		return
	}
	s.bias = resized(s.bias, kernels.PanelLen(1, l.Out.Channels))
	clear(s.bias[copy(s.bias, bias):])
	if l.Kind == layers.Depthwise {
		s.weights = append(s.weights, w...)
		return
	}
	in := len(w) / l.Out.Channels
	s.weights = resized(s.weights, kernels.PanelLen(in, l.Out.Channels))
	kernels.PackPanels(s.weights, w, in, l.Out.Channels)
}

// of returns the step that computes a part of the layer l, which has the same weights.
func (s *Step) of(l layers.Layer, p part) Step {
	first, count := p.output.channels.first, p.output.channels.count
	part := Step{l, p, s.weights, s.bias}
	switch {
	case count == l.Out.Channels || !l.HasWeights():
	case l.Kind == layers.Depthwise:
		part.weights, part.bias = make([]float32, 0, 9*count), s.bias[first:]
		for tap := range 9 {
			part.weights = append(part.weights, s.weights[tap*l.In.Channels+first:][:count]...)
		}
	default:
		in := len(s.weights) / len(s.bias)
		part.weights, part.bias = s.weights[first*in:], s.bias[first:]
	}
	return part
}

// Run computes the layer from src, as long as its In shape, to dst, as long as its Out
// shape with the channels of the last pixel in whole panels ([kernels.PanelLen]). It
// panics where the kernels do.
func (s *Step) Run(isa kernels.ISA, dst, src []float32) {
	l, p, bounds := &s.layer, &s.part, kernels.Bounds(s.layer.Bounds)
	in, out := p.input.channels.count, p.output.channels.count
	switch l.Kind {
	case layers.Conv:
		if in == 3 {
			isa.ConvRGB(dst, src, s.weights, s.bias, p.window, out, bounds)
		} else {
			isa.Conv3x3(dst, src, s.weights, s.bias, p.window, out, bounds)
		}
	case layers.Depthwise:
		isa.Depthwise3x3(dst, src, s.weights, s.bias, p.window, bounds)
	case layers.Pointwise:
		isa.Pointwise(dst, src, s.weights, s.bias, p.output.rows.count*l.Out.Width, in, out, bounds)
	case layers.Pool:
		kernels.GlobalMean(dst, src, l.In.Height*l.In.Width, in)
	case layers.FullyConnected:
		isa.FullyConnected(dst, src, s.weights, s.bias, in, out)
	}
}
