package kernels

// Pointwise computes a 1×1 convolution: at every pixel, each output channel is a weighted sum of all input
// channels, then bias and ReLU6:
//
//	dst[p, n] = ReLU6(bias[n] + Σₘ src[p, m]·w[m, n])
//
// It is the second half of a depthwise separable convolution (Howard et al. 2017, §3.1).
//
//	src      [pixels, in]
//	panels   w [in, out] as PackPanels packs it
//	bias     [out]
//	dst      [pixels, out]; must not overlap src
//
// in and out must be multiples of 8.
func (isa ISA) Pointwise(dst, src, panels, bias []float32, pixels, in, out int) {
	switch {
	case pixels < 1 || in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0 || out%panel != 0:
		panic(badChannels)
	case len(src) < pixels*in:
		panic(shortSrc)
	case len(panels) < PanelLen(in, out):
		panic(shortWeights)
	case len(bias) < out:
		panic(shortBias)
	case len(dst) < pixels*out:
		panic(shortDst)
	}
	switch {
	case isa == Scalar:
		pointwiseScalar(dst, src, panels, bias, pixels, in, out)
	case isa.Available():
		pointwiseSIMD128(dst, src, panels, bias, pixels, in, out)
	default:
		panic(unavailable)
	}
}

func pointwiseScalar(dst, src, panels, bias []float32, pixels, in, out int) {
	for p := range pixels {
		x := src[p*in:][:in]
		for n := range out {
			w := column(panels, in, n, 1)
			acc := bias[n]
			for m, v := range x {
				acc += float32(v * w[m*panel])
			}
			dst[p*out+n] = relu6(acc)
		}
	}
}

// relu6 clamps to [0, 6]; NaN and −0 become 0.
func relu6(acc float32) float32 {
	if !(acc > 0) {
		return 0
	}
	if acc > 6 {
		return 6
	}
	return acc
}
