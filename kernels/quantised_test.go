package kernels

import (
	"math"
	"slices"
	"testing"
)

// The cases are worked by hand from gemmlowp's definitions. The product of the first step is doubled and its high half
// taken: multiplier 2³⁰ halves, and 3·2²⁹ takes three quarters.
func TestRequantise(t *testing.T) {
	const half, threeQuarters, lowest = 1 << 30, 3 << 29, math.MinInt32
	for _, c := range []struct {
		name            string
		sum, multiplier int32
		shift           int
		want            int32
	}{
		{"zero", 0, half, 3, 0},
		{"exact", 8, half, 0, 4},
		{"exact negative", -8, half, 0, -4},
		{"first rounding, tie", 3, half, 0, 2},             // 1.5 → 2
		{"first rounding, negative tie", -3, half, 0, -1},  // −1.5 → −1: ties go up
		{"first rounding, above a tie", 7, half + 1, 0, 4}, // 3.5 + 7/2³¹
		{"first rounding, below a negative tie", -3, half + 1, 0, -2},
		{"second rounding, tie", 10, half, 1, 3},            // 5/2 = 2.5 → 3
		{"second rounding, negative tie", -10, half, 1, -3}, // −2.5 → −3: ties go away from 0
		{"second rounding, below a tie", 18, half, 2, 2},    // 9/4 = 2.25
		{"second rounding, negative", -18, half, 2, -2},
		{"second rounding, above a tie", 22, half, 2, 3},  // 11/4 = 2.75
		{"both roundings, tie", 3, half, 2, 1},            // 1.5 → 2, 2/4 = 0.5 → 1, though 3/8 is nearer to 0
		{"both roundings, negative", -3, half, 2, 0},      // −1.5 → −1, −1/4 → 0
		{"both roundings, negative tie", -5, half, 2, -1}, // −2.5 → −2, −2/4 = −0.5 → −1
		{"three quarters", 1000, threeQuarters, 3, 94},    // 750/8 = 93.75
		{"three quarters negative", -1000, threeQuarters, 3, -94},
		{"largest", math.MaxInt32, math.MaxInt32, 0, math.MaxInt32 - 1},
		{"saturates", lowest, lowest, 0, math.MaxInt32},
		{"lowest", lowest, half, 0, lowest / 2},
		{"shift 31", math.MaxInt32, math.MaxInt32, 31, 1}, // (2³¹−2)/2³¹ → 1
	} {
		t.Run(c.name, func(t *testing.T) {
			if have := Requantise(c.sum, c.multiplier, c.shift); have != c.want {
				t.Errorf("have %d, want %d", have, c.want)
			}
		})
	}
}

// requantised returns the activation that an instruction set makes of one sum: a pointwise layer without
// inputs that count has its bias for a sum.
func requantised(isa ISA, sum, multiplier int32, shift int, largest int16) int16 {
	var src, w [64]int16
	var dst [32]int16
	q := &Requantisation{
		Bias: slices.Repeat([]int32{sum}, 8), Multipliers: slices.Repeat([]int32{multiplier}, 8), Shift: shift, Max: largest,
	}
	isa.QuantisedPointwise(dst[:], src[:], w[:], q, 4, 8, 8, false)
	return dst[13]
}

func TestActivation(t *testing.T) {
	forEachISA(t, func(t *testing.T, isa ISA) {
		for _, c := range []struct {
			name            string
			sum, multiplier int32
			shift           int
			largest, want   int16
		}{
			{"below 0", -1 << 31, 1 << 30, 5, 255, 0},
			{"first tie", 3, 1 << 30, 0, 255, 2},
			{"both roundings", 3, 1 << 30, 2, 255, 1},
			{"clamped", 1 << 20, 1 << 30, 5, 255, 255},
			{"largest sum", 1<<31 - 1, 1<<31 - 1, 0, 255, 255},
			{"largest of all", 1<<31 - 1, 1<<31 - 1, 14, 32767, 32767},
			{"just below the largest", 509, 1 << 30, 0, 255, 255}, // 254.5 → 255
			{"two below the largest", 508, 1 << 30, 0, 255, 254},
			{"limit of sums", 1<<31 - 1, 1 << 21, 14, 255, 128}, // (2³¹−1)·2²¹/2⁴⁵
		} {
			if have := requantised(isa, c.sum, c.multiplier, c.shift, c.largest); have != c.want {
				t.Errorf("%s: have %d, want %d", c.name, have, c.want)
			}
		}
	})
}

// In float32 a product is rounded once, ties to even.
func TestActivationScaled(t *testing.T) {
	forEachISA(t, func(t *testing.T, isa ISA) {
		var src, w [64]int16
		q := &Requantisation{
			Bias:   []int32{-1 << 31, -1, 1, 3, 5, 7, 510, 1<<31 - 1}, // the largest is 2³¹ in float32
			Scales: []float32{0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.5, 1e-7},
			Max:    254,
		}
		var have [32]int16
		isa.QuantisedPointwise(have[:], src[:], w[:], q, 4, 8, 8, false)
		want := []int16{0, 0, 0, 2, 2, 2, 254, 215} // −2³⁰, −0.5, 0.5, 1.5, 2.5, 1.75, 255, 214.7
		if !slices.Equal(have[8:16], want) {
			t.Errorf("have %v, want %v", have[8:16], want)
		}
	})
}

// Every sum around every step of an activation is rounded as TensorFlow Lite does, by all instruction sets.
func TestActivationSteps(t *testing.T) {
	for shift := range MaxShift + 1 {
		for _, multiplier := range []int32{1 << 30, 1<<30 + 1, 1518500250, 1<<31 - 1} {
			for step := 0; step < 256; step += 3 {
				edge := int32((float64(step) + 0.5) * math.Pow(2, float64(31+shift)) / float64(multiplier))
				for sum := edge - 2; sum <= edge+2; sum++ {
					want := int16(min(max(Requantise(sum, multiplier, shift), 0), 255))
					for _, isa := range Available() {
						if have := requantised(isa, sum, multiplier, shift, 255); have != want {
							t.Fatalf("%v, sum %d · %d >> 31+%d: have %d, want %d", isa, sum, multiplier, shift, have, want)
						}
					}
				}
			}
		}
	}
}

func TestPackQuantisedPanels(t *testing.T) {
	// Two rows of three inputs, nine outputs: a row ends in half a pair, the second panel has one channel.
	w := make([]int16, 2*3*9)
	for i := range w {
		w[i] = int16(100*(i/27) + 10*(i/9%3) + i%9)
	}
	have := slices.Repeat([]int16{-1}, QuantisedPanelLen(2, 3, 9))
	PackQuantisedPanels(have, w, 2, 3, 9)
	want := []int16{
		0, 10, 1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16, 7, 17,
		20, 0, 21, 0, 22, 0, 23, 0, 24, 0, 25, 0, 26, 0, 27, 0,
		100, 110, 101, 111, 102, 112, 103, 113, 104, 114, 105, 115, 106, 116, 107, 117,
		120, 0, 121, 0, 122, 0, 123, 0, 124, 0, 125, 0, 126, 0, 127, 0,
	}
	for _, pair := range [][2]int16{{8, 18}, {28, 0}, {108, 118}, {128, 0}} {
		want = append(append(want, pair[:]...), make([]int16, 14)...)
	}
	if !slices.Equal(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestQuantisedPointwise(t *testing.T) {
	// Output n is n times the sum of all inputs, halved; four pixels with sums 1, 2, 3 and 40.
	w, src := make([]int16, 64), make([]int16, 32)
	for i := range w {
		w[i] = int16(i % 8)
	}
	src[7], src[8], src[16], src[17], src[24], src[31] = 1, 2, 1, 2, 10, 30
	panels := make([]int16, 64)
	PackQuantisedPanels(panels, w, 1, 8, 8)
	q := &Requantisation{
		Bias:        []int32{4, 0, 0, 0, 0, 0, -6, 0},
		Multipliers: slices.Repeat([]int32{1 << 30}, 8),
		Max:         100,
	}
	plain := []int16{
		2, 1, 1, 2, 2, 3, 0, 4, // halves of 4, 1, 2, …, 5, 6−6, 7, ties upwards
		2, 1, 2, 3, 4, 5, 3, 7,
		2, 2, 3, 5, 6, 8, 6, 11,
		2, 20, 40, 60, 80, 100, 100, 100, // 120 and more is clamped
	}
	pairs := []int16{
		2, 2, 1, 1, 1, 2, 2, 3, 2, 4, 3, 5, 0, 3, 4, 7,
		2, 2, 2, 20, 3, 40, 5, 60, 6, 80, 8, 100, 6, 100, 11, 100,
	}
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := make([]int16, 32)
		isa.QuantisedPointwise(have, src, panels, q, 4, 8, 8, false)
		if !slices.Equal(have, plain) {
			t.Errorf("plain: have %v, want %v", have, plain)
		}
		isa.QuantisedPointwise(have, src, panels, q, 4, 8, 8, true)
		if !slices.Equal(have, pairs) {
			t.Errorf("pairs: have %v, want %v", have, pairs)
		}
	})
}

func TestQuantisedGlobalMean(t *testing.T) {
	src := []int16{
		0, 1, 2, 3, 4, 5, 6, 255,
		1, 1, 3, 3, 5, 6, 6, 255,
		0, 0, 0, 3, 5, 5, 7, 255,
	}
	for _, c := range []struct {
		gain int
		want []int16
	}{
		{1, []int16{0, 1, 2, 3, 5, 5, 6, 255}},          // thirds of 1, 2, 5, 9, 14, 16, 19, 765
		{16, []int16{5, 11, 27, 48, 75, 85, 101, 4080}}, // thirds of sixteen times as much
	} {
		have := make([]int16, 8)
		QuantisedGlobalMean(have, src, 3, 8, c.gain)
		if !slices.Equal(have, c.want) {
			t.Errorf("gain %d: have %v, want %v", c.gain, have, c.want)
		}
	}
}

func TestQuantiseRGB(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	src := []float32{
		-1, 1, 0, 0.25, 0.75, -0.25, // 2 pixels
		nan, inf, -inf, 1e30, 127, -0.75,
	}
	// Twice as much, and two: ±0.5 and 1.5 go to the even one.
	pixels := []int16{
		0, 4, 2, 2, 4, 2, 0, 0, 0, 0, 0, 0,
		0, 255, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	}
	counted := slices.Clone(pixels)
	for _, at := range []int{0, 1, 2, 3, 4, 5, 12, 13, 14, 15, 16, 17} {
		counted[at] = 2*pixels[at] - 255
	}
	forEachISA(t, func(t *testing.T, isa ISA) {
		have := slices.Repeat([]int16{-1}, QuantisedRGBLen(2, 2))
		isa.QuantiseRGB(have, src, 2, 2, 2, 2, 2, 255)
		if !slices.Equal(have, counted) {
			t.Errorf("have %v, want %v", have, counted)
		}
		bytes := slices.Repeat([]uint8{9}, QuantisedRGBLen(2, 2))
		isa.QuantiseBytesRGB(bytes, src, 2, 2, 2, 2)
		if have := asIntegers(bytes); !slices.Equal(have, pixels) {
			t.Errorf("bytes: have %v, want %v", have, pixels)
		}
	})
}

// Without ReLU6 activations lie on both sides of 0, and bytes count from the least.
func TestActivationBelow0(t *testing.T) {
	q := &Requantisation{
		Bias:   []int32{-1 << 31, -401, -400, -3, -1, 1, 3, 129, 400, 0, 0, 0, 0, 0, 0, 0},
		Scales: slices.Repeat([]float32{0.5}, 16),
		Min:    -191, Max: 64,
	}
	want := []int16{-191, -191, -191, -2, 0, 0, 2, 64, 64} // −200.5, −200, −1.5, −0.5, 0.5, 1.5, 64.5, 200
	const pixels, in, out = 7, 8, 9
	forEachISA(t, func(t *testing.T, isa ISA) {
		var have [pixels*out + 7]int16
		isa.QuantisedPointwise(have[:], make([]int16, pixels*in), make([]int16, QuantisedPanelLen(1, in, out)), q, pixels, in, out, false)
		for p := range pixels {
			if have := have[p*out:][:out]; !slices.Equal(have, want) {
				t.Errorf("pixel %d: have %v, want %v", p, have, want)
			}
		}
		if !isa.HasBytes() {
			return
		}
		var bytes [pixels*out + 7]uint8
		isa.BytePointwise(bytes[:], make([]uint8, pixels*in), make([]int8, BytePanelLen(in, out)), q, pixels, in, out)
		for i, have := range bytes[:pixels*out] {
			if want := uint8(want[i%out] + 191); have != want {
				t.Errorf("byte %d: have %d, want %d", i, have, want)
			}
		}
	})
}
