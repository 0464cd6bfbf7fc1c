#include "textflag.h"
#include "quantised_wasm.h"

// A tile is one or four neighbouring output pixels × 8 channels. Its sums stay in vectors while the rows of the
// window pass by. Pixels lie in pairs, so that one multiplication takes two taps of a row, of four channels.
//
//	R0 dst, R1 src, R2 w, R3 bias, R14 factors: all of this group of channels
//	R4 channels left, R5 pairStep, R6 rowStep, R7 edges, R15 rounding
//	R8 src of a pair, R9 w of a row, R10 src of a row
//	R11 dst of the tile, R12 src of the tile, R13 tiles left
//	V0..V3 sums of the first half, V4..V7 of the second
//	V8 V9 weights of a row that follow the second pixel of a pair, V10 V11 the first, V12 inputs

#define TOP $1
#define BOTTOM $2
#define LEFT $4
#define RIGHT $8
#define SCALES $16

#define PARAMETERS \
	MOVD dst+0(FP), R11; \
	MOVD src+8(FP), R12; \
	MOVD r+40(FP), R15; \
	MOVD pairStep+56(FP), R5; \
	MOVD rowStep+64(FP), R6; \
	MOVD edges+72(FP), R7

#define FIRSTGROUP \
	MOVD R11, R0; \
	MOVD R12, R1; \
	MOVD w+16(FP), R2; \
	MOVD bias+24(FP), R3; \
	MOVD factors+32(FP), R14; \
	MOVD channels+48(FP), R4

// A group is 8 channels: 16 bytes of a pixel, 32 of a pair, 3 rows of 128 bytes of weights.
#define NEXTGROUP(bytes) \
	ADDBYTES(R0, 16); \
	ADDBYTES(R1, bytes); \
	ADDBYTES(R2, 384); \
	ADDBYTES(R3, 32); \
	ADDBYTES(R14, 32); \
	DECREMENT(R4, 8)

// Four pixels on in dst, and 2 or 4 pairs, 1 << shift, in src.
#define NEXTTILE(shift) \
	Get R11; Get R5; I64Const $1; I64Shl; I64Add; Set R11; \
	Get R12; Get R5; I64Const $shift; I64Shl; I64Add; Set R12; \
	DECREMENT(R13, 1)

#define BIAS(offset, a, b, c, d) \
	LOAD(R3, offset); Tee a; Tee b; Tee c; Set d

// The next pair of the row, its half at offset h.
#define PAIR(h) \
	LOAD(R8, h); Set V12; \
	ADD(R8, R5)

// acc += inputs * weights
#define TAPS(acc, weights) \
	Get V12; Get weights; I32x4DotI16x8S; Get acc; I32x4Add; Set acc

#define IFSET(flag) \
	Get R7; I64Const flag; I64And; I32WrapI64; If

// One row of the windows a, b, c, d, for the half at h.
#define HALF4(h, a, b, c, d) \
	MOVD R10, R8; \
	LOAD(R9, (4*h)); Set V8; \
	LOAD(R9, (4*h+16)); Set V9; \
	LOAD(R9, (4*h+32)); Set V10; \
	LOAD(R9, (4*h+48)); Set V11; \
	IFSET(LEFT); \
		Get R10; Get R5; I64Sub; I32WrapI64; V128Load $h; Set V12; \
		TAPS(a, V8); \
	End; \
	PAIR(h); TAPS(a, V9); TAPS(b, V10); TAPS(c, V8); \
	PAIR(h); TAPS(b, V11); TAPS(c, V9); TAPS(d, V10); \
	IFSET(RIGHT); \
		PAIR(h); TAPS(d, V11); \
	End
#define HALF4STRIDE2(h, a, b, c, d) \
	MOVD R10, R8; \
	LOAD(R9, (4*h+32)); Set V10; \
	LOAD(R9, (4*h+48)); Set V11; \
	PAIR(h); TAPS(a, V10); \
	PAIR(h); TAPS(a, V11); TAPS(b, V10); \
	PAIR(h); TAPS(b, V11); TAPS(c, V10); \
	PAIR(h); TAPS(c, V11); TAPS(d, V10); \
	IFSET(RIGHT); \
		PAIR(h); TAPS(d, V11); \
	End

// R10 is the first pair's place, whether it is there or not.
#define HALF1(h, a, b, c, d) \
	IFSET(LEFT); \
		LOAD(R10, h); LOAD(R9, (4*h)); I32x4DotI16x8S; Get a; I32x4Add; Set a; \
	End; \
	IFSET(RIGHT); \
		Get R10; Get R5; I64Add; I32WrapI64; V128Load $h; LOAD(R9, (4*h+16)); I32x4DotI16x8S; Get a; I32x4Add; Set a; \
	End

// Plain pixels, left, middle and right in V8 V9 V10, make pairs of (left, middle) and (right, 0).
#define INPUTS \
	V128Const $0, $0; Tee V8; Set V10; \
	IFSET(LEFT); \
		Get R10; Get R5; I64Sub; I32WrapI64; V128Load $0; Set V8; \
	End; \
	LOAD(R10, 0); Set V9; \
	IFSET(RIGHT); \
		Get R10; Get R5; I64Add; I32WrapI64; V128Load $0; Set V10; \
	End
#define PLAINHALF(h, acc, EXTEND) \
	Get V8; EXTEND; Get V9; EXTEND; I32Const $16; I32x4Shl; V128Or; \
	LOAD(R9, (4*h)); I32x4DotI16x8S; Get acc; I32x4Add; Set acc; \
	Get V10; EXTEND; LOAD(R9, (4*h+16)); I32x4DotI16x8S; Get acc; I32x4Add; Set acc

#define ROW4 \
	HALF4(0, V0, V1, V2, V3); \
	HALF4(16, V4, V5, V6, V7)
#define ROW4STRIDE2 \
	HALF4STRIDE2(0, V0, V1, V2, V3); \
	HALF4STRIDE2(16, V4, V5, V6, V7)
#define ROW1 \
	HALF1(0, V0, V1, V2, V3); \
	HALF1(16, V4, V5, V6, V7)
#define ROWPLAIN \
	INPUTS; \
	PLAINHALF(0, V0, I32x4ExtendLowI16x8U); \
	PLAINHALF(16, V4, I32x4ExtendHighI16x8U)
#define ROWS(ROW) \
	IFSET(TOP); \
		MOVD R2, R9; \
		Get R1; Get R6; I64Sub; Set R10; \
		ROW; \
	End; \
	Get R2; I64Const $128; I64Add; Set R9; \
	MOVD R1, R10; \
	ROW; \
	IFSET(BOTTOM); \
		ADDBYTES(R9, 128); \
		Get R1; Get R6; I64Add; Set R10; \
		ROW; \
	End

// The activations of a pixel, in both halves.
#define SCALED(first, second) \
	SCALE(first, V8); \
	SCALE(second, V9)
#define ACTIVATIONS(first, second) \
	CLAMP(first); REQUANTISE(first, V8); Set first; \
	CLAMP(second); REQUANTISE(second, V9); Set second
#define STORE(first, second) \
	Get R8; I32WrapI64; Get first; Get second; I16x8NarrowI32x4S; LOAD(R15, 48); I16x8MinS; V128Store $0, $0
#define NEXTPIXEL \
	Get R8; Get R5; I64Const $1; I64ShrU; I64Add; Set R8
#define FACTORS \
	MOVD R0, R8; \
	LOAD(R14, 0); Set V8; \
	LOAD(R14, 16); Set V9
#define STORE1 \
	FACTORS; \
	IFSET(SCALES); \
		SCALED(V0, V4); \
	Else; \
		ACTIVATIONS(V0, V4); \
	End; \
	STORE(V0, V4)
#define STORE4 \
	FACTORS; \
	IFSET(SCALES); \
		SCALED(V0, V4); \
		SCALED(V1, V5); \
		SCALED(V2, V6); \
		SCALED(V3, V7); \
	Else; \
		ACTIVATIONS(V0, V4); \
		ACTIVATIONS(V1, V5); \
		ACTIVATIONS(V2, V6); \
		ACTIVATIONS(V3, V7); \
	End; \
	STORE(V0, V4); NEXTPIXEL; \
	STORE(V1, V5); NEXTPIXEL; \
	STORE(V2, V6); NEXTPIXEL; \
	STORE(V3, V7)

// func quantisedDepthwise4x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, tiles int)
TEXT ·quantisedDepthwise4x8SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	MOVD tiles+80(FP), R13
tile:
	Loop
		FIRSTGROUP
group:
		Loop
			BIAS(0, V0, V1, V2, V3)
			BIAS(16, V4, V5, V6, V7)
			ROWS(ROW4)
			STORE4
			NEXTGROUP(32) group
		End
		NEXTTILE(1) tile
	End
	RET

// func quantisedDepthwise4x8Stride2SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, tiles int)
TEXT ·quantisedDepthwise4x8Stride2SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	MOVD tiles+80(FP), R13
tile:
	Loop
		FIRSTGROUP
group:
		Loop
			BIAS(0, V0, V1, V2, V3)
			BIAS(16, V4, V5, V6, V7)
			ROWS(ROW4STRIDE2)
			STORE4
			NEXTGROUP(32) group
		End
		NEXTTILE(2) tile
	End
	RET

// func quantisedDepthwise1x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pairStep, rowStep, edges, back int)
TEXT ·quantisedDepthwise1x8SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
	FIRSTGROUP
	MOVD back+80(FP), R13
	Get R1; Get R13; I64Sub; Set R1
group:
	Loop
		LOAD(R3, 0); Set V0
		LOAD(R3, 16); Set V4
		ROWS(ROW1)
		STORE1
		NEXTGROUP(32) group
	End
	RET

// func quantisedDepthwisePlain1x8SIMD128(dst, src, w *int16, bias, factors *int32, r *rounding, channels, pixelStep, rowStep, edges int)
TEXT ·quantisedDepthwisePlain1x8SIMD128(SB), NOSPLIT, $0-80
	MOVD dst+0(FP), R11
	MOVD src+8(FP), R12
	MOVD r+40(FP), R15
	MOVD pixelStep+56(FP), R5
	MOVD rowStep+64(FP), R6
	MOVD edges+72(FP), R7
	FIRSTGROUP
group:
	Loop
		LOAD(R3, 0); Set V0
		LOAD(R3, 16); Set V4
		ROWS(ROWPLAIN)
		STORE1
		NEXTGROUP(16) group
	End
	RET
