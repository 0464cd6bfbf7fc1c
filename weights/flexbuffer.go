package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// Types of a flexbuffer's values, which stand in the upper six bits of a byte; the lower two tell the width.
const (
	flexInt   = 1
	flexUint  = 2
	flexFloat = 3
	flexMap   = 9
	flexBool  = 26
)

// maxFlexEntries bounds a map, far above the options of any operator.
const maxFlexEntries = 256

// parseFlexMap decodes a flexbuffer that is a map of numbers, as operators that are not in the schema have for options.
// Truth is 1 or 0. Members of other types are left out.
func parseFlexMap(data []byte) (map[string]float64, error) {
	if len(data) < 3 {
		return nil, fmt.Errorf("have a flexbuffer of %d bytes, want at least 3", len(data))
	}
	f := flexbuffer{data: data}
	// The end is the root's value, its type, and the value's width.
	kind, width := data[len(data)-2], int(data[len(data)-1])
	if kind>>2 != flexMap {
		return nil, fmt.Errorf("have a flexbuffer of type %d, want a map", kind>>2)
	}
	values := f.indirect(len(data)-2-width, width)
	width = 1 << (kind & 3)
	// Before a map's values lie their number, the width of its keys, and where these are.
	n := f.unsigned(values-width, width)
	keyWidth := f.unsigned(values-2*width, width)
	keys := f.indirect(values-3*width, width)
	if n > maxFlexEntries {
		return nil, fmt.Errorf("have a flexbuffer of %d members, want at most %d", n, maxFlexEntries)
	}
	members := make(map[string]float64, n)
	for i := range int(n) {
		name := f.text(f.indirect(keys+i*int(keyWidth), int(keyWidth)))
		types := values + int(n)*width
		if v, isNumber := f.number(values+i*width, width, int(f.unsigned(types+i, 1))>>2); isNumber {
			members[name] = v
		}
	}
	if f.damaged {
		return nil, errors.New("have a damaged flexbuffer: points outside itself")
	}
	return members, nil
}

// flexbuffer gives zeros for what would lie outside its bytes, and remembers it.
type flexbuffer struct {
	data    []byte
	damaged bool
}

// bytes returns width bytes at pos, 1, 2, 4 or 8.
func (f *flexbuffer) bytes(pos, width int) []byte {
	valid := width == 1 || width == 2 || width == 4 || width == 8
	if !valid || pos < 0 || pos > len(f.data)-width {
		f.damaged = true
		return make([]byte, 1)
	}
	return f.data[pos:][:width]
}

func (f *flexbuffer) unsigned(pos, width int) uint64 {
	var wide [8]byte
	copy(wide[:], f.bytes(pos, width))
	return binary.LittleEndian.Uint64(wide[:])
}

// indirect follows the offset at pos, which counts backwards.
func (f *flexbuffer) indirect(pos, width int) int {
	offset := f.unsigned(pos, width)
	if offset > uint64(len(f.data)) {
		f.damaged = true
		return 0
	}
	return pos - int(offset)
}

// text returns the text at pos, which ends before a 0.
func (f *flexbuffer) text(pos int) string {
	if pos >= 0 && pos < len(f.data) {
		if text, _, ended := bytes.Cut(f.data[pos:], []byte{0}); ended {
			return string(text)
		}
	}
	f.damaged = true
	return ""
}

// number returns a value that is a number or a truth.
func (f *flexbuffer) number(pos, width, kind int) (v float64, isNumber bool) {
	bits := f.unsigned(pos, width)
	switch {
	case kind == flexUint || kind == flexBool:
		return float64(bits), true
	case kind == flexInt:
		unused := 64 - 8*width
		return float64(int64(bits<<unused) >> unused), true
	case kind == flexFloat && width == 4:
		return float64(math.Float32frombits(uint32(bits))), true
	case kind == flexFloat && width == 8:
		return math.Float64frombits(bits), true
	}
	return 0, false
}
