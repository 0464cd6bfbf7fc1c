#include "textflag.h"

// func multiplyAddSIMD128(a, b, c float32) float32
TEXT ·multiplyAddSIMD128(SB), NOSPLIT, $0-20
	F32Load a+0(FP); F32x4Splat; Set V0
	F32Load b+4(FP); F32x4Splat; Set V1
	F32Load c+8(FP); F32x4Splat; Set V2
	Get V0; Get V1; F32x4Mul; Get V2; F32x4Add; Set V3
	Get SP; Get V3; F32x4ExtractLane $0, $0; F32Store ret+16(FP)
	RET
