#include "textflag.h"
#include "loop_wasm.h"

// A pixel is one vector: red, green, blue and the fourth channel, which nobody reads. First the rows, four pixels at
// a time, then the columns.

// acc += input * weight, in the order of operands that is never fused: every browser shall see the same picture.
#define TAP(acc, weight) \
	F32x4ConvertI32x4U; Set V5; \
	Get acc; Get V5; Get weight; F32x4Mul; F32x4Add; Set acc

// The weight of tap R3, in V4.
#define WEIGHT \
	Get R3; I32WrapI64; F32Load $0; F32x4Splat; Set V4

// func resizeRows(row *float32, src *byte, weights *float32, taps, pixels, rowStep int)
//
//	R0 row, R1 src, R2 src of a tap, R3 weights, R4 taps left, R5 pixels left, R6 rowStep
//	V0..V3 sums of four pixels, V4 weight, V5 input, V6 16 bytes, V7 8 of them as uint16
TEXT ·resizeRows(SB), NOSPLIT, $0-48
	MOVD row+0(FP), R0
	MOVD src+8(FP), R1
	MOVD rowStep+40(FP), R6

	// Four pixels at a time.
	MOVD pixels+32(FP), R5
	Get R5; I64Const $2; I64ShrU; Tee R5; I32WrapI64
	If
four:
		Loop
			V128Const $0, $0; Tee V0; Tee V1; Tee V2; Set V3
			MOVD R1, R2
			MOVD weights+16(FP), R3
			MOVD taps+24(FP), R4
tap:
			Loop
				WEIGHT
				LOAD(R2, 0); Set V6
				Get V6; I16x8ExtendLowI8x16U; Set V7
				Get V7; I32x4ExtendLowI16x8U; TAP(V0, V4)
				Get V7; I32x4ExtendHighI16x8U; TAP(V1, V4)
				Get V6; I16x8ExtendHighI8x16U; Set V7
				Get V7; I32x4ExtendLowI16x8U; TAP(V2, V4)
				Get V7; I32x4ExtendHighI16x8U; TAP(V3, V4)
				ADD(R2, R6)
				ADDBYTES(R3, 4)
				DECREMENT(R4, 1) tap
			End
			Get R0; I32WrapI64; Get V0; V128Store $0, $0
			Get R0; I32WrapI64; Get V1; V128Store $0, $16
			Get R0; I32WrapI64; Get V2; V128Store $0, $32
			Get R0; I32WrapI64; Get V3; V128Store $0, $48
			ADDBYTES(R0, 64)
			ADDBYTES(R1, 16)
			DECREMENT(R5, 1) four
		End
	End

	// The rest one by one.
	MOVD pixels+32(FP), R5
	Get R5; I64Const $3; I64And; Tee R5; I32WrapI64
	If
one:
		Loop
			V128Const $0, $0; Set V0
			MOVD R1, R2
			MOVD weights+16(FP), R3
			MOVD taps+24(FP), R4
tap1:
			Loop
				WEIGHT
				Get R2; I32WrapI64; I32Load $0; I32x4Splat; I16x8ExtendLowI8x16U; I32x4ExtendLowI16x8U; TAP(V0, V4)
				ADD(R2, R6)
				ADDBYTES(R3, 4)
				DECREMENT(R4, 1) tap1
			End
			Get R0; I32WrapI64; Get V0; V128Store $0, $0
			ADDBYTES(R0, 16)
			ADDBYTES(R1, 4)
			DECREMENT(R5, 1) one
		End
	End
	RET

// func resizeColumns(dst, row, weights *float32, starts *int32, taps, pixels int, scale, offset float32)
//
//	R0 dst, R1 row, R2 input of a tap, R3 weights, R4 taps left, R5 pixels left, R6 starts
//	V0 sum, V1 scale, V2 offset
TEXT ·resizeColumns(SB), NOSPLIT, $0-56
	MOVD dst+0(FP), R0
	MOVD row+8(FP), R1
	MOVD weights+16(FP), R3
	MOVD starts+24(FP), R6
	MOVD pixels+40(FP), R5
	F32Load scale+48(FP); F32x4Splat; Set V1
	F32Load offset+52(FP); F32x4Splat; Set V2
pixel:
	Loop
		V128Const $0, $0; Set V0
		Get R1; Get R6; I32WrapI64; I64Load32U $0; I64Const $4; I64Shl; I64Add; Set R2
		MOVD taps+32(FP), R4
tap:
		Loop
			Get V0
			LOAD(R2, 0)
			Get R3; I32WrapI64; F32Load $0; F32x4Splat
			F32x4Mul; F32x4Add; Set V0
			ADDBYTES(R2, 16)
			ADDBYTES(R3, 4)
			DECREMENT(R4, 1) tap
		End
		Get V2; Get V0; F32x4Nearest; Get V1; F32x4Mul; F32x4Add; Set V0
		Get R0; I32WrapI64; Get V0; F32x4ExtractLane $0, $0; F32Store $0
		Get R0; I32WrapI64; Get V0; F32x4ExtractLane $0, $1; F32Store $4
		Get R0; I32WrapI64; Get V0; F32x4ExtractLane $0, $2; F32Store $8
		ADDBYTES(R0, 12)
		ADDBYTES(R6, 4)
		DECREMENT(R5, 1) pixel
	End
	RET
