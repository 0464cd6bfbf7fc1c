package model

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
)

// rawOf writes the random weights of spec in the raw format.
func rawOf(t testing.TB, spec Spec) []byte {
	t.Helper()
	b, err := RandomWeights(spec, 3)
	if err != nil {
		t.Fatal(err)
	}
	var raw bytes.Buffer
	for _, tensor := range b.Tensors() {
		if err := binary.Write(&raw, binary.LittleEndian, tensor.Data); err != nil {
			t.Fatal(err)
		}
	}
	return raw.Bytes()
}

func TestReadRaw(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 5}
	raw := rawOf(t, spec)
	b, err := ReadRaw(bytes.NewReader(raw), spec)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := RandomWeights(spec, 3)
	for i, tensor := range b.Tensors() {
		w := want.Tensors()[i]
		if tensor.Name != w.Name || tensor.Data[len(tensor.Data)-1] != w.Data[len(w.Data)-1] {
			t.Errorf("tensor %d: have %s, want %s with the same values", i, tensor.Name, w.Name)
		}
	}
	if _, err := New(spec, b); err != nil {
		t.Error(err)
	}
}

func TestReadRawRefuses(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 5}
	raw := rawOf(t, spec)
	for _, c := range []struct {
		name string
		data []byte
		spec Spec
		want string
	}{
		{"empty", nil, spec, "have 0 bytes, want"},
		{"truncated", raw[:len(raw)-1], spec, "have 846483 bytes, want 846484"},
		{"too long", append(bytes.Clone(raw), 0), spec, "have more than the"},
		{"alpha 0", raw, Spec{Resolution: 96}, "want a width multiplier"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := ReadRaw(bytes.NewReader(c.data), c.spec); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want one with %q", err, c.want)
			}
		})
	}
}

func FuzzReadRaw(f *testing.F) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 1}
	f.Add([]byte{}, 0)
	f.Add([]byte{0, 0, 0x80, 0x3f}, 1)
	raw := rawOf(f, spec)
	f.Fuzz(func(t *testing.T, head []byte, cut int) {
		data := append(bytes.Clone(head), raw...)
		if cut > 0 && cut < len(data) {
			data = data[:cut]
		}
		b, err := ReadRaw(bytes.NewReader(data), spec)
		if (err == nil) != (len(data) == len(raw)) {
			t.Fatalf("have error %v for %d bytes, want one unless there are %d", err, len(data), len(raw))
		}
		if err == nil {
			if _, err := New(spec, b); err != nil {
				t.Fatal(err)
			}
		}
	})
}
