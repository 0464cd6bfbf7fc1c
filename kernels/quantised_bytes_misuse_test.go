package kernels

import "testing"

// Arguments that do not fit end the program, as in TestMisuse.
func TestByteMisuse(t *testing.T) {
	b, w, integers, sums, scales := make([]uint8, 1024), make([]int8, 1024), make([]int16, 1024), make([]int32, 64), make([]float32, 64)
	ok := &Requantisation{Bias: sums, Scales: scales, Max: 255}
	win := Window{Height: 2, Width: 2, Channels: 8, Stride: 1}
	rgb := func(height, width int) Window { return Window{Height: height, Width: width, Channels: 3, Stride: 2} }
	for _, c := range []struct {
		name, want string
		f          func()
	}{
		{"Pointwise no pixels", badShape, func() { Scalar.BytePointwise(b, b, w, ok, 0, 8, 8) }},
		{"Pointwise in", badChannels, func() { Scalar.BytePointwise(b, b, w, ok, 1, 9, 8) }},
		{"Pointwise panels of a rest", shortWeights, func() { Scalar.BytePointwise(b, b, w[:127], ok, 1, 8, 9) }},
		{"Pointwise dst of a rest", shortDst, func() { Scalar.BytePointwise(b[:24], b, w, ok, 2, 8, 9) }},
		{"Pointwise src", shortSrc, func() { Scalar.BytePointwise(b, b[:15], w, ok, 2, 8, 8) }},
		{"Pointwise panels", shortWeights, func() { Scalar.BytePointwise(b, b, w[:63], ok, 2, 8, 8) }},
		{"Pointwise dst", shortDst, func() { Scalar.BytePointwise(b[:15], b, w, ok, 2, 8, 8) }},
		{"Pointwise isa", unavailable, func() { ISA(9).BytePointwise(b, b, w, ok, 2, 8, 8) }},
		{"Pointwise simd128", unavailable, func() { SIMD128.BytePointwise(b, b, w, ok, 2, 8, 8) }},
		{"multipliers", shortMultipliers, func() {
			Scalar.BytePointwise(b, b, w, &Requantisation{Bias: sums, Multipliers: sums, Max: 255}, 2, 8, 8)
		}},
		{"Max", badByteRange, func() {
			Scalar.BytePointwise(b, b, w, &Requantisation{Bias: sums, Scales: scales, Max: 256}, 2, 8, 8)
		}},
		{"range", badByteRange, func() {
			Scalar.BytePointwise(b, b, w, &Requantisation{Bias: sums, Scales: scales, Min: -1, Max: 255}, 2, 8, 8)
		}},
		{"range of a depthwise layer", badByteRange, func() {
			Scalar.ByteDepthwise3x3(b, b, w, &Requantisation{Bias: sums, Scales: scales, Max: 87}, win)
		}},
		{"Conv3x3 scratch", shortScratch, func() { Scalar.ByteConv3x3(b, b, w, ok, win, 8, b[:287]) }},
		{"bias", shortBias, func() {
			Scalar.BytePointwise(b, b, w, &Requantisation{Bias: sums[:7], Scales: scales, Max: 255}, 2, 8, 8)
		}},

		{"ConvRGB size", badShape, func() { Scalar.ByteConvRGB(b, b, w, ok, rgb(0, 2), 8) }},
		{"ConvRGB odd width", oddSize, func() { Scalar.ByteConvRGB(b, b, w, ok, rgb(2, 3), 8) }},
		{"ConvRGB odd height", oddSize, func() { Scalar.ByteConvRGB(b, b, w, ok, rgb(3, 2), 8) }},
		{"ConvRGB stride", badStride, func() { Scalar.ByteConvRGB(b, b, w, ok, Window{Height: 2, Width: 2, Channels: 3, Stride: 1}, 8) }},
		{"ConvRGB channels", badRGB, func() { Scalar.ByteConvRGB(b, b, w, ok, Window{Height: 2, Width: 2, Channels: 8, Stride: 2}, 8) }},
		{"ConvRGB no out", badShape, func() { Scalar.ByteConvRGB(b, b, w, ok, rgb(2, 2), 0) }},
		{"ConvRGB out", badChannels, func() { Scalar.ByteConvRGB(b, b, w, ok, rgb(2, 2), 9) }},
		{"ConvRGB src", shortSrc, func() { Scalar.ByteConvRGB(b, b[:35], w, ok, rgb(2, 2), 8) }},
		{"ConvRGB panels", shortWeights, func() { Scalar.ByteConvRGB(b, b, w[:287], ok, rgb(2, 2), 8) }},
		{"ConvRGB dst", shortDst, func() { Scalar.ByteConvRGB(b[:7], b, w, ok, rgb(2, 2), 8) }},
		{"ConvRGB biases", shortBias, func() {
			Scalar.ByteConvRGB(b, b, w, &Requantisation{Bias: sums[:31], Scales: scales, Max: 255}, rgb(2, 2), 8)
		}},
		{"ConvRGB isa", unavailable, func() { SIMD128.ByteConvRGB(b, b, w, ok, rgb(2, 2), 8) }},
		{"PackByteRGB out", badShape, func() { PackByteRGB(w, sums, integers, sums, 0, 0, 0) }},
		{"PackByteRGB channels", badChannels, func() { PackByteRGB(w, sums, integers, sums, 0, 0, 4) }},
		{"PackByteRGB w", shortWeights, func() { PackByteRGB(w, sums, integers[:215], sums, 0, 0, 8) }},
		{"PackByteRGB bias", shortBias, func() { PackByteRGB(w, sums, integers, sums[:7], 0, 0, 8) }},
		{"PackByteRGB panels", shortDst, func() { PackByteRGB(w[:287], sums, integers, sums, 0, 0, 8) }},
		{"PackByteRGB biases", shortDst, func() { PackByteRGB(w, sums[:31], integers, sums, 0, 0, 8) }},
		{"QuantiseBytesRGB size", badShape, func() { Scalar.QuantiseBytesRGB(b, scales, 0, 2, 1, 1) }},
		{"QuantiseBytesRGB src", shortSrc, func() { Scalar.QuantiseBytesRGB(b, scales[:11], 2, 2, 1, 1) }},
		{"QuantiseBytesRGB dst", shortDst, func() { Scalar.QuantiseBytesRGB(b[:35], scales, 2, 2, 1, 1) }},
		{"QuantiseBytesRGB isa", unavailable, func() { ISA(9).QuantiseBytesRGB(b, scales, 2, 2, 1, 1) }},

		{"Depthwise3x3 channels", badChannels, func() { Scalar.ByteDepthwise3x3(b, b, w, ok, Window{Height: 2, Width: 2, Channels: 3, Stride: 1}) }},
		{"Depthwise3x3 stride", badStride, func() { Scalar.ByteDepthwise3x3(b, b, w, ok, Window{Height: 2, Width: 2, Channels: 8, Stride: 3}) }},
		{"Depthwise3x3 src", shortSrc, func() { Scalar.ByteDepthwise3x3(b, b[:31], w, ok, win) }},
		{"Depthwise3x3 w", shortWeights, func() { Scalar.ByteDepthwise3x3(b, b, w[:383], ok, win) }},
		{"Depthwise3x3 dst", shortDst, func() { Scalar.ByteDepthwise3x3(b[:31], b, w, ok, win) }},
		{"Depthwise3x3 isa", unavailable, func() { SIMD128.ByteDepthwise3x3(b, b, w, ok, win) }},

		{"GlobalMean gain", badShape, func() { Scalar.ByteGlobalMean(integers, b, 1, 8, 0) }},
		{"GlobalMean channels", badChannels, func() { Scalar.ByteGlobalMean(integers, b, 1, 9, 1) }},
		{"GlobalMean src", shortSrc, func() { Scalar.ByteGlobalMean(integers, b[:15], 2, 8, 1) }},
		{"GlobalMean dst", shortDst, func() { Scalar.ByteGlobalMean(integers[:7], b, 2, 8, 1) }},
		{"GlobalMean isa", unavailable, func() { ISA(9).ByteGlobalMean(integers, b, 2, 8, 1) }},
		{"PackBytePanels shape", badShape, func() { PackBytePanels(w, integers, 0, 8, 0) }},
		{"PackBytePanels in", badChannels, func() { PackBytePanels(w, integers, 4, 8, 0) }},
		{"PackBytePanels w", shortWeights, func() { PackBytePanels(w, integers[:63], 8, 8, 0) }},
		{"PackBytePanels dst", shortDst, func() { PackBytePanels(w[:63], integers, 8, 8, 0) }},
		{"PackByteDepthwise shape", badShape, func() { PackByteDepthwise(w, integers, 0, 0) }},
		{"PackByteDepthwise channels", badChannels, func() { PackByteDepthwise(w, integers, 7, 0) }},
		{"PackByteDepthwise w", shortWeights, func() { PackByteDepthwise(w, integers[:71], 8, 0) }},
		{"PackByteDepthwise dst", shortDst, func() { PackByteDepthwise(w[:383], integers, 8, 0) }},
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
