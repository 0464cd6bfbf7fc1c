package opcode

import (
	"encoding/binary"
	"math"
	"testing"
)

func f32(values ...float32) (v vector) {
	for i, x := range values {
		binary.LittleEndian.PutUint32(v[4*i:], math.Float32bits(x))
	}
	return v
}

func u32(values ...uint32) (v vector) {
	for i, x := range values {
		binary.LittleEndian.PutUint32(v[4*i:], x)
	}
	return v
}

func u16(values ...uint16) (v vector) {
	for i, x := range values {
		binary.LittleEndian.PutUint16(v[2*i:], x)
	}
	return v
}

func u64(values ...uint64) (v vector) {
	for i, x := range values {
		binary.LittleEndian.PutUint64(v[8*i:], x)
	}
	return v
}

func TestExecute(t *testing.T) {
	nan, minusZero := float32(math.NaN()), float32(math.Copysign(0, -1))
	a, b := f32(1.5, -2.5, nan, minusZero), f32(0.5, 7, 1, 0)
	// The bits of a are 3fc00000, c0200000, 7fc00000, 80000000; those of b 3f000000, 40e00000, 3f800000, 0.
	var have [results]vector
	execute(&have, &a, &b)
	for n, want := range [results]struct {
		opcode string
		vector vector
	}{
		{"V128Load", a},
		{"V128Const", u32(0x40c00000, 0, 0x80000000, 0x40c00000)},
		{"F32x4Splat", f32(-2.5, -2.5, -2.5, -2.5)},
		{"I32x4Splat", u32(0x7fc00000, 0x7fc00000, 0x7fc00000, 0x7fc00000)},
		{"F32x4Add", f32(2, 4.5, nan, 0)},
		{"F32x4Mul", f32(0.75, -17.5, nan, minusZero)},
		{"F32x4Pmin", f32(0.5, -2.5, nan, minusZero)}, // b < a ? b : a
		{"F32x4Pmax", f32(1.5, 7, nan, minusZero)},    // a < b ? b : a
		{"F32x4Nearest", f32(2, -2, nan, minusZero)},
		{"F32x4ConvertI32x4U", f32(0x3fc00000, 0xc0200000, 0x7fc00000, 0x80000000)},
		{"I16x8ExtendLowI8x16U", u16(0, 0, 0xc0, 0x3f, 0, 0, 0x20, 0xc0)},
		{"I16x8ExtendHighI8x16U", u16(0, 0, 0xc0, 0x7f, 0, 0, 0, 0x80)},
		{"I32x4ExtendLowI16x8U", u32(0, 0x3fc0, 0, 0xc020)},
		{"I32x4ExtendHighI16x8U", u32(0, 0x7fc0, 0, 0x8000)},
		{"F32x4ExtractLane", f32(minusZero, nan, -2.5, 1.5)}, // lanes 3, 2, 1, 0
		// The upper halves alone count: 16320·16128, −16352·16608, 32704·16256, −32768·0.
		{"I32x4DotI16x8S", u32(0xfb04000, 0xefd01c00, 0x1fb02000, 0)},
		{"I32x4Add", u32(0x7ec00000, 0x01000000, 0xbf400000, 0x80000000)},
		{"I32x4Sub", u32(0x00c00000, 0x7f400000, 0x40400000, 0x80000000)},
		{"I32x4Mul", u32(0, 0x3fc0*0x7fc0, 0, 0xc020*0x8000)},
		{"I32x4MinS", u32(0x3f000000, 0xc0200000, 0x3f800000, 0x80000000)},
		{"I32x4MaxS", u32(0x3fc00000, 0x40e00000, 0x7fc00000, 0)},
		{"I16x8MinS", u16(0, 0x3f00, 0, 0xc020, 0, 0x3f80, 0, 0x8000)},
		{"I32x4Shl", u32(0, 0x3fc00000, 0, 0xc0200000)},
		{"V128Or", u32(0x3fc00000, 0xc0e00000, 0x7fc00000, 0x80000000)},
		{"I16x8NarrowI32x4S", u16(0x7fff, 0x8000, 0x7fff, 0x8000, 0x7fff, 0x7fff, 0x7fff, 0)},
		{"I64x2ExtmulLowI32x4U", u64(0x3fc00000*0x3f000000, 0xc0200000*0x40e00000)},
		{"I64x2ExtmulHighI32x4U", u64(0x7fc00000*0x3f800000, 0)},
		{"I64x2Add", u64(0x010000007ec00000, 0x80000000bf400000)},
		{"I64x2ShrU", u64(0xc0200000>>13, 0x80000000>>13)},
		{"F32x4ConvertI32x4S", f32(0x3fc00000, -0x3fe00000, 0x7fc00000, -0x80000000)},
		{"I64x2Splat", f32(nan, minusZero, nan, minusZero)},
		{"I64x2ExtractLane", f32(nan, minusZero, 1.5, -2.5)}, // lanes 1 and 0
		// Halves of a: 0, 3fc0, 0, c020, 0, 7fc0, 0, 8000; of b: 0, 3f00, 0, 40e0, 0, 3f80, 0, 0.
		{"I8x16NarrowI16x8U", u32(0x0000ff00, 0x0000ff00, 0xff00ff00, 0x0000ff00)},
		{"I8x16MinU", u32(0x3f000000, 0x40200000, 0x3f800000, 0)},
		{"I8x16Shuffle", u32(0, 0x3f3f00c0, 0x80000000, 0)}, // bytes 0 to 3 of both in turn, then 12 to 15 of each
		{"V128Xor", u32(0x00c00000, 0x80c00000, 0x40400000, 0x80000000)},
		{"F64x2Splat", a}, // of a register that the finisher has made one for vectors
	} {
		if have[n] != want.vector {
			t.Errorf("%s: have % x, want % x", want.opcode, have[n], want.vector)
		}
	}
}
