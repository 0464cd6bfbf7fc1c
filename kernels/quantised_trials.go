package kernels

import (
	"fmt"
	"unsafe"
)

// quantisedTrials returns the quantised kernels on every shape that takes another way through the assembly, with
// ordinary activations and weights, or with any int16, whose sums wrap around.
func (m maker) quantisedTrials() []trial {
	var all []trial
	for pixels := 1; pixels <= 13; pixels++ {
		for _, in := range []int{8, 16, 40} {
			for _, out := range []int{8, 24} {
				all = append(all, m.quantisedPointwise(pixels, in, out, false, Bounds{0, 255}))
				if pixels%2 == 0 {
					all = append(all, m.quantisedPointwise(pixels, in, out, true, Bounds{0, 255}))
				}
			}
			for i, out := range []int{3, 8, 12, 17, 23} {
				all = append(all, m.quantisedPointwise(pixels, in, out, false, byteRanges[i%len(byteRanges)]))
			}
		}
	}
	for _, in := range []int{8, 40} {
		for _, out := range []int{1, 8, 9, 31, 32, 33, 40, 64, 65} {
			all = append(all, m.quantisedFullyConnected(in, out))
		}
	}
	for _, height := range []int{2, 4, 6} {
		for width := 2; width <= 28; width += 2 {
			all = append(all, m.quantisedConvRGB(height, width), m.quantiseRGB(height, width))
		}
	}
	for _, win := range windowShapes() {
		for _, win.Channels = range []int{8, 24} {
			all = append(all, m.quantisedDepthwise(win), m.quantisedConv(win))
		}
	}
	if Best().HasBytes() {
		all = append(all, m.byteTrials()...)
	}
	return all
}

// asInt16 and asInt32 give memory of a trial's slices another type: the kernels' results are compared bit by bit.
func asInt16(s []float32) []int16 { return unsafe.Slice((*int16)(unsafe.Pointer(&s[0])), 2*len(s)) }
func asInt32(s []float32) []int32 { return unsafe.Slice((*int32)(unsafe.Pointer(&s[0])), len(s)) }

// integers returns n activations or weights.
func (m maker) integers(n, low, high int) []int16 {
	s := asInt16(m.slice((n + 1) / 2))[:n:n]
	for i := range s {
		s[i] = int16(low + m.IntN(high-low+1))
		if m.special {
			s[i] = int16(m.Uint32())
		}
	}
	return s
}

// sums returns n biases or multipliers.
func (m maker) sums(n, low, high int) []int32 {
	s := asInt32(m.slice(n))
	for i := range s {
		s[i] = int32(low + m.IntN(high-low+1))
	}
	return s
}

// requantisation returns one whose activations are seldom at either end; terms is the length of a sum.
func (m maker) requantisation(out, terms int) *Requantisation {
	q := Requantisation{Bias: m.sums(out, -1000, 3000), Multipliers: m.sums(out, 1<<28, 1<<31-1), Max: 255}
	for 1<<q.Shift < terms*8 && q.Shift < MaxShift {
		q.Shift++
	}
	if m.IntN(2) == 0 {
		q.Scales = m.slice(out)
		for i, v := range q.Multipliers {
			q.Scales[i] = float32(v) / float32(int64(1)<<(31+q.Shift))
		}
	}
	if m.special {
		q.Shift = m.IntN(MaxShift + 1)
		q.Max = int16(m.IntN(1 << 15))
		q.Bias[0], q.Multipliers[0] = 1<<31-1, 0
		q.Bias[1], q.Bias[2] = 0, -1<<31
	}
	return &q
}

// quantised makes a trial of a kernel that writes n int16.
func (m maker) quantised(kernel, shape string, n int, run func(isa ISA, dst []int16)) trial {
	t := m.trial(kernel, shape, (n+1)/2, 0, func(isa ISA, dst []float32) { run(isa, asInt16(dst)[:n:n]) })
	t.integers = true
	return t
}

// byteRanges are activations that a byte can hold: of ReLU6 in coarse steps, and of none.
var byteRanges = []Bounds{{0, 87}, {-191, 64}, {0, 255}}

// within makes the activations of q those of a range, if q has Scales.
func (q *Requantisation) within(b Bounds) {
	if q.Max = int16(b.High); q.Scales != nil {
		q.Min = int16(b.Low)
	}
}

func (m maker) quantisedPointwise(pixels, in, out int, pairs bool, bounds Bounds) trial {
	src, w := m.integers(pixels*in, 0, 255), m.integers(QuantisedPanelLen(1, in, out), -255, 255)
	q := m.requantisation(roundUp(out), in)
	if !m.special {
		q.within(bounds)
	}
	n := pixels*out + roundUp(out) - out
	return m.quantised("QuantisedPointwise", fmt.Sprintf("pixels=%d in=%d out=%d pairs=%t %v", pixels, in, out, pairs, bounds), evenUp(n),
		func(isa ISA, dst []int16) {
			isa.QuantisedPointwise(dst[:n], src, w, q, pixels, in, out, pairs)
			clear(dst[pixels*out:])
		})
}

func (m maker) quantisedConv(win Window) trial {
	const out = 16
	src, w := m.integers(win.inLen(), 0, 255), m.integers(QuantisedPanelLen(1, 9*win.Channels, out), -255, 255)
	q, scratch := m.requantisation(out, 9*win.Channels), make([]int16, GatheredLen(win))
	return m.quantised("QuantisedConv3x3", fmt.Sprintf("%+v out=%d", win, out), win.outLen(out),
		func(isa ISA, dst []int16) { isa.QuantisedConv3x3(dst, src, w, q, win, out, scratch) })
}

func (m maker) quantisedFullyConnected(in, out int) trial {
	src, w := m.integers(in, 0, 4080), m.integers(QuantisedPanelLen(1, in, out), -255, 255)
	bias := m.sums(roundUp(out), -1000, 1000)
	t := m.trial("QuantisedFullyConnected", fmt.Sprintf("in=%d out=%d", in, out), roundUp(out), 0,
		func(isa ISA, dst []float32) { isa.QuantisedFullyConnected(asInt32(dst), src, w, bias, in, out) })
	t.integers = true
	return t
}

func (m maker) quantisedConvRGB(height, width int) trial {
	const out = 16
	src, w := m.integers(QuantisedRGBLen(height, width), -128, 127), m.integers(QuantisedPanelLen(3, 9, out), -255, 255)
	q := m.requantisation(out, 27)
	return m.quantised("QuantisedConvRGB", fmt.Sprintf("%d×%d out=%d", height, width, out), height/2*(width/2)*out,
		func(isa ISA, dst []int16) { isa.QuantisedConvRGB(dst, src, w, q, height, width, out) })
}

func (m maker) quantiseRGB(height, width int) trial {
	src := m.values(height * width * 3)
	return m.quantised("QuantiseRGB", fmt.Sprintf("%d×%d", height, width), QuantisedRGBLen(height, width),
		func(isa ISA, dst []int16) { isa.QuantiseRGB(dst, src, height, width, 127.5, 127.5, 2, 255) })
}

func (m maker) quantisedDepthwise(win Window) trial {
	src, w := m.integers(win.inLen(), 0, 255), asInt16(m.slice(QuantisedDepthwiseLen(win.Channels)/2))
	PackQuantisedDepthwise(w, m.integers(9*win.Channels, -255, 255), win.Channels)
	q := m.requantisation(win.Channels, 9)
	return m.quantised("QuantisedDepthwise3x3", fmt.Sprintf("%+v", win), win.outLen(win.Channels),
		func(isa ISA, dst []int16) { isa.QuantisedDepthwise3x3(dst, src, w, q, win) })
}
