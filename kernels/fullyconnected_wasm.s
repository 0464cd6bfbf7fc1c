#include "textflag.h"
#include "loop_wasm.h"

// One vector of inputs against one or four panels: 8 or 32 logits at a time, so that the additions of one do not
// wait for each other. The weights are read once, in the order in which they lie.
//
//	R0 dst, R1 src, R2 bias, R3 inputs left, R4..R7 panels
//	V0..V7 sums, V8 input

#define PARAMETERS \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD panels+16(FP), R4; \
	MOVD bias+24(FP), R2; \
	MOVD in+32(FP), R3

#define BIAS(acc, offset) \
	LOAD(R2, offset); Set acc
#define INPUT(k) \
	Get R1; I32WrapI64; F32Load $(4*k); F32x4Splat; Set V8
#define PANEL(panel, k, lo, hi) \
	Get V8; LOAD(panel, (32*k)); F32x4Mul; Get lo; F32x4Add; Set lo; \
	Get V8; LOAD(panel, (32*k+16)); F32x4Mul; Get hi; F32x4Add; Set hi
#define INPUT4(k) \
	INPUT(k); \
	PANEL(R4, k, V0, V1); \
	PANEL(R5, k, V2, V3); \
	PANEL(R6, k, V4, V5); \
	PANEL(R7, k, V6, V7)
#define STORE(acc, offset) \
	Get R0; I32WrapI64; Get acc; V128Store $0, $offset

// func fullyConnected32SIMD128(dst, src, panels, bias *float32, in int)
TEXT ·fullyConnected32SIMD128(SB), NOSPLIT, $0-40
	PARAMETERS
	Get R4
	Get R3; I64Const $5; I64Shl; I64Add; Tee R5
	Get R3; I64Const $5; I64Shl; I64Add; Tee R6
	Get R3; I64Const $5; I64Shl; I64Add; Set R7
	BIAS(V0, 0)
	BIAS(V1, 16)
	BIAS(V2, 32)
	BIAS(V3, 48)
	BIAS(V4, 64)
	BIAS(V5, 80)
	BIAS(V6, 96)
	BIAS(V7, 112)
input:
	Loop
		INPUT4(0)
		INPUT4(1)
		INPUT4(2)
		INPUT4(3)
		ADDBYTES(R1, 16)
		ADDBYTES(R4, 128)
		ADDBYTES(R5, 128)
		ADDBYTES(R6, 128)
		ADDBYTES(R7, 128)
		DECREMENT(R3, 4) input
	End
	STORE(V0, 0)
	STORE(V1, 16)
	STORE(V2, 32)
	STORE(V3, 48)
	STORE(V4, 64)
	STORE(V5, 80)
	STORE(V6, 96)
	STORE(V7, 112)
	RET

// func fullyConnected8SIMD128(dst, src, panels, bias *float32, in int)
TEXT ·fullyConnected8SIMD128(SB), NOSPLIT, $0-40
	PARAMETERS
	BIAS(V0, 0)
	BIAS(V1, 16)
input:
	Loop
		INPUT(0)
		PANEL(R4, 0, V0, V1)
		ADDBYTES(R1, 4)
		ADDBYTES(R4, 32)
		DECREMENT(R3, 1) input
	End
	STORE(V0, 0)
	STORE(V1, 16)
	RET
