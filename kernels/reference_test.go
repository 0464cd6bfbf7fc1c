package kernels

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// The references compute in float64 from weights as files have them, on images that really are bordered by zeros.
// With each sum they return what may be lost in float32: 2·n·ε times the sum of the terms' magnitudes.

type sum struct{ value, magnitude, terms float64 }

func (s *sum) add(x, w float64) {
	s.value += x * w
	s.magnitude += math.Abs(x * w)
	s.terms++
}

func (s *sum) tolerance() float64 { return 2 * s.terms * 0x1p-24 * s.magnitude }

// bordered returns src with TensorFlow's SAME padding as its documentation words it: by the remainder of the size.
func bordered(src []float32, win Window) func(y, x, c int) float64 {
	padding := func(n int) int {
		if n%win.Stride == 0 {
			return max(3-win.Stride, 0) / 2
		}
		return max(3-n%win.Stride, 0) / 2
	}
	top, left, wide := padding(win.Height), padding(win.Width), win.Width+4
	padded := make([]float64, (win.Height+4)*wide*win.Channels)
	for y := range win.Height {
		for x := range win.Width {
			for c := range win.Channels {
				padded[((y+top)*wide+x+left)*win.Channels+c] = float64(src[(y*win.Width+x)*win.Channels+c])
			}
		}
	}
	return func(y, x, c int) float64 { return padded[(y*wide+x)*win.Channels+c] }
}

// windows calls f for every output pixel p and each tap of its window, tap t at row y and column x of the border.
func windows(win Window, f func(p, t, y, x int)) {
	for p := range win.OutHeight() * win.OutWidth() {
		for t := range 9 {
			f(p, t, p/win.OutWidth()*win.Stride+t/3, p%win.OutWidth()*win.Stride+t%3)
		}
	}
}

func convolveReference(src, w, bias []float32, win Window, out int) []sum {
	at := bordered(src, win)
	sums := make([]sum, win.outLen(out))
	for i := range sums {
		sums[i].add(1, float64(bias[i%out]))
	}
	windows(win, func(p, t, y, x int) {
		for m := range win.Channels {
			for n := range out {
				sums[p*out+n].add(at(y, x, m), float64(w[(t*win.Channels+m)*out+n]))
			}
		}
	})
	return sums
}

func depthwiseReference(src, w, bias []float32, win Window) []sum {
	at := bordered(src, win)
	sums := make([]sum, win.outLen(win.Channels))
	for i := range sums {
		sums[i].add(1, float64(bias[i%win.Channels]))
	}
	windows(win, func(p, t, y, x int) {
		for c := range win.Channels {
			sums[p*win.Channels+c].add(at(y, x, c), float64(w[t*win.Channels+c]))
		}
	})
	return sums
}

func productReference(src, w, bias []float32, pixels, in, out int) []sum {
	sums := make([]sum, pixels*out)
	for i := range sums {
		p, n := i/out, i%out
		sums[i].add(1, float64(bias[n]))
		for m := range in {
			sums[i].add(float64(src[p*in+m]), float64(w[m*out+n]))
		}
	}
	return sums
}

// compare holds have to the sums, which are clamped like an activation if relu6 is set.
func compare(t *testing.T, what string, have []float32, want []sum, relu6 bool) {
	t.Helper()
	for i, s := range want {
		w := s.value
		if relu6 {
			w = min(max(w, 0), 6)
		}
		if d := math.Abs(float64(have[i]) - w); !(d <= s.tolerance()) {
			t.Fatalf("%s: have [%d] = %v, want %v ± %.1g", what, i, have[i], w, s.tolerance())
		}
	}
}

func random(r *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = 4*r.Float32() - 2
	}
	return s
}

func pack(w []float32, in, out int) []float32 {
	panels := make([]float32, PanelLen(in, out))
	PackPanels(panels, w, in, out)
	return panels
}

func TestReference(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, isa := range Available() {
		t.Run(fmt.Sprintf("Pointwise/%v", isa), func(t *testing.T) {
			for _, c := range []struct{ pixels, in, out int }{{1, 8, 8}, {3, 16, 24}, {49, 64, 40}, {7, 1024, 16}} {
				src, w, bias := random(r, c.pixels*c.in), random(r, c.in*c.out), random(r, c.out)
				dst := make([]float32, c.pixels*c.out)
				isa.Pointwise(dst, src, pack(w, c.in, c.out), bias, c.pixels, c.in, c.out, ReLU6)
				compare(t, fmt.Sprint(c), dst, productReference(src, w, bias, c.pixels, c.in, c.out), true)
			}
		})
		t.Run(fmt.Sprintf("FullyConnected/%v", isa), func(t *testing.T) {
			for _, c := range []struct{ in, out int }{{8, 1}, {16, 37}, {1024, 1001}} {
				src, w, bias := random(r, c.in), random(r, c.in*c.out), random(r, roundUp(c.out))
				dst := make([]float32, roundUp(c.out))
				isa.FullyConnected(dst, src, pack(w, c.in, c.out), bias, c.in, c.out)
				compare(t, fmt.Sprint(c), dst, productReference(src, w, bias, 1, c.in, c.out), false)
			}
		})
		for _, stride := range []int{1, 2} {
			for _, size := range [][2]int{{1, 1}, {1, 2}, {2, 1}, {3, 3}, {4, 6}, {7, 5}, {14, 13}, {15, 16}} {
				win := Window{Height: size[0], Width: size[1], Channels: 3, Stride: stride}
				t.Run(fmt.Sprintf("%dx%d-s%d/%v", size[0], size[1], stride, isa), func(t *testing.T) {
					dst := make([]float32, win.outLen(16))
					src, w, bias := random(r, win.inLen()), random(r, 27*16), random(r, 16)
					isa.ConvRGB(dst, src, pack(w, 27, 16), bias, win, 16, ReLU6)
					compare(t, "ConvRGB", dst, convolveReference(src, w, bias, win, 16), true)

					win.Channels = 16
					src, w = random(r, win.inLen()), random(r, 9*16*16)
					isa.Conv3x3(dst, src, pack(w, 9*16, 16), bias, win, 16, ReLU6)
					compare(t, "Conv3x3", dst, convolveReference(src, w, bias, win, 16), true)

					isa.Depthwise3x3(dst, src, w, bias, win, ReLU6)
					compare(t, "Depthwise3x3", dst, depthwiseReference(src, w, bias, win), true)
				})
			}
		}
	}
}
