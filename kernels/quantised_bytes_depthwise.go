package kernels

// ByteDepthwiseLen returns the length of depthwise weights as PackByteDepthwise packs them.
func ByteDepthwiseLen(channels int) int { return 4 * byteEdges / panel * channels }

// PackByteDepthwise packs depthwise weights for windows of which a row may lie in the padding. The weights of a window's
// column lie side by side, those of 4 channels in a vector, then the two vectors of 8 channels, then three columns, then
// the sum of each channel's, with offset added to each weight, 128 times, as an int32; all of it four times, with a first
// and a last row of zeros, of zeros and as it is, as it is and of zeros, and whole. Rows of zeros are not in the sums.
//
//	w     [3, 3, C], C a multiple of 8; values from −128 to 127
//	dst   ByteDepthwiseLen(C)
func PackByteDepthwise(dst []int8, w []int16, channels int, offset int8) {
	switch {
	case channels < 1:
		panic(badShape)
	case channels%panel != 0:
		panic(badChannels)
	case len(w) < 9*channels:
		panic(shortWeights)
	case len(dst) < ByteDepthwiseLen(channels):
		panic(shortDst)
	}
	clear(dst[:ByteDepthwiseLen(channels)])
	for c := range channels {
		for edges := range 4 {
			d, sum := dst[byteDepthwiseIndex(c, edges):], int32(0)
			for i := range 3 {
				if i == 0 && edges&topRow == 0 || i == 2 && edges&bottomRow == 0 {
					continue
				}
				for j := range 3 {
					v := w[(3*i+j)*channels+c]
					d[32*j+i] = int8(v)
					sum += int32(v) + int32(offset)
				}
			}
			putSum(d[3*4*panel:], halfRange*sum)
		}
	}
}

// Which of its outer rows a window has, and the distance between the weights of 8 channels with other rows of zeros.
const (
	topRow = 1 << iota
	bottomRow

	byteEdges = (3*4 + sumBytes) * panel
)

// byteDepthwiseIndex returns where the weights of channel c begin, for windows with those outer rows. The next row lies
// beside them, the next column 32 further.
func byteDepthwiseIndex(c, edges int) int { return (c/panel*4+edges)*byteEdges + c%panel*4 }

// ByteDepthwise3x3 computes a depthwise 3×3 convolution with SAME padding:
//
//	dst[y, x, c] = activation(bias[c] + Σ_{i,j} src[s·y+i−top, s·x+j−left, c]·(w[i, j, c] + q.Offset))
//
//	src    [H, W, C], C a multiple of 8
//	w      [3, 3, C] as PackByteDepthwise packs it
//	dst    [⌈H/s⌉, ⌈W/s⌉, C]; must not overlap src
func (isa ISA) ByteDepthwise3x3(dst, src []uint8, w []int8, q *Requantisation, win Window) {
	win.check()
	switch {
	case win.Channels%panel != 0:
		panic(badChannels)
	case len(src) < win.inLen():
		panic(shortSrc)
	case len(w) < ByteDepthwiseLen(win.Channels):
		panic(shortWeights)
	case len(dst) < win.outLen(win.Channels):
		panic(shortDst)
	}
	q.checkBytes(isa, win.Channels)
	if isa == Scalar {
		byteDepthwiseScalar(dst, src, w, q, win)
	} else {
		byteDepthwiseSIMD128(dst, src, w, q, win)
	}
}

func byteDepthwiseScalar(dst, src []uint8, w []int8, q *Requantisation, win Window) {
	channels, rows, columns := win.Channels, win.OutHeight(), win.OutWidth()
	for y := range rows {
		top := y*win.Stride - win.PadTop()
		i0, i1 := inside(top, win.Height)
		for x := range columns {
			left := x*win.Stride - win.PadLeft()
			j0, j1 := inside(left, win.Width)
			for c := range channels {
				sum, taps := q.Bias[c], w[byteDepthwiseIndex(c, topRow|bottomRow):]
				for i := i0; i < i1; i++ {
					for j := j0; j < j1; j++ {
						sum += int32(src[((top+i)*win.Width+left+j)*channels+c]) * (int32(taps[32*j+i]) + int32(q.Offset))
					}
				}
				dst[(y*columns+x)*channels+c] = uint8(q.activation(sum, c))
			}
		}
	}
}
