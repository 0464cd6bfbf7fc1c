package weights

import (
	"fmt"
	"io"
)

// ReadTensors reads a safetensors file of any tensors of type F32, F16 or U8, in the order of their values, with its
// metadata, and otherwise as ReadSafetensors does.
func ReadTensors(r io.Reader, limit int64) (metadata map[string]string, tensors []Tensor, err error) {
	h, err := readHeader(r, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	for _, e := range h.entries {
		m := member{Tensor: Tensor{Name: e.name, Shape: e.shape}}
		switch e.dtype {
		case "F32", "F16":
			err = m.read(r, e, nil)
		case "U8":
			m.Bytes, err = readValues(r, e, appendBytes)
		default:
			err = fmt.Errorf("have type %s, want F32, F16 or U8", e.dtype)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("weights: safetensors: tensor %s: %w", e.name, err)
		}
		tensors = append(tensors, m.Tensor)
	}
	if err := atEnd(r); err != nil {
		return nil, nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	return h.metadata, tensors, nil
}

// WriteTensors writes a safetensors file that ReadTensors reads. Each tensor must have the values that its shape says and a
// name of its own.
func WriteTensors(w io.Writer, metadata map[string]string, tensors []Tensor) error {
	var b Bundle // checks them
	for _, t := range tensors {
		m := member{Tensor: t}
		if t.Bytes != nil {
			m.quantised = &QuantisedTensor{Bytes: t.Bytes}
		}
		if err := b.add(m, max(len(t.Data), len(t.Bytes))); err != nil {
			return err
		}
	}
	if err := writeMembers(w, metadata, b.members); err != nil {
		return fmt.Errorf("weights: safetensors: %w", err)
	}
	return nil
}
