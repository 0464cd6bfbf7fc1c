package tflitetest

import (
	"encoding/binary"
	"maps"
	"math"
	"slices"
)

// FlexMap returns a flexbuffer that is a map of numbers, all four bytes wide: bool, int or float32.
func FlexMap(members map[string]any) []byte {
	var data []byte
	word := func(v uint32) { data = binary.LittleEndian.AppendUint32(data, v) }
	back := func(to int) { word(uint32(len(data) - to)) }
	names := slices.Sorted(maps.Keys(members))
	at := make(map[string]int)
	for _, name := range names {
		at[name] = len(data)
		data = append(append(data, name...), 0)
	}
	word(uint32(len(names)))
	keys := len(data)
	for _, name := range names {
		back(at[name])
	}
	back(keys)
	word(4) // bytes of an offset to a key
	word(uint32(len(names)))
	values := len(data)
	var types []byte
	for _, name := range names {
		switch v := members[name].(type) {
		case bool:
			types = append(types, 26<<2|2)
			word(map[bool]uint32{true: 1}[v])
		case int:
			types = append(types, 1<<2|2)
			word(uint32(int32(v)))
		case float32:
			types = append(types, 3<<2|2)
			word(math.Float32bits(v))
		}
	}
	data = append(data, types...)
	back(values)
	return append(data, 9<<2|2, 4)
}
