package kernels

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestHasBytes(t *testing.T) {
	if !Scalar.HasBytes() {
		t.Error("scalar: have no bytes, want the definition")
	}
	if SIMD128.HasBytes() {
		t.Error("simd128: have bytes, want none without a dot product of bytes")
	}
	if ISA(9).HasBytes() {
		t.Error("have bytes in an instruction set that is not there")
	}
	t.Logf("relaxed: have bytes: %t", Relaxed.HasBytes())
}

func TestPackBytePanels(t *testing.T) {
	// Eight inputs and sixteen outputs: two panels of two times four inputs.
	w := make([]int16, 8*16)
	for i := range w {
		w[i] = int16(i/16*16 + i%16 - 64)
	}
	have := make([]int8, BytePanelLen(8, 16))
	PackBytePanels(have, w, 8, 16, 0)
	for _, c := range []struct {
		at   int
		want []int8 // of four inputs
	}{
		{0, []int8{-64, -48, -32, -16}}, // output 0, inputs 0 to 3
		{4, []int8{-63, -47, -31, -15}}, // output 1
		{28, []int8{-57, -41, -25, -9}}, // output 7
		{32, []int8{0, 16, 32, 48}},     // output 0, inputs 4 to 7
		{64, []int8{0, -32, -1, -1}},    // output 0: 128·(−64) = −32·256
		{92, []int8{0, -4, -1, -1}},     // output 7: 128·(−8) = −4·256
		{96, []int8{-56, -40, -24, -8}}, // output 8
		{156, []int8{15, 31, 47, 63}},   // output 15, inputs 4 to 7
	} {
		if !slices.Equal(have[c.at:c.at+4], c.want) {
			t.Errorf("at %d: have %v, want %v", c.at, have[c.at:c.at+4], c.want)
		}
	}
}

// A panel that is not whole is filled up with zeros.
func TestPackBytePanelsRest(t *testing.T) {
	w := make([]int16, 8*9) // input m to output n is 10·m + n
	for i := range w {
		w[i] = int16(i/9*10 + i%9)
	}
	have := slices.Repeat([]int8{-1}, BytePanelLen(8, 9))
	PackBytePanels(have, w, 8, 9, 0)
	for _, c := range []struct {
		at   int
		want []int8
	}{
		{0, []int8{0, 10, 20, 30}},    // output 0, inputs 0 to 3
		{60, []int8{47, 57, 67, 77}},  // output 7, inputs 4 to 7
		{96, []int8{8, 18, 28, 38}},   // output 8, inputs 0 to 3
		{100, []int8{0, 0, 0, 0}},     // nothing
		{128, []int8{48, 58, 68, 78}}, // output 8, inputs 4 to 7
		{156, []int8{0, 0, 0, 0}},
		{160, []int8{0, -84, 0, 0}}, // 128·344 = 172·256
		{164, []int8{0, 0, 0, 0}},
	} {
		if !slices.Equal(have[c.at:c.at+4], c.want) {
			t.Errorf("at %d: have %v, want %v", c.at, have[c.at:c.at+4], c.want)
		}
	}
}

func TestPackByteDepthwise(t *testing.T) {
	w := make([]int16, 9*16) // tap 1 to 9 of channel c is 10·tap + c
	for i := range w {
		w[i] = int16(10*(i/16+1) + i%16)
	}
	have := slices.Repeat([]int8{-1}, ByteDepthwiseLen(16))
	PackByteDepthwise(have, w, 16, 1)
	for _, c := range []struct {
		name string
		at   int
		want []int8 // of three rows, and nothing
	}{
		{"neither row", 0, []int8{0, 40, 0, 0}},
		{"no last row", 128, []int8{10, 40, 0, 0}},
		{"no first row", 256, []int8{0, 40, 70, 0}},
		{"whole", 384, []int8{10, 40, 70, 0}},
		{"channel 3", 384 + 12, []int8{13, 43, 73, 0}},
		{"channel 7", 384 + 16 + 12, []int8{17, 47, 77, 0}},
		{"middle column", 384 + 32, []int8{20, 50, 80, 0}},
		{"right column", 384 + 64, []int8{30, 60, 90, 0}},
		{"channel 9", 512 + 384 + 4, []int8{19, 49, 79, 0}},
		{"sum of the middle row", 96, []int8{-128, 76, 0, 0}}, // 128·(40 + 50 + 60 + 3) = 76·256 + 128
		{"sum of all", 384 + 96, []int8{-128, -27, 0, 0}},     // 128·(450 + 9) = 229·256 + 128
	} {
		if !slices.Equal(have[c.at:c.at+4], c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have[c.at:c.at+4], c.want)
		}
	}
}

// forEachBytes runs f for each instruction set that has the kernels of bytes.
func forEachBytes(t *testing.T, f func(t *testing.T, isa ISA)) {
	forEachISA(t, func(t *testing.T, isa ISA) {
		if !isa.HasBytes() {
			t.Skip("has no bytes")
		}
		f(t, isa)
	})
}

// The largest sums of two, of four and of all products come out exact.
func TestBytePointwiseExtremes(t *testing.T) {
	const in, pixels = 64, 11
	src := slices.Repeat([]uint8{255}, pixels*in)
	w := make([]int16, in*8)
	for i := range w { // four channels of either kind, and mixtures
		w[i] = []int16{127, -128, 127, -128, 127, -128, 0, 1}[i%8]
	}
	for i := 2; i < len(w); i += 16 {
		w[i], w[i+1] = -128, 127
	}
	panels := make([]int8, BytePanelLen(in, 8))
	PackBytePanels(panels, w, in, 8, 0)
	q := &Requantisation{
		Bias:   []int32{0, 3_000_000, 100, 50, -2_000_000, 2_089_200, 100, 0},
		Scales: []float32{1e-4, 1e-4, 1, 1, 1e-3, 1, 1, 1e-2},
		Max:    255,
	}
	// 64·255·127 = 2 072 640, 64·255·128 = 2 088 960, 32·255·(127−128) = −8160, 64·255 = 16 320
	want := []uint8{207, 91, 0, 0, 73, 240, 100, 163}
	forEachBytes(t, func(t *testing.T, isa ISA) {
		have := make([]uint8, pixels*8)
		isa.BytePointwise(have, src, panels, q, pixels, in, 8)
		for p := range pixels {
			if !slices.Equal(have[p*8:][:8], want) {
				t.Fatalf("pixel %d: have %v, want %v", p, have[p*8:][:8], want)
			}
		}
	})
}

// What the kernels of bytes can round depends on the least that a sum can be.
func TestFitsBytes(t *testing.T) {
	for _, c := range []struct {
		name     string
		bias     int32
		scale    float32
		products int
		want     bool
	}{
		{"ordinary", 1000, 0.001, 1024, true},
		{"large bias above 0", 1<<31 - 1, 0.01, 9, true},
		{"large bias below 0", -1 << 31, 0.01, 9, false},
		{"coarse, few products", 0, 25, 9, true},
		{"coarse, many products", 0, 25, 1024, false},
		{"just", 0, 1, 256, true},
		{"one more", 0, 1, 258, false},
	} {
		// Of several channels and several sets of biases, one decides.
		q := Requantisation{Bias: []int32{0, 0, 0, c.bias}, Scales: []float32{0, c.scale}}
		if have := q.FitsBytes(c.products); have != c.want {
			t.Errorf("%s: have %t, want %t", c.name, have, c.want)
		}
	}
}

func TestByteGlobalMean(t *testing.T) {
	src := []uint8{
		0, 1, 2, 3, 4, 5, 6, 255,
		1, 1, 3, 3, 5, 6, 6, 255,
		0, 0, 0, 3, 5, 5, 7, 255,
	}
	want := []int16{5, 11, 27, 48, 75, 85, 101, 4080} // as in TestQuantisedGlobalMean
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := make([]int16, 8)
		isa.ByteGlobalMean(have, src, 3, 8, 16)
		if !slices.Equal(have, want) {
			t.Errorf("have %v, want %v", have, want)
		}
	})
}

// asIntegers returns bytes as the int16 that the other kernels take.
func asIntegers(s []uint8) []int16 {
	wide := make([]int16, len(s))
	for i, v := range s {
		wide[i] = int16(v)
	}
	return wide
}

// holdBytes runs every instruction set that has the kernels, each of which must make what is wanted.
func holdBytes(t *testing.T, want []int16, run func(isa ISA, dst []uint8)) {
	t.Helper()
	for _, isa := range Available() {
		if !isa.HasBytes() {
			continue
		}
		have := make([]uint8, len(want))
		run(isa, have)
		for i := range want {
			if int16(have[i]) != want[i] {
				t.Fatalf("%v: have [%d] = %d, want %d", isa, i, have[i], want[i])
			}
		}
	}
}

func FuzzBytePointwise(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, p, i, o uint8) {
		m := newMaker(seed)
		pixels, in, out := between(p, 1, 40), 8*between(i, 1, 9), 8*between(o, 1, 4)
		src, w, q := m.bytes(pixels*in), m.byteWeights(in*out), m.byteRequantisation(out, in)
		panels := make([]int8, BytePanelLen(in, out))
		PackBytePanels(panels, w, in, out, q.Offset)
		want := make([]int16, pixels*out)
		for d := range want {
			sum := q.Bias[d%out]
			for k := range in {
				sum += int32(src[d/out*in+k]) * (int32(w[k*out+d%out]) + int32(q.Offset))
			}
			want[d] = wantActivation(q, sum, d%out)
		}
		holdBytes(t, want, func(isa ISA, dst []uint8) { isa.BytePointwise(dst, src, panels, q, pixels, in, out) })
	})
}

func FuzzByteDepthwise(f *testing.F) {
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
		src, weights, q := m.bytes(win.inLen()), m.byteWeights(9*win.Channels), m.byteRequantisation(win.Channels, 9)
		packed := make([]int8, ByteDepthwiseLen(win.Channels))
		PackByteDepthwise(packed, weights, win.Channels, q.Offset)
		input := quantisedInput{win, asIntegers(src)}
		want := input.convolve(q, win.Channels, func(i, j, _, n int) int32 { return int32(weights[(3*i+j)*win.Channels+n]) + int32(q.Offset) }, true)
		holdBytes(t, want, func(isa ISA, dst []uint8) { isa.ByteDepthwise3x3(dst, src, packed, q, win) })
	})
}

// On pixels counted from the middle between two, which int16 hold, the sums are the same.
func FuzzByteConvRGB(f *testing.F) {
	for s := range uint64(seeds) {
		r := rand.New(rand.NewPCG(s, 1))
		f.Add(s, uint8(r.Uint32()), uint8(r.Uint32()), uint8(r.Uint32()))
	}
	f.Fuzz(func(t *testing.T, seed uint64, h, w, o uint8) {
		m := newMaker(seed)
		win, out := Window{Height: 2 * between(h, 1, 4), Width: 2 * between(w, 1, 20), Channels: 3, Stride: 2}, 8*between(o, 1, 3)
		pixels := m.bytes(win.inLen() * 4)[:win.inLen()]
		weights, q := m.byteWeights(27*out), m.byteRequantisation(out, 27)
		input, picture := quantisedInput{win, asIntegers(pixels)}, make([]float32, len(pixels))
		for i, v := range pixels {
			input.values[i] = 2*int16(v) - 255
			picture[i] = float32(v)/127.5 - 1
		}
		want := input.convolve(q, out, func(i, j, m, n int) int32 { return int32(weights[((3*i+j)*3+m)*out+n]) + int32(q.Offset) }, false)
		panels, biases := make([]int8, ByteRGBPanelLen(out)), make([]int32, 4*out)
		PackByteRGB(panels, biases, weights, q.Bias, 255, q.Offset, out)
		four := &Requantisation{Bias: biases, Scales: q.Scales, Max: q.Max, Offset: q.Offset}
		holdBytes(t, want, func(isa ISA, dst []uint8) {
			src := make([]uint8, QuantisedRGBLen(win.Height, win.Width))
			isa.QuantiseBytesRGB(src, picture, win.Height, win.Width, 127.5, 127.5)
			isa.ByteConvRGB(dst, src, panels, four, win, out)
		})
	})
}

// Every band of a window computes the rows of the whole, as in TestBands.
func TestByteBands(t *testing.T) {
	m := newMaker(1)
	forEachBytes(t, func(t *testing.T, isa ISA) {
		for _, win := range windowShapes() {
			win.Channels = 16
			src, w, q := m.bytes(win.inLen()), make([]int8, ByteDepthwiseLen(16)), m.byteRequantisation(16, 9)
			PackByteDepthwise(w, m.byteWeights(9*16), 16, q.Offset)
			whole := make([]uint8, win.outLen(16))
			isa.ByteDepthwise3x3(whole, src, w, q, win)
			row := win.OutWidth() * 16
			for first := range win.OutHeight() {
				for rows := 1; rows <= win.OutHeight()-first; rows++ {
					band, from := win.Band(first, rows)
					have := make([]uint8, rows*row)
					isa.ByteDepthwise3x3(have, src[from*win.Width*16:][:band.inLen()], w, q, band)
					if !slices.Equal(have, whole[first*row:][:rows*row]) {
						t.Fatalf("%+v, %d rows from %d: have other values", win, rows, first)
					}
				}
			}
		}
	})
}

// So does every band of the first layer.
func TestByteConvRGBBands(t *testing.T) {
	const out = 16
	m := newMaker(1)
	win := Window{Height: 10, Width: 30, Channels: 3, Stride: 2}
	src, q := m.bytes((QuantisedRGBLen(10, 30)+3)/4*4), m.byteRequantisation(4*out, 27)
	w := make([]int8, ByteRGBPanelLen(out))
	PackByteRGB(w, q.Bias, m.byteWeights(27*out), m.sums(out, -1000, 1000), 255, q.Offset, out)
	forEachBytes(t, func(t *testing.T, isa ISA) {
		whole := make([]uint8, win.outLen(out))
		isa.ByteConvRGB(whole, src, w, q, win, out)
		row := win.OutWidth() * out
		for first := range win.OutHeight() {
			for rows := 1; rows <= win.OutHeight()-first; rows++ {
				band, from := win.Band(first, rows)
				have := make([]uint8, rows*row)
				isa.ByteConvRGB(have, src[from*(win.Width+2)*3:], w, q, band, out)
				if !slices.Equal(have, whole[first*row:][:rows*row]) {
					t.Fatalf("%d rows from %d: have other values", rows, first)
				}
			}
		}
	})
}
