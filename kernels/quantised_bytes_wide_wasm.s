#include "textflag.h"
#include "quantised_bytes_wasm.h"
#include "wide_wasm.h"

// For processors that take the highest bit of an activation for a sign: ARM.
//
//	R0 dst, R1 src of the tile, R2 R3 weights of both panels, R8 inputs left in sixteens, R9 tiles left
//	R10 dstStep, R11 srcStep, R12 inputs, R13 from one panel to the next, R14 sums of weights, then scales, then bounds or 0
//	R15 offsets of the tile's pixels or 0
//	V0..V3 bias and then inputs, V9..V12 scales, V13 magic

// sum += inputs * weights
#define PRODUCT(inputs, sum) \
	Get V8; Get inputs; I16x8Q15MulrSatS; GETWIDE(sum); I32x4Add; SETWIDE(sum)

// The sums of a panel's weights lie behind them.
#define BIAS(offset, sums, to) \
	LOAD(R8, offset); LOAD(R14, sums); I32x4Add; Set to
#define BIASES \
	MOVD bias+24(FP), R8; \
	Get R3; I64Const $32; I64Sub; Set R14; \
	BIAS(0, 0, V0); \
	BIAS(16, 16, V1); \
	ADD(R14, R13); \
	BIAS(32, 0, V2); \
	BIAS(48, 16, V3); \
	STARTWIDE(V0, F16, F20, F24, F28); \
	STARTWIDE(V1, F17, F21, F25, F29); \
	STARTWIDE(V2, F18, F22, F26, F30); \
	STARTWIDE(V3, F19, F23, F27, F31)

// What is added to all sums of a pixel.
#define ADDTO(sum) \
	GETWIDE(sum); Get V4; I32x4Add; SETWIDE(sum)
#define OFFSET(at, a, b, c, d) \
	Get R15; I32WrapI64; I32Load $(4*at); I32x4Splat; Set V4; \
	ADDTO(a); \
	ADDTO(b); \
	ADDTO(c); \
	ADDTO(d)

#define SIXTEEN(src, to) \
	LOAD(src, 0); TURNED; Set to
#define EIGHT(src, to) \
	Get src; I32WrapI64; I64Load $0; I64x2Splat; TURNED; Set to

// Leaves the activations of eight channels.
#define SCALEWIDE(sum, scales) \
	Get V13; GETWIDE(sum); F32x4ConvertI32x4S; Get scales; F32x4Mul; F32x4Add; Get V13; I32x4Sub
#define ACTIVATIONS(a, b, scales, moreScales) \
	SCALEWIDE(a, scales); SCALEWIDE(b, moreScales); I16x8NarrowI32x4S
#define BOUNDED(a, b, scales, moreScales) \
	ACTIVATIONS(a, b, scales, moreScales); LOAD(R14, 0); I16x8AddSatS; LOAD(R14, 16); I16x8MinS
#define STORE(MAKE, a, b, c, d) \
	Get R0; I32WrapI64; MAKE(a, b, V9, V10); MAKE(c, d, V11, V12); I8x16NarrowI16x8U; V128Store $0, $0; \
	ADD(R0, R10)
#define STORE4(MAKE) \
	STORE(MAKE, F16, F17, F18, F19); \
	STORE(MAKE, F20, F21, F22, F23); \
	STORE(MAKE, F24, F25, F26, F27); \
	STORE(MAKE, F28, F29, F30, F31)

// func bytes4x16SignedSIMD128(dst, src *uint8, panels *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs, panelStep int, offsets *int32, bounds *[2][8]int16)
TEXT ·bytes4x16SignedSIMD128(SB), NOSPLIT, $0-96
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD tiles+40(FP), R9
	MOVD dstStep+48(FP), R10
	MOVD srcStep+56(FP), R11
	MOVD inputs+64(FP), R12
	MOVD panelStep+72(FP), R13
	MOVD offsets+80(FP), R15
tile:
	Loop
		MOVD panels+16(FP), R2
		Get R2; Get R13; I64Add; Set R3
		BIASES
		Get R15; I32WrapI64; If
			OFFSET(0, F16, F17, F18, F19)
			OFFSET(1, F20, F21, F22, F23)
			OFFSET(2, F24, F25, F26, F27)
			OFFSET(3, F28, F29, F30, F31)
			ADDBYTES(R15, 16)
		End
		PIXELS4
		Get R12; I64Const $4; I64ShrU; Tee R8; I32WrapI64; If
input:
			Loop
				SIXTEEN(R4, V0)
				SIXTEEN(R5, V1)
				SIXTEEN(R6, V2)
				SIXTEEN(R7, V3)
				PRODUCTS(PRODUCT, LANE0, 0)
				PRODUCTS(PRODUCT, LANE1, 32)
				PRODUCTS(PRODUCT, LANE2, 64)
				PRODUCTS(PRODUCT, LANE3, 96)
				ADVANCE4(16)
				ADDBYTES(R2, 128)
				ADDBYTES(R3, 128)
				DECREMENT(R8, 1) input
			End
		End
		Get R12; I64Const $8; I64And; I32WrapI64; If
			EIGHT(R4, V0)
			EIGHT(R5, V1)
			EIGHT(R6, V2)
			EIGHT(R7, V3)
			PRODUCTS(PRODUCT, LANE0, 0)
			PRODUCTS(PRODUCT, LANE1, 32)
		End
		MOVD scales+32(FP), R14
		LOAD(R14, 0); Set V9
		LOAD(R14, 16); Set V10
		LOAD(R14, 32); Set V11
		LOAD(R14, 48); Set V12
		MAGIC; Set V13
		MOVD bounds+88(FP), R14
		Get R14; I32WrapI64; If
			STORE4(BOUNDED)
		Else
			STORE4(ACTIVATIONS)
		End
		DECREMENT(R9, 1) tile
	End
	RET
