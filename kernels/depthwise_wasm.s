#include "textflag.h"
#include "loop_wasm.h"

// A tile is one or four neighbouring output pixels × 8 channels. Its sums stay in vectors while the rows of the
// window pass by, and an input is read once in a row for all the windows that it belongs to. The channels' two halves
// take turns within a row, so that the half of a cache line which the first leaves is soon used.
//
//	R0 dst, R1 src at the first window's middle, R2 w, R3 bias: all of this group of channels
//	R4 channels left, R5 pixelStep, R6 rowStep, R7 edges
//	R8 src of an input, R9 w of a row, R10 src of a row's first middle
//	R11 dst of the tile, R12 src of the tile, R13 tiles left
//	V0..V3 sums of the first half, V4..V7 of the second, V8 V9 V10 weights of a row, V11 input, V12 low, V13 high

#define TOP $1
#define BOTTOM $2
#define LEFT $4
#define RIGHT $8

#define PARAMETERS \
	MOVD dst+0(FP), R11; \
	MOVD src+8(FP), R12; \
	MOVD pixelStep+40(FP), R5; \
	MOVD rowStep+48(FP), R6; \
	MOVD edges+56(FP), R7; \
	F32Load low+64(FP); F32x4Splat; Set V12; \
	F32Load high+68(FP); F32x4Splat; Set V13

#define FIRSTGROUP \
	MOVD R11, R0; \
	MOVD R12, R1; \
	MOVD w+16(FP), R2; \
	MOVD bias+24(FP), R3; \
	MOVD channels+32(FP), R4

// Followed by a label, as DECREMENT is.
#define NEXTGROUP \
	ADDBYTES(R0, 32); \
	ADDBYTES(R1, 32); \
	ADDBYTES(R2, 32); \
	ADDBYTES(R3, 32); \
	DECREMENT(R4, 8)

// Four pixels on in dst, and 4 or 8 of them, 1 << shift, in src. Followed by a label.
#define NEXTTILE(shift) \
	Get R11; Get R5; I64Const $2; I64Shl; I64Add; Set R11; \
	Get R12; Get R5; I64Const $shift; I64Shl; I64Add; Set R12; \
	DECREMENT(R13, 1)

#define BIAS(offset, a, b, c, d) \
	LOAD(R3, offset); Tee a; Tee b; Tee c; Set d

// The three weights of the row for the half at offset h.
#define WEIGHTS(h) \
	LOAD(R9, h); Set V8; \
	Get R9; Get R5; I64Add; I32WrapI64; V128Load $h; Set V9; \
	Get R9; Get R5; I64Add; Get R5; I64Add; I32WrapI64; V128Load $h; Set V10

// The next input of the row.
#define INPUT(h) \
	LOAD(R8, h); Set V11; \
	ADD(R8, R5)

// acc += input * weight
#define TAP(acc, weight) \
	Get V11; Get weight; F32x4Mul; Get acc; F32x4Add; Set acc

#define IFINSIDE(edge) \
	Get R7; I64Const edge; I64And; I32WrapI64; If
#define LEFTTAP(h, acc) \
	IFINSIDE(LEFT); \
		Get R10; Get R5; I64Sub; I32WrapI64; V128Load $h; Set V11; \
		TAP(acc, V8); \
	End
#define RIGHTTAP(h, acc) \
	IFINSIDE(RIGHT); \
		LOAD(R8, h); Set V11; \
		TAP(acc, V10); \
	End

// One row of the windows a, b, c, d, for the half at h.
#define HALF1(h, a, b, c, d) \
	MOVD R10, R8; \
	WEIGHTS(h); \
	LEFTTAP(h, a); \
	INPUT(h); TAP(a, V9); \
	RIGHTTAP(h, a)
#define HALF4(h, a, b, c, d) \
	MOVD R10, R8; \
	WEIGHTS(h); \
	LEFTTAP(h, a); \
	INPUT(h); TAP(a, V9); TAP(b, V8); \
	INPUT(h); TAP(a, V10); TAP(b, V9); TAP(c, V8); \
	INPUT(h); TAP(b, V10); TAP(c, V9); TAP(d, V8); \
	INPUT(h); TAP(c, V10); TAP(d, V9); \
	RIGHTTAP(h, d)
#define HALF4STRIDE2(h, a, b, c, d) \
	MOVD R10, R8; \
	WEIGHTS(h); \
	LEFTTAP(h, a); \
	INPUT(h); TAP(a, V9); \
	INPUT(h); TAP(a, V10); TAP(b, V8); \
	INPUT(h); TAP(b, V9); \
	INPUT(h); TAP(b, V10); TAP(c, V8); \
	INPUT(h); TAP(c, V9); \
	INPUT(h); TAP(c, V10); TAP(d, V8); \
	INPUT(h); TAP(d, V9); \
	RIGHTTAP(h, d)

#define ROW(HALF) \
	HALF(0, V0, V1, V2, V3); \
	HALF(16, V4, V5, V6, V7)
#define NEXTROWWEIGHTS \
	Get R9; Get R5; I64Const $3; I64Mul; I64Add; Set R9
#define ROWS(HALF) \
	MOVD R2, R9; \
	IFINSIDE(TOP); \
		Get R1; Get R6; I64Sub; Set R10; \
		ROW(HALF); \
	End; \
	NEXTROWWEIGHTS; \
	MOVD R1, R10; \
	ROW(HALF); \
	IFINSIDE(BOTTOM); \
		NEXTROWWEIGHTS; \
		Get R1; Get R6; I64Add; Set R10; \
		ROW(HALF); \
	End

// dst = acc > low ? min(acc, high) : low. Pmax(a, b) is a < b ? b : a and Pmin(a, b) is b < a ? b : a, so NaN becomes
// low.
#define CLAMP(offset, acc) \
	Get R8; I32WrapI64; Get V13; Get V12; Get acc; F32x4Pmax; F32x4Pmin; V128Store $0, $offset
#define STORE(first, second) \
	CLAMP(0, first); \
	CLAMP(16, second); \
	ADD(R8, R5)
#define STORE4 \
	MOVD R0, R8; \
	STORE(V0, V4); \
	STORE(V1, V5); \
	STORE(V2, V6); \
	STORE(V3, V7)

// func depthwise4x8SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32, tiles int)
TEXT ·depthwise4x8SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
	MOVD tiles+72(FP), R13
tile:
	Loop
		FIRSTGROUP
group:
		Loop
			BIAS(0, V0, V1, V2, V3)
			BIAS(16, V4, V5, V6, V7)
			ROWS(HALF4)
			STORE4
			NEXTGROUP group
		End
		NEXTTILE(2) tile
	End
	RET

// func depthwise4x8Stride2SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32, tiles int)
TEXT ·depthwise4x8Stride2SIMD128(SB), NOSPLIT, $0-80
	PARAMETERS
	MOVD tiles+72(FP), R13
tile:
	Loop
		FIRSTGROUP
group:
		Loop
			BIAS(0, V0, V1, V2, V3)
			BIAS(16, V4, V5, V6, V7)
			ROWS(HALF4STRIDE2)
			STORE4
			NEXTGROUP group
		End
		NEXTTILE(3) tile
	End
	RET

// func depthwise1x8SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int, low, high float32)
TEXT ·depthwise1x8SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
	FIRSTGROUP
group:
	Loop
		LOAD(R3, 0); Set V0
		LOAD(R3, 16); Set V4
		ROWS(HALF1)
		MOVD R0, R8
		STORE(V0, V4)
		NEXTGROUP group
	End
	RET
