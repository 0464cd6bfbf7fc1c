#include "textflag.h"
#include "convolve_wasm.h"

// func convolve6x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int)
TEXT ·convolve6x8x4SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
tile:
	Loop
		BIAS6
		PIXELS6
		MOVD panel+16(FP), R2
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT6(0)
				INPUT6(1)
				INPUT6(2)
				INPUT6(3)
				ADVANCE6(16)
				ADDBYTES(R2, 128)
				DECREMENT(R3, 4) input
			End
			NEXTROW6
			DECREMENT(R8, 1) row
		End
		STORE6
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve6x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int)
TEXT ·convolve6x8x3SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
tile:
	Loop
		BIAS6
		PIXELS6
		MOVD panel+16(FP), R2
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT6(0)
				INPUT6(1)
				INPUT6(2)
				ADVANCE6(12)
				ADDBYTES(R2, 96)
				DECREMENT(R3, 3) input
			End
			NEXTROW6
			DECREMENT(R8, 1) row
		End
		STORE6
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve4x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int)
TEXT ·convolve4x8x4SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
tile:
	Loop
		BIAS4
		PIXELS4
		MOVD panel+16(FP), R2
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT4(0)
				INPUT4(1)
				INPUT4(2)
				INPUT4(3)
				ADVANCE4(16)
				ADDBYTES(R2, 128)
				DECREMENT(R3, 4) input
			End
			NEXTROW4
			DECREMENT(R8, 1) row
		End
		STORE4
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve4x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip int)
TEXT ·convolve4x8x3SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
tile:
	Loop
		BIAS4
		PIXELS4
		MOVD panel+16(FP), R2
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT4(0)
				INPUT4(1)
				INPUT4(2)
				ADVANCE4(12)
				ADDBYTES(R2, 96)
				DECREMENT(R3, 3) input
			End
			NEXTROW4
			DECREMENT(R8, 1) row
		End
		STORE4
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve1x8x1SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip, panelSkip int)
TEXT ·convolve1x8x1SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	MOVD panelSkip+80(FP), R14
tile:
	Loop
		BIAS1
		PIXELS1
		MOVD panel+16(FP), R2
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT1(0)
				ADDBYTES(R4, 4)
				ADDBYTES(R2, 32)
				DECREMENT(R3, 1) input
			End
			ADD(R4, R13)
			ADD(R2, R14)
			DECREMENT(R8, 1) row
		End
		STORE1
		DECREMENT(R9, 1) tile
	End
	RET
