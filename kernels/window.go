package kernels

// Window is a 3×3 window that slides over an input of Height×Width×Channels in steps of Stride, padded with
// zeros as TensorFlow's SAME does it, for size n of either dimension:
//
//	out    = ⌈n/Stride⌉
//	total  = max((out−1)·Stride + 3 − n, 0)
//	before = ⌊total/2⌋, the rest after
//
// So a stride of 2 on an even size pads nothing before and 1 after. The window's middle is never in the padding.
//
// A part of the output's rows has a window of its own, see [Window.Band].
type Window struct {
	Height, Width, Channels, Stride int

	band bandRows
}

// bandRows are the rows of a window that was cut from a higher one: of its output, 0 if it was not cut, and of
// padding above its input.
type bandRows struct{ out, top int }

// Band returns the window that computes rows of w's output from row first on, and the row of w's input that its own
// input begins with. What it computes equals those rows bit for bit.
func (w Window) Band(first, rows int) (band Window, firstInput int) {
	if first < 0 || rows < 1 || first+rows > w.OutHeight() {
		panic(badBand)
	}
	start := first*w.Stride - w.PadTop()
	end := start + (rows-1)*w.Stride + 3
	firstInput = max(start, 0)
	band = w
	band.Height = min(end, w.Height) - firstInput
	band.band = bandRows{out: rows, top: firstInput - start}
	return band, firstInput
}

// OutHeight returns the number of rows of the output, ⌈Height/Stride⌉ or those of the band.
func (w Window) OutHeight() int {
	if w.band.out > 0 {
		return w.band.out
	}
	return outSize(w.Height, w.Stride)
}

// OutWidth returns the number of columns of the output, ⌈Width/Stride⌉.
func (w Window) OutWidth() int { return outSize(w.Width, w.Stride) }

// PadTop returns the rows of padding above the input, 0 or 1.
func (w Window) PadTop() int {
	if w.band.out > 0 {
		return w.band.top
	}
	return padBefore(w.Height, w.Stride)
}

// PadLeft returns the columns of padding left of the input, 0 or 1.
func (w Window) PadLeft() int { return padBefore(w.Width, w.Stride) }

func outSize(n, stride int) int { return (n + stride - 1) / stride }

func padBefore(n, stride int) int {
	return max((outSize(n, stride)-1)*stride+3-n, 0) / 2
}

// inLen and outLen are the lengths of the input and of the output with the given number of channels.
func (w Window) inLen() int              { return w.Height * w.Width * w.Channels }
func (w Window) outLen(channels int) int { return w.OutHeight() * w.OutWidth() * channels }

func (w Window) check() {
	if w.Height < 1 || w.Width < 1 || w.Channels < 1 {
		panic(badShape)
	}
	if w.Stride != 1 && w.Stride != 2 {
		panic(badStride)
	}
}

// inside returns the range of the three taps at start, start+1, start+2 that lie in [0, n).
func inside(start, n int) (first, end int) {
	return max(-start, 0), min(n-start, 3)
}
