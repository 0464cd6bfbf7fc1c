#include "textflag.h"

// dst[n] = what the instructions between leave on the stack
#define BEGIN Get R0; I32WrapI64
#define STORE(n) V128Store $0, $(16*n)

// func execute(dst *[results]vector, a, b *vector)
TEXT ·execute(SB), NOSPLIT, $0-24
	MOVD dst+0(FP), R0
	MOVD a+8(FP), R1
	MOVD b+16(FP), R2
	Get R1; I32WrapI64; V128Load $0; Set V0
	Get R2; I32WrapI64; V128Load $0; Set V1

	BEGIN; Get R1; I64Const $16; I64Sub; I32WrapI64; V128Load $16; STORE(0)
	BEGIN; V128Const $0x40c00000, $0x40c0000080000000; STORE(1)
	BEGIN; Get R1; I32WrapI64; F32Load $4; F32x4Splat; STORE(2)
	BEGIN; Get R1; I32WrapI64; I32Load $8; I32x4Splat; STORE(3)
	BEGIN; Get V0; Get V1; F32x4Add; STORE(4)
	BEGIN; Get V0; Get V1; F32x4Mul; STORE(5)
	BEGIN; Get V0; Get V1; F32x4Pmin; STORE(6)
	BEGIN; Get V0; Get V1; F32x4Pmax; STORE(7)
	BEGIN; Get V0; F32x4Nearest; STORE(8)
	BEGIN; Get V0; F32x4ConvertI32x4U; STORE(9)
	BEGIN; Get V0; I16x8ExtendLowI8x16U; STORE(10)
	BEGIN; Get V0; I16x8ExtendHighI8x16U; STORE(11)
	BEGIN; Get V0; I32x4ExtendLowI16x8U; STORE(12)
	BEGIN; Get V0; I32x4ExtendHighI16x8U; STORE(13)

	// The lanes in reverse order.
	BEGIN; Get V0; F32x4ExtractLane $0, $3; F32Store $224
	BEGIN; Get V0; F32x4ExtractLane $0, $2; F32Store $228
	BEGIN; Get V0; F32x4ExtractLane $0, $1; F32Store $232
	BEGIN; Get V0; F32x4ExtractLane $0, $0; F32Store $236

	// Integers.
	BEGIN; Get V0; Get V1; I32x4DotI16x8S; STORE(15)
	BEGIN; Get V0; Get V1; I32x4Add; STORE(16)
	BEGIN; Get V0; Get V1; I32x4Sub; STORE(17)
	BEGIN; Get V0; I32x4ExtendLowI16x8U; Get V0; I32x4ExtendHighI16x8U; I32x4Mul; STORE(18)
	BEGIN; Get V0; Get V1; I32x4MinS; STORE(19)
	BEGIN; Get V0; Get V1; I32x4MaxS; STORE(20)
	BEGIN; Get V0; Get V1; I16x8MinS; STORE(21)
	BEGIN; Get V0; I32x4ExtendLowI16x8U; I32Const $16; I32x4Shl; STORE(22)
	BEGIN; Get V0; Get V1; V128Or; STORE(23)
	BEGIN; Get V0; Get V1; I16x8NarrowI32x4S; STORE(24)
	BEGIN; Get V0; Get V1; I64x2ExtmulLowI32x4U; STORE(25)
	BEGIN; Get V0; Get V1; I64x2ExtmulHighI32x4U; STORE(26)
	BEGIN; Get V0; Get V1; I64x2Add; STORE(27)
	BEGIN; Get V0; I32Const $45; I64x2ShrU; STORE(28)
	BEGIN; Get V0; F32x4ConvertI32x4S; STORE(29)

	// Bytes.
	BEGIN; Get R1; I32WrapI64; I64Load $8; I64x2Splat; STORE(30)
	BEGIN; Get V0; I64x2ExtractLane $0, $1; I64Store $496
	BEGIN; Get V0; I64x2ExtractLane $0, $0; I64Store $504
	BEGIN; Get V0; Get V1; I8x16NarrowI16x8U; STORE(32)
	BEGIN; Get V0; Get V1; I8x16MinU; STORE(33)
	BEGIN; Get V0; Get V1; V128Const $0x1303120211011000, $0x1f1e1d1c0f0e0d0c; V128Bitselect; STORE(34) // a shuffle
	BEGIN; Get V0; Get V1; V128Xor; STORE(35)
	Get V0; F64x2ExtractLane $0, $0; Set F16; BEGIN; Get F16; F64x2Splat; STORE(36) // a vector
	RET
