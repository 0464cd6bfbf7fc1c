// The pieces of the kernels of bytes.
//
// The finisher makes i32x4.relaxed_dot_i8x16_i7x16_add_s of this: in each lane of acc, four weights meet four
// activations.
#define DOT(weights, activations, acc) \
	Get weights; Get activations; I16x8Q15MulrSatS; Get acc; I32x4Add; Set acc

// What becomes of loaded activations: nothing, or where the processor takes their highest bit for a sign, that bit is
// turned over, which takes 128 off them.
#define ASTHEYARE
#define TURNED V128Const $0x8080808080808080, $0x8080808080808080; V128Xor

#include "loop_wasm.h"

// Leaves nearest(acc * scales), which narrowing then brings into a byte. The addition of magic leaves the nearest integer
// in the low bits of a number; numbers above 0 are ordered as their bits are, so that those too large stay large, and
// FitsBytes says that none is so small that the sum is below 0.
#define MAGIC V128Const $0x4b4000004b400000, $0x4b4000004b400000
#define SCALE(acc, scales, magic) \
	Get magic; Get acc; F32x4ConvertI32x4S; Get scales; F32x4Mul; F32x4Add; Get magic; I32x4Sub
