package kernels

import (
	"math"
	"math/rand/v2"
	"testing"
)

func fill(r *rand.Rand, n int) []float32 {
	s := make([]float32, n)
	for i := range s {
		s[i] = float32(r.IntN(2001)-1000) / 256
	}
	return s
}
func same(t *testing.T, name string, have, want []float32) {
	t.Helper()
	for i := range want {
		if math.Float32bits(have[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: [%d] have %v want %v", name, i, have[i], want[i])
		}
	}
}

func TestQuick(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for px := 1; px < 12; px++ {
		for _, in := range []int{8, 16, 40} {
			for _, out := range []int{8, 24, 64} {
				src, w, b := fill(r, px*in), fill(r, in*out), fill(r, out)
				a, c := make([]float32, px*out), make([]float32, px*out)
				Scalar.Pointwise(a, src, w, b, px, in, out)
				SIMD128.Pointwise(c, src, w, b, px, in, out)
				same(t, "pw", c, a)
				Scalar.FullyConnected(a, src, w, b, in, out)
				SIMD128.FullyConnected(c, src, w, b, in, out)
				same(t, "fc", c, a)
			}
		}
	}
	for h := 1; h < 12; h++ {
		for wd := 1; wd < 12; wd++ {
			for s := 1; s < 3; s++ {
				for _, c := range []int{3, 8, 16} {
					win := Window{h, wd, c, s}
					src, w, b := fill(r, win.inLen()), fill(r, 9*c*24), fill(r, 24)
					x, y := make([]float32, win.outLen(24)), make([]float32, win.outLen(24))
					Scalar.convolve(x, src, w, b, win, 24)
					SIMD128.convolve(y, src, w, b, win, 24)
					same(t, "conv", y, x)
					if c == 3 {
						continue
					}
					Scalar.Depthwise3x3(x, src, w, b, win)
					SIMD128.Depthwise3x3(y, src, w, b, win)
					same(t, "dw", y, x[:win.outLen(c)])
				}
				rgba := make([]byte, h*wd*4)
				for i := range rgba {
					rgba[i] = byte(r.IntN(256))
				}
				for _, res := range []int{1, 2, 3, 5, 8, 13} {
					z, _ := NewResizer(wd, h, res)
					x, y := make([]float32, res*res*3), make([]float32, res*res*3)
					z.Resize(Scalar, x, rgba, Normalisation{1. / 127.5, -1})
					z.Resize(SIMD128, y, rgba, Normalisation{1. / 127.5, -1})
					same(t, "resize", y, x)
				}
			}
		}
	}
}
