package kernels

// ConvRGB computes the network's first layer, a standard 3×3 convolution of a picture with 3 channels. It is
// [ISA.Conv3x3] in all but the number of channels, and leaves out the padding instead of multiplying it.
func (isa ISA) ConvRGB(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	if win.Channels != 3 {
		panic(badRGB)
	}
	isa.convolve(dst, src, panels, bias, win, out, bounds)
}

// Conv3x3 computes a standard 3×3 convolution with SAME padding, then bias and bounds:
//
//	dst[y, x, n] = clamp(bias[n] + Σ_{i,j,m} src[s·y+i−top, s·x+j−left, m]·w[i, j, m, n])
//
// This is Eq. (1) of Howard et al. 2017. In the padding src is 0.
//
//	src      [H, W, C], C a multiple of 8
//	panels   w [3, 3, C, out] as PackPanels packs it with in = 9·C
//	bias     [out], out a multiple of 8
//	dst      [⌈H/s⌉, ⌈W/s⌉, out]; must not overlap src
func (isa ISA) Conv3x3(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	if win.Channels%panel != 0 {
		panic(badChannels)
	}
	isa.convolve(dst, src, panels, bias, win, out, bounds)
}

func (isa ISA) convolve(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	win.check()
	switch {
	case out < 1:
		panic(badShape)
	case out%panel != 0:
		panic(badChannels)
	case len(src) < win.inLen():
		panic(shortSrc)
	case len(panels) < PanelLen(9*win.Channels, out):
		panic(shortWeights)
	case len(bias) < out:
		panic(shortBias)
	case len(dst) < win.outLen(out):
		panic(shortDst)
	}
	switch {
	case isa == Scalar && win.Channels == 3:
		convolveScalar(dst, src, panels, bias, win, out, bounds)
	case isa == Scalar:
		convolvePaddedScalar(dst, src, panels, bias, win, out, bounds)
	case isa.Available():
		convolveSIMD128(dst, src, panels, bias, win, out, bounds)
	default:
		panic(unavailable)
	}
}

func convolveScalar(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	in, rows, columns := 9*win.Channels, win.OutHeight(), win.OutWidth()
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		i0, i1 := inside(top, win.Height)
		for x := range columns {
			left := x*win.Stride - win.PadLeft()
			j0, j1 := inside(left, win.Width)
			d := dst[(y*columns+x)*out:][:out]
			for n := range d {
				w := column(panels, in, n, 1)
				acc := bias[n]
				for i := i0; i < i1; i++ {
					// The taps of one row are neighbours, in src and in w.
					run := src[((top+i)*win.Width+left+j0)*win.Channels:][:(j1-j0)*win.Channels]
					k := (3*i + j0) * win.Channels
					for m, v := range run {
						acc += float32(v * w[(k+m)*panel])
					}
				}
				d[n] = bounds.clamp(acc)
			}
		}
	}
}

// convolvePaddedScalar multiplies the padding's zeros too.
func convolvePaddedScalar(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	in, rows, columns := 9*win.Channels, win.OutHeight(), win.OutWidth()
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		for x := range columns {
			left := x*win.Stride - win.PadLeft()
			d := dst[(y*columns+x)*out:][:out]
			for n := range d {
				w := column(panels, in, n, 1)
				acc := bias[n]
				for k := range in {
					i, j, m := top+k/(3*win.Channels), left+k/win.Channels%3, k%win.Channels
					v := float32(0)
					if i >= 0 && i < win.Height && j >= 0 && j < win.Width {
						v = src[(i*win.Width+j)*win.Channels+m]
					}
					acc += float32(v * w[k*panel])
				}
				d[n] = bounds.clamp(acc)
			}
		}
	}
}
