package kernels

// Which of the taps around the middle lie inside the input.
const (
	edgeTop = 1 << iota
	edgeBottom
	edgeLeft  // of a tile's first window; the others have it
	edgeRight // of a tile's last window; the others have it
)

func depthwiseSIMD128(dst, src, w, bias []float32, win Window, bounds Bounds) {
	const tile = 4 // pixels
	rows, columns, channels := win.OutHeight(), win.OutWidth(), win.Channels
	padTop, padLeft := win.PadTop(), win.PadLeft()
	low, high := bounds.Low, bounds.High
	pixelStep, rowStep := size*channels, size*channels*win.Width
	for y := range rows {
		top := y*win.Stride - padTop
		dstRow := dst[y*columns*channels:]
		srcRow := src[((top+1)*win.Width+1-padLeft)*channels:] // from the first window's middle on
		for x := 0; x < columns; {
			// The first tile has the left edge, the last one the right, and all between go together. Where tiles
			// leave a rest, the last one reaches back over pixels that are done already.
			pixels, tiles := tile, 1
			switch {
			case columns < tile:
				pixels = 1
			case x+tile > columns:
				x = columns - tile
			case x > 0:
				tiles = max((columns-1-x)/tile, 1)
			}
			next := x + tiles*pixels
			edges := bit(top >= 0, edgeTop) | bit(top+3 <= win.Height, edgeBottom) |
				bit(x*win.Stride >= padLeft, edgeLeft) | bit((next-1)*win.Stride-padLeft+3 <= win.Width, edgeRight)
			d, s := &dstRow[x*channels], &srcRow[x*win.Stride*channels]
			switch {
			case pixels == 1:
				depthwise1x8SIMD128(d, s, &w[0], &bias[0], channels, pixelStep, rowStep, edges, low, high)
			case win.Stride == 1:
				depthwise4x8SIMD128(d, s, &w[0], &bias[0], channels, pixelStep, rowStep, edges, low, high, tiles)
			default:
				depthwise4x8Stride2SIMD128(d, s, &w[0], &bias[0], channels, pixelStep, rowStep, edges, low, high, tiles)
			}
			x = next
		}
	}
}

// bit returns the bit if it is to be set, else 0.
func bit(set bool, bit int) int {
	if set {
		return bit
	}
	return 0
}

// The depthwise functions compute all channels of a row of tiles, or of one tile: 4 or 1 pixels × 8 channels each. src
// is the middle of the first window. Steps are in bytes.
//
//go:noescape
func depthwise4x8SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32, tiles int)

//go:noescape
func depthwise4x8Stride2SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32, tiles int)

//go:noescape
func depthwise1x8SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32)
