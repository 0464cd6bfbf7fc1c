// The pieces of the convolution kernels. A tile is one, four or six pixels × 8 output channels; each pixel has its
// sums in two vectors, lo and hi.
//
//	R0 dst, R1 src of the tile, R2 weights, R3 inputs left in the run, R4..R7 R14 R15 src of each pixel
//	R8 rows left, R9 tiles left, R10 dstStep, R11 srcStep, R12 run, R13 rowSkip
//	V0..V11 sums, V12 V13 weights and then low and high, V14 input

#include "loop_wasm.h"

#define PARAMETERS \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD tiles+32(FP), R9; \
	MOVD dstStep+40(FP), R10; \
	MOVD srcStep+48(FP), R11; \
	MOVD run+64(FP), R12; \
	MOVD rowSkip+72(FP), R13

// A tile's pixels lie srcStep apart; R1 goes on to the next tile.
#define PIXELS1 \
	Get R1; Tee R4; Get R11; I64Add; Set R1
#define PIXELS6 \
	Get R1; Tee R4; \
	Get R11; I64Add; Tee R5; \
	Get R11; I64Add; Tee R6; \
	Get R11; I64Add; Tee R7; \
	Get R11; I64Add; Tee R14; \
	Get R11; I64Add; Tee R15; \
	Get R11; I64Add; Set R1
#define ADVANCE6(bytes) \
	ADVANCE4(bytes); \
	ADDBYTES(R14, bytes); \
	ADDBYTES(R15, bytes)
// On to the next row of the window; a single pixel skips weights too, by R14.
#define NEXTROW1 \
	ADD(R4, R13); \
	ADD(R2, R14)
#define NEXTROW4 \
	ADD(R4, R13); \
	ADD(R5, R13); \
	ADD(R6, R13); \
	ADD(R7, R13)
#define NEXTROW6 \
	NEXTROW4; \
	ADD(R14, R13); \
	ADD(R15, R13)

// All sums start at the bias.
#define BIAS1 \
	MOVD bias+24(FP), R3; \
	LOAD(R3, 0); Set V0; \
	LOAD(R3, 16); Set V1
#define BIAS4 \
	BIAS1; \
	Get V0; Tee V2; Tee V4; Set V6; \
	Get V1; Tee V3; Tee V5; Set V7
#define BIAS6 \
	BIAS4; \
	Get V0; Tee V8; Set V10; \
	Get V1; Tee V9; Set V11

// Input k of the run: its 8 weights, then lo, hi += src[k] * weights for each pixel.
#define WEIGHTS(k) \
	LOAD(R2, (32*k)); Set V12; \
	LOAD(R2, (32*k+16)); Set V13
#define PIXEL(src, k, lo, hi) \
	Get src; I32WrapI64; F32Load $(4*k); F32x4Splat; Tee V14; Get V12; F32x4Mul; Get lo; F32x4Add; Set lo; \
	Get V14; Get V13; F32x4Mul; Get hi; F32x4Add; Set hi
#define INPUT1(k) \
	WEIGHTS(k); \
	PIXEL(R4, k, V0, V1)
#define INPUT4(k) \
	WEIGHTS(k); \
	PIXEL(R4, k, V0, V1); \
	PIXEL(R5, k, V2, V3); \
	PIXEL(R6, k, V4, V5); \
	PIXEL(R7, k, V6, V7)
#define INPUT6(k) \
	INPUT4(k); \
	PIXEL(R14, k, V8, V9); \
	PIXEL(R15, k, V10, V11)

// The next inputs of each pixel, as many as the last figure says. Followed by a label, as DECREMENT is.
#define INPUTS1X1 \
	INPUT1(0); \
	ADDBYTES(R4, 4); \
	ADDBYTES(R2, 32); \
	DECREMENT(R3, 1)
#define INPUTS4X3 \
	INPUT4(0); \
	INPUT4(1); \
	INPUT4(2); \
	ADVANCE4(12); \
	ADDBYTES(R2, 96); \
	DECREMENT(R3, 3)
#define INPUTS4X4 \
	INPUT4(0); \
	INPUT4(1); \
	INPUT4(2); \
	INPUT4(3); \
	ADVANCE4(16); \
	ADDBYTES(R2, 128); \
	DECREMENT(R3, 4)
#define INPUTS6X3 \
	INPUT6(0); \
	INPUT6(1); \
	INPUT6(2); \
	ADVANCE6(12); \
	ADDBYTES(R2, 96); \
	DECREMENT(R3, 3)
#define INPUTS6X4 \
	INPUT6(0); \
	INPUT6(1); \
	INPUT6(2); \
	INPUT6(3); \
	ADVANCE6(16); \
	ADDBYTES(R2, 128); \
	DECREMENT(R3, 4)

// dst = acc > low ? min(acc, high) : low. Pmax(a, b) is a < b ? b : a and Pmin(a, b) is b < a ? b : a, so NaN becomes
// low.
#define BOUNDS \
	F32Load low+80(FP); F32x4Splat; Set V12; \
	F32Load high+84(FP); F32x4Splat; Set V13
#define CLAMP(acc, offset) \
	Get R0; I32WrapI64; Get V13; Get V12; Get acc; F32x4Pmax; F32x4Pmin; V128Store $0, $offset
#define STORE(lo, hi) \
	CLAMP(lo, 0); \
	CLAMP(hi, 16); \
	ADD(R0, R10)
#define STORE1 \
	BOUNDS; \
	STORE(V0, V1)
#define STORE4 \
	STORE1; \
	STORE(V2, V3); \
	STORE(V4, V5); \
	STORE(V6, V7)
#define STORE6 \
	STORE4; \
	STORE(V8, V9); \
	STORE(V10, V11)

// All of a kernel: for each tile, each row of the window, each run of inputs.
#define CONVOLVE(BIAS, PIXELS, INPUTS, NEXTROW, STORE) \
tile: \
	Loop; \
		BIAS; \
		PIXELS; \
		MOVD panel+16(FP), R2; \
		MOVD rows+56(FP), R8; \
row: \
		Loop; \
			MOVD R12, R3; \
input: \
			Loop; \
				INPUTS input; \
			End; \
			NEXTROW; \
			DECREMENT(R8, 1) row; \
		End; \
		STORE; \
		DECREMENT(R9, 1) tile; \
	End
