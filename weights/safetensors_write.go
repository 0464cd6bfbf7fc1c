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

// WriteSafetensors writes b to w in the project's format, tensors in their order, as F32.
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
	buffer := make([]byte, 0, 32<<10)
	for _, t := range b.tensors {
		for values := range slices.Chunk(t.Data, cap(buffer)/4) {
			buffer = buffer[:0]
			for _, v := range values {
				buffer = binary.LittleEndian.AppendUint32(buffer, math.Float32bits(v))
			}
			if _, err := w.Write(buffer); err != nil {
				return err
			}
		}
	}
	return nil
}

// formatHeader returns the JSON header of b, padded.
func formatHeader(b *Bundle) ([]byte, error) {
	if err := b.Meta.validate(); err != nil {
		return nil, err
	}
	if len(b.tensors) == 0 {
		return nil, errors.New("have no tensors, want a network's")
	}
	metadata := b.Meta.strings()
	var members []string
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		members = append(members, quote(key)+":"+quote(metadata[key]))
	}
	var header bytes.Buffer
	fmt.Fprintf(&header, `{"%s":{%s}`, metadataKey, strings.Join(members, ","))
	var at int
	for _, t := range b.tensors {
		if t.Name == metadataKey {
			return nil, fmt.Errorf("tensor %s: the name is taken by the format", t.Name)
		}
		shape := strings.Join(strings.Fields(fmt.Sprint(t.Shape)), ",")
		end := at + 4*len(t.Data)
		fmt.Fprintf(&header, `,%s:{"dtype":"F32","shape":%s,"data_offsets":[%d,%d]}`, quote(t.Name), shape, at, end)
		at = end
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
