package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"
)

// WriteSafetensors writes b to w in the project's format, tensors in their order, as F32, quantised ones as they were.
// The same bundle always gives the same bytes. It returns an error for a bundle that ReadSafetensors would refuse.
func WriteSafetensors(w io.Writer, b *Bundle) error {
	if err := writeSafetensors(w, b); err != nil {
		return fmt.Errorf("weights: safetensors: %w", err)
	}
	return nil
}

func writeSafetensors(w io.Writer, b *Bundle) error {
	if b.PostProcess != nil {
		return errors.New("have a detector, want a classifier: the format has no place for how boxes are made")
	}
	if err := b.Meta.validate(); err != nil {
		return err
	}
	return writeMembers(w, b.metadata(), b.members)
}

// writeMembers writes a file of those tensors.
func writeMembers(w io.Writer, metadata map[string]string, tensors []member) error {
	header, err := formatHeader(metadata, tensors)
	if err != nil {
		return err
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))); err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	for _, m := range tensors {
		if err := m.write(w); err != nil {
			return err
		}
	}
	return nil
}

// write writes a tensor's values, and after signed ones their steps.
func (m member) write(w io.Writer) error {
	switch q := m.quantised; {
	case q == nil:
		return writeWords(w, m.values(), math.Float32bits)
	case q.Scales != nil:
		if _, err := w.Write(appendSigned(nil, q.Bytes)); err != nil {
			return err
		}
		return writeWords(w, q.Scales, math.Float32bits)
	case q.Bytes != nil:
		_, err := w.Write(q.Bytes)
		return err
	default:
		return writeWords(w, q.Ints, func(v int32) uint32 { return uint32(v) })
	}
}

// writeWords writes values of 4 bytes each.
func writeWords[T any](w io.Writer, values []T, bits func(T) uint32) error {
	buffer := make([]byte, 0, 32<<10)
	for part := range slices.Chunk(values, cap(buffer)/4) {
		buffer = buffer[:0]
		for _, v := range part {
			buffer = binary.LittleEndian.AppendUint32(buffer, bits(v))
		}
		if _, err := w.Write(buffer); err != nil {
			return err
		}
	}
	return nil
}

// formatHeader returns the JSON header of a file of those tensors, padded.
func formatHeader(metadata map[string]string, tensors []member) ([]byte, error) {
	if len(tensors) == 0 {
		return nil, errors.New("have no tensors, want one at least")
	}
	var members []string
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		members = append(members, quote(key)+":"+quote(metadata[key]))
	}
	var header bytes.Buffer
	fmt.Fprintf(&header, `{"%s":{%s}`, metadataKey, strings.Join(members, ","))
	var at int
	for _, m := range tensors {
		if m.Name == metadataKey {
			return nil, fmt.Errorf("tensor %s: the name is taken by the format", m.Name)
		}
		for _, e := range m.stored() {
			shape := strings.Join(strings.Fields(fmt.Sprint(e.shape)), ",")
			fmt.Fprintf(&header, `,%s:{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]}`, quote(e.name), e.dtype, shape, at, at+int(e.end))
			at += int(e.end)
		}
	}
	header.WriteString("}")
	for header.Len()%8 != 0 {
		header.WriteByte(' ')
	}
	if header.Len() > headerLimit {
		return nil, fmt.Errorf("header: have %d bytes, want at most %d", header.Len(), headerLimit)
	}
	return header.Bytes(), nil
}

// stored returns what a tensor is stored as, each from byte 0.
func (m member) stored() []entry {
	e := entry{name: m.Name, shape: m.Shape}
	switch q := m.quantised; {
	case q == nil:
		e.dtype, e.end = "F32", 4*int64(len(m.Data))
	case q.Scales != nil:
		e.dtype, e.end = "I8", int64(len(q.Bytes))
		return []entry{e, {name: stepsName(m.Name), dtype: "F32", shape: []int{len(q.Scales)}, end: 4 * int64(len(q.Scales))}}
	case q.Bytes != nil:
		e.dtype, e.end = "U8", int64(len(q.Bytes))
	default:
		e.dtype, e.end = "I32", 4*int64(len(q.Ints))
	}
	return []entry{e}
}
