#include "textflag.h"
#include "quantised_bytes_wasm.h"

// A tile is six, five or one pixels × 8 output channels; each pixel has its sums in two vectors, lo and hi.
//
//	R0 dst, R1 src of the tile, R2 weights, R3 inputs left in sixteens, R4..R7 R14 R15 src of each pixel
//	R8 bias, R9 tiles left, R10 dstStep, R11 srcStep, R12 inputs, R13 offsets of the tile's pixels or 0
//	V0..V11 sums, V12 V13 weights and then scales, V14 inputs and then magic

#define PARAMETERS \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD bias+24(FP), R8; \
	MOVD offsets+72(FP), R13; \
	MOVD tiles+40(FP), R9; \
	MOVD dstStep+48(FP), R10; \
	MOVD srcStep+56(FP), R11; \
	MOVD inputs+64(FP), R12

#define BIAS1 \
	LOAD(R8, 0); Set V0; \
	LOAD(R8, 16); Set V1
#define BIAS5 \
	LOAD(R8, 0); Tee V0; Tee V2; Tee V4; Tee V6; Set V8; \
	LOAD(R8, 16); Tee V1; Tee V3; Tee V5; Tee V7; Set V9
#define BIAS6 \
	BIAS5; \
	Get V0; Set V10; \
	Get V1; Set V11

// What is added to all sums of a pixel.
#define OFFSET(at, lo, hi) \
	Get R13; I32WrapI64; I32Load $(4*at); I32x4Splat; Set V14; \
	Get lo; Get V14; I32x4Add; Set lo; \
	Get hi; Get V14; I32x4Add; Set hi
#define OFFSETS1 \
	OFFSET(0, V0, V1)
#define OFFSETS5 \
	OFFSETS1; \
	OFFSET(1, V2, V3); \
	OFFSET(2, V4, V5); \
	OFFSET(3, V6, V7); \
	OFFSET(4, V8, V9)
#define OFFSETS6 \
	OFFSETS5; \
	OFFSET(5, V10, V11)
#define IFOFFSETS(offsets, bytes) \
	Get R13; I32WrapI64; If; \
		offsets; \
		ADDBYTES(R13, bytes); \
	End

// A tile's pixels lie srcStep apart; R1 goes on to the next tile.
#define PIXELS1 \
	Get R1; Tee R4; \
	Get R11; I64Add; Set R1
#define PIXELS5 \
	Get R1; Tee R4; \
	Get R11; I64Add; Tee R5; \
	Get R11; I64Add; Tee R6; \
	Get R11; I64Add; Tee R7; \
	Get R11; I64Add; Tee R14; \
	Get R11; I64Add; Set R1
#define PIXELS6 \
	PIXELS5; \
	Get R1; Tee R15; \
	Get R11; I64Add; Set R1
#define ADVANCE1(bytes) \
	ADDBYTES(R4, bytes)
#define ADVANCE5(bytes) \
	ADDBYTES(R4, bytes); \
	ADDBYTES(R5, bytes); \
	ADDBYTES(R6, bytes); \
	ADDBYTES(R7, bytes); \
	ADDBYTES(R14, bytes)
#define ADVANCE6(bytes) \
	ADVANCE5(bytes); \
	ADDBYTES(R15, bytes)

// lo, hi += inputs 4k to 4k+3 * weights
#define PIXEL(src, k, lo, hi, TURN) \
	Get src; I32WrapI64; I32Load $(4*k); I32x4Splat; TURN; Set V14; \
	DOT(V12, V14, lo); \
	DOT(V13, V14, hi)
#define INPUTS1(k, TURN) \
	LOAD(R2, (32*k)); Set V12; \
	LOAD(R2, (32*k+16)); Set V13; \
	PIXEL(R4, k, V0, V1, TURN)
#define INPUTS5(k) \
	INPUTS1(k, ASTHEYARE); \
	PIXEL(R5, k, V2, V3, ASTHEYARE); \
	PIXEL(R6, k, V4, V5, ASTHEYARE); \
	PIXEL(R7, k, V6, V7, ASTHEYARE); \
	PIXEL(R14, k, V8, V9, ASTHEYARE)
#define INPUTS6(k) \
	INPUTS5(k); \
	PIXEL(R15, k, V10, V11, ASTHEYARE)

#define SCALES \
	MOVD scales+32(FP), R2; \
	LOAD(R2, 0); Set V12; \
	LOAD(R2, 16); Set V13; \
	MAGIC; Set V14
#define ACTIVATIONS(lo, hi) \
	SCALE(lo, V12, V14); SCALE(hi, V13, V14); I16x8NarrowI32x4S
// R3 has the bounds.
#define BOUNDED(lo, hi) \
	ACTIVATIONS(lo, hi); LOAD(R3, 0); I16x8AddSatS; LOAD(R3, 16); I16x8MinS
#define STORELANE(v, lane) \
	Get R0; I32WrapI64; Get v; I64x2ExtractLane $0, $lane; I64Store $0; \
	ADD(R0, R10)
#define STORETWO(MAKE, lo, hi, nextlo, nexthi) \
	MAKE(lo, hi); MAKE(nextlo, nexthi); I8x16NarrowI16x8U; Set lo; \
	STORELANE(lo, 0); \
	STORELANE(lo, 1)
#define STOREONE(MAKE, lo, hi) \
	MAKE(lo, hi); Tee lo; Get lo; I8x16NarrowI16x8U; Set lo; \
	STORELANE(lo, 0)
#define PIXELS1OF(MAKE) \
	STOREONE(MAKE, V0, V1)
#define PIXELS5OF(MAKE) \
	STORETWO(MAKE, V0, V1, V2, V3); \
	STORETWO(MAKE, V4, V5, V6, V7); \
	STOREONE(MAKE, V8, V9)
#define PIXELS6OF(MAKE) \
	STORETWO(MAKE, V0, V1, V2, V3); \
	STORETWO(MAKE, V4, V5, V6, V7); \
	STORETWO(MAKE, V8, V9, V10, V11)
#define STORE(PIXELS) \
	SCALES; \
	MOVD bounds+80(FP), R3; \
	Get R3; I32WrapI64; If; \
		PIXELS(BOUNDED); \
	Else; \
		PIXELS(ACTIVATIONS); \
	End

// Tiles of one pixel; START adds to the biases what it must, where R2 is still the panel.
#define ONE(START, TURN) \
	PARAMETERS; \
tile: \
	Loop; \
		BIAS1; \
		IFOFFSETS(OFFSETS1, 4); \
		PIXELS1; \
		MOVD panel+16(FP), R2; \
		START; \
		Get R12; I64Const $4; I64ShrU; Tee R3; I32WrapI64; If; \
input: \
			Loop; \
				INPUTS1(0, TURN); \
				INPUTS1(1, TURN); \
				INPUTS1(2, TURN); \
				INPUTS1(3, TURN); \
				ADVANCE1(16); \
				ADDBYTES(R2, 128); \
				DECREMENT(R3, 1) input; \
			End; \
		End; \
		Get R12; I64Const $8; I64And; I32WrapI64; If; \
			INPUTS1(0, TURN); \
			INPUTS1(1, TURN); \
		End; \
		STORE(PIXELS1OF); \
		DECREMENT(R9, 1) tile; \
	End

// The sums of the panel's weights lie behind them.
#define NOSUMS
#define SUMS \
	Get R12; I64Const $8; I64Mul; Get R2; I64Add; Set R3; \
	Get V0; LOAD(R3, 0); I32x4Add; Set V0; \
	Get V1; LOAD(R3, 16); I32x4Add; Set V1

// func bytes6x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)
TEXT ·bytes6x8SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
tile:
	Loop
		BIAS6
		IFOFFSETS(OFFSETS6, 24)
		PIXELS6
		MOVD panel+16(FP), R2
		Get R12; I64Const $4; I64ShrU; Tee R3; I32WrapI64; If
input:
			Loop
				INPUTS6(0)
				INPUTS6(1)
				INPUTS6(2)
				INPUTS6(3)
				ADVANCE6(16)
				ADDBYTES(R2, 128)
				DECREMENT(R3, 1) input
			End
		End
		Get R12; I64Const $8; I64And; I32WrapI64; If
			INPUTS6(0)
			INPUTS6(1)
		End
		STORE(PIXELS6OF)
		DECREMENT(R9, 1) tile
	End
	RET

// func bytes5x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)
TEXT ·bytes5x8SIMD128(SB), NOSPLIT, $0-88
	PARAMETERS
tile:
	Loop
		BIAS5
		IFOFFSETS(OFFSETS5, 20)
		PIXELS5
		MOVD panel+16(FP), R2
		Get R12; I64Const $4; I64ShrU; Tee R3; I32WrapI64; If
input:
			Loop
				INPUTS5(0)
				INPUTS5(1)
				INPUTS5(2)
				INPUTS5(3)
				ADVANCE5(16)
				ADDBYTES(R2, 128)
				DECREMENT(R3, 1) input
			End
		End
		Get R12; I64Const $8; I64And; I32WrapI64; If
			INPUTS5(0)
			INPUTS5(1)
		End
		STORE(PIXELS5OF)
		DECREMENT(R9, 1) tile
	End
	RET

// func bytes1x8SIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)
TEXT ·bytes1x8SIMD128(SB), NOSPLIT, $0-88
	ONE(NOSUMS, ASTHEYARE)
	RET

// func bytes1x8SignedSIMD128(dst, src *uint8, panel *int8, bias *int32, scales *float32, tiles, dstStep, srcStep, inputs int, offsets *int32, bounds *[2][8]int16)
TEXT ·bytes1x8SignedSIMD128(SB), NOSPLIT, $0-88
	ONE(SUMS, TURNED)
	RET
