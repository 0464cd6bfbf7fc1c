package kernels

func pointwiseSIMD128(dst, src, panels, bias []float32, pixels, in, out int) {
	s := span{pixels: pixels, dstStep: out, srcStep: in, rows: 1, run: in}
	for n := 0; n < out; n += panel {
		s.convolve(dst[n:], src, panels[n*in:], bias[n:])
	}
}
