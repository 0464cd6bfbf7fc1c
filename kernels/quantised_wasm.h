// From sums to activations, for the quantised kernels. A rounding lies at R15:
//
//	0 limit, 16 factor, 32 half, 48 largest, 64 ceiling, 80 floor

#include "loop_wasm.h"

// acc = min(max(acc, 0), limit) * factor
#define CLAMP(acc) \
	Get acc; V128Const $0, $0; I32x4MaxS; LOAD(R15, 0); I32x4MinS; LOAD(R15, 16); I32x4Mul; Set acc

// Leaves (acc * multipliers + half) >> 45, four integers of up to 32767. The products of two channels are two integers
// of 64 bits whose upper halves are 0 in the end; narrowing takes those for integers of 32 bits, and makes of four such
// halves the four integers.
#define REQUANTISE(acc, multipliers) \
	Get acc; Get multipliers; I64x2ExtmulLowI32x4U; LOAD(R15, 32); I64x2Add; I32Const $45; I64x2ShrU; \
	Get acc; Get multipliers; I64x2ExtmulHighI32x4U; LOAD(R15, 32); I64x2Add; I32Const $45; I64x2ShrU; \
	I16x8NarrowI32x4S

// acc = nearest(min(max(acc * scales, floor), ceiling)), by an addition that leaves the nearest integer in the low bits.
#define SCALE(acc, scales) \
	LOAD(R15, 64); \
	LOAD(R15, 80); Get acc; F32x4ConvertI32x4S; Get scales; F32x4Mul; F32x4Pmax; F32x4Pmin; \
	V128Const $0x4b4000004b400000, $0x4b4000004b400000; F32x4Add; \
	V128Const $0x4b4000004b400000, $0x4b4000004b400000; I32x4Sub; Set acc
