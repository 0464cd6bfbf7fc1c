package kernels

func fullyConnectedSIMD128(dst, src, panels, bias []float32, in, padded int) {
	n := 0
	for ; n+4*panel <= padded; n += 4 * panel {
		fullyConnected32SIMD128(&dst[n], &src[0], &panels[n*in], &bias[n], in)
	}
	for ; n < padded; n += panel {
		fullyConnected8SIMD128(&dst[n], &src[0], &panels[n*in], &bias[n], in)
	}
}

// The functions compute the logits of four panels or of one; in is a multiple of 4.
//
//go:noescape
func fullyConnected32SIMD128(dst, src, panels, bias *float32, in int)

//go:noescape
func fullyConnected8SIMD128(dst, src, panels, bias *float32, in int)
