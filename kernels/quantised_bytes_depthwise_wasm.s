#include "textflag.h"
#include "quantised_bytes_wasm.h"

// Eight channels of an output row at a time, column after column. The three inputs of a column that a window sees lie
// side by side in 32 bits, with the lowest one twice, and meet a column of weights, w₀ w₁ w₂ 0.
//
//	R0 dst, R5 R6 R7 src of the three rows, R9 columns left, R10 dstStep, R11 srcStep
//	R1 dst of this group of channels, R8 where its columns begin in the middle row, R12 R13 from there to the other rows
//	R2 w, R3 bias, R4 scales, R14 groups left, R15 offset or 0
//	V0 V1 sums, lo and hi, V2 V3 of the next output, V4..V9 weights, V10 V11 inputs, V12 V13 rows, V14 magic, V15 offset

#define PARAMETERS \
	MOVD dst+0(FP), R1; \
	MOVD middle+16(FP), R8; \
	MOVD top+8(FP), R12; \
	Get R12; Get R8; I64Sub; Set R12; \
	MOVD bottom+24(FP), R13; \
	Get R13; Get R8; I64Sub; Set R13; \
	MOVD w+32(FP), R2; \
	MOVD bias+40(FP), R3; \
	MOVD scales+48(FP), R4; \
	MOVD groups+56(FP), R14; \
	MOVD step+64(FP), R10; \
	MOVD offset+80(FP), R15; \
	MAGIC; Set V14; \
	Get R15; I32WrapI64; If; \
		LOAD(R15, 0); Set V15; \
	End

#define FIRSTCOLUMN \
	MOVD R1, R0; \
	MOVD R8, R6; \
	Get R8; Get R12; I64Add; Set R5; \
	Get R8; Get R13; I64Add; Set R7; \
	MOVD columns+72(FP), R9; \
	LOAD(R2, 0); Set V4; \
	LOAD(R2, 16); Set V5; \
	LOAD(R2, 32); Set V6; \
	LOAD(R2, 48); Set V7; \
	LOAD(R2, 64); Set V8; \
	LOAD(R2, 80); Set V9
#define NEXTGROUP \
	ADDBYTES(R1, 8); \
	ADDBYTES(R8, 8); \
	ADDBYTES(R2, 512); \
	ADDBYTES(R3, 32); \
	ADDBYTES(R4, 32); \
	DECREMENT(R14, 1)

// The finisher makes shuffles of these: the low bytes of two vectors in turn, the low or high 16 bits.
#define INTERLEAVE8 V128Const $0x1303120211011000, $0x1707160615051404; V128Bitselect
#define INTERLEAVE16LOW V128Const $0x1312030211100100, $0x1716070615140504; V128Bitselect
#define INTERLEAVE16HIGH V128Const $0x1b1a0b0a19180908, $0x1f1e0f0e1d1c0d0c; V128Bitselect

#define EIGHT(pointer) \
	Get pointer; I32WrapI64; I64Load $0; I64x2Splat
#define INPUTS(TURN) \
	EIGHT(R5); EIGHT(R6); INTERLEAVE8; Set V12; \
	EIGHT(R7); Tee V13; Get V13; INTERLEAVE8; Set V13; \
	Get V12; Get V13; INTERLEAVE16LOW; TURN; Set V10; \
	Get V12; Get V13; INTERLEAVE16HIGH; TURN; Set V11; \
	ADD(R5, R10); \
	ADD(R6, R10); \
	ADD(R7, R10)

#define BIAS(lo, hi) \
	LOAD(R3, 0); Set lo; \
	LOAD(R3, 16); Set hi
#define BIASANDSUM(lo, hi) \
	LOAD(R3, 0); LOAD(R2, 96); I32x4Add; Set lo; \
	LOAD(R3, 16); LOAD(R2, 112); I32x4Add; Set hi
// What all weights are above their bytes, for the rows that there are.
#define OFFSET(lo, hi) \
	Get R15; I32WrapI64; If; \
		DOT(V15, V10, lo); \
		DOT(V15, V11, hi); \
	End
#define LEFT(lo, hi) \
	DOT(V4, V10, lo); \
	DOT(V5, V11, hi); \
	OFFSET(lo, hi)
#define MIDDLE(lo, hi) \
	DOT(V6, V10, lo); \
	DOT(V7, V11, hi); \
	OFFSET(lo, hi)
#define RIGHT(lo, hi) \
	DOT(V8, V10, lo); \
	DOT(V9, V11, hi); \
	OFFSET(lo, hi)

// A column in the padding: nothing, or where activations have been turned, zeros that have been turned.
#define NOCOLUMN(COLUMN, lo, hi)
#define ZEROCOLUMN(COLUMN, lo, hi) \
	V128Const $0, $0; TURNED; Tee V10; Set V11; \
	COLUMN(lo, hi)

#define STORE \
	LOAD(R4, 0); Set V12; \
	LOAD(R4, 16); Set V13; \
	SCALE(V0, V12, V14); SCALE(V1, V13, V14); I16x8NarrowI32x4S; Tee V12; Get V12; I8x16NarrowI16x8U; Set V12; \
	Get R0; I32WrapI64; Get V12; I64x2ExtractLane $0, $0; I64Store $0; \
	ADD(R0, R10)

#define STRIDE1(START, PADDING, TURN) \
	PARAMETERS; \
group: \
	Loop; \
		FIRSTCOLUMN; \
		START(V0, V1); \
		PADDING(LEFT, V0, V1); \
		INPUTS(TURN); \
		MIDDLE(V0, V1); \
		START(V2, V3); \
		LEFT(V2, V3); \
		Get R9; I64Const $1; I64Sub; Tee R9; I64Const $0; I64Ne; If; \
column: \
			Loop; \
				INPUTS(TURN); \
				RIGHT(V0, V1); \
				STORE; \
				MIDDLE(V2, V3); \
				Get V2; Set V0; \
				Get V3; Set V1; \
				START(V2, V3); \
				LEFT(V2, V3); \
				DECREMENT(R9, 1) column; \
			End; \
		End; \
		PADDING(RIGHT, V0, V1); \
		STORE; \
		NEXTGROUP group; \
	End
#define STRIDE2(START, PADDING, TURN) \
	PARAMETERS; \
group: \
	Loop; \
		FIRSTCOLUMN; \
		START(V0, V1); \
		MOVD left+88(FP), R11; \
		Get R11; I32WrapI64; If; \
			INPUTS(TURN); \
			LEFT(V0, V1); \
		Else; \
			PADDING(LEFT, V0, V1); \
		End; \
		Get R9; I64Const $1; I64Sub; Tee R9; I64Const $0; I64Ne; If; \
column: \
			Loop; \
				INPUTS(TURN); \
				MIDDLE(V0, V1); \
				INPUTS(TURN); \
				RIGHT(V0, V1); \
				STORE; \
				START(V0, V1); \
				LEFT(V0, V1); \
				DECREMENT(R9, 1) column; \
			End; \
		End; \
		INPUTS(TURN); \
		MIDDLE(V0, V1); \
		PADDING(RIGHT, V0, V1); \
		STORE; \
		NEXTGROUP group; \
	End

// func byteDepthwise8SIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8)
TEXT ·byteDepthwise8SIMD128(SB), NOSPLIT, $0-88
	STRIDE1(BIAS, NOCOLUMN, ASTHEYARE)
	RET

// func byteDepthwise8Stride2SIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8, left int)
TEXT ·byteDepthwise8Stride2SIMD128(SB), NOSPLIT, $0-96
	STRIDE2(BIAS, NOCOLUMN, ASTHEYARE)
	RET

// func byteDepthwise8SignedSIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8)
TEXT ·byteDepthwise8SignedSIMD128(SB), NOSPLIT, $0-88
	STRIDE1(BIASANDSUM, ZEROCOLUMN, TURNED)
	RET

// func byteDepthwise8Stride2SignedSIMD128(dst, top, middle, bottom *uint8, w *int8, bias *int32, scales *float32, groups, step, columns int, offset *[16]int8, left int)
TEXT ·byteDepthwise8Stride2SignedSIMD128(SB), NOSPLIT, $0-96
	STRIDE2(BIASANDSUM, ZEROCOLUMN, TURNED)
	RET
