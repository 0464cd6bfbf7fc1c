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

// WriteSafetensors writes b to w in the project's format, tensors in their order, as F32, quantised ones as U8 or I32.
// The same bundle always gives the same bytes. It returns an error for a bundle that ReadSafetensors would refuse.
func WriteSafetensors(w io.Writer, b *Bundle) error {
	if err := writeSafetensors(w, b); err != nil {
		return fmt.Errorf("weights: safetensors: %w", err)
	}
	return nil
}

func writeSafetensors(w io.Writer, b *Bundle) error {
	header, err := formatHeader(b)
	if err != nil {
		return err
	}
	if _, err := w.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))); err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	for _, m := range b.members {
		if err := m.write(w); err != nil {
			return err
		}
	}
	return nil
}

// write writes a tensor's values.
func (m member) write(w io.Writer) error {
	if m.quantised == nil {
		return writeWords(w, m.values(nil), math.Float32bits)
	}
	if _, err := w.Write(m.quantised.Bytes); err != nil {
		return err
	}
	return writeWords(w, m.quantised.Ints, func(v int32) uint32 { return uint32(v) })
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

// formatHeader returns the JSON header of b, padded.
func formatHeader(b *Bundle) ([]byte, error) {
	if err := b.Meta.validate(); err != nil {
		return nil, err
	}
	if len(b.members) == 0 {
		return nil, errors.New("have no tensors, want a network's")
	}
	metadata := b.metadata()
	var members []string
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		members = append(members, quote(key)+":"+quote(metadata[key]))
	}
	var header bytes.Buffer
	fmt.Fprintf(&header, `{"%s":{%s}`, metadataKey, strings.Join(members, ","))
	var at int
	for _, m := range b.members {
		if m.Name == metadataKey {
			return nil, fmt.Errorf("tensor %s: the name is taken by the format", m.Name)
		}
		shape := strings.Join(strings.Fields(fmt.Sprint(m.Shape)), ",")
		dtype, bytes := m.stored()
		fmt.Fprintf(&header, `,%s:{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]}`, quote(m.Name), dtype, shape, at, at+bytes)
		at += bytes
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

// stored returns how a tensor is stored: its type and the bytes that it takes.
func (m member) stored() (dtype string, bytes int) {
	switch {
	case m.slice != nil:
		return "F32", 4 * m.slice.len()
	case m.quantised == nil:
		return "F32", 4 * len(m.Data)
	case m.quantised.Bytes != nil:
		return "U8", len(m.quantised.Bytes)
	default:
		return "I32", 4 * len(m.quantised.Ints)
	}
}
