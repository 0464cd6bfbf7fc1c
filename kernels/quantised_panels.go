package kernels

// QuantisedPanelLen returns the length of the weights of rows·run inputs and out outputs as PackQuantisedPanels
// packs them.
func QuantisedPanelLen(rows, run, out int) int { return rows * evenUp(run) * roundUp(out) }

func evenUp(run int) int { return (run + 1) / 2 * 2 }

// PackQuantisedPanels packs weights into panels of 8 output channels, the two of a pair of inputs side by side:
//
//	dst[(((n/8)·rows + r)·⌈run/2⌉ + m/2)·16 + n%8·2 + m%2] = w[r, m, n]
//
// Rows of an odd number of inputs, and the last panel, are filled up with zeros.
//
//	w     [rows, run, out]: rows 1 and run = in for pointwise and fully connected, 3 and 9 for the RGB convolution
//	dst   QuantisedPanelLen(rows, run, out)
func PackQuantisedPanels(dst, w []int16, rows, run, out int) {
	switch {
	case rows < 1 || run < 1 || out < 1:
		panic(badShape)
	case len(w) < rows*run*out:
		panic(shortWeights)
	case len(dst) < QuantisedPanelLen(rows, run, out):
		panic(shortDst)
	}
	d := dst[:QuantisedPanelLen(rows, run, out)]
	for n := 0; n < out; n += panel {
		columns := min(panel, out-n)
		for r := range rows {
			for m := 0; m < run; m += 2 {
				pairs := (*[2 * panel]int16)(d)
				if columns < panel || m+1 == run {
					clear(pairs[:])
				}
				interleave(pairs, 0, w[(r*run+m)*out+n:][:columns])
				if m+1 < run {
					interleave(pairs, 1, w[(r*run+m+1)*out+n:][:columns])
				}
				d = d[2*panel:]
			}
		}
	}
}

// interleave puts the weights of one input, at most a panel of them, to every second place.
func interleave(pairs *[2 * panel]int16, first int, w []int16) {
	for n, v := range w {
		pairs[2*n+first] = v
	}
}

// QuantisedDepthwiseLen returns the length of depthwise weights as PackQuantisedDepthwise packs them.
func QuantisedDepthwiseLen(channels int) int { return 24 * channels }

// PackQuantisedDepthwise packs depthwise weights for pixels that lie in pairs: a window that begins at the second
// pixel of a pair takes the weights of a row as (0, w₀) (w₁, w₂), one that begins at the first as (w₀, w₁) (w₂, 0).
// Four channels make a vector of such pairs, the four vectors of a row's half lie together, then the two halves of 8
// channels, then three rows.
//
//	w     [3, 3, C], C a multiple of 8
//	dst   QuantisedDepthwiseLen(C)
func PackQuantisedDepthwise(dst, w []int16, channels int) {
	switch {
	case channels < 1:
		panic(badShape)
	case channels%panel != 0:
		panic(badChannels)
	case len(w) < 9*channels:
		panic(shortWeights)
	case len(dst) < QuantisedDepthwiseLen(channels):
		panic(shortDst)
	}
	for c := range channels {
		for i := range 3 {
			row := dst[depthwiseRow(c, i):]
			w0, w1, w2 := w[3*i*channels+c], w[(3*i+1)*channels+c], w[(3*i+2)*channels+c]
			row[0], row[1], row[8], row[9] = 0, w0, w1, w2
			row[16], row[17], row[24], row[25] = w0, w1, w2, 0
		}
	}
}

// depthwiseRow returns where row i of channel c begins in packed depthwise weights.
func depthwiseRow(c, i int) int { return ((c/8*3+i)*2+c%8/4)*32 + c%4*2 }

// depthwiseWeight returns the weight of tap i, j of channel c.
func depthwiseWeight(w []int16, c, i, j int) int32 {
	return int32(w[depthwiseRow(c, i)+16+j/2*8+j%2])
}
