package kernels

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// forEachISA runs f with every instruction set of the build: what holds for the definition holds for all.
func forEachISA(t *testing.T, f func(t *testing.T, isa ISA)) {
	for _, isa := range Available() {
		t.Run(isa.String(), func(t *testing.T) { f(t, isa) })
	}
}

func TestWindow(t *testing.T) {
	for _, c := range []struct{ size, stride, out, before int }{
		{1, 1, 1, 1}, // 1 row, 1 before and 1 after
		{7, 1, 7, 1},
		{224, 1, 224, 1},
		{1, 2, 1, 1},     // total (1−1)·2+3−1 = 2
		{2, 2, 1, 0},     // total (1−1)·2+3−2 = 1: all of it after
		{7, 2, 4, 1},     // total (4−1)·2+3−7 = 2
		{224, 2, 112, 0}, // total (112−1)·2+3−224 = 1
	} {
		high := Window{Height: c.size, Width: 5, Channels: 8, Stride: c.stride}
		wide := Window{Height: 5, Width: c.size, Channels: 8, Stride: c.stride}
		for _, have := range [][2]int{{high.OutHeight(), high.PadTop()}, {wide.OutWidth(), wide.PadLeft()}} {
			if want := [2]int{c.out, c.before}; have != want {
				t.Errorf("size %d stride %d: have out, before = %v, want %v", c.size, c.stride, have, want)
			}
		}
	}
}

func TestPackPanels(t *testing.T) {
	// in = 2, out = 9: channel 8 is alone in the second panel.
	w := []float32{
		1, 2, 3, 4, 5, 6, 7, 8, 9,
		11, 12, 13, 14, 15, 16, 17, 18, 19,
	}
	want := []float32{
		1, 2, 3, 4, 5, 6, 7, 8,
		11, 12, 13, 14, 15, 16, 17, 18,
		9, 0, 0, 0, 0, 0, 0, 0,
		19, 0, 0, 0, 0, 0, 0, 0,
	}
	have := slices.Repeat([]float32{-1}, PanelLen(2, 9))
	PackPanels(have, w, 2, 9)
	if !slices.Equal(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestPointwise(t *testing.T) {
	// Output n takes input n twice; output 0 all inputs besides.
	w := make([]float32, 8*8)
	for m := range 8 {
		w[m*8] = 1
		w[m*8+m] += 2
	}
	src := []float32{
		0, 1, 2, 3, 4, 0, 0, -20,
		1, 0, 0, 0, 0, 0, 0, 0,
	}
	bias := []float32{4, 0.5, -1, -0.5, -4, 0, 7, 0}
	want := []float32{
		0, 2.5, 3, 5.5, 4, 0, 6, 0, // 0: 4 + (0+1+2+3+4−20) + 2·0 = −6 → 0; 6: the bias 7 → 6; 7: −40 → 0
		6, 0.5, 0, 0, 0, 0, 6, 0, // 0: 4 + 1 + 2·1 = 7 → 6
	}
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := make([]float32, len(want))
		isa.Pointwise(have, src, pack(w, 8, 8), bias, 2, 8, 8, ReLU6)
		if !slices.Equal(have, want) {
			t.Errorf("have %v, want %v", have, want)
		}
	})
}

func TestFullyConnected(t *testing.T) {
	// Three classes, so that panel, bias and dst end in five of padding: no activation, nothing is clamped.
	w := make([]float32, 8*3)
	for m := range 8 {
		w[m*3], w[m*3+1], w[m*3+2] = 1, -1, float32(m)
	}
	src := []float32{1, 1, 1, 1, 1, 1, 1, 2}
	bias := []float32{0.5, 0, -1, 0, 0, 0, 0, 0}
	want := []float32{9.5, -9, 34, 0, 0, 0, 0, 0} // 2: −1 + (0+1+…+6) + 2·7
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := make([]float32, 8)
		isa.FullyConnected(have, src, pack(w, 8, 3), bias, 8, 3)
		if !slices.Equal(have, want) {
			t.Errorf("have %v, want %v", have, want)
		}
	})
}

func TestConvRGB(t *testing.T) {
	// A 3×3 picture whose pixel p is (p, p, p/8). Output 0 sums everything /32, output 1 is the red of the right
	// neighbour, output 2 eight times the blue of the top left neighbour.
	src := make([]float32, 27)
	for p := range 9 {
		src[3*p], src[3*p+1], src[3*p+2] = float32(p), float32(p), float32(p)/8
	}
	w := make([]float32, 27*8)
	for k := range 27 {
		w[k*8] = 1. / 32
	}
	w[(5*3+0)*8+1] = 1
	w[(0*3+2)*8+2] = 8
	for _, c := range []struct {
		stride int
		want   [][3]float32
	}{
		{1, [][3]float32{ // 0: (2+1/8)/32 of the neighbourhood's Σp: 8, 15, 12; 21, 36, 27; 20, 33, 24
			{0.53125, 1, 0},
			{0.99609375, 2, 0},
			{0.796875, 0, 0},
			{1.39453125, 4, 0},
			{2.390625, 5, 0},
			{1.79296875, 0, 1},
			{1.328125, 6, 0},
			{2.19140625, 6, 3},
			{1.59375, 0, 4}, // 1: 7 and 8 → 6
		}},
		{2, [][3]float32{{0.53125, 1, 0}, {0.796875, 0, 0}, {1.328125, 6, 0}, {1.59375, 0, 4}}},
	} {
		forEachISA(t, func(t *testing.T, isa ISA) {
			win := Window{Height: 3, Width: 3, Channels: 3, Stride: c.stride}
			have := make([]float32, win.outLen(8))
			isa.ConvRGB(have, src, pack(w, 27, 8), make([]float32, 8), win, 8, ReLU6)
			for p, want := range c.want {
				if [3]float32(have[p*8:]) != want {
					t.Errorf("stride %d pixel %d: have %v, want %v", c.stride, p, have[p*8:][:3], want)
				}
			}
		})
	}
}

// TestDepthwise3x3 gives channel c a single tap, number c of nine, so that it shifts the image; taps that lie
// outside yield 0.
func TestDepthwise3x3(t *testing.T) {
	for _, c := range []struct {
		name   string
		win    Window
		top    int // where the first window starts
		left   int
		pixels int
	}{
		{"stride 1", Window{Height: 3, Width: 5, Channels: 16, Stride: 1}, -1, -1, 15},
		{"stride 2, odd", Window{Height: 3, Width: 5, Channels: 16, Stride: 2}, -1, -1, 6},
		{"stride 2, even", Window{Height: 4, Width: 6, Channels: 16, Stride: 2}, 0, 0, 6},
		{"stride 2, mixed", Window{Height: 5, Width: 8, Channels: 16, Stride: 2}, -1, 0, 12},
		{"one pixel", Window{Height: 1, Width: 1, Channels: 16, Stride: 2}, -1, -1, 1},
	} {
		h, w, s := c.win.Height, c.win.Width, c.win.Stride
		src := make([]float32, c.win.inLen())
		for i := range src {
			src[i] = float32(i/16+1) / 16 // pixel p is (p+1)/16 in all channels
		}
		weights := make([]float32, 9*16)
		for n := range 9 {
			weights[n*16+n] = 1
		}
		forEachISA(t, func(t *testing.T, isa ISA) {
			have := slices.Repeat([]float32{-1}, c.pixels*16)
			isa.Depthwise3x3(have, src, weights, make([]float32, 16), c.win, ReLU6)
			for i, v := range have {
				p, n := i/16, i%16
				y, x := c.top+p/c.win.OutWidth()*s+n/3, c.left+p%c.win.OutWidth()*s+n%3
				want := float32(0)
				if n < 9 && y >= 0 && y < h && x >= 0 && x < w {
					want = float32(y*w+x+1) / 16
				}
				if v != want {
					t.Fatalf("%s: pixel %d tap %d: have %v, want %v", c.name, p, n, v, want)
				}
			}
		})
	}
}

// TestReLU6 passes values through each activation: weights of −0 times 1 leave the bias as it is.
func TestReLU6(t *testing.T) {
	inf, nan, minusZero := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	bias := []float32{nan, inf, -inf, minusZero, -math.SmallestNonzeroFloat32, math.SmallestNonzeroFloat32, 5.9999995, 6.0000005}
	want := []float32{0, 6, 0, 0, 0, math.SmallestNonzeroFloat32, 5.9999995, 6}
	ones, w := slices.Repeat([]float32{1}, 8), slices.Repeat([]float32{minusZero}, 9*8*8)
	win := Window{Height: 1, Width: 1, Channels: 8, Stride: 1}
	for name, run := range map[string]func(isa ISA, dst []float32){
		"Pointwise": func(isa ISA, dst []float32) { isa.Pointwise(dst, ones, w, bias, 1, 8, 8, ReLU6) },
		"Conv3x3":   func(isa ISA, dst []float32) { isa.Conv3x3(dst, ones, w, bias, win, 8, ReLU6) },
		"ConvRGB": func(isa ISA, dst []float32) {
			isa.ConvRGB(dst, ones, w, bias, Window{Height: 1, Width: 1, Channels: 3, Stride: 2}, 8, ReLU6)
		},
		"Depthwise3x3": func(isa ISA, dst []float32) { isa.Depthwise3x3(dst, ones, w, bias, win, ReLU6) },
	} {
		t.Run(name, func(t *testing.T) {
			forEachISA(t, func(t *testing.T, isa ISA) {
				have := make([]float32, 8)
				run(isa, have)
				if d := difference(have, want); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// TestBounds passes the same values through other bounds.
func TestBounds(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	bias := []float32{nan, inf, -inf, -3, -2, 0.5, 2, 3}
	ones, w := slices.Repeat([]float32{1}, 8), make([]float32, 8*8)
	for _, c := range []struct {
		name   string
		bounds Bounds
		want   []float32
	}{
		{"none", Bounds{-inf, inf}, []float32{-inf, inf, -inf, -3, -2, 0.5, 2, 3}},
		{"both sides", Bounds{-2, 2}, []float32{-2, 2, -2, -2, -2, 0.5, 2, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			forEachISA(t, func(t *testing.T, isa ISA) {
				have := make([]float32, 8)
				isa.Pointwise(have, ones, w, bias, 1, 8, 8, c.bounds)
				if d := difference(have, c.want); d != "" {
					t.Error(d)
				}
			})
		})
	}
}

// TestInfiniteWeightOutside shows that taps in the padding are left out, not multiplied by zero: ∞·0 would be NaN.
func TestInfiniteWeightOutside(t *testing.T) {
	w := slices.Repeat([]float32{float32(math.Inf(1))}, 9*8)
	for n := range 8 {
		w[4*8+n] = 0.5
	}
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := make([]float32, 8)
		isa.Depthwise3x3(have, slices.Repeat([]float32{3}, 8), w, make([]float32, 8), Window{Height: 1, Width: 1, Channels: 8, Stride: 1}, ReLU6)
		if want := slices.Repeat([]float32{1.5}, 8); !slices.Equal(have, want) {
			t.Errorf("have %v, want %v", have, want)
		}
	})
}

func TestGlobalMean(t *testing.T) {
	have := make([]float32, 3)
	GlobalMean(have, []float32{1, 2, -3, 3, 5, 3, 5, 5, 6}, 3, 3)
	if want := []float32{3, 4, 2}; !slices.Equal(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestSoftmax(t *testing.T) {
	inf := float32(math.Inf(-1))
	for _, c := range []struct {
		name      string
		src, want []float32
	}{
		{"one", []float32{-7}, []float32{1}},
		{"equal", []float32{5, 5, 5, 5}, []float32{0.25, 0.25, 0.25, 0.25}},
		{"ln 3", []float32{0, float32(math.Log(3))}, []float32{0.25, 0.75}},
		{"huge", []float32{3e38, 3e38, -3e38}, []float32{0.5, 0.5, 0}},
		{"impossible", []float32{inf, 2}, []float32{0, 1}},
	} {
		Softmax(c.src, c.src)
		for i, want := range c.want {
			if d := math.Abs(float64(c.src[i] - want)); !(d < 1e-7) {
				t.Errorf("%s: have %v, want %v", c.name, c.src, c.want)
			}
		}
	}
}

func TestISA(t *testing.T) {
	if have := fmt.Sprint(Scalar, SIMD128, Relaxed, ISA(9)); have != "scalar simd128 relaxed unknown" {
		t.Errorf("have %q", have)
	}
	all := Available()
	if all[0] != Scalar || all[len(all)-1] != Best() || !Best().Available() || ISA(9).Available() {
		t.Errorf("available %v, best %v: want the definition first and the best last", all, Best())
	}
}
