package main

import "fmt"

// counts is what was changed in a module.
type counts struct {
	LoadSplats   int // load and splat → load_splat
	MultiplyAdds int // multiply and add → relaxed_madd
	Repairs      int // relaxed operations that the assembler had encoded wrongly
}

func (c counts) String() string {
	return fmt.Sprintf("%d load+splat, %d multiply+add, %d repaired", c.LoadSplats, c.MultiplyAdds, c.Repairs)
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
		e, n, err := rewrite(body, relaxed)
		if err != nil {
			return counts{}, fmt.Errorf("function %d: %w", i, err)
		}
		edits = append(edits, e...)
		sum.LoadSplats += n.LoadSplats
		sum.MultiplyAdds += n.MultiplyAdds
		sum.Repairs += n.Repairs
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

// rewrite finds what to change in one function body.
//
//	f32.load m; f32x4.splat                 → v128.load32_splat m
//	i32.load m; i32x4.splat                 → v128.load32_splat m
//	f32x4.mul; local.get c; f32x4.add       → local.get c; f32x4.relaxed_madd
//
// The Go 1.27 assembler writes opcodes above 0xff as if their second byte were 1
// and ends those from 0x80 with a nop: 85 02 comes out as 85 01 02, which would read
// as operation 0x85 and a block. No other code of it has 02 there.
func rewrite(body []byte, relaxed bool) ([]edit, counts, error) {
	var edits []edit
	var n counts
	c := code{data: body}
	var before [2]instruction // the last two that are not nops, the older one first
	for c.at < len(body) {
		in := c.next()
		if c.err != nil {
			return nil, n, fmt.Errorf("byte %d: %w", in.start, c.err)
		}
		if in.op == opNop {
			continue
		}
		text := body[in.start:in.end]
		last := before[1]
		switch {
		case wronglyRelaxed(body, in):
			if !relaxed {
				return nil, n, fmt.Errorf("byte %d: have a relaxed operation, want none in a plain module", in.start)
			}
			c.at++
			edits = append(edits, edit{body[in.start:c.at], []byte{text[0], text[1], 2}})
			n.Repairs++
		case in.op.prefix() == prefixSIMD && uint32(in.op)&0xfffff >= firstRelaxed && !relaxed:
			return nil, n, fmt.Errorf("byte %d: have a relaxed operation, want none in a plain module", in.start)
		case in.op == opF32x4Splat && last.op == opF32Load, in.op == opI32x4Splat && last.op == opI32Load:
			with := append([]byte{prefixSIMD, 0x09}, body[last.start+1:last.end]...)
			edits = append(edits, edit{body[last.start:in.end], with})
			n.LoadSplats++
		case relaxed && in.op == opF32x4Add && last.op == opLocalGet && before[0].op == opF32x4Mul:
			mul := before[0]
			with := append([]byte(nil), body[last.start:last.end]...)
			with = append(with, prefixSIMD, 0x85, 0x02)
			edits = append(edits, edit{body[mul.start:in.end], with})
			n.MultiplyAdds++
		}
		before = [2]instruction{before[1], in}
	}
	return edits, n, nil
}

// wronglyRelaxed tells whether in is a relaxed operation as the assembler writes it.
func wronglyRelaxed(body []byte, in instruction) bool {
	n := uint32(in.op) & 0xfffff
	return in.op.prefix() == prefixSIMD && n >= 0x80 && n <= 0x80+lastRelaxed-firstRelaxed &&
		in.end-in.start == 3 && in.end < len(body) && body[in.end] == 2
}
