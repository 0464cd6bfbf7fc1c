package main

import (
	"encoding/binary"
	"fmt"
)

// instruction is one decoded instruction: its opcode, with the prefix byte of
// two-part opcodes in the high bits (0xfd000e6 is SIMD's 0xe6), and where it ends.
type instruction struct {
	op    opcode
	start int
	end   int // of opcode and immediates
}

type opcode uint32

const (
	prefixMisc   = 0xfc
	prefixSIMD   = 0xfd
	prefixAtomic = 0xfe
)

// prefixed returns the opcode that follows a prefix byte.
func prefixed(prefix byte, op uint32) opcode { return opcode(uint32(prefix)<<20 | op) }

func (o opcode) prefix() byte { return byte(o >> 20) }

// encoded returns the opcode as it stands in code.
func (o opcode) encoded() []byte {
	if o.prefix() == 0 {
		return []byte{byte(o)}
	}
	return binary.AppendUvarint([]byte{o.prefix()}, uint64(o)&0xfffff)
}

func (o opcode) String() string {
	if p := o.prefix(); p != 0 {
		return fmt.Sprintf("%#02x %#x", p, uint32(o)&0xfffff)
	}
	return fmt.Sprintf("%#02x", uint32(o))
}

// The opcodes that rewriting knows, as in the WebAssembly specification.
const (
	opNop      opcode = 0x01
	opLocalGet opcode = 0x20
	opLocalSet opcode = 0x21
	opLocalTee opcode = 0x22
	opI32Load  opcode = 0x28
	opI64Load  opcode = 0x29
	opF32Load  opcode = 0x2a
	opI64Store opcode = 0x37
)

var (
	opLoad32Splat      = prefixed(prefixSIMD, 0x09)
	opLoad64Splat      = prefixed(prefixSIMD, 0x0a)
	opV128Const        = prefixed(prefixSIMD, 0x0c)
	opShuffle          = prefixed(prefixSIMD, 0x0d)
	opI32x4Splat       = prefixed(prefixSIMD, 0x11)
	opI64x2Splat       = prefixed(prefixSIMD, 0x12)
	opF64x2Splat       = prefixed(prefixSIMD, 0x14)
	opF64x2ExtractLane = prefixed(prefixSIMD, 0x21)
	opF32x4Splat       = prefixed(prefixSIMD, 0x13)
	opI64x2ExtractLane = prefixed(prefixSIMD, 0x1d)
	opV128Bitselect    = prefixed(prefixSIMD, 0x52)
	opStore64Lane      = prefixed(prefixSIMD, 0x5b)
	opI16x8Q15MulrSatS = prefixed(prefixSIMD, 0x82)
	opI32x4Add         = prefixed(prefixSIMD, 0xae)
	opF32x4Add         = prefixed(prefixSIMD, 0xe4)
	opF32x4Mul         = prefixed(prefixSIMD, 0xe6)
	opRelaxedMadd      = prefixed(prefixSIMD, 0x105)
	opRelaxedDotAdd    = prefixed(prefixSIMD, 0x113)
)

// The ranges of SIMD opcodes that matter here.
const (
	firstRelaxed = 0x100
	lastRelaxed  = 0x113
)

// code reads a function body. After the first error every read returns zero.
type code struct {
	data []byte
	at   int
	err  error
}

func (c *code) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (c *code) byte() byte {
	if c.err == nil && c.at >= len(c.data) {
		c.fail("the code ends inside an instruction")
	}
	if c.err != nil {
		return 0
	}
	b := c.data[c.at]
	c.at++
	return b
}

func (c *code) skip(n int) { c.bytes(n) }

func (c *code) bytes(n int) []byte {
	if c.err == nil && n > len(c.data)-c.at {
		c.fail("the code ends inside an instruction")
	}
	if c.err != nil {
		return nil
	}
	c.at += n
	return c.data[c.at-n : c.at]
}

// leb reads an integer in LEB128 of at most bits bits. Of one that is signed it
// returns the low bits, as they stand there.
func (c *code) leb(bits int) uint64 {
	var v uint64
	for shift := 0; shift < bits; shift += 7 {
		b := c.byte()
		v |= uint64(b&0x7f) << shift
		if b&0x80 == 0 {
			return v
		}
	}
	c.fail("an integer is longer than %d bits", bits)
	return 0
}

func (c *code) u32() uint32 { return uint32(c.leb(32)) }

// i32 reads a signed integer.
func (c *code) i32() int32 {
	start := c.at
	v := int64(c.leb(32))
	unused := 64 - 7*(c.at-start)
	return int32(v << unused >> unused)
}

// count reads the length of a vector whose elements take at least a byte each.
func (c *code) count() int {
	n := c.u32()
	if c.err == nil && int64(n) > int64(len(c.data)-c.at) {
		c.fail("a list of %d entries does not fit into the %d bytes that follow", n, len(c.data)-c.at)
		return 0
	}
	return int(n)
}

// memoryArgument passes over alignment and offset of a load or store.
func (c *code) memoryArgument() {
	if align := c.u32(); c.err == nil && align >= 32 {
		c.fail("alignment 2^%d: more than one memory is not understood", align)
	}
	c.leb(64)
}

// next decodes the instruction at c.at.
func (c *code) next() instruction {
	start := c.at
	op := opcode(c.byte())
	switch {
	case op == 0x02 || op == 0x03 || op == 0x04: // block, loop, if
		c.leb(33)
	case op == 0x0e: // br_table
		for range c.count() {
			c.u32()
		}
		c.u32()
	case op == 0x0c || op == 0x0d, // br, br_if
		op == 0x10 || op == 0x12, // call, return_call
		op >= 0x20 && op <= 0x26, // local.*, global.*, table.get, table.set
		op == 0x3f || op == 0x40, // memory.size, memory.grow
		op == 0xd0 || op == 0xd2: // ref.null, ref.func
		c.leb(33)
	case op == 0x11 || op == 0x13: // call_indirect, return_call_indirect
		c.u32()
		c.u32()
	case op == 0x1c: // select with types
		c.skip(c.count())
	case op >= 0x28 && op <= 0x3e: // loads and stores
		c.memoryArgument()
	case op == 0x41: // i32.const
		c.leb(32)
	case op == 0x42: // i64.const
		c.leb(64)
	case op == 0x43: // f32.const
		c.skip(4)
	case op == 0x44: // f64.const
		c.skip(8)
	case op <= 0x01, op == 0x05, op == 0x0b, op == 0x0f, // unreachable, nop, else, end, return
		op == 0x1a || op == 0x1b, // drop, select
		op >= 0x45 && op <= 0xc4, // comparisons, arithmetic, conversions
		op == 0xd1:               // ref.is_null
	case op == prefixMisc:
		op = prefixed(prefixMisc, c.u32())
		c.misc(op)
	case op == prefixSIMD:
		op = prefixed(prefixSIMD, c.u32())
		c.simd(op)
	case op == prefixAtomic:
		op = prefixed(prefixAtomic, c.u32())
		if op == prefixed(prefixAtomic, 3) { // atomic.fence
			c.byte()
		} else {
			c.memoryArgument()
		}
	default:
		c.fail("instruction %v is not understood", op)
	}
	return instruction{op, start, c.at}
}

func (c *code) misc(op opcode) {
	switch n := uint32(op) & 0xfffff; {
	case n <= 7: // saturating truncations
	case n == 8, n == 10, n == 12, n == 14: // memory.init, memory.copy, table.init, table.copy
		c.u32()
		c.u32()
	case n <= 17:
		c.u32()
	default:
		c.fail("instruction %v is not understood", op)
	}
}

func (c *code) simd(op opcode) {
	switch n := uint32(op) & 0xfffff; {
	case n <= 0x0b, n == 0x5c, n == 0x5d: // loads and stores of vectors
		c.memoryArgument()
	case n >= 0x54 && n <= 0x5b: // loads and stores of lanes
		c.memoryArgument()
		c.byte()
	case n == 0x0c, n == 0x0d: // v128.const, i8x16.shuffle
		c.skip(16)
	case n >= 0x15 && n <= 0x22: // lanes
		c.byte()
	case n <= 0xff, n >= firstRelaxed && n <= lastRelaxed:
	default:
		c.fail("instruction %v is not understood", op)
	}
}
