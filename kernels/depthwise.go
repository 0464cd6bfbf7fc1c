package kernels

// Depthwise3x3 computes a depthwise 3×3 convolution with SAME padding, each channel by itself, then bias and
// bounds:
//
//	dst[y, x, c] = clamp(bias[c] + Σ_{i,j} src[s·y+i−top, s·x+j−left, c]·w[i, j, c])
//
// This is Eq. (3) of Howard et al. 2017, the first half of a depthwise separable convolution.
//
//	src    [H, W, C], C a multiple of 8
//	w      [3, 3, C]
//	bias   [C]
//	dst    [⌈H/s⌉, ⌈W/s⌉, C]; must not overlap src
func (isa ISA) Depthwise3x3(dst, src, w, bias []float32, win Window, bounds Bounds) {
	win.check()
	switch {
	case win.Channels%panel != 0:
		panic(badChannels)
	case len(src) < win.inLen():
		panic(shortSrc)
	case len(w) < 9*win.Channels:
		panic(shortWeights)
	case len(bias) < win.Channels:
		panic(shortBias)
	case len(dst) < win.outLen(win.Channels):
		panic(shortDst)
	}
	switch {
	case isa == Scalar:
		depthwiseScalar(dst, src, w, bias, win, bounds)
	case isa.Available():
		depthwiseSIMD128(dst, src, w, bias, win, bounds)
	default:
		panic(unavailable)
	}
}

func depthwiseScalar(dst, src, w, bias []float32, win Window, bounds Bounds) {
	channels, rows, columns := win.Channels, win.OutHeight(), win.OutWidth()
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		i0, i1 := inside(top, win.Height)
		for x := range columns {
			left := x*win.Stride - win.PadLeft()
			j0, j1 := inside(left, win.Width)
			d := dst[(y*columns+x)*channels:][:channels]
			for c := range d {
				acc := bias[c]
				for i := i0; i < i1; i++ {
					for j := j0; j < j1; j++ {
						acc += float32(src[((top+i)*win.Width+left+j)*channels+c] * w[(3*i+j)*channels+c])
					}
				}
				d[c] = bounds.clamp(acc)
			}
		}
	}
}
