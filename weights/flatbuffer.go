package weights

import (
	"fmt"
	"math"

	flatbuffers "github.com/google/flatbuffers/go"
)

// flatbuffer is a file of tables in which no access can leave the bytes.
// The first access that would is kept in err; it and all later ones give zero, so that a caller may read on and ask once.
type flatbuffer struct {
	data []byte
	err  error
}

// fail keeps the first error.
func (f *flatbuffer) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// inside reports whether n bytes at pos lie in the file, and fails if they do not.
func (f *flatbuffer) inside(pos, n uint64) bool {
	if f.err != nil {
		return false
	}
	if size := uint64(len(f.data)); pos > size || n > size-pos {
		f.fail("damaged: points at %d bytes from byte %d of %d", n, pos, size)
		return false
	}
	return true
}

// indirect follows the relative offset stored at pos, which lies in the file.
func (f *flatbuffer) indirect(pos uint64) uint64 {
	return pos + uint64(flatbuffers.GetUOffsetT(f.data[pos:]))
}

// root returns the table that the file starts with.
func (f *flatbuffer) root() table {
	if len(f.data) > math.MaxInt32 {
		f.fail("have %d bytes, want at most %d", len(f.data), math.MaxInt32)
	}
	if !f.inside(0, 4) {
		return table{}
	}
	return f.table(f.indirect(0))
}

// table returns the table at pos, its vtable and its inline fields checked.
func (f *flatbuffer) table(pos uint64) table {
	if !f.inside(pos, 4) {
		return table{}
	}
	vtable := int64(pos) - int64(flatbuffers.GetSOffsetT(f.data[pos:]))
	if vtable < 0 || !f.inside(uint64(vtable), 4) {
		f.fail("damaged: the table at byte %d describes itself outside the file", pos)
		return table{}
	}
	vtableBytes := uint64(flatbuffers.GetVOffsetT(f.data[vtable:]))
	inlineBytes := uint64(flatbuffers.GetVOffsetT(f.data[vtable+2:]))
	if vtableBytes < 4 || vtableBytes%2 != 0 || inlineBytes < 4 {
		f.fail("damaged: the table at byte %d has a description of %d bytes and %d bytes of fields", pos, vtableBytes, inlineBytes)
		return table{}
	}
	if !f.inside(uint64(vtable), vtableBytes) || !f.inside(pos, inlineBytes) {
		return table{}
	}
	return table{f, flatbuffers.Table{Bytes: f.data, Pos: flatbuffers.UOffsetT(pos)}}
}

// table is a table of a flatbuffer. The zero table is an absent one: every field has its default.
type table struct {
	file *flatbuffer
	flatbuffers.Table
}

// field returns the position of the field in a slot, n bytes inline, or 0 if the table does not have it.
func (t table) field(slot int, n uint64) uint64 {
	if t.file == nil || t.file.err != nil {
		return 0
	}
	offset := t.Offset(flatbuffers.VOffsetT(4 + 2*slot)) // a vtable starts with two sizes
	if offset == 0 {
		return 0
	}
	pos := uint64(t.Pos) + uint64(offset)
	if !t.file.inside(pos, n) {
		return 0
	}
	return pos
}

// byte returns a field of one byte, 0 if absent.
func (t table) byte(slot int) byte {
	pos := t.field(slot, 1)
	if pos == 0 {
		return 0
	}
	return t.GetByte(flatbuffers.UOffsetT(pos))
}

// int32 returns a field of four bytes, or the given value if absent.
func (t table) int32(slot int, absent int32) int32 {
	pos := t.field(slot, 4)
	if pos == 0 {
		return absent
	}
	return t.GetInt32(flatbuffers.UOffsetT(pos))
}

// float32 returns a field of four bytes, or the given value if absent.
func (t table) float32(slot int, absent float32) float32 {
	return math.Float32frombits(uint32(t.int32(slot, int32(math.Float32bits(absent)))))
}

// table returns the table that a field points to.
func (t table) table(slot int) table {
	pos := t.field(slot, 4)
	if pos == 0 {
		return table{}
	}
	return t.file.table(t.file.indirect(pos))
}

// vector returns the vector that a field points to, with elements of the given bytes; an absent one has none.
func (t table) vector(slot int, width uint64) vector {
	pos := t.field(slot, 4)
	if pos == 0 {
		return vector{file: t.file}
	}
	pos = t.file.indirect(pos)
	if !t.file.inside(pos, 4) {
		return vector{file: t.file}
	}
	n := uint64(flatbuffers.GetUint32(t.file.data[pos:]))
	if !t.file.inside(pos+4, n*width) {
		return vector{file: t.file}
	}
	return vector{file: t.file, data: t.file.data[pos+4 : pos+4+n*width], start: pos + 4, len: int(n)}
}

// string returns the text that a field points to.
func (t table) string(slot int) string {
	return string(t.vector(slot, 1).data)
}

// vector is a sequence of elements of equal width.
type vector struct {
	file  *flatbuffer
	data  []byte
	start uint64 // position of data in the file
	len   int
}

// table returns element i of a vector of tables, or fails and returns an absent one.
func (v vector) table(i int) table {
	if i < 0 || i >= v.len {
		if v.file != nil {
			v.file.fail("damaged: points at element %d of %d", i, v.len)
		}
		return table{}
	}
	return v.file.table(v.file.indirect(v.start + 4*uint64(i)))
}

// int32s returns the elements of a vector of four-byte integers.
func (v vector) int32s() []int32 {
	values := make([]int32, v.len)
	for i := range values {
		values[i] = flatbuffers.GetInt32(v.data[4*i:])
	}
	return values
}
