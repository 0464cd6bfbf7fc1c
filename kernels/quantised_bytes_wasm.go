package kernels

// dotKind is how this processor multiplies bytes, in this binary. Some processors take activations above 127 for negative,
// and some clamp the sum of two products to 16 bits, or let it run over.
var dotKind = probeDot()

func probeDot() dotProduct {
	fromZero := func(v uint8) int32 { return int32(v) }
	fromSign := func(v uint8) int32 { return int32(int8(v)) }
	switch {
	case dotGives(-128, fromZero):
		return unsigned
	case dotGives(-128, fromSign):
		return signed
	case dotGives(-127, fromSign):
		return signed7
	}
	return inexact
}

func forgetDot() { dotKind = inexact }

// dotGives tells whether products of weights and activations come out exact, the least and the largest sums among them.
func dotGives(least int8, value func(activation uint8) int32) bool {
	weights := [16]int8{127, 127, 127, 127, least, least, least, least, 127, least, 1, -1, least, least, 127, 127}
	for _, activations := range [][16]uint8{
		{255, 255, 255, 255, 255, 255, 255, 255, 128, 127, 255, 254, 0, 200, 255, 129},
		{128, 128, 128, 128, 128, 128, 128, 128, 127, 128, 1, 128, 127, 127, 127, 127},
	} {
		have, want := [4]int32{-7, 1 << 30, 5, 0}, [4]int32{-7, 1 << 30, 5, 0}
		for i, w := range weights {
			want[i/4] += int32(w) * value(activations[i])
		}
		dotSIMD128(&have, &weights, &activations)
		if have != want {
			return false
		}
	}
	return true
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

// block computes some pixels in the tiles that this processor's bytes need.
func (p *bytePointwise) block(dst, src []uint8, pixels int) {
	if p.offsets != nil {
		d := p.q.Offset
		offset := lanes(d, d, d, d)
		if dotKind == unsigned {
			byteOffsetsSIMD128(&p.offsets[0], &src[0], &offset, pixels, p.in)
		} else {
			byteOffsetsSignedSIMD128(&p.offsets[0], &src[0], &offset, pixels, p.in)
		}
	}
	if dotKind == unsigned {
		p.narrow(dst, src, pixels)
	} else {
		p.wide(dst, src, pixels)
	}
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

// narrow computes panels one after the other, in as few tiles as pixels need: of six and of five. Where there are fewer
// pixels than those take, the last tile reaches back over pixels that are done already. A panel that is not whole comes
// first, since what it writes beyond a pixel's channels the next pixel's overwrite.
func (p *bytePointwise) narrow(dst, src []uint8, pixels int) {
	tiles := (pixels + 5) / 6
	six := max(pixels-5*tiles, 0)
	five := tiles - six
	rest := 6*six+5*five > pixels
	if rest {
		five--
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

// wide computes two panels at a time in tiles of four pixels, and a panel without another, or fewer pixels, one by one.
func (p *bytePointwise) wide(dst, src []uint8, pixels int) {
	whole := p.out / panel * panel
	if whole < p.out {
		p.tiles(1, dst, src, whole, 0, pixels)
	}
	n := 0
	if pixels >= wideTile {
		for ; n+2*panel <= whole; n += 2 * panel {
			p.wideTiles(dst, src, n, 0, pixels/wideTile)
			if pixels%wideTile != 0 {
				p.wideTiles(dst, src, n, pixels-wideTile, 1)
			}
		}
	}
	for ; n < whole; n += panel {
		p.tiles(1, dst, src, n, 0, pixels)
	}
}

// wideTiles computes 16 channels from n on of some tiles of four pixels, of which the first one is given.
func (p *bytePointwise) wideTiles(dst, src []uint8, n, first, tiles int) {
	var offsets *int32
	if p.offsets != nil {
		offsets = &p.offsets[first]
	}
	bytes4x16SignedSIMD128(&dst[first*p.out+n], &src[first*p.in], &p.panels[bytePanel(p.in, n)],
		&p.q.Bias[n : n+2*panel][0], &p.q.Scales[n : n+2*panel][0], tiles, p.out, p.in, p.in, bytePanel(p.in, panel), offsets, p.bounds)
}

// tiles computes 8 channels from n on of some tiles of so many pixels, of which the first one is given.
func (p *bytePointwise) tiles(tile int, dst, src []uint8, n, first, tiles int) {
	if tiles == 0 {
		return
	}
	to, from, w := &dst[first*p.out+n], &src[first*p.in], &p.panels[bytePanel(p.in, n)]
	bias, scales := &p.q.Bias[n : n+panel][0], &p.q.Scales[n : n+panel][0]
	var offsets *int32
	if p.offsets != nil {
		offsets = &p.offsets[first]
	}
	switch {
	case dotKind != unsigned:
		bytes1x8SignedSIMD128(to, from, w, bias, scales, tiles, p.out, p.in, p.in, offsets, p.bounds)
	case tile == 6:
		bytes6x8SIMD128(to, from, w, bias, scales, tiles, p.out, p.in, p.in, offsets, p.bounds)
	case tile == 5:
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

//go:noescape
func bytes1x8SignedSIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)

// bytes4x16SignedSIMD128 computes tiles of 4 pixels × the 16 output channels of two panels, of which the second one lies
// panelStep further.
//
//go:noescape
func bytes4x16SignedSIMD128(dst, src *uint8, panels *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs, panelStep int, offsets *int32, bounds *[2][8]int16)

// byteOffsetsSIMD128 adds up the inputs of each pixel, a multiple of 8, times the offset in all lanes.
//
//go:noescape
func byteOffsetsSIMD128(dst *int32, src *uint8, offset *[16]int8, pixels, inputs int)

//go:noescape
func byteOffsetsSignedSIMD128(dst *int32, src *uint8, offset *[16]int8, pixels, inputs int)

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
			r.tiles(&dst[n], &src[0], w, bias, bias, scales, (r.columns-1)/tile, offset)
		}
		r.tiles(&dst[last*r.out+n], &src[6*last], w, bias, lastBias, scales, 1, offset)
	}
}

func (r *byteRGBRow) tiles(dst, src *uint8, w *int8, bias, lastBias *int32, scales *float32, tiles int, offset *[2][16]int8) {
	if dotKind == unsigned {
		byteRGB6x8SIMD128(dst, src, w, bias, lastBias, scales, tiles, r.out, r.rowLen, offset)
	} else {
		byteRGB6x8SignedSIMD128(dst, src, w, bias, lastBias, scales, tiles, r.out, r.rowLen, offset)
	}
}

// byteRGB6x8SIMD128 computes tiles of 6 pixels × 8 output channels of the first layer. The last pixel of each has a bias
// of its own. Steps lead to the next pixel of dst and to the next row of src.
//
//go:noescape
func byteRGB6x8SIMD128(dst, src *uint8, panel *int8, bias, lastBias *int32, scales *float32, tiles, dstStep, rowStep int, offset *[2][16]int8)

//go:noescape
func byteRGB6x8SignedSIMD128(dst, src *uint8, panel *int8, bias, lastBias *int32, scales *float32, tiles, dstStep, rowStep int, offset *[2][16]int8)

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
		above, row, below := &src[top*rowLen], &src[middle*rowLen], &src[bottom*rowLen]
		bias, scales, groups, left := &q.Bias[0], &q.Scales[0], win.Channels/panel, 1-win.PadLeft()
		switch {
		case dotKind == unsigned && win.Stride == 1:
			byteDepthwise8SIMD128(to, above, row, below, weights, bias, scales, groups, win.Channels, columns, offset)
		case dotKind == unsigned:
			byteDepthwise8Stride2SIMD128(to, above, row, below, weights, bias, scales, groups, win.Channels, columns, offset, left)
		case win.Stride == 1:
			byteDepthwise8SignedSIMD128(to, above, row, below, weights, bias, scales, groups, win.Channels, columns, offset)
		default:
			byteDepthwise8Stride2SignedSIMD128(to, above, row, below, weights, bias, scales, groups, win.Channels, columns, offset, left)
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

//go:noescape
func byteDepthwise8SignedSIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8)

//go:noescape
func byteDepthwise8Stride2SignedSIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8, left int)

// byteSumsSIMD128 adds up 8 channels of all pixels, which lie step apart.
//
//go:noescape
func byteSumsSIMD128(sums *[panel]int32, src *uint8, pixels, step int)
