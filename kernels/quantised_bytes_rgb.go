package kernels

// ByteRGBPanelLen returns the length of the first layer's weights as PackByteRGB packs them.
func ByteRGBPanelLen(out int) int { return byteRGBPanel / panel * roundUp(out) }

// byteRGBPanel is how many bytes the first layer's weights to 8 channels take.
const byteRGBPanel = (9*4 + sumBytes) * panel

// PackByteRGB packs the first layer for pixels that are bytes, of which two steps make a pixel and the real number 0 lies
// zero steps up: half a pixel where 0 lies between two. What zero adds to a sum goes into the bias; since a window's
// padding adds nothing, there are four biases.
//
//	panels[n/8·320 + ((i·3 + k/4)·8 + n%8)·4 + k%4] = w[i, k/3, k%3, n] for k = 0..8, and 0 for 9, 10, 11
//	biases[e, n] = bias[n] − zero·Σ (w[i, j, m, n] + offset) over rows i and columns j that are inside
//
// and behind the weights of each panel 128·Σ (w[i, j, m, n] + offset) over all, an int32 for each channel, where all are inside for e = 0, all columns but the last one for 1, all rows but the last one for 2, and neither the
// last row nor the last column for 3.
//
//	w        [3, 3, 3, out], out a multiple of 8; values from −128 to 127
//	bias     [out]
//	panels   ByteRGBPanelLen(out)
//	biases   [4, out]; may begin in the place of bias
func PackByteRGB(panels []int8, biases []int32, w []int16, bias []int32, zero int32, offset int8, out int) {
	switch {
	case out < 1:
		panic(badShape)
	case out%panel != 0:
		panic(badChannels)
	case len(w) < 27*out:
		panic(shortWeights)
	case len(bias) < out:
		panic(shortBias)
	case len(panels) < ByteRGBPanelLen(out), len(biases) < 4*out:
		panic(shortDst)
	}
	clear(panels[:ByteRGBPanelLen(out)])
	for e := range 4 {
		copy(biases[e*out:], bias[:out])
	}
	for n := range out {
		sum := 27 * int32(offset)
		for tap := range 27 {
			sum += int32(w[tap*out+n])
		}
		putSum(panels[byteRGBIndex(3, 0, n):], halfRange*sum)
	}
	for tap := range 27 {
		i, j, k := tap/9, tap/3%3, tap%9
		for n, v := range w[tap*out:][:out] {
			panels[byteRGBIndex(i, k, n)] = int8(v)
			for e := range 4 {
				if (e&1 == 0 || j < 2) && (e&2 == 0 || i < 2) {
					biases[e*out+n] -= zero * (int32(v) + int32(offset))
				}
			}
		}
	}
}

// byteRGBIndex returns where the weight of value k of row i to output n lies, and in place of a fourth row its sum.
func byteRGBIndex(i, k, n int) int {
	return n/panel*byteRGBPanel + ((i*3+k/4)*panel+n%panel)*4 + k%4
}

// ByteConvRGB computes the first layer, a 3×3 convolution with stride 2 and SAME padding:
//
//	dst[y, x, n] = activation(biases[e, n] + 2·Σ_{i,j,m} src[2·y+i, 2·x+j, m]·(w[i, j, m, n] + q.Offset))
//
//	src      [H+1, W+2, 3] as QuantiseBytesRGB lays it out, H and W those of win, W even
//	panels   as PackByteRGB packs them; q.Bias are the biases, e says which rows and columns are inside
//	dst      [⌈H/2⌉, W/2, out]; must not overlap src
//
// win has stride 2 and is of even height, or a band of such a window.
func (isa ISA) ByteConvRGB(dst, src []uint8, panels []int8, q *Requantisation, win Window, out int) {
	win.check()
	switch {
	case out < 1:
		panic(badShape)
	case win.Channels != 3:
		panic(badRGB)
	case win.Stride != 2:
		panic(badStride)
	case win.PadTop() != 0 || win.Width%2 != 0:
		panic(oddSize)
	case out%panel != 0:
		panic(badChannels)
	case len(src) < QuantisedRGBLen(win.Height, win.Width):
		panic(shortSrc)
	case len(panels) < ByteRGBPanelLen(out):
		panic(shortWeights)
	case len(dst) < win.outLen(out):
		panic(shortDst)
	}
	q.checkBytes(isa, out)
	if len(q.Bias) < 4*out {
		panic(shortBias)
	}
	columns, rowLen := win.OutWidth(), (win.Width+2)*3
	for y := range win.OutHeight() {
		r := byteRGBRow{panels: panels, q: q, columns: columns, rowLen: rowLen, out: out}
		if 2*y+2 >= win.Height {
			r.edges = 2
		}
		if to, from := dst[y*columns*out:], src[2*y*rowLen:]; isa == Scalar || columns < 6 {
			r.scalar(to, from)
		} else {
			r.simd128(to, from)
		}
	}
}

// byteRGBRow is a row of the first layer's output.
type byteRGBRow struct {
	panels               []int8
	q                    *Requantisation
	columns, rowLen, out int
	edges                int // of all but the last pixel, which lacks a column too
}

func (r *byteRGBRow) scalar(dst, src []uint8) {
	for x := range r.columns {
		bias := r.q.Bias[r.edges*r.out:]
		if x == r.columns-1 {
			bias = r.q.Bias[(r.edges+1)*r.out:]
		}
		for n := range r.out {
			sum := int32(0)
			for i := range 3 {
				for k, v := range src[i*r.rowLen+6*x:][:9] {
					sum += int32(v) * (int32(r.panels[byteRGBIndex(i, k, n)]) + int32(r.q.Offset))
				}
			}
			dst[x*r.out+n] = uint8(r.q.activation(bias[n]+2*sum, n))
		}
	}
}

// QuantiseBytesRGB turns a picture of real numbers into bytes, with one row and two columns of zeros at its end, so that
// no window of the first layer leaves it:
//
//	dst[y, x, c] = nearest(clamp(src[y, x, c]·scale + offset, 0, 255)), ties to even; NaN becomes 0
//
//	src   [height, width, 3]
//	dst   [height+1, width+2, 3]; must not overlap src
func (isa ISA) QuantiseBytesRGB(dst []uint8, src []float32, height, width int, scale, offset float32) {
	checkQuantiseRGB(len(dst), src, height, width)
	if !isa.Available() {
		panic(unavailable)
	}
	for y := range height {
		d := dst[y*(width+2)*3:][:(width+2)*3]
		done := 0
		if isa != Scalar {
			done = 3 * width / 16 * 16
			quantiseBytesSIMD128(d[:done], src[y*width*3:], scale, offset)
		}
		quantiseBytesScalar(d[done:3*width], src[y*width*3+done:], scale, offset)
		clear(d[3*width:])
	}
	clear(dst[height*(width+2)*3 : QuantisedRGBLen(height, width)])
}

func quantiseBytesScalar(dst []uint8, src []float32, scale, offset float32) {
	for i := range dst {
		dst[i] = uint8(pixel(src[i], scale, offset))
	}
}

// pixel returns the pixel's value from 0 to 255 of a real number.
func pixel(v, scale, offset float32) int32 {
	const magic = 3 << 22 // an addition that leaves the nearest integer in the low bits
	v = float32(v*scale) + offset
	if !(v > 0) {
		v = 0
	}
	return int32(float32(min(v, 255)+magic) - magic)
}
