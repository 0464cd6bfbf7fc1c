package kernels

// QuantisedDepthwise3x3 computes a depthwise 3×3 convolution with SAME padding:
//
//	dst[y, x, c] = activation(bias[c] + Σ_{i,j} src[s·y+i−top, s·x+j−left, c]·w[i, j, c])
//
//	src    [H, W, C], C a multiple of 8; in pairs of pixels if W is even, else plain
//	w      [3, 3, C] as PackQuantisedDepthwise packs it
//	dst    [⌈H/s⌉, ⌈W/s⌉, C], plain; must not overlap src
func (isa ISA) QuantisedDepthwise3x3(dst, src, w []int16, q *Requantisation, win Window) {
	win.check()
	switch {
	case win.Channels%panel != 0:
		panic(badChannels)
	case len(src) < win.inLen():
		panic(shortSrc)
	case len(w) < QuantisedDepthwiseLen(win.Channels):
		panic(shortWeights)
	case len(dst) < win.outLen(win.Channels):
		panic(shortDst)
	}
	q.check(win.Channels)
	switch {
	case isa == Scalar:
		quantisedDepthwiseScalar(dst, src, w, q, win)
	case isa.Available():
		quantisedDepthwiseSIMD128(dst, src, w, q, win)
	default:
		panic(unavailable)
	}
}

func quantisedDepthwiseScalar(dst, src, w []int16, q *Requantisation, win Window) {
	channels, rows, columns := win.Channels, win.OutHeight(), win.OutWidth()
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		i0, i1 := inside(top, win.Height)
		for x := range columns {
			left := x*win.Stride - win.PadLeft()
			j0, j1 := inside(left, win.Width)
			d := dst[(y*columns+x)*channels:][:channels]
			for c := range d {
				sum := q.Bias[c]
				for i := i0; i < i1; i++ {
					for j := j0; j < j1; j++ {
						p := (top+i)*win.Width + left + j
						at := p*channels + c
						if win.Width%2 == 0 {
							at = pairIndex(p, c, channels)
						}
						sum += int32(src[at]) * depthwiseWeight(w, c, i, j)
					}
				}
				d[c] = q.activation(sum, c)
			}
		}
	}
}
