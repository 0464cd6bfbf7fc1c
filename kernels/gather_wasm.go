package kernels

// gatherValues is about how many values of windows are gathered at a time: what fits beside weights in the second cache.
const gatherValues = 1 << 17

// gathered is memory for gathered windows. It grows with the widest layer that comes, and serves for all: WebAssembly
// runs one kernel at a time.
var gathered []float32

// convolveGathered computes a standard convolution of many channels as a pointwise one, of windows that it has copied
// one beside the other, with zeros for the padding. Copying costs little: every value is then used for all outputs.
func convolveGathered(dst, src, panels, bias []float32, win Window, out int, bounds Bounds) {
	columns, pixels, in := win.OutWidth(), win.OutHeight()*win.OutWidth(), 9*win.Channels
	blocks := max(1, pixels*in/gatherValues)
	for block := range blocks {
		first, end := pixels*block/blocks, pixels*(block+1)/blocks
		if len(gathered) < (end-first)*in {
			gathered = make([]float32, (end-first)*in)
		}
		for p := first; p < end; p++ {
			gather(win, gathered[(p-first)*in:][:in], src, p/columns, p%columns)
		}
		pointwiseSIMD128(dst[first*out:], gathered, panels, bias, end-first, in, out, bounds)
	}
}
