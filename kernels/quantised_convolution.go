package kernels

// QuantisedRGBLen returns the length of a picture as QuantiseRGB lays it out.
func QuantisedRGBLen(height, width int) int { return (height + 1) * (width + 2) * 3 }

// QuantiseRGB turns a picture of real numbers into activations, with one row and two columns of zeros at its end, so
// that no window of the first layer leaves it:
//
//	dst[y, x, c] = gain·nearest(clamp(src[y, x, c]·scale + offset, 0, 255)) − zero, ties to even; NaN becomes −zero
//
// The picture's values are pixels, of gain steps each, of which zero lie below the real number 0.
//
//	src   [height, width, 3]
//	dst   [height+1, width+2, 3]; must not overlap src
func (isa ISA) QuantiseRGB(dst []int16, src []float32, height, width int, scale, offset float32, gain, zero int16) {
	checkQuantiseRGB(len(dst), src, height, width)
	if !isa.Available() {
		panic(unavailable)
	}
	for y := range height {
		d := dst[y*(width+2)*3:][:(width+2)*3]
		done := 0
		if isa != Scalar {
			done = 3 * width / 8 * 8
			quantiseSIMD128(d[:done], src[y*width*3:], scale, offset, gain, zero)
		}
		quantiseScalar(d[done:3*width], src[y*width*3+done:], scale, offset, gain, zero)
		clear(d[3*width:])
	}
	clear(dst[height*(width+2)*3 : QuantisedRGBLen(height, width)])
}

func checkQuantiseRGB(dstLen int, src []float32, height, width int) {
	switch {
	case height < 1 || width < 1:
		panic(badShape)
	case len(src) < height*width*3:
		panic(shortSrc)
	case dstLen < QuantisedRGBLen(height, width):
		panic(shortDst)
	}
}

func quantiseScalar(dst []int16, src []float32, scale, offset float32, gain, zero int16) {
	for i := range dst {
		dst[i] = gain*int16(pixel(src[i], scale, offset)) - zero
	}
}

// QuantisedConvRGB computes the first layer, a 3×3 convolution with stride 2 and SAME padding:
//
//	dst[y, x, n] = activation(bias[n] + Σ_{i,j,m} src[2·y+i, 2·x+j, m]·w[i, j, m, n])
//
//	src      [H+1, W+2, 3] as QuantiseRGB lays it out, H and W even
//	panels   w [3, 9, out] as PackQuantisedPanels packs it, out a multiple of 8
//	dst      [H/2, W/2, out], in pairs of pixels where W/2 is even; must not overlap src
func (isa ISA) QuantisedConvRGB(dst, src, panels []int16, q *Requantisation, height, width, out int) {
	switch {
	case height < 1 || width < 1 || out < 1:
		panic(badShape)
	case height%2 != 0 || width%2 != 0:
		panic(oddSize)
	case out%panel != 0:
		panic(badChannels)
	case len(src) < QuantisedRGBLen(height, width):
		panic(shortSrc)
	case len(panels) < QuantisedPanelLen(3, 9, out):
		panic(shortWeights)
	case len(dst) < height/2*(width/2)*out:
		panic(shortDst)
	case !isa.Available():
		panic(unavailable)
	}
	q.check(out)
	columns, rowLen := width/2, (width+2)*3
	s := quantisedSpan{
		pixels: columns, srcStep: 6, rows: 3, run: 5, srcRow: rowLen,
		in: 30, out: out, pairs: columns%2 == 0,
	}
	for y := range height / 2 {
		s.convolve(isa, dst[y*columns*out:], src[2*y*rowLen:], panels, q)
	}
}

// QuantisedPointwise computes a 1×1 convolution:
//
//	dst[p, n] = activation(bias[n] + Σₘ src[p, m]·w[m, n])
//
//	src      [pixels, in], in a multiple of 8
//	panels   w [1, in, out] as PackQuantisedPanels packs it
//	q        of ⌈out/8⌉·8 channels
//	dst      [pixels, out], in pairs of pixels if pairs is set, and pixels then even and out a multiple of 8; else
//	         ⌈out/8⌉·8 − out values of no meaning after it; must not overlap src
func (isa ISA) QuantisedPointwise(dst, src, panels []int16, q *Requantisation, pixels, in, out int, pairs bool) {
	padded := roundUp(out)
	switch {
	case pixels < 1 || in < 1 || out < 1:
		panic(badShape)
	case in%panel != 0 || pairs && padded != out:
		panic(badChannels)
	case pairs && pixels%2 != 0:
		panic(oddSize)
	case pairs && q.Min != 0:
		panic(badMin)
	case len(src) < pixels*in:
		panic(shortSrc)
	case len(panels) < QuantisedPanelLen(1, in, out):
		panic(shortWeights)
	case len(dst) < pixels*out+padded-out:
		panic(shortDst)
	case !isa.Available():
		panic(unavailable)
	}
	q.check(padded)
	s := quantisedSpan{pixels: pixels, srcStep: in, rows: 1, run: in / 2, in: in, out: out, pairs: pairs}
	s.convolve(isa, dst, src, panels, q)
}

// quantisedSpan is a row of output pixels whose sums have one shape: rows runs of inputs, each run neighbours in src
// and in the panel. A pointwise layer is one span of one run, the RGB convolution a span of three in each row.
type quantisedSpan struct {
	pixels    int
	srcStep   int // from one pixel to the next, in values
	rows, run int // a run is counted in pairs of inputs
	srcRow    int // from one run to the next, in values
	in, out   int // in is all inputs of a sum, with those that fill up pairs
	pairs     bool
}

// convolve computes all output channels of the span. Assembly takes four pixels at a time; fewer are the definition's.
func (s *quantisedSpan) convolve(isa ISA, dst, src, panels []int16, q *Requantisation) {
	if isa == Scalar || s.pixels < 4 {
		s.convolveScalar(dst, src, panels, q)
	} else {
		s.convolveSIMD128(dst, src, panels, q)
	}
}

func (s *quantisedSpan) convolveScalar(dst, src, panels []int16, q *Requantisation) {
	for p := range s.pixels {
		for n := range s.out {
			w := column(panels, s.in, n, 2)
			sum := q.Bias[n]
			for r := range s.rows {
				for m, v := range src[p*s.srcStep+r*s.srcRow:][:2*s.run] {
					sum += int32(v) * int32(w[(r*s.run+m/2)*2*panel+m%2])
				}
			}
			store(dst, q.activation(sum, n), p, n, s.out, s.pairs)
		}
	}
}
