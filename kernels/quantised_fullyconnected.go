package kernels

// QuantisedFullyConnected computes the sums of the logits, which are not requantised here:
//
//	dst[n] = bias[n] + Σₘ src[m]·w[m, n]
//
//	src      [in], in a multiple of 8
//	panels   w [1, in, out] as PackQuantisedPanels packs it
//	bias     [⌈out/8⌉·8], zero from out on
//	dst      [⌈out/8⌉·8], of which the first out are the sums
func (isa ISA) QuantisedFullyConnected(dst []int32, src, panels []int16, bias []int32, in, out int) {
	padded := roundUp(out)
	switch {
	case in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0:
		panic(badChannels)
	case len(src) < in:
		panic(shortSrc)
	case len(panels) < QuantisedPanelLen(1, in, out):
		panic(shortWeights)
	case len(bias) < padded:
		panic(shortBias)
	case len(dst) < padded:
		panic(shortDst)
	}
	switch {
	case isa == Scalar:
		quantisedFullyConnectedScalar(dst, src, panels, bias, in, padded)
	case isa.Available():
		quantisedFullyConnectedSIMD128(dst, src, panels, bias, in, padded)
	default:
		panic(unavailable)
	}
}

func quantisedFullyConnectedScalar(dst []int32, src, panels []int16, bias []int32, in, padded int) {
	for n := range padded {
		w := column(panels, in, n, 2)
		sum := bias[n]
		for m, v := range src[:in] {
			sum += int32(v) * int32(w[m/2*2*panel+m%2])
		}
		dst[n] = sum
	}
}

// QuantisedGlobalMean averages every channel over all pixels, in steps gain times as fine as the input's:
//
//	dst[c] = ⌊(gain·Σₚ src[p, c] + ⌊pixels/2⌋) / pixels⌋
//
// With a gain of 1 it is TensorFlow Lite's mean.
//
//	src   [pixels, channels], not negative, channels a multiple of 8
//	dst   [channels]; must not overlap src
func QuantisedGlobalMean(dst, src []int16, pixels, channels, gain int) {
	switch {
	case pixels < 1 || channels < 1 || gain < 1:
		panic(badShape)
	case channels%panel != 0:
		panic(badChannels)
	case len(src) < pixels*channels:
		panic(shortSrc)
	case len(dst) < channels:
		panic(shortDst)
	}
	src = src[:pixels*channels]
	for c := 0; c < channels; c += 4 { // neighbours together, their sums in registers
		var s0, s1, s2, s3 int
		for at := c; at < len(src); at += channels {
			v := src[at:][:4]
			s0 += int(v[0])
			s1 += int(v[1])
			s2 += int(v[2])
			s3 += int(v[3])
		}
		d := dst[c:][:4]
		d[0] = int16((gain*s0 + pixels/2) / pixels)
		d[1] = int16((gain*s1 + pixels/2) / pixels)
		d[2] = int16((gain*s2 + pixels/2) / pixels)
		d[3] = int16((gain*s3 + pixels/2) / pixels)
	}
}
