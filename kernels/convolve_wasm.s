#include "textflag.h"
#include "convolve_wasm.h"

// func convolve6x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)
TEXT ·convolve6x8x4SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	CONVOLVE(BIAS6, PIXELS6, INPUTS6X4, NEXTROW6, STORE6)
	RET

// func convolve6x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)
TEXT ·convolve6x8x3SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	CONVOLVE(BIAS6, PIXELS6, INPUTS6X3, NEXTROW6, STORE6)
	RET

// func convolve4x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)
TEXT ·convolve4x8x4SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	CONVOLVE(BIAS4, PIXELS4, INPUTS4X4, NEXTROW4, STORE4)
	RET

// func convolve4x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32)
TEXT ·convolve4x8x3SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	CONVOLVE(BIAS4, PIXELS4, INPUTS4X3, NEXTROW4, STORE4)
	RET

// func convolve1x8x1SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int, low, high float32, panelSkip int)
TEXT ·convolve1x8x1SIMD128(SB), NOSPLIT, $0-96
	PARAMETERS
	MOVD panelSkip+88(FP), R14
	CONVOLVE(BIAS1, PIXELS1, INPUTS1X1, NEXTROW1, STORE1)
	RET
