package kernels

// gather copies what the window sees of src at output pixel (y, x), [3, 3, Channels], with zeros for the padding.
func gather[T float32 | int16 | uint8](w Window, dst, src []T, y, x int) {
	top, left := y*w.Stride-w.PadTop(), x*w.Stride-w.PadLeft()
	j0, j1 := inside(left, w.Width)
	row := 3 * w.Channels
	for i := range 3 {
		d := dst[i*row:][:row]
		if top+i < 0 || top+i >= w.Height {
			clear(d)
			continue
		}
		clear(d[:j0*w.Channels])
		copy(d[j0*w.Channels:j1*w.Channels], src[((top+i)*w.Width+left+j0)*w.Channels:])
		clear(d[j1*w.Channels:])
	}
}

// GatheredLen returns the length of the scratch memory of [ISA.QuantisedConv3x3] and [ISA.ByteConv3x3].
func GatheredLen(win Window) int { return win.outLen(9 * win.Channels) }

// gatherAll copies what the window sees at all output pixels to scratch, after checking the arguments of a convolution of
// integers, and returns the number of these pixels and that of the values of each.
func gatherAll[T int16 | uint8](scratch, src []T, win Window) (pixels, in int) {
	win.check()
	switch {
	case win.Channels%panel != 0:
		panic(badChannels)
	case len(src) < win.inLen():
		panic(shortSrc)
	case len(scratch) < GatheredLen(win):
		panic(shortScratch)
	}
	columns, in := win.OutWidth(), 9*win.Channels
	pixels = win.OutHeight() * columns
	for p := range pixels {
		gather(win, scratch[p*in:][:in], src, p/columns, p%columns)
	}
	return pixels, in
}

// QuantisedConv3x3 computes a standard 3×3 convolution of many channels with SAME padding:
//
//	dst[y, x, n] = activation(bias[n] + Σ_{i,j,m} src[s·y+i−top, s·x+j−left, m]·w[i, j, m, n])
//
// It is [ISA.QuantisedPointwise] of windows that were copied one beside the other: every value is then used for all
// outputs, so that copying costs little.
//
//	src       [H, W, C], C a multiple of 8, plain pixels
//	panels    w [1, 9·C, out] as PackQuantisedPanels packs it
//	dst       [⌈H/s⌉, ⌈W/s⌉, out], as of the pointwise layer, plain pixels; must not overlap src
//	scratch   GatheredLen(win); must not overlap either
func (isa ISA) QuantisedConv3x3(dst, src, panels []int16, q *Requantisation, win Window, out int, scratch []int16) {
	pixels, in := gatherAll(scratch, src, win)
	isa.QuantisedPointwise(dst, scratch, panels, q, pixels, in, out, false)
}

// ByteConv3x3 is [ISA.QuantisedConv3x3] in bytes, as [ISA.BytePointwise] is of the pointwise layer; its panels are
// w [9·C, out] as PackBytePanels packs it.
func (isa ISA) ByteConv3x3(dst, src []uint8, panels []int8, q *Requantisation, win Window, out int, scratch []uint8) {
	pixels, in := gatherAll(scratch, src, win)
	isa.BytePointwise(dst, scratch, panels, q, pixels, in, out)
}
