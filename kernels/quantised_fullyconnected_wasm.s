#include "textflag.h"
#include "quantised_wasm.h"

// One vector of inputs against one or four panels: 8 or 32 sums at a time.
//
//	R0 dst, R1 src, R2 bias, R3 pairs of inputs left, R4..R7 panels
//	V0..V7 sums, V8 inputs

#define PARAMETERS \
	MOVD dst+0(FP), R0; \
	MOVD src+8(FP), R1; \
	MOVD panels+16(FP), R4; \
	MOVD bias+24(FP), R2; \
	MOVD pairs+32(FP), R3

#define INPUTS(k) \
	Get R1; I32WrapI64; I32Load $(4*k); I32x4Splat; Set V8
#define PANEL(panel, k, lo, hi) \
	Get V8; LOAD(panel, (32*k)); I32x4DotI16x8S; Get lo; I32x4Add; Set lo; \
	Get V8; LOAD(panel, (32*k+16)); I32x4DotI16x8S; Get hi; I32x4Add; Set hi
#define PANELS(k) \
	INPUTS(k); \
	PANEL(R4, k, V0, V1); \
	PANEL(R5, k, V2, V3); \
	PANEL(R6, k, V4, V5); \
	PANEL(R7, k, V6, V7)
#define STORE(acc, offset) \
	Get R0; I32WrapI64; Get acc; V128Store $0, $offset

// func quantisedFullyConnected32SIMD128(dst *int32, src, panels *int16, bias *int32, pairs int)
TEXT ·quantisedFullyConnected32SIMD128(SB), NOSPLIT, $0-40
	PARAMETERS
	Get R4
	Get R3; I64Const $5; I64Shl; I64Add; Tee R5
	Get R3; I64Const $5; I64Shl; I64Add; Tee R6
	Get R3; I64Const $5; I64Shl; I64Add; Set R7
	LOAD(R2, 0); Set V0
	LOAD(R2, 16); Set V1
	LOAD(R2, 32); Set V2
	LOAD(R2, 48); Set V3
	LOAD(R2, 64); Set V4
	LOAD(R2, 80); Set V5
	LOAD(R2, 96); Set V6
	LOAD(R2, 112); Set V7
input:
	Loop
		PANELS(0)
		PANELS(1)
		PANELS(2)
		PANELS(3)
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

// func quantisedFullyConnected8SIMD128(dst *int32, src, panels *int16, bias *int32, pairs int)
TEXT ·quantisedFullyConnected8SIMD128(SB), NOSPLIT, $0-40
	PARAMETERS
	LOAD(R2, 0); Set V0
	LOAD(R2, 16); Set V1
input:
	Loop
		INPUTS(0)
		PANEL(R4, 0, V0, V1)
		ADDBYTES(R1, 4)
		ADDBYTES(R4, 32)
		DECREMENT(R3, 1) input
	End
	STORE(V0, 0)
	STORE(V1, 16)
	RET
