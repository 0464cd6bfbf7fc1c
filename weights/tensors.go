package weights

import (
	"fmt"
	"io"
)

// ReadTensors reads a safetensors file of any tensors of type F32 or F16, in the order of their values, with its metadata,
// and otherwise as ReadSafetensors does.
func ReadTensors(r io.Reader, limit int64) (metadata map[string]string, tensors []Tensor, err error) {
	h, err := readHeader(r, limit)
	if err != nil {
		return nil, nil, fmt.Errorf("weights: safetensors: %w", err)
	}
	for _, e := range h.entries {
		m := member{Tensor: Tensor{Name: e.name, Shape: e.shape}}
		if e.dtype != "F32" && e.dtype != "F16" {
			err = fmt.Errorf("have type %s, want F32 or F16", e.dtype)
		} else {
			err = m.read(r, e, nil)
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
		if err := b.Add(t); err != nil {
			return err
		}
	}
	if err := writeMembers(w, metadata, b.members); err != nil {
		return fmt.Errorf("weights: safetensors: %w", err)
	}
	return nil
}
