package weights

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// SizeLimit is a sensible limit for ReadSafetensors: twice the largest network of the paper, Table 4's full convolutions, in float32.
const SizeLimit = 256 << 20

// ReadSafetensors reads a weights file of the project's format from r, to its end, as the bytes arrive, or one of
// PyTorch's with the tensors of transformers' MobileNet v1, whose normalisation is folded.
//
// It returns an error for a file longer than limit bytes, for one cut short or with bytes left over,
// for a header that does not describe its data exactly, and for metadata that describe no MobileNet.
// Memory in use is in proportion to the bytes that have arrived, whatever the header declares.
func ReadSafetensors(r io.Reader, limit int64) (*Bundle, error) {
	h, err := readHeader(r, limit)
	if err != nil {
		return nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	b, err := h.readBundle(r)
	if err != nil {
		return nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	return b, nil
}

// readBundle reads the tensors that a header describes.
func (h header) readBundle(r io.Reader) (b *Bundle, err error) {
	if h.metadata["format"] != formatName && len(h.entries) > 0 {
		if b, err = h.readPytorch(r); err != nil {
			return nil, err
		}
		if err := atEnd(r); err != nil {
			return nil, err
		}
		return b, nil
	}
	b = new(Bundle)
	if b.Meta, err = metaFromStrings(h.metadata); err != nil {
		return nil, err
	}
	if len(h.entries) == 0 {
		return nil, errors.New("have no tensors, want a network's")
	}
	for i := 0; i < len(h.entries); i++ {
		e := h.entries[i]
		m := member{Tensor: Tensor{Name: e.name, Shape: e.shape}}
		if err := m.read(r, e, h.metadata); err != nil {
			return nil, fmt.Errorf("tensor %s: %w", e.name, err)
		}
		if e.dtype == "I8" {
			i++
			if m.quantised.Scales, err = h.readSteps(r, i, e); err != nil {
				return nil, fmt.Errorf("tensor %s: %w", e.name, err)
			}
		}
		if err := b.addMember(m); err != nil {
			return nil, err
		}
	}
	if err := b.readActivations(h.metadata); err != nil {
		return nil, err
	}
	if err := atEnd(r); err != nil {
		return nil, err
	}
	return b, nil
}

// atEnd returns an error unless r has ended.
func atEnd(r io.Reader) error {
	switch _, err := io.ReadFull(r, make([]byte, 1)); err {
	case nil:
		return errors.New("bytes left over after the last tensor")
	case io.EOF:
		return nil
	default:
		return err
	}
}

// readHeader reads and checks the header of a file of at most limit bytes.
func readHeader(r io.Reader, limit int64) (h header, err error) {
	var prefix [8]byte
	if n, err := io.ReadFull(r, prefix[:]); err != nil {
		return h, cut(err, int64(n), 8)
	}
	length := binary.LittleEndian.Uint64(prefix[:])
	if limit < 8 || length < 2 || length > uint64(min(headerLimit, limit-8)) {
		return h, fmt.Errorf("header: have length %d, want 2 to %d", length, min(headerLimit, max(limit-8, 2)))
	}
	var text bytes.Buffer // grows with what arrives
	if n, err := io.CopyN(&text, r, int64(length)); err != nil {
		return h, fmt.Errorf("header: %w", cut(err, n, int64(length)))
	}
	h.length = text.Len()
	h.metadata, h.entries, err = parseHeader(text.Bytes())
	if err == nil && h.size() > limit {
		err = fmt.Errorf("declares %d bytes, want at most %d", h.size(), limit)
	}
	return h, err
}

// read reads the values of one tensor.
func (m *member) read(r io.Reader, e entry, metadata map[string]string) (err error) {
	switch e.dtype {
	case "F32":
		m.Data, err = readValues(r, e, appendFloat32)
		return err
	case "F16":
		m.Data, err = readValues(r, e, appendFloat16)
		return err
	}
	if e.dtype == "I64" {
		return errors.New("have type I64, want F32, F16, U8, I8 or I32")
	}
	m.quantised = new(QuantisedTensor)
	if e.dtype == "I8" {
		m.quantised.Zero = signedZero
		m.quantised.Bytes, err = readValues(r, e, appendSigned)
		return err
	}
	if err := m.quantised.parse(metadata[quantisedKey+e.name]); err != nil {
		return err
	}
	if e.dtype == "U8" {
		m.quantised.Bytes, err = readValues(r, e, appendBytes)
	} else {
		m.quantised.Ints, err = readValues(r, e, appendInt32)
	}
	return err
}

// stepsName returns the name of the tensor that holds the steps of signed weights, one for each output.
func stepsName(name string) string { return strings.TrimSuffix(name, "weights") + "steps" }

// readSteps reads entry i, which holds the steps of the weights before it.
func (h header) readSteps(r io.Reader, i int, weights entry) ([]float32, error) {
	name := stepsName(weights.name)
	if i == len(h.entries) || h.entries[i].name != name || h.entries[i].dtype != "F32" || len(h.entries[i].shape) != 1 {
		return nil, fmt.Errorf("have type I8, want its steps after it: %s of type F32, one for each output", name)
	}
	return readValues(r, h.entries[i], appendFloat32)
}

// readValues reads the values of one tensor, which appendTo decodes from whole numbers of them.
func readValues[T any](r io.Reader, e entry, appendTo func(values []T, data []byte) []T) ([]T, error) {
	const chunk = 32 << 10 // bytes at a time
	var buffer [chunk]byte
	size, err := dtypeSize(e.dtype)
	if err != nil {
		return nil, err
	}
	total := (e.end - e.begin) / size
	var values []T
	for done := e.begin; done < e.end; {
		n, err := io.ReadFull(r, buffer[:min(chunk, e.end-done)])
		if err != nil {
			return nil, cut(err, done-e.begin+int64(n), e.end-e.begin)
		}
		done += int64(n)
		arrived := int64(len(values)) + int64(n)/size
		if arrived > int64(cap(values)) { // doubling, and in the end exactly the total
			grown := make([]T, len(values), min(total, 2*arrived))
			copy(grown, values)
			values = grown
		}
		values = appendTo(values, buffer[:n])
	}
	return values, nil
}

// The append functions decode little-endian values of 4 or 2 bytes each.
func appendFloat32(values []float32, data []byte) []float32 {
	for ; len(data) >= 4; data = data[4:] {
		values = append(values, math.Float32frombits(binary.LittleEndian.Uint32(data)))
	}
	return values
}

func appendFloat16(values []float32, data []byte) []float32 {
	for ; len(data) >= 2; data = data[2:] {
		values = append(values, float16(binary.LittleEndian.Uint16(data)))
	}
	return values
}

func appendBytes(values, data []byte) []byte { return append(values, data...) }

// appendSigned decodes signed bytes as unsigned ones that count from signedZero.
func appendSigned(values, data []byte) []byte {
	for _, q := range data {
		values = append(values, q^signedZero)
	}
	return values
}

func appendInt32(values []int32, data []byte) []int32 {
	for ; len(data) >= 4; data = data[4:] {
		values = append(values, int32(binary.LittleEndian.Uint32(data)))
	}
	return values
}

// cut says what a short read means; other errors pass.
func cut(err error, have, want int64) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("cut short: have %d bytes, want %d: %w", have, want, io.ErrUnexpectedEOF)
	}
	return err
}
