package kernels

// dotIsExact tells whether a dot product of bytes takes activations as they are, from 0 to 255, and adds up four products
// without losing any, in this binary and on this processor. Some processors take activations above 127 for negative,
// and some clamp the sum of two products to 16 bits.
var dotIsExact = probeDot()

func probeDot() bool {
	weights := [16]int8{127, 127, 127, 127, -128, -128, -128, -128, 127, -128, 1, -1, -128, 127, 127, 127}
	activations := [16]uint8{255, 255, 255, 255, 255, 255, 255, 255, 128, 127, 255, 254, 0, 200, 255, 129}
	have, want := [4]int32{-7, 1 << 30, 5, 0}, [4]int32{-7, 1 << 30, 5, 0}
	for i, w := range weights {
		want[i/4] += int32(w) * int32(activations[i])
	}
	dotSIMD128(&have, &weights, &activations)
	return have == want
}

// dotSIMD128 adds to each number of dst four products, as the kernels of bytes do.
//
//go:noescape
func dotSIMD128(dst *[4]int32, weights *[16]int8, activations *[16]uint8)

// byteBlock is how much of its input and output a pointwise layer works on before it goes on to the next pixels: as
// much as stays in the first cache.
const byteBlock = 32 << 10

func bytePointwiseSIMD128(dst, src []uint8, panels []int8, q *Requantisation, pixels, in, out int) {
	p := bytePointwise{panels: panels, q: q, in: in, out: out}
	if !q.wholeByte() {
		bounds := byteBounds(q)
		p.bounds = &bounds
	}
	if q.Offset != 0 {
		var offsets [2 * byteBlock / (2 * panel)]int32 // less than two blocks of the fewest inputs and outputs
		p.offsets = offsets[:]
	}
	block := max(byteBlock/(in+out)/6, 4) * 6
	for ; pixels >= 2*block; pixels -= block {
		p.block(dst, src, block)
		dst, src = dst[block*out:], src[block*in:]
	}
	p.block(dst, src, pixels)
}

type bytePointwise struct {
	panels  []int8
	q       *Requantisation
	offsets []int32      // what the offset adds to each pixel's sums, nil if there is none
	bounds  *[2][8]int16 // see byteBounds, nil for what a byte holds
	in, out int
}

// byteBounds returns what is added to an activation to make a byte, and the largest byte.
func byteBounds(q *Requantisation) (bounds [2][8]int16) {
	for i := range bounds[0] {
		bounds[0][i], bounds[1][i] = -q.Min, q.Max-q.Min
	}
	return bounds
}

// block computes panels one after the other, in as few tiles as pixels need: of six and of five. Where there are fewer
// pixels than those take, the last tile reaches back over pixels that are done already. A panel that is not whole comes
// first, since what it writes beyond a pixel's channels the next pixel's overwrite.
func (p *bytePointwise) block(dst, src []uint8, pixels int) {
	tiles := (pixels + 5) / 6
	six := max(pixels-5*tiles, 0)
	five := tiles - six
	rest := 6*six+5*five > pixels
	if rest {
		five--
	}
	if p.offsets != nil {
		d := p.q.Offset
		offset := lanes(d, d, d, d)
		byteOffsetsSIMD128(&p.offsets[0], &src[0], &offset, pixels, p.in)
	}
	for i := range panelCount(p.out) {
		n := panelAt(i, p.out)
		if pixels < 5 {
			p.tiles(1, dst, src, n, 0, pixels)
			continue
		}
		p.tiles(6, dst, src, n, 0, six)
		p.tiles(5, dst, src, n, 6*six, five)
		if rest {
			p.tiles(5, dst, src, n, pixels-5, 1)
		}
	}
}

// tiles computes 8 channels from n on of some tiles of so many pixels, of which the first one is given.
func (p *bytePointwise) tiles(tile int, dst, src []uint8, n, first, tiles int) {
	if tiles == 0 {
		return
	}
	to, from, w := &dst[first*p.out+n], &src[first*p.in], &p.panels[n*p.in]
	bias, scales := &p.q.Bias[n : n+panel][0], &p.q.Scales[n : n+panel][0]
	var offsets *int32
	if p.offsets != nil {
		offsets = &p.offsets[first]
	}
	switch tile {
	case 6:
		bytes6x8SIMD128(to, from, w, bias, scales, tiles, p.out, p.in, p.in, offsets, p.bounds)
	case 5:
		bytes5x8SIMD128(to, from, w, bias, scales, tiles, p.out, p.in, p.in, offsets, p.bounds)
	default:
		bytes1x8SIMD128(to, from, w, bias, scales, tiles, p.out, p.in, p.in, offsets, p.bounds)
	}
}

// The bytes functions compute tiles of 6, 5 or 1 pixels × 8 output channels. Steps lead from one pixel to the next;
// inputs is a multiple of 8. offsets are added to the sums of each pixel; nil: nothing. Of bounds the first are added to
// activations, which are then at most the second; nil: nothing, and what a byte holds.
//
//go:noescape
func bytes6x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)

//go:noescape
func bytes5x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)

//go:noescape
func bytes1x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)

// byteOffsetsSIMD128 adds up the inputs of each pixel, a multiple of 8, times the offset in all lanes.
//
//go:noescape
func byteOffsetsSIMD128(dst *int32, src *uint8, offset *[16]int8, pixels, inputs int)

// lanes returns what four inputs are multiplied with, for all channels alike.
func lanes(w ...int8) (v [16]int8) {
	for i := range v {
		v[i] = w[i%4]
	}
	return v
}

// simd128 computes panels one after the other. The last tile reaches back over pixels that are done already.
func (r *byteRGBRow) simd128(dst, src []uint8) {
	const tile = 6
	last := r.columns - tile
	var offset *[2][16]int8
	if d := r.q.Offset; d != 0 {
		offset = &[2][16]int8{lanes(d, d, d, d), lanes(d, 0, 0, 0)}
	}
	for n := 0; n < r.out; n += panel {
		w, scales := &r.panels[byteRGBIndex(0, 0, n)], &r.q.Scales[n : n+panel][0]
		bias, lastBias := &r.q.Bias[r.edges*r.out+n], &r.q.Bias[(r.edges+1)*r.out+n]
		if last > 0 {
			byteRGB6x8SIMD128(&dst[n], &src[0], w, bias, bias, scales, (r.columns-1)/tile, r.out, r.rowLen, offset)
		}
		byteRGB6x8SIMD128(&dst[last*r.out+n], &src[6*last], w, bias, lastBias, scales, 1, r.out, r.rowLen, offset)
	}
}

// byteRGB6x8SIMD128 computes tiles of 6 pixels × 8 output channels of the first layer. The last pixel of each has a bias
// of its own. Steps lead to the next pixel of dst and to the next row of src.
//
//go:noescape
func byteRGB6x8SIMD128(dst, src *uint8, panel *int8, bias, lastBias *int32, scales *float32, tiles, dstStep, rowStep int, offset *[2][16]int8)

func quantiseBytesSIMD128(dst []uint8, src []float32, scale, offset float32) {
	if len(dst) > 0 {
		quantiseBytes16SIMD128(&dst[0], &src[0], len(dst), scale, offset)
	}
}

// quantiseBytes16SIMD128 quantises count values, a multiple of 16.
//
//go:noescape
func quantiseBytes16SIMD128(dst *uint8, src *float32, count int, scale, offset float32)

// byteDepthwiseSIMD128 computes row by row. A row of a window that lies in the padding is read as its middle row is,
// with weights of 0.
func byteDepthwiseSIMD128(dst, src []uint8, w []int8, q *Requantisation, win Window) {
	columns, rowLen := win.OutWidth(), win.Width*win.Channels
	for y := range win.OutHeight() {
		middle := y*win.Stride - win.PadTop() + 1
		top, bottom := max(middle-1, 0), min(middle+1, win.Height-1)
		edges := bit(top < middle, topRow) | bit(bottom > middle, bottomRow)
		to, weights := &dst[y*columns*win.Channels], &w[edges*byteEdges]
		var offset *[16]int8
		if d := q.Offset; d != 0 {
			rows := lanes(d*int8(edges&topRow/topRow), d, d*int8(edges&bottomRow/bottomRow), 0)
			offset = &rows
		}
		if win.Stride == 1 {
			byteDepthwise8SIMD128(to, &src[top*rowLen], &src[middle*rowLen], &src[bottom*rowLen], weights,
				&q.Bias[0], &q.Scales[0], win.Channels/panel, win.Channels, columns, offset)
		} else {
			byteDepthwise8Stride2SIMD128(to, &src[top*rowLen], &src[middle*rowLen], &src[bottom*rowLen], weights,
				&q.Bias[0], &q.Scales[0], win.Channels/panel, win.Channels, columns, offset, 1-win.PadLeft())
		}
	}
}

// The functions compute a row of outputs, 8 channels after the other, in steps of one pixel. left tells whether the first
// window has a left column. offset is what the weights of the three rows are above their bytes; nil: nothing.
//
//go:noescape
func byteDepthwise8SIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8)

//go:noescape
func byteDepthwise8Stride2SIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8, left int)

// byteSumsSIMD128 adds up 8 channels of all pixels, which lie step apart.
//
//go:noescape
func byteSumsSIMD128(sums *[panel]int32, src *uint8, pixels, step int)
