package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// header is how every WebAssembly module of version 1 begins.
var header = []byte{0, 'a', 's', 'm', 1, 0, 0, 0}

// Sections of a module, and the kind of an import that is a function.
const (
	customSection   = 0
	importSection   = 2
	codeSection     = 10
	dataSection     = 11
	importsFunction = 0
)

// errModule says that a module ends where more is expected.
var errModule = errors.New("not a WebAssembly module that this program understands")

// section is a part of a module.
type section struct {
	id      byte
	content []byte
}

// sections takes a module apart.
func sections(module []byte) ([]section, error) {
	if !bytes.HasPrefix(module, header) {
		return nil, errModule
	}
	var all []section
	for r := (reader{rest: module[len(header):]}); len(r.rest) > 0; {
		s := section{id: r.byte()}
		s.content = r.take(r.uint())
		if r.failed {
			return nil, errModule
		}
		all = append(all, s)
	}
	return all, nil
}

// names returns the index of every function that has a name.
func names(all []section) map[string]int {
	indices := make(map[string]int)
	for _, s := range all {
		r := reader{rest: s.content}
		if s.id != customSection || string(r.take(r.uint())) != "name" {
			continue
		}
		for len(r.rest) > 0 {
			const functions = 1
			id := r.byte()
			part := reader{rest: r.take(r.uint())}
			if id != functions {
				continue
			}
			for range part.uint() {
				index := part.uint()
				indices[string(part.take(part.uint()))] = index
			}
		}
	}
	return indices
}

// only returns a module whose functions do nothing but the given ones, so that V8 has little to compile.
func only(all []section, keep []int) ([]byte, error) {
	imported, err := importedFunctions(all)
	if err != nil {
		return nil, err
	}
	module := slices.Clone(header)
	for _, s := range all {
		switch s.id {
		case customSection:
			continue
		case codeSection:
			r := reader{rest: s.content}
			count := r.uint()
			s.content = binary.AppendUvarint(nil, uint64(count))
			for i := range count {
				body := r.take(r.uint())
				if !slices.Contains(keep, imported+i) {
					body = []byte{0, 0, 0x0b} // no locals, unreachable, end
				}
				s.content = append(binary.AppendUvarint(s.content, uint64(len(body))), body...)
			}
			if r.failed {
				return nil, errModule
			}
		}
		module = append(binary.AppendUvarint(append(module, s.id), uint64(len(s.content))), s.content...)
	}
	return module, nil
}

// importedFunctions returns how many functions come before those of the module itself.
func importedFunctions(all []section) (int, error) {
	n := 0
	for _, s := range all {
		if s.id != importSection {
			continue
		}
		r := reader{rest: s.content}
		for range r.uint() {
			r.take(r.uint())
			r.take(r.uint())
			switch kind := r.byte(); kind {
			case importsFunction:
				n++
				r.uint()
			case 1: // a table
				r.byte()
				r.limits()
			case 2: // a memory
				r.limits()
			case 3: // a global
				r.byte()
				r.byte()
			default:
				return 0, fmt.Errorf("%w: an import of kind %d", errModule, kind)
			}
		}
		if r.failed {
			return 0, errModule
		}
	}
	return n, nil
}

// reader reads what a module consists of. After the end it returns zeros.
type reader struct {
	rest   []byte
	failed bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.rest) {
		r.rest, r.failed = nil, true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) uint() int {
	v, n := binary.Uvarint(r.rest)
	r.take(max(n, 1))
	return int(uint32(v))
}

func (r *reader) limits() {
	const hasMaximum = 1
	flags := r.byte()
	r.uint()
	if flags&hasMaximum != 0 {
		r.uint()
	}
}
