#include "textflag.h"
#include "quantised_wasm.h"

// A tile is four pixels × 8 output channels; each pixel has its sums in two vectors. Two inputs of a pixel, side by
// side in 32 bits, meet the pairs of weights of four channels in one multiplication that adds both products.
//
//	R0 dst, R1 src of the tile, R2 weights, R3 pairs of inputs left in the run, R4..R7 src of each pixel
//	R8 rows left, R9 tiles left, R10 dstStep, R11 srcStep, R12 run, R13 rowSkip, R14 mode, R15 rounding
//	V0..V7 sums, V12 V13 weights and then factors, V14 inputs

#define PARAMETERS \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD r+40(FP), R15; \
	MOVD tiles+48(FP), R9; \
	MOVD dstStep+56(FP), R10; \
	MOVD srcStep+64(FP), R11; \
	MOVD run+80(FP), R12; \
	MOVD rowSkip+88(FP), R13; \
	MOVD mode+96(FP), R14

#define BIAS \
	MOVD bias+24(FP), R3; \
	LOAD(R3, 0); Tee V0; Tee V2; Tee V4; Set V6; \
	LOAD(R3, 16); Tee V1; Tee V3; Tee V5; Set V7

#define PIXELS \
	Get R1; Tee R4; \
	Get R11; I64Add; Tee R5; \
	Get R11; I64Add; Tee R6; \
	Get R11; I64Add; Tee R7; \
	Get R11; I64Add; Set R1
#define ADVANCE(bytes) \
	ADDBYTES(R4, bytes); \
	ADDBYTES(R5, bytes); \
	ADDBYTES(R6, bytes); \
	ADDBYTES(R7, bytes)
#define NEXTROW \
	ADD(R4, R13); \
	ADD(R5, R13); \
	ADD(R6, R13); \
	ADD(R7, R13)

// lo, hi += inputs 2k, 2k+1 of the run * weights
#define PIXEL(src, k, lo, hi) \
	Get src; I32WrapI64; I32Load $(4*k); I32x4Splat; Tee V14; Get V12; I32x4DotI16x8S; Get lo; I32x4Add; Set lo; \
	Get V14; Get V13; I32x4DotI16x8S; Get hi; I32x4Add; Set hi
#define INPUTS(k) \
	LOAD(R2, (32*k)); Set V12; \
	LOAD(R2, (32*k+16)); Set V13; \
	PIXEL(R4, k, V0, V1); \
	PIXEL(R5, k, V2, V3); \
	PIXEL(R6, k, V4, V5); \
	PIXEL(R7, k, V6, V7)

#define PAIRS $1
#define SCALES $2
#define IFMODE(mode) \
	Get R14; I64Const mode; I64And; I32WrapI64; If

#define SCALED(lo, hi) \
	SCALE(lo, V12); \
	SCALE(hi, V13)
#define ACTIVATIONS(lo, hi) \
	CLAMP(lo); REQUANTISE(lo, V12); Set lo; \
	CLAMP(hi); REQUANTISE(hi, V13); Set hi
#define STORE(lo, hi) \
	Get R0; I32WrapI64; Get lo; Get hi; I16x8NarrowI32x4S; LOAD(R15, 48); I16x8MinS; V128Store $0, $0; \
	ADD(R0, R10)

// a and b of one channel side by side.
#define STOREHALF(a, b, offset) \
	Get R0; I32WrapI64; \
	Get a; Get b; I32Const $16; I32x4Shl; V128Or; LOAD(R15, 48); I16x8MinS; \
	V128Store $0, $offset
#define STOREPAIR(lo, hi, nextlo, nexthi) \
	STOREHALF(lo, nextlo, 0); \
	STOREHALF(hi, nexthi, 16); \
	ADD(R0, R10)
#define STORE4 \
	MOVD factors+32(FP), R3; \
	LOAD(R3, 0); Set V12; \
	LOAD(R3, 16); Set V13; \
	IFMODE(SCALES); \
		SCALED(V0, V1); \
		SCALED(V2, V3); \
		SCALED(V4, V5); \
		SCALED(V6, V7); \
	Else; \
		ACTIVATIONS(V0, V1); \
		ACTIVATIONS(V2, V3); \
		ACTIVATIONS(V4, V5); \
		ACTIVATIONS(V6, V7); \
	End; \
	IFMODE(PAIRS); \
		STOREPAIR(V0, V1, V2, V3); \
		STOREPAIR(V4, V5, V6, V7); \
	Else; \
		STORE(V0, V1); \
		STORE(V2, V3); \
		STORE(V4, V5); \
		STORE(V6, V7); \
	End

// func quantised4x8x4SIMD128(dst, src, panel *int16, bias, factors *int32, r *rounding, tiles, dstStep, srcStep, rows, run, rowSkip, mode int)
TEXT ·quantised4x8x4SIMD128(SB), NOSPLIT, $0-104
	PARAMETERS
tile:
	Loop
		BIAS
		PIXELS
		MOVD panel+16(FP), R2
		MOVD rows+72(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUTS(0)
				INPUTS(1)
				INPUTS(2)
				INPUTS(3)
				ADVANCE(16)
				ADDBYTES(R2, 128)
				DECREMENT(R3, 4) input
			End
			NEXTROW
			DECREMENT(R8, 1) row
		End
		STORE4
		DECREMENT(R9, 1) tile
	End
	RET

// func quantised4x8x5SIMD128(dst, src, panel *int16, bias, factors *int32, r *rounding, tiles, dstStep, srcStep, rows, run, rowSkip, mode int)
TEXT ·quantised4x8x5SIMD128(SB), NOSPLIT, $0-104
	PARAMETERS
tile:
	Loop
		BIAS
		PIXELS
		MOVD panel+16(FP), R2
		MOVD rows+72(FP), R8
row:
		Loop
			MOVD R12, R3
input:
			Loop
				INPUTS(0)
				INPUTS(1)
				INPUTS(2)
				INPUTS(3)
				INPUTS(4)
				ADVANCE(20)
				ADDBYTES(R2, 160)
				DECREMENT(R3, 5) input
			End
			NEXTROW
			DECREMENT(R8, 1) row
		End
		STORE4
		DECREMENT(R9, 1) tile
	End
	RET
