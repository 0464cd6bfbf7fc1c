package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// trial is one kernel on one shape, with inputs of its own. run computes dst, which is n long, each value as a sum of
// that many terms of at most 4; without terms it is not for fusing.
type trial struct {
	kernel, shape string
	n             int
	terms         int
	special       bool // some inputs are not finite, or so large that a product is not
	integers      bool // dst holds integers under another name: each bit counts
	run           func(isa ISA, dst []float32)
}

// check runs the trial on isa and describes the first value that is not as it must be, "" if there is none: equal
// to the definition's bit for bit, and on Relaxed, which says nothing of special values, within twice the bound of
// rounding errors, 2·n·ε·Σ|x·w|.
func (t *trial) check(isa ISA, have, definition []float32) string {
	t.run(isa, have)
	if t.integers {
		return integerDifference(have, definition)
	}
	if isa != Relaxed || t.terms == 0 {
		return difference(have, definition)
	}
	bound := 2 * float64(t.terms) * 0x1p-24 * 4 * float64(t.terms)
	for i, want := range definition {
		if d := math.Abs(float64(have[i]) - float64(want)); !t.special && !(d <= bound) {
			return fmt.Sprintf("have [%d] = %v, want %v ± %.1g", i, have[i], want, bound)
		}
	}
	return ""
}

// inTiles returns the trial in tiles of each kind.
func (t trial) inTiles() []trial {
	var all []trial
	for _, kind := range Tiles() {
		in, run := t, t.run
		in.shape += " " + kind.String()
		in.run = func(isa ISA, dst []float32) {
			defer tile.Use()
			kind.Use()
			run(isa, dst)
		}
		all = append(all, in)
	}
	return all
}

// trials returns every kernel on every shape that takes another way through the assembly: all rests of tiles, of
// panels and of vectors, all paddings; once with ordinary values and once with some that are infinite, NaN, −0,
// tiny or huge. slice makes the kernels' slices, so that a test can fence them in.
func trials(slice func(n int) []float32) []trial {
	var all []trial
	for _, special := range []bool{false, true} {
		m := maker{rand.New(rand.NewPCG(1, 2)), special, slice}
		for pixels := 1; pixels <= 13; pixels++ {
			for _, in := range []int{8, 16, 40} {
				for _, out := range []int{8, 16, 24, 48} {
					all = append(all, m.pointwise(pixels, in, out, ReLU6).inTiles()...)
				}
				for i, out := range []int{4, 8, 12, 17, 23} {
					all = append(all, m.pointwise(pixels, in, out, otherBounds[i%len(otherBounds)]).inTiles()...)
				}
			}
		}
		for _, in := range []int{8, 16, 40} {
			for _, out := range []int{1, 7, 8, 9, 24, 31, 32, 33, 40, 64, 65} {
				all = append(all, m.fullyConnected(in, out))
			}
		}
		for i, win := range windowShapes() {
			bounds := append([]Bounds{ReLU6}, otherBounds...)[i%(1+len(otherBounds))] // in turn: the edges repeat
			win.Channels = 3
			all = append(all, m.convolution("ConvRGB", ISA.ConvRGB, win, 16, bounds))
			win.Channels = 8
			all = append(all, m.convolution("Conv3x3", ISA.Conv3x3, win, 16, bounds), m.depthwise(win, bounds))
			win.Channels = 24
			all = append(all, m.depthwise(win, ReLU6))
		}
		all = append(all, m.quantisedTrials()...)
		for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {2, 3}, {5, 4}, {7, 7}, {8, 11}, {17, 16}, {30, 31}} {
			for _, resolution := range []int{1, 2, 7, 16} {
				all = append(all, m.resize(size[0], size[1], resolution))
			}
		}
	}
	return all
}

// otherBounds are those of no activation, and some that cut on both sides of 0.
var otherBounds = []Bounds{{float32(math.Inf(-1)), float32(math.Inf(1))}, {-1.5, 2.5}}

// windowShapes returns windows whose output has up to two tiles of columns and a rest, or several tiles in the
// middle, from even and odd sizes.
func windowShapes() []Window {
	var all []Window
	for _, stride := range []int{1, 2} {
		for height := 1; height <= 5; height++ {
			for _, columns := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 13} {
				for width := (columns-1)*stride + 1; width <= columns*stride; width++ {
					all = append(all, Window{Height: height, Width: width, Stride: stride})
				}
			}
		}
	}
	return all
}

// maker makes trials and their inputs.
type maker struct {
	*rand.Rand
	special bool
	slice   func(n int) []float32
}

// values returns n numbers within ±2 whose products must be rounded, so that the order of a sum shows, with a few
// special ones among them if the maker wants that.
func (m maker) values(n int) []float32 {
	specials := []float32{
		float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()), float32(math.Copysign(0, -1)),
		math.SmallestNonzeroFloat32, -math.MaxFloat32,
	}
	s := m.slice(n)
	for i := range s {
		s[i] = 4*m.Float32() - 2
		if m.special && m.IntN(64) == 0 {
			s[i] = specials[m.IntN(len(specials))]
		}
	}
	return s
}

func (m maker) trial(kernel, shape string, n, terms int, run func(isa ISA, dst []float32)) trial {
	if m.special {
		shape += " special"
	}
	return trial{kernel: kernel, shape: shape, n: n, terms: terms, special: m.special, run: run}
}

func (m maker) pointwise(pixels, in, out int, bounds Bounds) trial {
	src, w, bias := m.values(pixels*in), m.values(PanelLen(in, out)), m.values(roundUp(out))
	return m.trial("Pointwise", fmt.Sprintf("pixels=%d in=%d out=%d %v", pixels, in, out, bounds), pixels*out+roundUp(out)-out, in+1,
		func(isa ISA, dst []float32) {
			isa.Pointwise(dst, src, w, bias, pixels, in, out, bounds)
			clear(dst[pixels*out:])
		})
}

func (m maker) fullyConnected(in, out int) trial {
	src, w, bias := m.values(in), m.values(PanelLen(in, out)), m.values(roundUp(out))
	return m.trial("FullyConnected", fmt.Sprintf("in=%d out=%d", in, out), roundUp(out), in+1,
		func(isa ISA, dst []float32) { isa.FullyConnected(dst, src, w, bias, in, out) })
}

func (m maker) convolution(
	kernel string, convolve func(isa ISA, dst, src, panels, bias []float32, win Window, out int, bounds Bounds),
	win Window, out int, bounds Bounds,
) trial {
	src, w, bias := m.values(win.inLen()), m.values(PanelLen(9*win.Channels, out)), m.values(out)
	return m.trial(kernel, fmt.Sprintf("%+v out=%d %v", win, out, bounds), win.outLen(out), 9*win.Channels+1,
		func(isa ISA, dst []float32) { convolve(isa, dst, src, w, bias, win, out, bounds) })
}

func (m maker) depthwise(win Window, bounds Bounds) trial {
	src, w, bias := m.values(win.inLen()), m.values(9*win.Channels), m.values(win.Channels)
	return m.trial("Depthwise3x3", fmt.Sprintf("%+v %v", win, bounds), win.outLen(win.Channels), 10,
		func(isa ISA, dst []float32) { isa.Depthwise3x3(dst, src, w, bias, win, bounds) })
}

func (m maker) resize(width, height, resolution int) trial {
	r, err := NewResizer(width, height, resolution)
	if err != nil {
		panic(err)
	}
	rgba := make([]byte, width*height*4)
	for i := range rgba {
		rgba[i] = byte(m.IntN(256))
	}
	return m.trial("Resize", fmt.Sprintf("%d×%d to %d", width, height, resolution), resolution*resolution*3, 0,
		func(isa ISA, dst []float32) { r.Resize(isa, dst, rgba, Normalisation{Scale: 1 / 127.5, Offset: -1}) })
}
