#include "textflag.h"
#include "quantised_bytes_wasm.h"

//	R0 dst, R1 src, R2 pixels left, R3 inputs, R4 inputs left in sixteens, V0 sums, V1 offset, V2 inputs
#define OFFSETS(TURN) \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD offset+16(FP), R2; \
	LOAD(R2, 0); Set V1; \
	MOVD pixels+24(FP), R2; \
	MOVD inputs+32(FP), R3; \
pixel: \
	Loop; \
		V128Const $0, $0; Set V0; \
		Get R3; I64Const $4; I64ShrU; Tee R4; I32WrapI64; If; \
input: \
			Loop; \
				LOAD(R1, 0); TURN; Set V2; \
				DOT(V1, V2, V0); \
				ADDBYTES(R1, 16); \
				DECREMENT(R4, 1) input; \
			End; \
		End; \
		Get R3; I64Const $8; I64And; I32WrapI64; If; \
			Get R1; I32WrapI64; I64Load $0; I64x2Splat; TURN; V128Const $0xffffffffffffffff, $0; V128And; Set V2; \
			DOT(V1, V2, V0); \
			ADDBYTES(R1, 8); \
		End; \
		Get R0; I32WrapI64; \
		Get V0; I32x4ExtractLane $0, $0; Get V0; I32x4ExtractLane $0, $1; I32Add; \
		Get V0; I32x4ExtractLane $0, $2; I32Add; Get V0; I32x4ExtractLane $0, $3; I32Add; \
		I32Store $0; \
		ADDBYTES(R0, 4); \
		DECREMENT(R2, 1) pixel; \
	End

// func dotSIMD128(dst *[4]int32, weights *[16]int8, activations *[16]uint8)
TEXT ·dotSIMD128(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD weights+8(FP), R1
	MOVD activations+16(FP), R2
	LOAD(R0, 0); Set V0
	LOAD(R1, 0); Set V1
	LOAD(R2, 0); Set V2
	DOT(V1, V2, V0)
	Get R0; I32WrapI64; Get V0; V128Store $0, $0
	RET

// func byteSumsSIMD128(sums *[panel]int32, src *uint8, pixels, step int)
//
//	R0 sums, R1 src, R2 pixels left, R3 step, V0 V1 sums, V2 inputs
TEXT ·byteSumsSIMD128(SB), NOSPLIT, $0-32
	MOVD sums+0(FP), R0
	MOVD src+8(FP), R1
	MOVD pixels+16(FP), R2
	MOVD step+24(FP), R3
	V128Const $0, $0; Tee V0; Set V1
pixel:
	Loop
		Get R1; I32WrapI64; I64Load $0; I64x2Splat; I16x8ExtendLowI8x16U; Set V2
		Get V0; Get V2; I32x4ExtendLowI16x8U; I32x4Add; Set V0
		Get V1; Get V2; I32x4ExtendHighI16x8U; I32x4Add; Set V1
		ADD(R1, R3)
		DECREMENT(R2, 1) pixel
	End
	Get R0; I32WrapI64; Get V0; V128Store $0, $0
	Get R0; I32WrapI64; Get V1; V128Store $0, $16
	RET

// func byteOffsetsSIMD128(dst *int32, src *uint8, offset *[16]int8, pixels, inputs int)
TEXT ·byteOffsetsSIMD128(SB), NOSPLIT, $0-40
	OFFSETS(ASTHEYARE)
	RET

// func byteOffsetsSignedSIMD128(dst *int32, src *uint8, offset *[16]int8, pixels, inputs int)
TEXT ·byteOffsetsSignedSIMD128(SB), NOSPLIT, $0-40
	OFFSETS(TURNED)
	RET
