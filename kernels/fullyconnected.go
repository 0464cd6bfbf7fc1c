package kernels

// FullyConnected computes the logits: each is a weighted sum of all inputs, with no activation after it:
//
//	dst[n] = bias[n] + Σₘ src[m]·w[m, n]
//
//	src      [in], in a multiple of 8
//	panels   w [in, out] as PackPanels packs it
//	bias     [⌈out/8⌉·8], zero from out on
//	dst      [⌈out/8⌉·8], of which the first out are the logits; must not overlap src
func (isa ISA) FullyConnected(dst, src, panels, bias []float32, in, out int) {
	padded := roundUp(out)
	switch {
	case in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0:
		panic(badChannels)
	case len(src) < in:
		panic(shortSrc)
	case len(panels) < PanelLen(in, out):
		panic(shortWeights)
	case len(bias) < padded:
		panic(shortBias)
	case len(dst) < padded:
		panic(shortDst)
	}
	switch {
	case isa == Scalar:
		fullyConnectedScalar(dst, src, panels, bias, in, padded)
	case isa.Available():
		fullyConnectedSIMD128(dst, src, panels, bias, in, padded)
	default:
		panic(unavailable)
	}
}

func fullyConnectedScalar(dst, src, panels, bias []float32, in, padded int) {
	for n := range padded {
		w := column(panels, in, n, 1)
		acc := bias[n]
		for m, v := range src[:in] {
			acc += float32(v * w[m*panel])
		}
		dst[n] = acc
	}
}
