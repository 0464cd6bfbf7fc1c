#include "textflag.h"
#include "quantised_wasm.h"

// Leaves nearest(clamp(src * scale + offset, 0, 255)) of four values, as integers. Pmax(a, b) is a < b ? b : a: written
// with the limit first, NaN becomes the limit. The offset comes first too, lest the finisher fuse product and sum.
#define PIXELS(offset) \
	Get V3; Get V2; Get V5; LOAD(R1, offset); Get V1; F32x4Mul; F32x4Add; F32x4Pmax; F32x4Pmin; \
	Get V4; F32x4Add; Get V4; I32x4Sub
#define LIMITS \
	V128Const $0, $0; Set V2; \
	V128Const $0x437f0000437f0000, $0x437f0000437f0000; Set V3; \
	V128Const $0x4b4000004b400000, $0x4b4000004b400000; Set V4

// func quantise8SIMD128(dst *int16, src *float32, count int, scale, offset float32, gain, zero int32)
//
//	R0 dst, R1 src, R2 values left, V1 scale, V2 V3 limits, V4 a number whose last bit is worth 1, V5 offset
//	V6 gain, V7 zero
TEXT ·quantise8SIMD128(SB), NOSPLIT, $0-40
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD count+16(FP), R2
	F32Load scale+24(FP); F32x4Splat; Set V1
	F32Load offset+28(FP); F32x4Splat; Set V5
	I32Load gain+32(FP); I32x4Splat; Set V6
	I32Load zero+36(FP); I32x4Splat; Set V7
	LIMITS
value:
	Loop
		Get R0; I32WrapI64
		PIXELS(0); Get V6; I32x4Mul; Get V7; I32x4Sub
		PIXELS(16); Get V6; I32x4Mul; Get V7; I32x4Sub
		I16x8NarrowI32x4S; V128Store $0, $0
		ADDBYTES(R0, 16)
		ADDBYTES(R1, 32)
		DECREMENT(R2, 8) value
	End
	RET

// func quantiseBytes16SIMD128(dst *uint8, src *float32, count int, scale, offset float32)
//
//	as above
TEXT ·quantiseBytes16SIMD128(SB), NOSPLIT, $0-32
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD count+16(FP), R2
	F32Load scale+24(FP); F32x4Splat; Set V1
	F32Load offset+28(FP); F32x4Splat; Set V5
	LIMITS
value:
	Loop
		Get R0; I32WrapI64
		PIXELS(0); PIXELS(16); I16x8NarrowI32x4S
		PIXELS(32); PIXELS(48); I16x8NarrowI32x4S
		I8x16NarrowI16x8U; V128Store $0, $0
		ADDBYTES(R0, 16)
		ADDBYTES(R1, 64)
		DECREMENT(R2, 16) value
	End
	RET
