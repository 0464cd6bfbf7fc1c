package main

import "fmt"

// Types of local variables.
const (
	typeF64  = 0x7c
	typeV128 = 0x7b
)

// widened is what makes vectors of a function's f64 locals: how many those are, what
// to change, and where in the code that takes instructions away.
type widened struct {
	locals  int
	edits   []edit
	without map[int]bool
}

// widen gives a function more locals for vectors than the assembler has, which are
// 16. They are written as numbers that are made vectors, and as vectors of which a
// lane is kept:
//
//	local.get f; f64x2.splat           → local.get f
//	f64x2.extract_lane 0; local.set f  → local.set f
//
// where f is declared as f64 and becomes a v128. That is done only if a function
// uses all its f64 locals so, and in no other way.
func widen(f function) (widened, error) {
	w := widened{without: make(map[int]bool)}
	locals := code{data: f.locals}
	declared, groups := 0, 0
	for range locals.count() {
		n := locals.u32()
		if at := locals.at; locals.byte() == typeF64 {
			declared, groups = int(n), groups+1
			w.edits = append(w.edits, edit{f.locals[at:locals.at], []byte{typeV128}})
		}
	}
	if groups != 1 || declared == 0 {
		return widened{}, nil
	}
	vectors, others := make(map[uint32]bool), make(map[uint32]bool)
	c := code{data: f.code}
	var last instruction
	got, isGot := uint32(0), false // the local that the last instruction fetched
	for c.at < len(f.code) {
		in := c.next()
		if c.err != nil {
			return widened{}, fmt.Errorf("byte %d: %w", in.start, c.err)
		}
		if in.op == opNop {
			continue
		}
		takeAway := func(from instruction) {
			w.without[from.start] = true
			w.edits = append(w.edits, edit{f.code[from.start:from.end], nil})
		}
		switch {
		case isGot && in.op == opF64x2Splat:
			vectors[got] = true
			takeAway(in)
		case isGot:
			others[got] = true
		}
		isGot = in.op == opLocalGet
		if isGot || in.op == opLocalSet || in.op == opLocalTee {
			index := code{data: f.code, at: in.start + 1}
			got = index.u32()
		}
		switch {
		case in.op == opLocalSet && last.op == opF64x2ExtractLane && f.code[last.end-1] == 0:
			vectors[got] = true
			takeAway(last)
		case in.op == opLocalSet || in.op == opLocalTee:
			others[got] = true
		}
		last = in
	}
	for local := range vectors {
		if others[local] {
			return widened{}, nil
		}
	}
	if len(vectors) != declared {
		return widened{}, nil
	}
	w.locals = declared
	return w, nil
}
