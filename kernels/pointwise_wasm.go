package kernels

func pointwiseSIMD128(dst, src, panels, bias []float32, pixels, in, out int, bounds Bounds) {
	s := span{pixels: pixels, dstStep: out, srcStep: in, rows: 1, run: in, bounds: bounds}
	whole := out / panel * panel
	if whole < out { // first: what it writes beyond a pixel's channels, the next pixel's overwrite
		s.convolve(dst[whole:], src, panels[whole*in:], bias[whole:])
	}
	for n := 0; n < whole; n += panel {
		s.convolve(dst[n:], src, panels[n*in:], bias[n:])
	}
}
