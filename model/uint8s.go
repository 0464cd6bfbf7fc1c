package model

import (
	"math"
	"slices"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// uint8s are integers kept in bytes, where the kernels have products of these: the
// picture and all activations up to the mean, which is int16 as is what reads it.
type uint8s struct{ int16s }

// inBytes tells whether the layer's output is bytes.
func (n *uint8s) inBytes(l layers.Layer) bool {
	return l.Kind != layers.Pool && l.Kind != layers.FullyConnected
}

func (n *uint8s) valueBytes(l layers.Layer) int {
	if n.inBytes(l) {
		return 1
	}
	return n.int16s.valueBytes(l)
}

func (n *uint8s) scratchBytes(l layers.Layer) int { return n.int16s.scratchBytes(l) / 2 }

// anyRange tells whether the layer's kernel takes activations that are not all a byte
// holds.
func anyRange(l layers.Layer) bool {
	return l.Kind == layers.Pointwise || l.Kind == layers.Conv && l.From != layers.Input
}

// middle is the byte that the kernels of bytes take for 0.
const middle = 128

// countFrom makes weights count from the middle of a byte, and those of the first layer
// half pixels.
func (n *uint8s) countFrom(zero int32, p *quantisedParameters, l layers.Layer, to weights.Activation) (int32, error) {
	switch {
	case !n.inBytes(l):
		return zero, nil
	case zero == 0 || !anyRange(l) && (to.Zero != 0 || to.Max != activationSteps):
		return 0, errNoBytes
	}
	a := &p.activation
	a.Offset = int8(middle - zero)
	if l.From == layers.Input {
		for i, bias := range a.Bias {
			if bias != 2*bias/2 {
				return 0, errNoBytes
			}
			a.Bias[i] *= 2
			a.Scales[i] /= 2
		}
	}
	return middle, nil
}

func (n *uint8s) pack(l layers.Layer, p *quantisedParameters, w []int16, zero int32) error {
	if !n.inBytes(l) {
		return n.int16s.pack(l, p, w, zero)
	}
	in, out, a := l.In.Channels, l.Out.Channels, &p.activation
	p.weights = p.weights[:0]
	products := int(l.Weights()) / out
	if least := int16(kernels.Best().LeastWeight()); least > math.MinInt8 && slices.Min(w) < least {
		return errNoBytes
	}
	switch {
	case l.From == layers.Input:
		products *= 2 // counted in half pixels
		a.Bias = slices.Grow(a.Bias, 3*len(a.Bias))[:4*len(a.Bias)]
		p.bytes = resized(p.bytes, kernels.ByteRGBPanelLen(out))
		kernels.PackByteRGB(p.bytes, a.Bias, w, a.Bias, zero, a.Offset, out)
	case l.Kind == layers.Depthwise:
		p.bytes = resized(p.bytes, kernels.ByteDepthwiseLen(in))
		kernels.PackByteDepthwise(p.bytes, w, in, a.Offset)
	default:
		in *= l.Window() * l.Window()
		p.bytes = resized(p.bytes, kernels.BytePanelLen(in, out))
		kernels.PackBytePanels(p.bytes, w, in, out, a.Offset)
	}
	if !a.FitsBytes(products) {
		return errNoBytes
	}
	return nil
}

func (n *uint8s) run(isa kernels.ISA, i int, at *place) {
	l, p, w := &n.table[i], &n.parts[i], &n.mine[i]
	in, out := p.input.channels.count, p.output.channels.count
	switch l.Kind {
	case layers.Conv:
		if l.From != layers.Input {
			isa.ByteConv3x3(at.dst, at.src, w.bytes, &w.activation, p.window, out, at.scratch)
			return
		}
		isa.QuantiseBytesRGB(at.scratch, view[float32](at.src), p.input.rows.count, l.In.Width, n.pixels.scale, n.pixels.offset)
		isa.ByteConvRGB(at.dst, at.scratch, w.bytes, &w.activation, p.window, out)
	case layers.Depthwise:
		isa.ByteDepthwise3x3(at.dst, at.src, w.bytes, &w.activation, p.window)
	case layers.Pointwise:
		isa.BytePointwise(at.dst, at.src, w.bytes, &w.activation, p.output.rows.count*l.Out.Width, in, out)
	case layers.Pool:
		isa.ByteGlobalMean(view[int16](at.dst), at.src, l.In.Height*l.In.Width, in, n.gain)
	default:
		n.int16s.run(isa, i, at)
	}
}

func (n *uint8s) real(dst []float32, i int, activation []byte) []float32 {
	if !n.inBytes(n.table[i]) {
		return n.int16s.real(dst, i, activation)
	}
	least, step := int32(n.whole[i].activation.Min), n.steps[i]
	for at := range dst {
		dst[at] = float32(int32(activation[at])+least) * step
	}
	return dst
}
