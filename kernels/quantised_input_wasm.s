#include "textflag.h"
#include "quantised_wasm.h"

// Leaves nearest(clamp(src * scale)) of four values, as integers. Pmax(a, b) is a < b ? b : a: written with the limit
// first, NaN becomes the limit.
#define QUANTISE(offset) \
	Get V3; Get V2; LOAD(R1, offset); Get V1; F32x4Mul; F32x4Pmax; F32x4Pmin; Get V4; F32x4Add; Get V4; I32x4Sub

// func quantise8SIMD128(dst *int16, src *float32, count int, scale float32)
//
//	R0 dst, R1 src, R2 values left, V1 scale, V2 V3 limits, V4 a number whose last bit is worth 1
TEXT ·quantise8SIMD128(SB), NOSPLIT, $0-28
	MOVD dst+0(FP), R0
	MOVD src+8(FP), R1
	MOVD count+16(FP), R2
	F32Load scale+24(FP); F32x4Splat; Set V1
	V128Const $0xc6fffe00c6fffe00, $0xc6fffe00c6fffe00; Set V2
	V128Const $0x46fffe0046fffe00, $0x46fffe0046fffe00; Set V3
	V128Const $0x4b4000004b400000, $0x4b4000004b400000; Set V4
value:
	Loop
		Get R0; I32WrapI64; QUANTISE(0); QUANTISE(16); I16x8NarrowI32x4S; V128Store $0, $0
		ADDBYTES(R0, 16)
		ADDBYTES(R1, 32)
		DECREMENT(R2, 8) value
	End
	RET
