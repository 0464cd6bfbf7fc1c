#include "textflag.h"

// A tile is one or four neighbouring output pixels × 8 channels. Its sums stay in vectors while the rows of the
// window pass by; each input is read once for all the windows that it belongs to. The last pixel's right taps and
// the first one's left taps may lie outside the input, and so may a whole row: edges says what is inside.
//
//	R0 dst, R1 src at the first window's middle, R2 w, R3 bias: all of this group of channels
//	R4 channels left, R5 bytes of a pixel, R6 bytes of a row, R7 edges, R8 src of an input, R9 w of a tap
//	R10 dst and R11 src of the tile, R12 tiles left, R13 w of the middle row, R14 w of the last, R15 src of a row
//	V0..V3 sums of the channels' first half, V4..V7 of the other; V8 V9 V10 weights of a row's taps, V11 input
//	V12 zero, V13 six

#define TOP $1
#define BOTTOM $2
#define LEFT $4
#define RIGHT $8

#define PARAMETERS \
	MOVD dst+0(FP), R10; \
	MOVD src+8(FP), R11; \
	MOVD tiles+32(FP), R12; \
	MOVD pixelStep+48(FP), R5; \
	MOVD rowStep+56(FP), R6; \
	MOVD edges+64(FP), R7; \
	V128Const $0, $0; Set V12; \
	V128Const $0x40c0000040c00000, $0x40c0000040c00000; Set V13

#define GROUPS \
	MOVD R10, R0; \
	MOVD R11, R1; \
	MOVD w+16(FP), R2; \
	MOVD bias+24(FP), R3; \
	MOVD channels+40(FP), R4

#define LOAD(pointer, offset, v) \
	Get pointer; I32WrapI64; V128Load $offset; Set v
#define ADD(pointer, step) \
	Get pointer; Get step; I64Add; Set pointer
#define ADDBYTES(pointer, bytes) \
	Get pointer; I64Const $bytes; I64Add; Set pointer
#define IFEDGE(edge) \
	Get R7; I64Const edge; I64And; I32WrapI64; If

// acc += input * weight
#define TAP(acc, weight) \
	Get acc; Get V11; Get weight; F32x4Mul; F32x4Add; Set acc

// The next input of the row.
#define INPUT(h) \
	LOAD(R8, h, V11); \
	ADD(R8, R5)

// The weights of the row at R9.
#define WEIGHTS(h) \
	LOAD(R9, h, V8); \
	Get R9; Get R5; I64Add; I32WrapI64; V128Load $h; Set V9; \
	Get R9; Get R5; I64Add; Get R5; I64Add; I32WrapI64; V128Load $h; Set V10

// The first window's left tap, one input before R8.
#define LEFTTAP(h, a) \
	IFEDGE(LEFT); \
		Get R8; Get R5; I64Sub; I32WrapI64; V128Load $h; Set V11; \
		TAP(a, V8); \
	End

// The last window's right tap.
#define RIGHTTAP(h, acc) \
	IFEDGE(RIGHT); \
		LOAD(R8, h, V11); \
		TAP(acc, V10); \
	End

// One row of one, of four windows at stride 1, of four at stride 2.
#define HALF1(h, a, b, c, d) \
	MOVD R15, R8; \
	WEIGHTS(h); \
	LEFTTAP(h, a); \
	INPUT(h); TAP(a, V9); \
	RIGHTTAP(h, a)
#define HALF4STRIDE1(h, a, b, c, d) \
	MOVD R15, R8; \
	WEIGHTS(h); \
	LEFTTAP(h, a); \
	INPUT(h); TAP(a, V9); TAP(b, V8); \
	INPUT(h); TAP(a, V10); TAP(b, V9); TAP(c, V8); \
	INPUT(h); TAP(b, V10); TAP(c, V9); TAP(d, V8); \
	INPUT(h); TAP(c, V10); TAP(d, V9); \
	RIGHTTAP(h, d)
#define HALF4STRIDE2(h, a, b, c, d) \
	MOVD R15, R8; \
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

// The rows of the window.
#define ROWS(HALF) \
	MOVD R2, R9; \
	IFEDGE(TOP); \
		Get R1; Get R6; I64Sub; Set R15; \
		ROW(HALF); \
	End; \
	Get R9; Get R5; I64Const $3; I64Mul; I64Add; Set R9; \
	MOVD R1, R15; \
	ROW(HALF); \
	IFEDGE(BOTTOM); \
		Get R9; Get R5; I64Const $3; I64Mul; I64Add; Set R9; \
		Get R1; Get R6; I64Add; Set R15; \
		ROW(HALF); \
	End

// dst = acc > 0 ? min(acc, 6) : 0. Pmax(a, b) is a < b ? b : a and Pmin(a, b) is b < a ? b : a, so NaN and −0
// become 0.
#define RELU6(pointer, offset, acc) \
	Get pointer; I32WrapI64; Get V13; Get V12; Get acc; F32x4Pmax; F32x4Pmin; V128Store $0, $offset

// On to the next group of channels; branch while there is one.
#define NEXTGROUP \
	ADDBYTES(R0, 32); \
	ADDBYTES(R1, 32); \
	ADDBYTES(R2, 32); \
	ADDBYTES(R3, 32); \
	Get R4; I64Const $8; I64Sub; Tee R4; I32WrapI64; BrIf

// func depthwise4Stride1SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)
TEXT ·depthwise4Stride1SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
tile:
	Loop
		GROUPS
group:
		Loop
			Get R3; I32WrapI64; V128Load $0; Tee V0; Tee V1; Tee V2; Set V3
			Get R3; I32WrapI64; V128Load $16; Tee V4; Tee V5; Tee V6; Set V7
			ROWS(HALF4STRIDE1)
			MOVD R0, R8
			RELU6(R8, 0, V0); RELU6(R8, 16, V4);  ADD(R8, R5)
			RELU6(R8, 0, V1); RELU6(R8, 16, V5);  ADD(R8, R5)
			RELU6(R8, 0, V2); RELU6(R8, 16, V6);  ADD(R8, R5)
			RELU6(R8, 0, V3); RELU6(R8, 16, V7)
			NEXTGROUP group
		End
		Get R10; Get R5; I64Const $2; I64Shl; I64Add; Set R10
		Get R11; Get R5; I64Const $2; I64Shl; I64Add; Set R11
		Get R12; I64Const $1; I64Sub; Tee R12; I32WrapI64; BrIf tile
	End
	RET

// func depthwise4Stride2SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)
TEXT ·depthwise4Stride2SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
tile:
	Loop
		GROUPS
group:
		Loop
			Get R3; I32WrapI64; V128Load $0; Tee V0; Tee V1; Tee V2; Set V3
			Get R3; I32WrapI64; V128Load $16; Tee V4; Tee V5; Tee V6; Set V7
			ROWS(HALF4STRIDE2)
			MOVD R0, R8
			RELU6(R8, 0, V0); RELU6(R8, 16, V4);  ADD(R8, R5)
			RELU6(R8, 0, V1); RELU6(R8, 16, V5);  ADD(R8, R5)
			RELU6(R8, 0, V2); RELU6(R8, 16, V6);  ADD(R8, R5)
			RELU6(R8, 0, V3); RELU6(R8, 16, V7)
			NEXTGROUP group
		End
		Get R10; Get R5; I64Const $2; I64Shl; I64Add; Set R10
		Get R11; Get R5; I64Const $3; I64Shl; I64Add; Set R11
		Get R12; I64Const $1; I64Sub; Tee R12; I32WrapI64; BrIf tile
	End
	RET

// func depthwise1SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)
TEXT ·depthwise1SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
	GROUPS
group:
	Loop
		LOAD(R3, 0, V0)
		LOAD(R3, 16, V4)
		ROWS(HALF1)
		RELU6(R0, 0, V0)
		RELU6(R0, 16, V4)
		NEXTGROUP group
	End
	RET
