package kernels

// GlobalMean averages every channel over all pixels, the pixels added in order:
//
//	dst[c] = Σₚ src[p, c] / pixels
//
//	src   [pixels, channels]
//	dst   [channels]; must not overlap src
func GlobalMean(dst, src []float32, pixels, channels int) {
	switch {
	case pixels < 1 || channels < 1:
		panic(badShape)
	case len(src) < pixels*channels:
		panic(shortSrc)
	case len(dst) < channels:
		panic(shortDst)
	}
	dst = dst[:channels]
	copy(dst, src)
	for p := 1; p < pixels; p++ {
		for c, v := range src[p*channels:][:channels] {
			dst[c] += v
		}
	}
	for c := range dst {
		dst[c] /= float32(pixels)
	}
}
