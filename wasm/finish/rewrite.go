package main

import "fmt"

// counts is what was changed in a module.
type counts struct {
	LoadSplats   int // load and splat → load_splat
	LaneStores   int // extract_lane and store → store_lane
	Shuffles     int // a constant and bitselect → shuffle
	MultiplyAdds int // multiply and add → relaxed_madd
	Dots         int // q15mulr_sat and add → relaxed_dot_add
	Vectors      int // f64 locals → v128 locals
	Repairs      int // relaxed operations that the assembler had encoded wrongly
}

func (c *counts) add(d counts) {
	c.LoadSplats += d.LoadSplats
	c.LaneStores += d.LaneStores
	c.Shuffles += d.Shuffles
	c.MultiplyAdds += d.MultiplyAdds
	c.Dots += d.Dots
	c.Vectors += d.Vectors
	c.Repairs += d.Repairs
}

func (c counts) String() string {
	return fmt.Sprintf("%d load+splat, %d lane+store, %d shuffle, %d multiply+add, %d dot, %d vector, %d repaired",
		c.LoadSplats, c.LaneStores, c.Shuffles, c.MultiplyAdds, c.Dots, c.Vectors, c.Repairs)
}

// finish rewrites module in place, every function instruction by instruction, and
// returns what it changed. Lengths stay as they are, so nothing else moves; done
// twice it changes nothing more. With relaxed, multiplications followed by
// additions become fused ones, which a browser must know. It leaves the module as it
// was if it does not understand it.
func finish(module []byte, relaxed bool) (counts, error) {
	bodies, err := functions(module)
	if err != nil {
		return counts{}, err
	}
	var edits []edit
	var sum counts
	for i, body := range bodies {
		wide, err := widen(body)
		if err != nil {
			return counts{}, fmt.Errorf("function %d: %w", i, err)
		}
		e, n, err := rewrite(body.code, wide, relaxed)
		if err != nil {
			return counts{}, fmt.Errorf("function %d: %w", i, err)
		}
		edits = append(append(edits, wide.edits...), e...)
		sum.add(n)
		sum.Vectors += wide.locals
	}
	for _, e := range edits {
		n := copy(e.at, e.with)
		for i := n; i < len(e.at); i++ {
			e.at[i] = byte(opNop)
		}
	}
	return sum, nil
}

// edit puts bytes over a part of the module that is at least as long, and no
// operations over the rest of it.
type edit struct{ at, with []byte }

// rewrite finds what to change in the code of a function, in which what is left out
// where locals are vectors counts for nothing. See [match]; besides, the Go
// 1.27 assembler writes opcodes above 0xff as if their second byte were 1 and ends
// those from 0x80 with a nop: 85 02 comes out as 85 01 02, which would read as
// operation 0x85 and a block. No other code of it has 02 there.
func rewrite(body []byte, wide widened, relaxed bool) ([]edit, counts, error) {
	var edits []edit
	var n counts
	c := code{data: body}
	var before [2]instruction // the last two that are not nops, the older one first
	for c.at < len(body) {
		in := c.next()
		if c.err != nil {
			return nil, n, fmt.Errorf("byte %d: %w", in.start, c.err)
		}
		if in.op == opNop || wide.without[in.start] {
			continue
		}
		isRelaxed := in.op.prefix() == prefixSIMD && uint32(in.op)&0xfffff >= firstRelaxed
		wrongly := wronglyRelaxed(body, in)
		if !relaxed && (isRelaxed || wrongly) {
			return nil, n, fmt.Errorf("byte %d: have a relaxed operation, want none in a plain module", in.start)
		}
		if wrongly {
			c.at++
			edits = append(edits, edit{body[in.start:c.at], []byte{body[in.start], body[in.start+1], 2}})
			n.Repairs++
		} else if e, found, counted := match(body, before, in, relaxed); found {
			edits = append(edits, e)
			n.add(counted)
		}
		before = [2]instruction{before[1], in}
	}
	return edits, n, nil
}

// match finds the single instruction for a sequence that ends with in:
//
//	f32.load m; f32x4.splat                      → v128.load32_splat m
//	i32.load m; i32x4.splat                      → v128.load32_splat m
//	i64.load m; i64x2.splat                      → v128.load64_splat m
//	i64x2.extract_lane l; i64.store m            → v128.store64_lane m l
//	v128.const k; v128.bitselect                 → i8x16.shuffle k
//
// if the bytes of k are lanes, below 32, which no mask of bits would be; and in a
// relaxed module
//
//	f32x4.mul; local.get c; f32x4.add            → local.get c; f32x4.relaxed_madd
//	i16x8.q15mulr_sat_s; local.get c; i32x4.add  → local.get c; i32x4.relaxed_dot_i8x16_i7x16_add_s
//
// The shuffle and the dot product are other operations than those that they are
// written as, which nothing else puts together.
func match(body []byte, before [2]instruction, in instruction, relaxed bool) (e edit, found bool, n counts) {
	last := before[1]
	replace := func(from instruction, op opcode, immediates ...byte) {
		e, found = edit{body[from.start:in.end], append(op.encoded(), immediates...)}, true
	}
	replaceThird := func(op opcode) { // after the second, which fetches the third operand
		with := append([]byte(nil), body[last.start:last.end]...)
		e, found = edit{body[before[0].start:in.end], append(with, op.encoded()...)}, true
	}
	switch {
	case in.op == opF32x4Splat && last.op == opF32Load, in.op == opI32x4Splat && last.op == opI32Load:
		replace(last, opLoad32Splat, body[last.start+1:last.end]...)
		n.LoadSplats++
	case in.op == opI64x2Splat && last.op == opI64Load:
		replace(last, opLoad64Splat, body[last.start+1:last.end]...)
		n.LoadSplats++
	case in.op == opI64Store && last.op == opI64x2ExtractLane:
		memory := append([]byte(nil), body[in.start+1:in.end]...)
		replace(last, opStore64Lane, append(memory, body[last.end-1])...)
		n.LaneStores++
	case in.op == opV128Bitselect && last.op == opV128Const && areLanes(body[last.end-16:last.end]):
		replace(last, opShuffle, body[last.end-16:last.end]...)
		n.Shuffles++
	case relaxed && last.op == opLocalGet && in.op == opF32x4Add && before[0].op == opF32x4Mul:
		replaceThird(opRelaxedMadd)
		n.MultiplyAdds++
	case relaxed && last.op == opLocalGet && in.op == opI32x4Add && before[0].op == opI16x8Q15MulrSatS:
		replaceThird(opRelaxedDotAdd)
		n.Dots++
	}
	return e, found, n
}

// areLanes tells whether a constant names lanes of two vectors.
func areLanes(constant []byte) bool {
	for _, lane := range constant {
		if lane >= 32 {
			return false
		}
	}
	return true
}

// wronglyRelaxed tells whether in is a relaxed operation as the assembler writes it.
func wronglyRelaxed(body []byte, in instruction) bool {
	n := uint32(in.op) & 0xfffff
	return in.op.prefix() == prefixSIMD && n >= 0x80 && n <= 0x80+lastRelaxed-firstRelaxed &&
		in.end-in.start == 3 && in.end < len(body) && body[in.end] == 2
}
