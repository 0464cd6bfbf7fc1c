package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The reference computes a layer on unpacked weights and pixels in their plain order, from the equations.

// at returns channel m of pixel y, x of an input, 0 in the padding.
func (s quantisedInput) at(y, x, m int) int32 {
	if y < 0 || y >= s.Height || x < 0 || x >= s.Width {
		return 0
	}
	return int32(s.values[(y*s.Width+x)*s.Channels+m])
}

type quantisedInput struct {
	Window
	values []int16
}

// inPairs returns pixels in the layout of pairs.
func inPairs(plain []int16, channels int) []int16 {
	dst := make([]int16, len(plain))
	for i, v := range plain {
		dst[pairIndex(i/channels, i%channels, channels)] = v
	}
	return dst
}

func (s quantisedInput) convolve(q *Requantisation, out int, weight func(i, j, m, n int) int32, depthwise bool) []int16 {
	dst := make([]int16, s.outLen(out))
	for o := range dst {
		n, x, y := o%out, o/out%s.OutWidth(), o/out/s.OutWidth()
		sum := q.Bias[n]
		for tap := range 9 {
			i, j := tap/3, tap%3
			for m := range s.Channels {
				if !depthwise || m == n {
					sum += s.at(y*s.Stride+i-s.PadTop(), x*s.Stride+j-s.PadLeft(), m) * weight(i, j, m, n)
				}
			}
		}
		dst[o] = wantActivation(q, sum, n)
	}
	return dst
}

func wantActivation(q *Requantisation, sum int32, n int) int16 {
	v := Requantise(sum, q.Multipliers[n], q.Shift)
	if q.Scales != nil {
		v = int32(math.RoundToEven(min(float64(float32(sum)*q.Scales[n]), float64(q.Max))))
	}
	return int16(min(max(v, 0), int32(q.Max)))
}

// holdIntegers runs every instruction set, each of which must make what is wanted.
func holdIntegers(t *testing.T, want []int16, run func(isa ISA, dst []int16)) {
	t.Helper()
	for _, isa := range Available() {
		have := make([]int16, len(want))
		run(isa, have)
		for i := range want {
			if have[i] != want[i] {
				t.Fatalf("%v: have [%d] = %d, want %d", isa, i, have[i], want[i])
			}
		}
	}
}

func newMaker(seed uint64) maker {
	return maker{rand.New(rand.NewPCG(seed, 0)), false, func(n int) []float32 { return make([]float32, n) }}
}

func FuzzQuantisedPointwise(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, p, i, o uint8) {
		m := newMaker(seed)
		pixels, in, out := between(p, 1, 20), 8*between(i, 1, 6), 8*between(o, 1, 4)
		src, w, q := m.integers(pixels*in, -300, 300), m.integers(in*out, -255, 255), m.requantisation(out, in)
		panels := make([]int16, QuantisedPanelLen(1, in, out))
		PackQuantisedPanels(panels, w, 1, in, out)
		want := make([]int16, pixels*out)
		for d := range want {
			sum := q.Bias[d%out]
			for k := range in {
				sum += int32(src[d/out*in+k]) * int32(w[k*out+d%out])
			}
			want[d] = wantActivation(q, sum, d%out)
		}
		holdIntegers(t, want, func(isa ISA, dst []int16) {
			isa.QuantisedPointwise(dst, src, panels, q, pixels, in, out, false)
		})
		if pixels%2 == 0 {
			holdIntegers(t, inPairs(want, out), func(isa ISA, dst []int16) {
				isa.QuantisedPointwise(dst, src, panels, q, pixels, in, out, true)
			})
		}
	})
}

func FuzzQuantisedConvRGB(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, h, w, o uint8) {
		m := newMaker(seed)
		win, out := Window{Height: 2 * between(h, 1, 4), Width: 2 * between(w, 1, 20), Channels: 3, Stride: 2}, 8*between(o, 1, 3)
		picture, weights, q := make([]float32, win.inLen()), m.integers(27*out, -255, 255), m.requantisation(out, 27)
		input := quantisedInput{win, m.integers(win.inLen(), -128, 127)}
		for i, v := range input.values {
			picture[i] = float32(v) / 128
		}
		panels := make([]int16, QuantisedPanelLen(3, 9, out))
		PackQuantisedPanels(panels, weights, 3, 9, out)
		want := input.convolve(q, out, func(i, j, m, n int) int32 { return int32(weights[((3*i+j)*3+m)*out+n]) }, false)
		if win.OutWidth()%2 == 0 {
			want = inPairs(want, out)
		}
		holdIntegers(t, want, func(isa ISA, dst []int16) {
			src := make([]int16, QuantisedRGBLen(win.Height, win.Width))
			isa.QuantiseRGB(src, picture, win.Height, win.Width, 128, 128, 1, 128)
			isa.QuantisedConvRGB(dst, src, panels, q, win.Height, win.Width, out)
		})
	})
}

func FuzzQuantisedDepthwise(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), s%4 < 2)
	}
	f.Fuzz(func(t *testing.T, seed uint64, h, w, c uint8, halve bool) {
		m := newMaker(seed)
		win := Window{Height: between(h, 1, 8), Width: between(w, 1, 30), Channels: 8 * between(c, 1, 4), Stride: 1}
		if halve {
			win.Stride = 2
		}
		weights, q := m.integers(9*win.Channels, -255, 255), m.requantisation(win.Channels, 9)
		input := quantisedInput{win, m.integers(win.inLen(), -300, 300)}
		packed := make([]int16, QuantisedDepthwiseLen(win.Channels))
		PackQuantisedDepthwise(packed, weights, win.Channels)
		src := input.values
		if win.Width%2 == 0 {
			src = inPairs(src, win.Channels)
		}
		want := input.convolve(q, win.Channels, func(i, j, _, n int) int32 { return int32(weights[(3*i+j)*win.Channels+n]) }, true)
		holdIntegers(t, want, func(isa ISA, dst []int16) { isa.QuantisedDepthwise3x3(dst, src, packed, q, win) })
	})
}

func FuzzQuantisedFullyConnected(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, i, o uint8) {
		m := newMaker(seed)
		in, out := 8*between(i, 1, 6), between(o, 1, 80)
		src, w, bias := m.integers(in, 0, 4080), m.integers(in*out, -255, 255), m.sums(roundUp(out), -999, 999)
		panels := make([]int16, QuantisedPanelLen(1, in, out))
		PackQuantisedPanels(panels, w, 1, in, out)
		for _, isa := range Available() {
			have := make([]int32, roundUp(out))
			isa.QuantisedFullyConnected(have, src, panels, bias, in, out)
			for n := range out {
				want := bias[n]
				for k := range in {
					want += int32(src[k]) * int32(w[k*out+n])
				}
				if have[n] != want {
					t.Fatalf("%v: have [%d] = %d, want %d", isa, n, have[n], want)
				}
			}
		}
	})
}
