#include "textflag.h"
#include "convolve_wasm.h"

// func convolve4x8x4SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip, panelSkip int)
TEXT ·convolve4x8x4SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
tile:
	Loop
		BIAS4
		MOVD panel+16(FP), R2
		Get R1; Tee R4
		Get R11; I64Add; Tee R5
		Get R11; I64Add; Tee R6
		Get R11; I64Add; Tee R7
		Get R11; I64Add; Set R1
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
				ADDBYTES(R2, 128)
				ADDBYTES(R4, 16)
				ADDBYTES(R5, 16)
				ADDBYTES(R6, 16)
				ADDBYTES(R7, 16)
				DECREMENT(R3, 4) input
			End
			ADD(R2, R14)
			ADD(R4, R13)
			ADD(R5, R13)
			ADD(R6, R13)
			ADD(R7, R13)
			DECREMENT(R8, 1) row
		End
		STORE(V0, V1)
		STORE(V2, V3)
		STORE(V4, V5)
		STORE(V6, V7)
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve4x8x3SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip, panelSkip int)
TEXT ·convolve4x8x3SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
tile:
	Loop
		BIAS4
		MOVD panel+16(FP), R2
		Get R1; Tee R4
		Get R11; I64Add; Tee R5
		Get R11; I64Add; Tee R6
		Get R11; I64Add; Tee R7
		Get R11; I64Add; Set R1
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT4(0)
				INPUT4(1)
				INPUT4(2)
				ADDBYTES(R2, 96)
				ADDBYTES(R4, 12)
				ADDBYTES(R5, 12)
				ADDBYTES(R6, 12)
				ADDBYTES(R7, 12)
				DECREMENT(R3, 3) input
			End
			ADD(R2, R14)
			ADD(R4, R13)
			ADD(R5, R13)
			ADD(R6, R13)
			ADD(R7, R13)
			DECREMENT(R8, 1) row
		End
		STORE(V0, V1)
		STORE(V2, V3)
		STORE(V4, V5)
		STORE(V6, V7)
		DECREMENT(R9, 1) tile
	End
	RET

// func convolve1x8x1SIMD128(dst, src, panel, bias *float32, tiles, dstStep, srcStep, rows, run, rowSkip, panelSkip int)
TEXT ·convolve1x8x1SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
tile:
	Loop
		BIAS1
		MOVD panel+16(FP), R2
		Get R1; Tee R4
		Get R11; I64Add; Set R1
		MOVD rows+56(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUT1(0)
				ADDBYTES(R2, 32)
				ADDBYTES(R4, 4)
				DECREMENT(R3, 1) input
			End
			ADD(R2, R14)
			ADD(R4, R13)
			DECREMENT(R8, 1) row
		End
		STORE(V0, V1)
		DECREMENT(R9, 1) tile
	End
	RET
