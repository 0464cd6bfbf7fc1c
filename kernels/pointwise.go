package kernels

// Pointwise computes a 1×1 convolution: at every pixel, each output channel is a weighted sum of all input
// channels, then bias and bounds:
//
//	dst[p, n] = clamp(bias[n] + Σₘ src[p, m]·w[m, n])
//
// It is the second half of a depthwise separable convolution (Howard et al. 2017, §3.1).
//
//	src      [pixels, in], in a multiple of 8
//	panels   w [in, out] as PackPanels packs it
//	bias     [⌈out/8⌉·8], zero from out on
//	dst      [pixels, out], and ⌈out/8⌉·8 − out values of no meaning after it; must not overlap src
func (isa ISA) Pointwise(dst, src, panels, bias []float32, pixels, in, out int, bounds Bounds) {
	padded := roundUp(out)
	switch {
	case pixels < 1 || in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0:
		panic(badChannels)
	case len(src) < pixels*in:
		panic(shortSrc)
	case len(panels) < PanelLen(in, out):
		panic(shortWeights)
	case len(bias) < padded:
		panic(shortBias)
	case len(dst) < pixels*out+padded-out:
		panic(shortDst)
	}
	switch {
	case isa == Scalar:
		pointwiseScalar(dst, src, panels, bias, pixels, in, out, bounds)
	case isa.Available():
		pointwiseSIMD128(dst, src, panels, bias, pixels, in, out, bounds)
	default:
		panic(unavailable)
	}
}

func pointwiseScalar(dst, src, panels, bias []float32, pixels, in, out int, bounds Bounds) {
	for p := range pixels {
		x := src[p*in:][:in]
		for n := range out {
			dst[p*out+n] = bounds.clamp(dot(bias[n], x, column(panels, in, n, 1)))
		}
	}
}

// dot adds to acc the products of a pixel's inputs and a column's weights. It is not inlined: a loop by itself keeps its
// values in locals of WebAssembly, which makes it a quarter faster.
//
//go:noinline
func dot(acc float32, x, column []float32) float32 {
	for m, v := range x {
		acc += float32(v * column[m*panel])
	}
	return acc
}
