#include "textflag.h"
#include "quantised_bytes_wasm.h"

// A tile is six output pixels × 8 channels, whose windows begin 6 bytes apart. A row of a window is 9 bytes, read as
// three times four: the last three meet weights of 0.
//
//	R0 dst, R1 src of the tile, R2 weights, R3 bias, R4 bias of the last pixel, R5 R6 rows of src, R7 offset or 0
//	R9 tiles left, R10 dstStep, R11 rowStep, R13 scales
//	V0..V11 sums, V12 V13 weights and then scales, V14 inputs and then magic

// lo, hi += the four bytes at offset * weights
#define PIXEL(row, offset, lo, hi, TURN) \
	Get row; I32WrapI64; I32Load $offset; I32x4Splat; TURN; Set V14; \
	DOT(V12, V14, lo); \
	DOT(V13, V14, hi)
#define INPUTS(row, offset, weights, TURN) \
	LOAD(R2, (weights)); Set V12; \
	LOAD(R2, (weights+16)); Set V13; \
	PIXEL(row, (offset), V0, V1, TURN); \
	PIXEL(row, (offset+6), V2, V3, TURN); \
	PIXEL(row, (offset+12), V4, V5, TURN); \
	PIXEL(row, (offset+18), V6, V7, TURN); \
	PIXEL(row, (offset+24), V8, V9, TURN); \
	PIXEL(row, (offset+30), V10, V11, TURN)
#define ROW(row, weights, TURN) \
	INPUTS(row, 0, weights, TURN); \
	INPUTS(row, 4, weights+32, TURN); \
	INPUTS(row, 8, weights+64, TURN)

// lo and hi += the four bytes at offset * what all weights are above their bytes
#define OFFSETPIXEL(row, offset, lo, hi, TURN) \
	Get row; I32WrapI64; I32Load $offset; I32x4Splat; TURN; Set V14; \
	DOT(V12, V14, lo); \
	DOT(V12, V14, hi)
#define OFFSETS(row, offset, weights, TURN) \
	LOAD(R7, (weights)); Set V12; \
	OFFSETPIXEL(row, (offset), V0, V1, TURN); \
	OFFSETPIXEL(row, (offset+6), V2, V3, TURN); \
	OFFSETPIXEL(row, (offset+12), V4, V5, TURN); \
	OFFSETPIXEL(row, (offset+18), V6, V7, TURN); \
	OFFSETPIXEL(row, (offset+24), V8, V9, TURN); \
	OFFSETPIXEL(row, (offset+30), V10, V11, TURN)
#define OFFSETROW(row, TURN) \
	OFFSETS(row, 0, 0, TURN); \
	OFFSETS(row, 4, 0, TURN); \
	OFFSETS(row, 8, 16, TURN)

// Twice the sum of products, and the bias.
#define TWICE(acc, bias, offset) \
	Get acc; Get acc; I32x4Add; LOAD(bias, offset); I32x4Add; Set acc
#define SUMS(bias, lo, hi) \
	TWICE(lo, bias, 0); \
	TWICE(hi, bias, 16)
#define ACTIVATIONS(lo, hi) \
	SCALE(lo, V12, V14); SCALE(hi, V13, V14); I16x8NarrowI32x4S
#define STORELANE(v, lane) \
	Get R0; I32WrapI64; Get v; I64x2ExtractLane $0, $lane; I64Store $0; \
	ADD(R0, R10)
#define STORETWO(lo, hi, nextlo, nexthi) \
	ACTIVATIONS(lo, hi); ACTIVATIONS(nextlo, nexthi); I8x16NarrowI16x8U; Set lo; \
	STORELANE(lo, 0); \
	STORELANE(lo, 1)

// START leaves what the sums of products start from, of either half.
#define FROMZERO(offset) V128Const $0, $0
#define FROMSUMS(offset) LOAD(R2, (288+offset))
#define TILES(START, TURN) \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD panel+16(FP), R2; \
	MOVD bias+24(FP), R3; \
	MOVD lastBias+32(FP), R4; \
	MOVD scales+40(FP), R13; \
	MOVD tiles+48(FP), R9; \
	MOVD dstStep+56(FP), R10; \
	MOVD rowStep+64(FP), R11; \
	MOVD offset+72(FP), R7; \
tile: \
	Loop; \
		START(0); Tee V0; Tee V2; Tee V4; Tee V6; Tee V8; Set V10; \
		START(16); Tee V1; Tee V3; Tee V5; Tee V7; Tee V9; Set V11; \
		Get R1; Get R11; I64Add; Tee R5; \
		Get R11; I64Add; Set R6; \
		ROW(R1, 0, TURN); \
		ROW(R5, 96, TURN); \
		ROW(R6, 192, TURN); \
		Get R7; I32WrapI64; If; \
			OFFSETROW(R1, TURN); \
			OFFSETROW(R5, TURN); \
			OFFSETROW(R6, TURN); \
		End; \
		SUMS(R3, V0, V1); \
		SUMS(R3, V2, V3); \
		SUMS(R3, V4, V5); \
		SUMS(R3, V6, V7); \
		SUMS(R3, V8, V9); \
		SUMS(R4, V10, V11); \
		LOAD(R13, 0); Set V12; \
		LOAD(R13, 16); Set V13; \
		MAGIC; Set V14; \
		STORETWO(V0, V1, V2, V3); \
		STORETWO(V4, V5, V6, V7); \
		STORETWO(V8, V9, V10, V11); \
		ADDBYTES(R1, 36); \
		DECREMENT(R9, 1) tile; \
	End

// func byteRGB6x8SIMD128(dst, src *uint8, panel *int8, bias, lastBias *int32, scales *float32, tiles, dstStep, rowStep int, offset *[2][16]int8)
TEXT ·byteRGB6x8SIMD128(SB), NOSPLIT, $0-80
	TILES(FROMZERO, ASTHEYARE)
	RET

// func byteRGB6x8SignedSIMD128(dst, src *uint8, panel *int8, bias, lastBias *int32, scales *float32, tiles, dstStep, rowStep int, offset *[2][16]int8)
TEXT ·byteRGB6x8SignedSIMD128(SB), NOSPLIT, $0-80
	TILES(FROMSUMS, TURNED)
	RET
