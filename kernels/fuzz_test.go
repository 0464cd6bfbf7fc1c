package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The fuzz targets draw a small shape and a seed, and hold the definition to the float64 reference and all
// instruction sets to the definition (Relaxed to the reference). With wild set the values are any bits, where only the latter can be said. Go
// does not fuzz under wasm, where the assembly is: enough seeds come along to try many shapes there too.
const seeds = 50

type source struct {
	*rand.Rand
	wild bool
}

func newSource(seed uint64, wild bool) source { return source{rand.New(rand.NewPCG(seed, 0)), wild} }

func (s source) values(n int) []float32 {
	v := random(s.Rand, n)
	for i := range v {
		if s.wild {
			v[i] = math.Float32frombits(s.Uint32())
		}
	}
	return v
}

// between maps any fuzzed number to low..high.
func between(n uint8, low, high int) int { return low + int(n)%(high-low+1) }

// hold runs every instruction set: check sees what the definition makes, all others must make the same.
func hold(t *testing.T, n int, run func(isa ISA, dst []float32), check func(have []float32)) {
	t.Helper()
	definition := make([]float32, n)
	run(Scalar, definition)
	check(definition)
	for _, isa := range Available() {
		have := make([]float32, n)
		run(isa, have)
		if isa == Relaxed {
			check(have)
		} else if d := difference(have, definition); d != "" {
			t.Fatalf("%v: %s", isa, d)
		}
	}
}

// reference returns a check against sums, which says nothing of wild values.
func (s source) reference(t *testing.T, want []sum, relu6 bool) func(have []float32) {
	return func(have []float32) {
		t.Helper()
		if !s.wild {
			compare(t, "sums", have, want, relu6)
		}
	}
}

func FuzzPointwise(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, s%2 == 1, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, wild bool, p, i, o uint8) {
		s := newSource(seed, wild)
		pixels, in, out := between(p, 1, 20), 8*between(i, 1, 6), 8*between(o, 1, 4)
		src, w, bias := s.values(pixels*in), s.values(in*out), s.values(out)
		panels := pack(w, in, out)
		hold(t, pixels*out, func(isa ISA, dst []float32) {
			isa.Pointwise(dst, src, panels, bias, pixels, in, out, ReLU6)
		}, s.reference(t, productReference(src, w, bias, pixels, in, out), true))
	})
}

func FuzzFullyConnected(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, s%2 == 1, uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, wild bool, i, o uint8) {
		s := newSource(seed, wild)
		in, out := 8*between(i, 1, 6), between(o, 1, 80)
		src, w, bias := s.values(in), s.values(in*out), make([]float32, roundUp(out))
		copy(bias, s.values(out))
		panels := pack(w, in, out)
		hold(t, out, func(isa ISA, dst []float32) {
			padded := make([]float32, roundUp(out))
			isa.FullyConnected(padded, src, panels, bias, in, out)
			copy(dst, padded)
		}, s.reference(t, productReference(src, w, bias, 1, in, out), false))
	})
}

func FuzzConvolution(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, s%2 == 1, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), s%4 < 2)
	}
	f.Fuzz(func(t *testing.T, seed uint64, wild bool, height, width, c, o uint8, halve bool) {
		s := newSource(seed, wild)
		win, out := Window{Height: between(height, 1, 8), Width: between(width, 1, 20), Channels: 8 * between(c, 0, 2), Stride: 1}, 8*between(o, 1, 2)
		if halve {
			win.Stride = 2
		}
		convolve := ISA.Conv3x3
		if win.Channels == 0 {
			win.Channels, convolve = 3, ISA.ConvRGB
		}
		in := 9 * win.Channels
		src, w, bias := s.values(win.inLen()), s.values(in*out), s.values(out)
		panels := pack(w, in, out)
		hold(t, win.outLen(out), func(isa ISA, dst []float32) {
			convolve(isa, dst, src, panels, bias, win, out, ReLU6)
		}, s.reference(t, convolveReference(src, w, bias, win, out), true))
	})
}

func FuzzDepthwise(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, s%2 == 1, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()), s%4 < 2)
	}
	f.Fuzz(func(t *testing.T, seed uint64, wild bool, height, width, c uint8, halve bool) {
		s := newSource(seed, wild)
		win := Window{Height: between(height, 1, 8), Width: between(width, 1, 20), Channels: 8 * between(c, 1, 4), Stride: 1}
		if halve {
			win.Stride = 2
		}
		src, w, bias := s.values(win.inLen()), s.values(9*win.Channels), s.values(win.Channels)
		hold(t, win.outLen(win.Channels), func(isa ISA, dst []float32) {
			isa.Depthwise3x3(dst, src, w, bias, win, ReLU6)
		}, s.reference(t, depthwiseReference(src, w, bias, win), true))
	})
}

func FuzzResize(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, w, h, o uint8) {
		s := newSource(seed, false)
		width, height, resolution := between(w, 1, 40), between(h, 1, 40), between(o, 1, 24)
		rgba := make([]byte, width*height*4)
		for i := range rgba {
			rgba[i] = byte(s.Uint32())
		}
		r, err := NewResizer(width, height, resolution)
		if err != nil {
			t.Fatal(err)
		}
		hold(t, resolution*resolution*3, func(isa ISA, dst []float32) {
			r.Resize(isa, dst, rgba, plain)
		}, func(have []float32) { compareResized(t, have, width, height, resolution, rgba) })
	})
}
