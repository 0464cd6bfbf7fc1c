package models

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A table is a flatbuffer's table: its fields by slot, nil for one that is left out. A field is a byte, an int32 or
// a float32, or lies elsewhere: a table, a string or a slice.
type table []any

// flatbuffer is a file in the making. What refers to something comes before it.
type flatbuffer []byte

// encode returns the file with that root.
func encode(root table, identifier string) []byte {
	f := flatbuffer(append(make([]byte, 4), identifier...))
	f.refer(0, root)
	return f
}

// refer writes a value at the end, and at a place before it how far away it is.
func (f *flatbuffer) refer(at int, v any) {
	to := f.write(v)
	binary.LittleEndian.PutUint32((*f)[at:], uint32(to-at))
}

// write writes a value at the end and returns where it begins.
func (f *flatbuffer) write(v any) int {
	switch v := v.(type) {
	case table:
		return f.table(v)
	case []table:
		at := f.vector(len(v), 4)
		first := len(*f)
		*f = append(*f, make([]byte, 4*len(v))...)
		for i, t := range v {
			f.refer(first+4*i, t)
		}
		return at
	case string:
		at := f.vector(len(v), 4)
		*f = append(append(*f, v...), 0)
		return at
	case []byte:
		at := f.vector(len(v), 16) // as TensorFlow Lite wants its buffers
		*f = append(*f, v...)
		return at
	case []int32:
		at := f.vector(len(v), 4)
		for _, x := range v {
			*f = binary.LittleEndian.AppendUint32(*f, uint32(x))
		}
		return at
	case []int64:
		at := f.vector(len(v), 8)
		for _, x := range v {
			*f = binary.LittleEndian.AppendUint64(*f, uint64(x))
		}
		return at
	case []float32:
		at := f.vector(len(v), 4)
		*f = appendFloats(*f, v)
		return at
	default:
		panic(fmt.Sprintf("models: flatbuffer: have %T", v))
	}
}

// align appends zeros until the length, and something more, is a multiple of n.
func (f *flatbuffer) align(n, more int) {
	for (len(*f)+more)%n != 0 {
		*f = append(*f, 0)
	}
}

// vector writes the length of a vector whose elements, which follow, are aligned. It returns where it is.
func (f *flatbuffer) vector(length, alignment int) int {
	f.align(alignment, 4)
	at := len(*f)
	*f = binary.LittleEndian.AppendUint32(*f, uint32(length))
	return at
}

// table writes the table of its fields' places, the table, in which each field takes four bytes, and what lies elsewhere.
func (f *flatbuffer) table(t table) int {
	places, size := make([]uint16, len(t)), uint16(4)
	for i, field := range t {
		if field != nil {
			places[i] = size
			size += 4
		}
	}
	head := 4 + 2*len(t)
	f.align(4, head)
	*f = binary.LittleEndian.AppendUint16(*f, uint16(head))
	*f = binary.LittleEndian.AppendUint16(*f, size)
	for _, place := range places {
		*f = binary.LittleEndian.AppendUint16(*f, place)
	}
	at := len(*f)
	*f = binary.LittleEndian.AppendUint32(*f, uint32(head))
	*f = append(*f, make([]byte, size-4)...)
	for i, field := range t {
		place := at + int(places[i])
		switch field := field.(type) {
		case nil:
		case byte:
			(*f)[place] = field
		case int32:
			binary.LittleEndian.PutUint32((*f)[place:], uint32(field))
		case float32:
			binary.LittleEndian.PutUint32((*f)[place:], math.Float32bits(field))
		default:
			f.refer(place, field)
		}
	}
	return at
}
