package kernels

const scaled = edgeRight << 1 // sums are multiplied by scales

func quantisedDepthwiseSIMD128(dst, src, w []int16, q *Requantisation, win Window) {
	d := depthwiseRowOf{Window: win, w: w, q: q, r: q.rounding(), pixelStep: integer * win.Channels}
	padTop := win.PadTop()
	for y := range win.OutHeight() {
		top := y*win.Stride - padTop
		d.edges = bit(top >= 0, edgeTop) | bit(top+3 <= win.Height, edgeBottom) | bit(q.Scales != nil, scaled)
		dstRow, srcRow := dst[y*win.OutWidth()*win.Channels:], src[(top+1)*win.Width*win.Channels:]
		switch {
		case win.Width%2 != 0:
			d.plain(dstRow, srcRow)
		case win.OutWidth() < 4:
			d.narrow(dstRow, srcRow)
		default:
			d.wide(dstRow, srcRow)
		}
	}
}

// depthwiseRowOf computes rows of outputs; src is the row of their windows' middles.
type depthwiseRowOf struct {
	Window
	w         []int16
	q         *Requantisation
	r         rounding
	pixelStep int // bytes of a pixel
	edges     int // top and bottom, and scaled
}

// wide computes a row from pixels in pairs. As in float32, the first tile has the left edge, the last one the right,
// and all between go together; the last one reaches back to a pixel that a pair begins with.
func (d *depthwiseRowOf) wide(dst, src []int16) {
	const tile = 4
	columns := d.OutWidth()
	for x := 0; x < columns; {
		tiles := 1
		switch {
		case x+tile > columns:
			x = columns - tile
		case x > 0:
			tiles = max((columns-1-x)/tile, 1)
		}
		next := x + tiles*tile
		edges := d.edges | bit(x > 0, edgeLeft) | bit(next*d.Stride < d.Width, edgeRight)
		to, from := &dst[x*d.Channels], &src[x*d.Stride*d.Channels]
		if d.Stride == 1 {
			quantisedDepthwise4x8SIMD128(to, from, &d.w[0], &d.q.Bias[0], d.q.factors(0), &d.r,
				d.Channels, 2*d.pixelStep, d.Width*d.pixelStep, edges, tiles)
		} else {
			quantisedDepthwise4x8Stride2SIMD128(to, from, &d.w[0], &d.q.Bias[0], d.q.factors(0), &d.r,
				d.Channels, 2*d.pixelStep, d.Width*d.pixelStep, edges, tiles)
		}
		x = next
	}
}

// narrow computes a row from pixels in pairs, one after the other.
func (d *depthwiseRowOf) narrow(dst, src []int16) {
	for x := range d.OutWidth() {
		first, weights := x*d.Stride, 16 // a window that begins with a pair
		if d.Stride == 1 {
			first, weights = (x-1)&^1, (x&1)*16
		}
		edges := d.edges | bit(first >= 0, edgeLeft) | bit(first+2 < d.Width, edgeRight)
		middle := max(first, 0) * d.Channels
		back := 0 // bytes from src to the pair that is not there
		if first < 0 {
			back = 2 * d.pixelStep
		}
		quantisedDepthwise1x8SIMD128(&dst[x*d.Channels], &src[middle], &d.w[weights], &d.q.Bias[0], d.q.factors(0), &d.r,
			d.Channels, 2*d.pixelStep, d.Width*d.pixelStep, edges, back)
	}
}

// plain computes a row from plain pixels, one after the other.
func (d *depthwiseRowOf) plain(dst, src []int16) {
	padLeft := d.PadLeft()
	for x := range d.OutWidth() {
		middle := x*d.Stride - padLeft + 1
		edges := d.edges | bit(middle > 0, edgeLeft) | bit(middle+1 < d.Width, edgeRight)
		quantisedDepthwisePlain1x8SIMD128(&dst[x*d.Channels], &src[middle*d.Channels], &d.w[16], &d.q.Bias[0], d.q.factors(0), &d.r,
			d.Channels, d.pixelStep, d.Width*d.pixelStep, edges)
	}
}

// The functions compute all channels of a row of tiles, or of one pixel: 4 or 1 pixels × 8 channels each. src is the
// pair of pixels in the middle row in which the first window has its middle, or, for one pixel, the first of two pairs
// that it reads; back leads from src to that pair if it is outside. Where pixels are plain, src is the window's middle.
// Steps are in bytes.
//
//go:noescape
func quantisedDepthwise4x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, tiles int)

//go:noescape
func quantisedDepthwise4x8Stride2SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, tiles int)

//go:noescape
func quantisedDepthwise1x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, back int)

//go:noescape
func quantisedDepthwisePlain1x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pixelStep, rowStep, edges int)
