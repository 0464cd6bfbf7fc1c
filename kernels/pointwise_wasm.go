package kernels

func pointwiseSIMD128(dst, src, panels, bias []float32, pixels, in, out int, bounds Bounds) {
	s := span{pixels: pixels, dstStep: out, srcStep: in, rows: 1, run: in, bounds: bounds}
	whole := out / panel * panel
	if whole < out { // first: what it writes beyond a pixel's channels, the next pixel's overwrite
		s.convolve(dst[whole:], src, panels[whole*in:], bias[whole:])
	}
	n := 0
	if tile == Wide && pixels >= wideTile {
		for ; n+2*panel <= whole; n += 2 * panel {
			s.convolveWide(dst[n:], src, panels[n*in:], bias[n:])
		}
	}
	for ; n < whole; n += panel {
		s.convolve(dst[n:], src, panels[n*in:], bias[n:])
	}
}

// wideTile is how many pixels a wide tile has.
const wideTile = 4

// convolveWide computes the 16 output channels of two panels of a pointwise layer. Where tiles leave a rest, the last one
// reaches back over pixels that are done already.
func (s *span) convolveWide(dst, src, panels, bias []float32) {
	tiles := func(first, count int) {
		pointwise4x16SIMD128(&dst[first*s.dstStep], &src[first*s.srcStep], &panels[0], &bias[0], count, size*s.dstStep, size*s.srcStep,
			s.run, size*panel*s.run, s.bounds.Low, s.bounds.High)
	}
	tiles(0, s.pixels/wideTile)
	if s.pixels%wideTile != 0 {
		tiles(s.pixels-wideTile, 1)
	}
}

// pointwise4x16SIMD128 computes tiles of 4 pixels × the 16 output channels of two panels, of which the second one lies
// panelStep further. Steps are in bytes; inputs is a multiple of 8.
//
//go:noescape
func pointwise4x16SIMD128(dst, src, panels, bias *float32, tiles, dstStep, srcStep, inputs, panelStep int, low, high float32)
