package kernels

// Which taps around the middles of a tile's windows lie inside the input.
const (
	edgeTop = 1 << iota
	edgeBottom
	edgeLeft  // of the first window; all others have it
	edgeRight // of the last window; all others have it
)

func depthwiseSIMD128(dst, src, w, bias []float32, win Window) {
	channels, rows, columns := win.Channels, win.OutHeight(), win.OutWidth()
	pixelStep, rowStep := size*channels, size*channels*win.Width
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		rowEdges := edges(top, win.Height, edgeTop, edgeBottom)
		row := dst[y*columns*channels:]
		middle := src[((top+1)*win.Width+1-win.PadLeft())*channels:]
		for x := 0; x < columns; {
			// Tiles of four: the first, all up to the last, and the last, which reaches back where four do not
			// divide the columns.
			tiles, width := 1, tile
			switch {
			case columns < tile:
				width = 1
			case x+tile > columns:
				x = columns - tile
			case x > 0:
				tiles = max((columns-x-1)/tile, 1)
			}
			left := x*win.Stride - win.PadLeft()
			right := (x+tiles*width-1)*win.Stride - win.PadLeft()
			e := rowEdges | edges(left, win.Width, edgeLeft, 0) | edges(right, win.Width, 0, edgeRight)
			d, s := &row[x*channels], &middle[x*win.Stride*channels]
			switch {
			case width == 1:
				depthwise1SIMD128(d, s, &w[0], &bias[0], tiles, channels, pixelStep, rowStep, e)
			case win.Stride == 1:
				depthwise4Stride1SIMD128(d, s, &w[0], &bias[0], tiles, channels, pixelStep, rowStep, e)
			default:
				depthwise4Stride2SIMD128(d, s, &w[0], &bias[0], tiles, channels, pixelStep, rowStep, e)
			}
			x += tiles * width
		}
	}
}

// edges returns which of the bits before and after are set for the window at start in n rows or columns: those
// whose tap lies inside.
func edges(start, n, before, after int) int {
	e := 0
	if start >= 0 {
		e |= before
	}
	if start+3 <= n {
		e |= after
	}
	return e
}

// The depthwise functions compute one or four neighbouring pixels, tiles times, in all channels. src is the middle
// of the first window. Steps are in bytes.
//
//go:noescape
func depthwise4Stride1SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)

//go:noescape
func depthwise4Stride2SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)

//go:noescape
func depthwise1SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)
