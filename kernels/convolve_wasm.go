package kernels

const size = 4 // bytes of a float32

// span is a row of output pixels whose sums have one shape: rows runs of inputs, each run neighbours in src and in
// the panel. A pointwise layer is one long span of one run; a standard convolution is many spans of up to three.
// Everything is counted in values.
type span struct {
	pixels           int
	dstStep, srcStep int // from one pixel to the next
	rows, run        int
	srcRow, panelRow int // from one run to the next
	bounds           Bounds
}

// convolve computes the 8 output channels of one panel, in tiles of four pixels, or of six with up to two of four where
// those would leave a rest. A tile that is still too large reaches back over pixels that are done already and computes
// them again. Windows that are cut come one by one.
func (s *span) convolve(dst, src, panel, bias []float32) {
	if s.pixels < 4 {
		convolve1x8x1SIMD128(&dst[0], &src[0], &panel[0], &bias[0], s.pixels, size*s.dstStep, size*s.srcStep,
			s.rows, s.run, size*(s.srcRow-s.run), s.bounds.Low, s.bounds.High, size*8*(s.panelRow-s.run))
		return
	}
	six, rest := 0, s.pixels
	if fused { // a fused operation needs no vector for the product: there is room for more sums
		six, rest = s.pixels/6, s.pixels%6
	}
	if six > 0 && (rest == 1 || rest == 2) {
		six, rest = six-1, rest+6
	}
	s.tiles(6, dst, src, panel, bias, 0, six)
	if six > 0 && rest == 5 {
		s.tiles(6, dst, src, panel, bias, s.pixels-6, 1)
		return
	}
	s.tiles(4, dst, src, panel, bias, s.pixels-rest, rest/4)
	if rest%4 != 0 {
		s.tiles(4, dst, src, panel, bias, s.pixels-4, 1)
	}
}

// tiles computes tiles of so many pixels, from the given one on.
func (s *span) tiles(tile int, dst, src, panel, bias []float32, first, tiles int) {
	if tiles == 0 {
		return
	}
	dst, src = dst[first*s.dstStep:], src[first*s.srcStep:]
	dstStep, srcStep, rowSkip := size*s.dstStep, size*s.srcStep, size*(s.srcRow-s.run)
	low, high := s.bounds.Low, s.bounds.High
	switch by4 := s.run%4 == 0; {
	case tile == 6 && by4:
		convolve6x8x4SIMD128(&dst[0], &src[0], &panel[0], &bias[0], tiles, dstStep, srcStep, s.rows, s.run, rowSkip, low, high)
	case tile == 6:
		convolve6x8x3SIMD128(&dst[0], &src[0], &panel[0], &bias[0], tiles, dstStep, srcStep, s.rows, s.run, rowSkip, low, high)
	case by4:
		convolve4x8x4SIMD128(&dst[0], &src[0], &panel[0], &bias[0], tiles, dstStep, srcStep, s.rows, s.run, rowSkip, low, high)
	default:
		convolve4x8x3SIMD128(&dst[0], &src[0], &panel[0], &bias[0], tiles, dstStep, srcStep, s.rows, s.run, rowSkip, low, high)
	}
}

// The convolve functions compute tiles of 6, 4 or 1 pixels × 8 output channels and take 4, 3 or 1 inputs at a time, of
// which run is a multiple:
//
//	dst[8] = clamp(bias[8] + Σ_{row,k} src[row, k]·panel[row, k, 8])
//
// Steps and skips are in bytes; a skip leads from the end of one run to the start of the next. Those of four and
// six pixels are for whole windows, which leave out nothing of the panel.
//
//go:noescape
func convolve6x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)

//go:noescape
func convolve6x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)

//go:noescape
func convolve4x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)

//go:noescape
func convolve4x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)

//go:noescape
func convolve1x8x1SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32, panelSkip int)
