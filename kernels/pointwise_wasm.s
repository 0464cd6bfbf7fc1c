#include "textflag.h"
#include "loop_wasm.h"
#include "wide_wasm.h"

//	R0 dst, R1 src of the tile, R2 R3 weights of both panels, R8 inputs left, R9 tiles left, R10 dstStep, R11 srcStep
//	R12 inputs, R13 from one panel to the next, V12 low, V13 high

// sum += input * weights
#define PRODUCT(input, sum) \
	Get input; Get V8; F32x4Mul; GETWIDE(sum); F32x4Add; SETWIDE(sum)

#define BIAS \
	MOVD bias+24(FP), R2; \
	LOAD(R2, 0); Set V0; \
	LOAD(R2, 16); Set V1; \
	LOAD(R2, 32); Set V2; \
	LOAD(R2, 48); Set V3; \
	STARTWIDE(V0, F16, F20, F24, F28); \
	STARTWIDE(V1, F17, F21, F25, F29); \
	STARTWIDE(V2, F18, F22, F26, F30); \
	STARTWIDE(V3, F19, F23, F27, F31)

#define INPUTS(at) \
	LOAD(R4, (16*at)); Set V0; \
	LOAD(R5, (16*at)); Set V1; \
	LOAD(R6, (16*at)); Set V2; \
	LOAD(R7, (16*at)); Set V3; \
	PRODUCTS(PRODUCT, LANE0, (128*at)); \
	PRODUCTS(PRODUCT, LANE1, (128*at+32)); \
	PRODUCTS(PRODUCT, LANE2, (128*at+64)); \
	PRODUCTS(PRODUCT, LANE3, (128*at+96))

// Pmax(a, b) is a < b ? b : a and Pmin(a, b) is b < a ? b : a, so NaN becomes low.
#define CLAMP(sum, offset) \
	Get R0; I32WrapI64; Get V13; Get V12; GETWIDE(sum); F32x4Pmax; F32x4Pmin; V128Store $0, $offset
#define STORE(a, b, c, d) \
	CLAMP(a, 0); \
	CLAMP(b, 16); \
	CLAMP(c, 32); \
	CLAMP(d, 48); \
	ADD(R0, R10)

// func pointwise4x16SIMD128(dst, src, panels, bias *float32, tiles, dstStep, srcStep, inputs, panelStep int, low, high float32)
TEXT ·pointwise4x16SIMD128(SB), NOSPLIT, $0-80
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD tiles+32(FP), R9
	MOVD dstStep+40(FP), R10
	MOVD srcStep+48(FP), R11
	MOVD inputs+56(FP), R12
	MOVD panelStep+64(FP), R13
	F32Load low+72(FP); F32x4Splat; Set V12
	F32Load high+76(FP); F32x4Splat; Set V13
tile:
	Loop
		BIAS
		PIXELS4
		MOVD panels+16(FP), R2
		Get R2; Get R13; I64Add; Set R3
		MOVD R12, R8
input:
		Loop
			INPUTS(0)
			INPUTS(1)
			ADVANCE4(32)
			ADDBYTES(R2, 256)
			ADDBYTES(R3, 256)
			DECREMENT(R8, 8) input
		End
		STORE(F16, F17, F18, F19)
		STORE(F20, F21, F22, F23)
		STORE(F24, F25, F26, F27)
		STORE(F28, F29, F30, F31)
		DECREMENT(R9, 1) tile
	End
	RET
