package kernels

// panel is the number of output channels in one panel of weights: two vectors of four.
const panel = 8

// PanelLen returns the length of in×out weights packed in panels, in·⌈out/8⌉·8.
func PanelLen(in, out int) int { return in * roundUp(out) }

func roundUp(out int) int { return (out + panel - 1) / panel * panel }

// PackPanels packs the weights of a pointwise, fully connected or standard convolution layer into panels of 8
// output channels, so that a kernel reads them in one sequence, 8 for each input:
//
//	dst[(n/8)·in·8 + m·8 + n%8] = w[m, n]
//
// The last panel is filled up with zeros.
//
//	w     [in, out]; for a 3×3 convolution in = 9·C, which is the layout [3, 3, C, out]
//	dst   PanelLen(in, out)
func PackPanels(dst, w []float32, in, out int) {
	if in < 1 || out < 1 {
		panic(badShape)
	}
	if len(w) < in*out {
		panic(shortWeights)
	}
	if len(dst) < PanelLen(in, out) {
		panic(shortDst)
	}
	whole := out / panel * panel
	for n := 0; n < whole; n += panel {
		d, from := dst[n*in:], w[n:]
		for m := range in { // eight at once, with no loop
			*(*[panel]float32)(d[m*panel:]) = *(*[panel]float32)(from[m*out:])
		}
	}
	if whole < out {
		d := dst[whole*in : PanelLen(in, out)]
		clear(d)
		for m := range in {
			copy(d[m*panel:], w[m*out+whole:(m+1)*out])
		}
	}
}

// PanelWeight returns the weight of input m of in to output n from panels as PackPanels packs them.
func PanelWeight(panels []float32, in, m, n int) float32 {
	return panels[(n/panel*in+m)*panel+n%panel]
}

// column returns, of panels whose inputs lie in groups, the weights of output n from that of input 0 on. That of input m is
// column[m/group*group*panel+m%group]: with a group of 1, column[m*panel].
func column[W float32 | int16 | int8](panels []W, in, n, group int) []W {
	return panels[n/panel*in*panel+n%panel*group:]
}
