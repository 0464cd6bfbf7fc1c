package main

import (
	"encoding/binary"
	"fmt"
)

// gap is the number of zeros behind which a new segment begins: compression makes
// less of them than of an address.
const gap = 1024

// The parts of a segment: that it is for memory 0 from an address, and the address
// as code.
const (
	segmentActive = 0x00
	opI32Const    = 0x41
	opEnd         = 0x0b
)

// memoryLimit is more than the data of any program here reaches to.
const memoryLimit = 1 << 28

// readSegments returns the memory that a data section fills, from address 0.
func readSegments(section []byte) ([]byte, error) {
	s := code{data: section}
	var memory []byte
	for i := range s.count() {
		active, constant, address, end := s.byte(), s.byte(), s.i32(), s.byte()
		content := s.bytes(s.count())
		switch {
		case s.err != nil:
			return nil, fmt.Errorf("data segment %d: %w", i, s.err)
		case active != segmentActive || constant != opI32Const || end != opEnd:
			return nil, fmt.Errorf("data segment %d: want one with a constant address", i)
		case address < 0 || int(address) > memoryLimit-len(content):
			return nil, fmt.Errorf("data segment %d: address %d: want its %d bytes in [0, %d)", i, address, len(content), memoryLimit)
		}
		if missing := int(address) + len(content) - len(memory); missing > 0 {
			memory = append(memory, make([]byte, missing)...)
		}
		copy(memory[address:], content)
	}
	if s.err == nil && s.at != len(section) {
		s.fail("have %d bytes after the last segment", len(section)-s.at)
	}
	if s.err != nil {
		return nil, fmt.Errorf("data section: %w", s.err)
	}
	return memory, nil
}

// writeSegments returns a data section that fills memory, which begins as zeros.
func writeSegments(memory []byte) []byte {
	var count uint64
	var segments []byte
	for at := 0; at < len(memory); at++ {
		if memory[at] == 0 {
			continue
		}
		end := at + 1 // behind the last byte that is not 0
		for i := end; i < len(memory) && i-end < gap; i++ {
			if memory[i] != 0 {
				end = i + 1
			}
		}
		segments = appendI32(append(segments, segmentActive, opI32Const), int32(at))
		segments = binary.AppendUvarint(append(segments, opEnd), uint64(end-at))
		segments = append(segments, memory[at:end]...)
		count++
		at = end
	}
	return append(binary.AppendUvarint(nil, count), segments...)
}

// appendI32 appends a signed integer in LEB128.
func appendI32(to []byte, v int32) []byte {
	for v < -64 || v >= 64 {
		to = append(to, byte(v)|0x80)
		v >>= 7
	}
	return append(to, byte(v)&0x7f)
}
