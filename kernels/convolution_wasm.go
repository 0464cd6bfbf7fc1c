package kernels

func convolveSIMD128(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	if win.Channels%panel == 0 {
		convolveGathered(dst, src, panels, bias, win, out, bounds)
		return
	}
	rows, columns, channels := win.OutHeight(), win.OutWidth(), win.Channels
	padTop, padLeft := win.PadTop(), win.PadLeft()
	s := span{dstStep: out, srcStep: win.Stride * channels, srcRow: win.Width * channels, panelRow: 3 * channels, bounds: bounds}
	for n := 0; n < out; n += panel {
		weights := panels[n*9*channels:]
		for y := range rows {
			top := y*win.Stride - padTop
			i0, i1 := inside(top, win.Height)
			s.rows = i1 - i0
			for x := 0; x < columns; x += s.pixels {
				left := x*win.Stride - padLeft
				j0, j1 := inside(left, win.Width)
				s.run = (j1 - j0) * channels
				s.pixels = 1
				if s.run == s.panelRow { // together with all others that no side cuts
					s.pixels = (win.Width-3-left)/win.Stride + 1
				}
				s.convolve(dst[(y*columns+x)*out+n:],
					src[((top+i0)*win.Width+left+j0)*channels:],
					weights[(3*i0+j0)*channels*panel:], bias[n:])
			}
		}
	}
}
