#include "textflag.h"

// A tile is one or four neighbouring output pixels × 4 channels. Its sums stay in vectors while the rows of the
// window pass by; each input is read once for all the windows that it belongs to. The last pixel's right taps and
// the first one's left taps may lie outside the input, and so may a whole row: edges says what is inside.
//
//	R0 dst, R1 src at the first window's middle, R2 w, R3 bias: all of this group of channels
//	R4 channels left, R5 bytes of a pixel, R6 bytes of a row, R7 edges, R8 src of an input, R9 w of a tap
//	R10 dst and R11 src of the tile, R12 tiles left
//	V0..V3 sums, V4 V5 V6 weights of a row's taps, V7 input, V8 zero, V9 six

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
	V128Const $0, $0; Set V8; \
	V128Const $0x40c0000040c00000, $0x40c0000040c00000; Set V9

#define GROUPS \
	MOVD R10, R0; \
	MOVD R11, R1; \
	MOVD w+16(FP), R2; \
	MOVD bias+24(FP), R3; \
	MOVD channels+40(FP), R4

#define LOAD(pointer, v) \
	Get pointer; I32WrapI64; V128Load $0; Set v
#define ADD(pointer, step) \
	Get pointer; Get step; I64Add; Set pointer
#define ADDBYTES(pointer, bytes) \
	Get pointer; I64Const $bytes; I64Add; Set pointer
#define IFEDGE(edge) \
	Get R7; I64Const edge; I64And; I32WrapI64; If

// acc += input * weight
#define TAP(acc, weight) \
	Get acc; Get V7; Get weight; F32x4Mul; F32x4Add; Set acc

// The next input of the row.
#define INPUT \
	LOAD(R8, V7); \
	ADD(R8, R5)

// The weights of the row at R9, and R9 on to the next row.
#define WEIGHTS \
	LOAD(R9, V4); ADD(R9, R5); \
	LOAD(R9, V5); ADD(R9, R5); \
	LOAD(R9, V6); ADD(R9, R5)

// The first window's left tap, one input before R8.
#define LEFTTAP \
	IFEDGE(LEFT); \
		Get R8; Get R5; I64Sub; I32WrapI64; V128Load $0; Set V7; \
		TAP(V0, V4); \
	End

// The last window's right tap.
#define RIGHTTAP(acc) \
	IFEDGE(RIGHT); \
		LOAD(R8, V7); \
		TAP(acc, V6); \
	End

// One row of one, of four windows at stride 1, of four at stride 2.
#define ROW1 \
	WEIGHTS; \
	LEFTTAP; \
	INPUT; TAP(V0, V5); \
	RIGHTTAP(V0)
#define ROW4STRIDE1 \
	WEIGHTS; \
	LEFTTAP; \
	INPUT; TAP(V0, V5); TAP(V1, V4); \
	INPUT; TAP(V0, V6); TAP(V1, V5); TAP(V2, V4); \
	INPUT; TAP(V1, V6); TAP(V2, V5); TAP(V3, V4); \
	INPUT; TAP(V2, V6); TAP(V3, V5); \
	RIGHTTAP(V3)
#define ROW4STRIDE2 \
	WEIGHTS; \
	LEFTTAP; \
	INPUT; TAP(V0, V5); \
	INPUT; TAP(V0, V6); TAP(V1, V4); \
	INPUT; TAP(V1, V5); \
	INPUT; TAP(V1, V6); TAP(V2, V4); \
	INPUT; TAP(V2, V5); \
	INPUT; TAP(V2, V6); TAP(V3, V4); \
	INPUT; TAP(V3, V5); \
	RIGHTTAP(V3)

// The rows of the window.
#define ROWS(ROW) \
	MOVD R2, R9; \
	IFEDGE(TOP); \
		Get R1; Get R6; I64Sub; Set R8; \
		ROW; \
	Else; \
		ADD(R9, R5); ADD(R9, R5); ADD(R9, R5); \
	End; \
	MOVD R1, R8; \
	ROW; \
	IFEDGE(BOTTOM); \
		Get R1; Get R6; I64Add; Set R8; \
		ROW; \
	End

// dst = acc > 0 ? min(acc, 6) : 0. Pmax(a, b) is a < b ? b : a and Pmin(a, b) is b < a ? b : a, so NaN and −0
// become 0.
#define RELU6(pointer, acc) \
	Get pointer; I32WrapI64; Get V9; Get V8; Get acc; F32x4Pmax; F32x4Pmin; V128Store $0, $0

// On to the next group of channels; branch while there is one.
#define NEXTGROUP \
	ADDBYTES(R0, 16); \
	ADDBYTES(R1, 16); \
	ADDBYTES(R2, 16); \
	ADDBYTES(R3, 16); \
	Get R4; I64Const $4; I64Sub; Tee R4; I32WrapI64; BrIf

// func depthwise4Stride1SIMD128(dst, src, w, bias *float32, tiles, channels, pixelStep, rowStep, edges int)
TEXT ·depthwise4Stride1SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
tile:
	Loop
		GROUPS
group:
		Loop
			Get R3; I32WrapI64; V128Load $0; Tee V0; Tee V1; Tee V2; Set V3
			ROWS(ROW4STRIDE1)
			MOVD R0, R8
			RELU6(R8, V0); ADD(R8, R5)
			RELU6(R8, V1); ADD(R8, R5)
			RELU6(R8, V2); ADD(R8, R5)
			RELU6(R8, V3)
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
			ROWS(ROW4STRIDE2)
			MOVD R0, R8
			RELU6(R8, V0); ADD(R8, R5)
			RELU6(R8, V1); ADD(R8, R5)
			RELU6(R8, V2); ADD(R8, R5)
			RELU6(R8, V3)
			NEXTGROUP group
		End
		Get R10; Get R5; I64Const $2; I64Shl; I64Add; Set R10
		Get R11; Get R5; I64Const $3; I64Shl; I64Add; Set R11
		Get R12; I64Const $1; I64Sub; Tee R12; I32WrapI64; BrIf tile
	End
	RET

// func depthwise1SIMD128(dst, src, w, bias *float32, channels, pixelStep, rowStep, edges int)
TEXT ·depthwise1SIMD128(SB), NOSPLIT, $0-72
	PARAMETERS
	GROUPS
group:
	Loop
		LOAD(R3, V0)
		ROWS(ROW1)
		RELU6(R0, V0)
		NEXTGROUP group
	End
	RET
