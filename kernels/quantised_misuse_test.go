package kernels

import "testing"

// Arguments that do not fit end the program, as in TestMisuse.
func TestQuantisedMisuse(t *testing.T) {
	b, sums, floats := make([]int16, 1024), make([]int32, 64), make([]float32, 64)
	ok := Requantisation{Bias: sums, Multipliers: sums, Max: 255}
	with := func(change func(q *Requantisation)) *Requantisation {
		q := ok
		change(&q)
		return &q
	}
	win := Window{Height: 2, Width: 2, Channels: 8, Stride: 1}
	isa := Best()
	for _, c := range []struct {
		name, want string
		f          func()
	}{
		{"Pointwise no pixels", badShape, func() { isa.QuantisedPointwise(b, b, b, &ok, 0, 8, 8, false) }},
		{"Pointwise in", badChannels, func() { isa.QuantisedPointwise(b, b, b, &ok, 1, 9, 8, false) }},
		{"Pointwise out in pairs", badChannels, func() { isa.QuantisedPointwise(b, b, b, &ok, 2, 8, 9, true) }},
		{"Pointwise dst of a rest", shortDst, func() { isa.QuantisedPointwise(b[:24], b, b, &ok, 2, 8, 9, false) }},
		{"Pointwise bias of a rest", shortBias, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Bias = sums[:9] }), 2, 8, 9, false)
		}},
		{"Pointwise below 0 in pairs", badMin, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Scales, q.Min = floats, -1 }), 2, 8, 8, true)
		}},
		{"Min in fixed point", badMin, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Min = -1 }), 2, 8, 8, false)
		}},
		{"Min above 0", badMin, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Scales, q.Min = floats, 1 }), 2, 8, 8, false)
		}},
		{"Pointwise pairs", oddSize, func() { isa.QuantisedPointwise(b, b, b, &ok, 3, 8, 8, true) }},
		{"Pointwise src", shortSrc, func() { isa.QuantisedPointwise(b, b[:15], b, &ok, 2, 8, 8, false) }},
		{"Pointwise panels", shortWeights, func() { isa.QuantisedPointwise(b, b, b[:63], &ok, 2, 8, 8, false) }},
		{"Pointwise dst", shortDst, func() { isa.QuantisedPointwise(b[:15], b, b, &ok, 2, 8, 8, false) }},
		{"Pointwise isa", unavailable, func() { ISA(9).QuantisedPointwise(b, b, b, &ok, 2, 8, 8, false) }},
		{"bias", shortBias, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Bias = sums[:7] }), 2, 8, 8, false)
		}},
		{"multipliers", shortMultipliers, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Multipliers = sums[:7] }), 2, 8, 8, false)
		}},
		{"scales", shortMultipliers, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Scales = floats[:7] }), 2, 8, 8, false)
		}},
		{"shift", badShift, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Shift = 15 }), 2, 8, 8, false)
		}},
		{"negative shift", badShift, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Shift = -1 }), 2, 8, 8, false)
		}},
		{"Max", badMax, func() {
			isa.QuantisedPointwise(b, b, b, with(func(q *Requantisation) { q.Max = -1 }), 2, 8, 8, false)
		}},

		{"ConvRGB size", badShape, func() { isa.QuantisedConvRGB(b, b, b, &ok, 0, 2, 8) }},
		{"ConvRGB odd", oddSize, func() { isa.QuantisedConvRGB(b, b, b, &ok, 2, 3, 8) }},
		{"ConvRGB out", badChannels, func() { isa.QuantisedConvRGB(b, b, b, &ok, 2, 2, 9) }},
		{"ConvRGB src", shortSrc, func() { isa.QuantisedConvRGB(b, b[:35], b, &ok, 2, 2, 8) }},
		{"ConvRGB panels", shortWeights, func() { isa.QuantisedConvRGB(b, b, b[:239], &ok, 2, 2, 8) }},
		{"ConvRGB dst", shortDst, func() { isa.QuantisedConvRGB(b[:7], b, b, &ok, 2, 2, 8) }},
		{"ConvRGB isa", unavailable, func() { ISA(9).QuantisedConvRGB(b, b, b, &ok, 2, 2, 8) }},

		{"Depthwise3x3 channels", badChannels, func() { isa.QuantisedDepthwise3x3(b, b, b, &ok, Window{Height: 2, Width: 2, Channels: 3, Stride: 1}) }},
		{"Depthwise3x3 stride", badStride, func() { isa.QuantisedDepthwise3x3(b, b, b, &ok, Window{Height: 2, Width: 2, Channels: 8, Stride: 3}) }},
		{"Depthwise3x3 src", shortSrc, func() { isa.QuantisedDepthwise3x3(b, b[:31], b, &ok, win) }},
		{"Depthwise3x3 w", shortWeights, func() { isa.QuantisedDepthwise3x3(b, b, b[:191], &ok, win) }},
		{"Depthwise3x3 dst", shortDst, func() { isa.QuantisedDepthwise3x3(b[:31], b, b, &ok, win) }},
		{"Depthwise3x3 isa", unavailable, func() { ISA(9).QuantisedDepthwise3x3(b, b, b, &ok, win) }},

		{"Conv3x3 channels", badChannels, func() {
			isa.QuantisedConv3x3(b, b, b, &ok, Window{Height: 2, Width: 2, Channels: 3, Stride: 1}, 8, b)
		}},
		{"Conv3x3 src", shortSrc, func() { isa.QuantisedConv3x3(b, b[:31], b, &ok, win, 8, b) }},
		{"Conv3x3 scratch", shortScratch, func() { isa.QuantisedConv3x3(b, b, b, &ok, win, 8, b[:287]) }},
		{"Conv3x3 w", shortWeights, func() { isa.QuantisedConv3x3(b, b, b[:575], &ok, win, 8, b) }},

		{"FullyConnected no classes", badShape, func() { isa.QuantisedFullyConnected(sums, b, b, sums, 8, 0) }},
		{"FullyConnected in", badChannels, func() { isa.QuantisedFullyConnected(sums, b, b, sums, 12, 3) }},
		{"FullyConnected src", shortSrc, func() { isa.QuantisedFullyConnected(sums, b[:7], b, sums, 8, 3) }},
		{"FullyConnected panels", shortWeights, func() { isa.QuantisedFullyConnected(sums, b, b[:63], sums, 8, 3) }},
		{"FullyConnected bias", shortBias, func() { isa.QuantisedFullyConnected(sums, b, b, sums[:3], 8, 3) }},
		{"FullyConnected dst", shortDst, func() { isa.QuantisedFullyConnected(sums[:3], b, b, sums, 8, 3) }},
		{"FullyConnected isa", unavailable, func() { ISA(9).QuantisedFullyConnected(sums, b, b, sums, 8, 3) }},

		{"QuantiseRGB size", badShape, func() { isa.QuantiseRGB(b, floats, 0, 2, 1, 1, 1, 1) }},
		{"QuantiseRGB src", shortSrc, func() { isa.QuantiseRGB(b, floats[:11], 2, 2, 1, 1, 1, 1) }},
		{"QuantiseRGB dst", shortDst, func() { isa.QuantiseRGB(b[:35], floats, 2, 2, 1, 1, 1, 1) }},
		{"QuantiseRGB isa", unavailable, func() { ISA(9).QuantiseRGB(b, floats, 2, 2, 1, 1, 1, 1) }},

		{"GlobalMean gain", badShape, func() { QuantisedGlobalMean(b, b, 1, 8, 0) }},
		{"GlobalMean channels", badChannels, func() { QuantisedGlobalMean(b, b, 1, 9, 1) }},
		{"GlobalMean src", shortSrc, func() { QuantisedGlobalMean(b, b[:15], 2, 8, 1) }},
		{"GlobalMean dst", shortDst, func() { QuantisedGlobalMean(b[:7], b, 2, 8, 1) }},
		{"PackQuantisedPanels shape", badShape, func() { PackQuantisedPanels(b, b, 1, 0, 8) }},
		{"PackQuantisedPanels w", shortWeights, func() { PackQuantisedPanels(b, b[:26], 1, 3, 9) }},
		{"PackQuantisedPanels dst", shortDst, func() { PackQuantisedPanels(b[:63], b, 1, 3, 9) }},
		{"PackQuantisedDepthwise shape", badShape, func() { PackQuantisedDepthwise(b, b, 0) }},
		{"PackQuantisedDepthwise channels", badChannels, func() { PackQuantisedDepthwise(b, b, 7) }},
		{"PackQuantisedDepthwise w", shortWeights, func() { PackQuantisedDepthwise(b, b[:71], 8) }},
		{"PackQuantisedDepthwise dst", shortDst, func() { PackQuantisedDepthwise(b[:191], b, 8) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func() {
				if have := recover(); have != c.want {
					t.Errorf("have panic %v, want %q", have, c.want)
				}
			}()
			c.f()
		})
	}
}
