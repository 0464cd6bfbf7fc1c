package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

const (
	dataSection      = 11
	dataCountSection = 12
)

// slim returns a module that is smaller on the wire and does the same. The linker
// writes a program's data as tens of thousands of segments, each the few bytes
// between two runs of zeros: compression does better with the zeros than with the
// addresses. And a sixth of what is left only tells a printed stack trace which
// functions, files and lines it meets; a slim program's trace has none of these.
func slim(module []byte) ([]byte, error) {
	if !bytes.HasPrefix(module, header) {
		return nil, fmt.Errorf("not a WebAssembly module of version 1: want it to begin with % x", header)
	}
	slimmer := bytes.Clone(header)
	m := code{data: module, at: len(header)}
	for m.at < len(module) {
		id := m.byte()
		section := m.bytes(m.count())
		if m.err != nil {
			return nil, m.err
		}
		switch id {
		case dataCountSection: // for instructions that name a segment
			return nil, fmt.Errorf("have a count of data segments, want a module without")
		case dataSection:
			memory, err := readSegments(section)
			if err != nil {
				return nil, err
			}
			if err := forgetTraces(memory); err != nil {
				return nil, err
			}
			section = writeSegments(memory)
		}
		slimmer = binary.AppendUvarint(append(slimmer, id), uint64(len(section)))
		slimmer = append(slimmer, section...)
	}
	return slimmer, nil
}
