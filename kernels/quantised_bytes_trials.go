package kernels

import (
	"fmt"
	"unsafe"
)

// byteTrials returns the kernels of bytes on every shape that takes another way through the assembly, with ordinary
// activations and weights, or with any.
func (m maker) byteTrials() []trial {
	var all []trial
	for pixels := 1; pixels <= 31; pixels++ {
		for _, in := range []int{8, 16, 24, 48} {
			all = append(all, m.bytePointwise(pixels, in, 8, Bounds{0, 255}), m.bytePointwise(pixels, in, 24, Bounds{0, 255}))
			for i, out := range []int{3, 8, 12, 17, 23} {
				all = append(all, m.bytePointwise(pixels, in, out, byteRanges[i%len(byteRanges)]))
			}
		}
	}
	for _, in := range []int{1024, 2048} { // blocks of 24 pixels
		for _, out := range []int{8, 12} {
			for _, pixels := range []int{47, 48, 77} {
				all = append(all, m.bytePointwise(pixels, in, out, Bounds{0, 255}))
			}
		}
	}
	for _, height := range []int{2, 4, 6} {
		for width := 2; width <= 28; width += 2 {
			all = append(all, m.byteConvRGB(height, width), m.quantiseBytesRGB(height, width))
		}
	}
	for _, win := range windowShapes() {
		for _, win.Channels = range []int{8, 24} {
			all = append(all, m.byteDepthwise(win), m.byteConv(win))
		}
	}
	for pixels := 1; pixels <= 3; pixels++ {
		all = append(all, m.byteGlobalMean(pixels, 8), m.byteGlobalMean(pixels, 24))
	}
	return all
}

// asUint8 and asInt8 give memory of a trial's slices another type, as asInt16 does.
func asUint8(s []float32) []uint8 { return unsafe.Slice((*uint8)(unsafe.Pointer(&s[0])), 4*len(s)) }
func asInt8(s []float32) []int8   { return unsafe.Slice((*int8)(unsafe.Pointer(&s[0])), 4*len(s)) }

// bytes returns n activations, a multiple of 4, many of them at either end.
func (m maker) bytes(n int) []uint8 {
	s := asUint8(m.slice(n / 4))
	for i := range s {
		s[i] = uint8(max(0, min(m.IntN(400)-72, 255)))
	}
	return s
}

// byteWeights returns n weights, many of them at either end of what this processor multiplies.
func (m maker) byteWeights(n int) []int16 {
	s, least := m.integers(n, -150, 150), int16(Best().LeastWeight())
	for i, v := range s {
		s[i] = max(least, min(v, 127))
	}
	return s
}

// bytePanels returns the packed weights of a layer.
func (m maker) bytePanels(in, out int, offset int8) []int8 {
	panels := asInt8(m.slice(BytePanelLen(in, out) / 4))
	PackBytePanels(panels, m.byteWeights(in*out), in, out, offset)
	return panels
}

// byteRequantisation returns one for sums of so many products.
func (m maker) byteRequantisation(out, terms int) *Requantisation {
	q := m.requantisation(out, terms)
	q.Scales, q.Max = m.slice(out), 255
	for i, v := range q.Multipliers {
		q.Scales[i] = float32(v) / float32(int64(1)<<(31+q.Shift))
	}
	if m.IntN(2) == 0 {
		q.Offset = max(int8(m.IntN(256)-128), Best().LeastWeight())
	}
	for !q.FitsBytes(terms) {
		for i := range q.Scales {
			q.Scales[i] /= 2
		}
	}
	return q
}

// ofBytes makes a trial of a kernel that writes n bytes, a multiple of 4.
func (m maker) ofBytes(kernel, shape string, n int, run func(isa ISA, dst []uint8)) trial {
	t := m.trial(kernel, shape, n/4, 0, func(isa ISA, dst []float32) { run(isa, asUint8(dst)) })
	t.integers = true
	return t
}

func (m maker) bytePointwise(pixels, in, out int, bounds Bounds) trial {
	src, q := m.bytes(pixels*in), m.byteRequantisation(roundUp(out), in)
	w := m.bytePanels(in, out, q.Offset)
	q.within(bounds)
	n := pixels*out + roundUp(out) - out
	return m.ofBytes("BytePointwise", fmt.Sprintf("pixels=%d in=%d out=%d %v", pixels, in, out, bounds), (n+3)/4*4,
		func(isa ISA, dst []uint8) {
			isa.BytePointwise(dst[:n], src, w, q, pixels, in, out)
			clear(dst[pixels*out:])
		})
}

func (m maker) byteConv(win Window) trial {
	const out = 16
	src, q := m.bytes(win.inLen()), m.byteRequantisation(out, 9*win.Channels)
	w := m.bytePanels(9*win.Channels, out, q.Offset)
	scratch := make([]uint8, GatheredLen(win))
	return m.ofBytes("ByteConv3x3", fmt.Sprintf("%+v out=%d", win, out), win.outLen(out),
		func(isa ISA, dst []uint8) { isa.ByteConv3x3(dst, src, w, q, win, out, scratch) })
}

func (m maker) byteConvRGB(height, width int) trial {
	const out = 16
	src, w := m.bytes((QuantisedRGBLen(height, width)+3)/4*4), asInt8(m.slice(ByteRGBPanelLen(out)/4))
	q := m.byteRequantisation(4*out, 27)
	PackByteRGB(w, q.Bias, m.byteWeights(27*out), m.sums(out, -1000, 1000), 255, q.Offset, out)
	return m.ofBytes("ByteConvRGB", fmt.Sprintf("%d×%d out=%d", height, width, out), height/2*(width/2)*out,
		func(isa ISA, dst []uint8) {
			isa.ByteConvRGB(dst, src, w, q, Window{Height: height, Width: width, Channels: 3, Stride: 2}, out)
		})
}

func (m maker) quantiseBytesRGB(height, width int) trial {
	src, n := m.values(height*width*3), QuantisedRGBLen(height, width)
	return m.ofBytes("QuantiseBytesRGB", fmt.Sprintf("%d×%d", height, width), (n+3)/4*4,
		func(isa ISA, dst []uint8) {
			isa.QuantiseBytesRGB(dst[:n], src, height, width, 127.5, 127.5)
			clear(dst[n:])
		})
}

func (m maker) byteDepthwise(win Window) trial {
	src, w := m.bytes(win.inLen()), asInt8(m.slice(ByteDepthwiseLen(win.Channels)/4))
	q := m.byteRequantisation(win.Channels, 9)
	PackByteDepthwise(w, m.byteWeights(9*win.Channels), win.Channels, q.Offset)
	return m.ofBytes("ByteDepthwise3x3", fmt.Sprintf("%+v", win), win.outLen(win.Channels),
		func(isa ISA, dst []uint8) { isa.ByteDepthwise3x3(dst, src, w, q, win) })
}

func (m maker) byteGlobalMean(pixels, channels int) trial {
	src := m.bytes(pixels * channels)
	return m.quantised("ByteGlobalMean", fmt.Sprintf("pixels=%d channels=%d", pixels, channels), channels,
		func(isa ISA, dst []int16) { isa.ByteGlobalMean(dst, src, pixels, channels, 16) })
}
