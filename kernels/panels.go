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
	for n := range roundUp(out) {
		d := dst[n/panel*in*panel+n%panel:]
		for m := range in {
			if n < out {
				d[m*panel] = w[m*out+n]
			} else {
				d[m*panel] = 0
			}
		}
	}
}
