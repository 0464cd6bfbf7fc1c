package model

import (
	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// int16s are integers kept in int16, which every set of kernels computes with.
type int16s struct{ integers }

func (n *int16s) valueBytes(l layers.Layer) int {
	if l.Kind == layers.FullyConnected {
		return 4 // sums
	}
	return 2
}

// scratchBytes has room for the picture, or for what the windows of a convolution of many channels see.
func (n *int16s) scratchBytes(l layers.Layer) int {
	switch {
	case l.Kind != layers.Conv:
		return 0
	case l.From == layers.Input:
		return 2 * kernels.QuantisedRGBLen(l.In.Height, l.In.Width)
	}
	return 2 * kernels.GatheredLen(partOf(l, 1, 0, false).window)
}

func (n *int16s) countFrom(zero int32, _ *quantisedParameters, _ layers.Layer, _ weights.Activation) (int32, error) {
	return zero, nil
}

func (n *int16s) pack(l layers.Layer, p *quantisedParameters, w []int16, _ int32) error {
	in, out := l.In.Channels, l.Out.Channels
	p.bytes = p.bytes[:0]
	if l.Kind == layers.Depthwise {
		p.weights = resized(p.weights, kernels.QuantisedDepthwiseLen(in))
		kernels.PackQuantisedDepthwise(p.weights, w, in)
		return nil
	}
	rows, run := 1, in*l.Window()*l.Window()
	if l.From == layers.Input {
		rows, run = 3, 9
	}
	p.weights = resized(p.weights, kernels.QuantisedPanelLen(rows, run, out))
	kernels.PackQuantisedPanels(p.weights, w, rows, run, out)
	return nil
}

func (n *int16s) run(isa kernels.ISA, i int, at *place) {
	l, p, w := &n.table[i], &n.parts[i], &n.mine[i]
	in, out := p.input.channels.count, p.output.channels.count
	src, dst := view[int16](at.src), view[int16](at.dst)
	switch l.Kind {
	case layers.Conv:
		if l.From != layers.Input {
			isa.QuantisedConv3x3(dst, src, w.weights, &w.activation, p.window, out, view[int16](at.scratch))
			return
		}
		picture := view[int16](at.scratch)
		isa.QuantiseRGB(picture, view[float32](at.src), p.input.rows.count, l.In.Width, n.pixels.scale, n.pixels.offset, n.pixels.gain, n.pixels.zero)
		isa.QuantisedConvRGB(dst, picture, w.weights, &w.activation, 2*p.output.rows.count, l.In.Width, out)
	case layers.Depthwise:
		isa.QuantisedDepthwise3x3(dst, src, w.weights, &w.activation, p.window)
	case layers.Pointwise:
		isa.QuantisedPointwise(dst, src, w.weights, &w.activation, p.output.rows.count*l.Out.Width, in, out, n.writesPairs(i))
	case layers.Pool:
		kernels.QuantisedGlobalMean(dst, src, l.In.Height*l.In.Width, in, n.gain)
	case layers.FullyConnected:
		isa.QuantisedFullyConnected(view[int32](at.dst), src, w.weights, w.activation.Bias, in, out)
	}
}

// writesPairs tells whether layer i writes neighbouring pixels in pairs: for a depthwise
// layer, which then is the only one that reads them.
func (n *int16s) writesPairs(i int) bool {
	l := &n.table[i]
	if l.Out.Width%2 != 0 || l.Kind != layers.Conv && l.Kind != layers.Pointwise || i == len(n.table)-1 {
		return false
	}
	next := &n.table[i+1]
	return next.From == i && next.Kind == layers.Depthwise
}

func (n *int16s) real(dst []float32, i int, activation []byte) []float32 {
	l := &n.table[i]
	if l.Kind == layers.FullyConnected {
		n.logits.real(dst, view[int32](activation))
		return dst
	}
	values, channels, pairs := view[int16](activation), l.Out.Channels, n.writesPairs(i)
	for at := range dst {
		from := at
		if pairs {
			pixel, channel := at/channels, at%channels
			from = (pixel/2*channels+channel)*2 + pixel%2
		}
		dst[at] = float32(values[from]) * n.steps[i]
	}
	return dst
}
