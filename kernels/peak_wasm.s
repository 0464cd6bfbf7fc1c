#include "textflag.h"
#include "quantised_bytes_wasm.h"

// Twelve sums at a time, as many as it takes to keep two units busy that answer after six cycles. What is multiplied
// must not be the same each time, or an engine takes it out of the loop.
//
//	R0 sink, R1 rounds left, V0..V11 sums, V12 V13 operands

#define FLOATS(acc) Get acc; Get V12; F32x4Mul; Get V13; F32x4Add; Set acc
#define INTEGERS(acc) Get acc; Get V12; I32x4DotI16x8S; Get acc; I32x4Add; Set acc
#define BYTES(acc) DOT(V12, V13, acc)

#define TWELVE(STEP) \
	STEP(V0); STEP(V1); STEP(V2); STEP(V3); STEP(V4); STEP(V5); \
	STEP(V6); STEP(V7); STEP(V8); STEP(V9); STEP(V10); STEP(V11)

// Halves and ones, so that numbers stay between 1 and 2.
#define START \
	MOVD sink+0(FP), R0; \
	MOVD rounds+8(FP), R1; \
	V128Const $0x3f0000003f000000, $0x3f0000003f000000; Set V12; \
	V128Const $0x3f8000003f800000, $0x3f8000003f800000; Tee V13; \
	Tee V0; Tee V1; Tee V2; Tee V3; Tee V4; Tee V5; Tee V6; Tee V7; Tee V8; Tee V9; Tee V10; Set V11
#define FINISH \
	Get R0; I32WrapI64; \
	Get V0; Get V1; V128Xor; Get V2; V128Xor; Get V3; V128Xor; Get V4; V128Xor; Get V5; V128Xor; Get V6; V128Xor; \
	Get V7; V128Xor; Get V8; V128Xor; Get V9; V128Xor; Get V10; V128Xor; Get V11; V128Xor; V128Store $0, $0

// func peakFloatsSIMD128(sink *[4]int32, rounds int)
TEXT ·peakFloatsSIMD128(SB), NOSPLIT, $0-16
	START
round:
	Loop
		TWELVE(FLOATS)
		TWELVE(FLOATS)
		TWELVE(FLOATS)
		TWELVE(FLOATS)
		DECREMENT(R1, 1) round
	End
	FINISH
	RET

// func peakIntegersSIMD128(sink *[4]int32, rounds int)
TEXT ·peakIntegersSIMD128(SB), NOSPLIT, $0-16
	START
round:
	Loop
		TWELVE(INTEGERS)
		TWELVE(INTEGERS)
		TWELVE(INTEGERS)
		TWELVE(INTEGERS)
		DECREMENT(R1, 1) round
	End
	FINISH
	RET

// func peakBytesSIMD128(sink *[4]int32, rounds int)
TEXT ·peakBytesSIMD128(SB), NOSPLIT, $0-16
	START
round:
	Loop
		TWELVE(BYTES)
		TWELVE(BYTES)
		TWELVE(BYTES)
		TWELVE(BYTES)
		DECREMENT(R1, 1) round
	End
	FINISH
	RET
