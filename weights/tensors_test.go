package weights

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
)

// keepTensors fails unless tensors with their metadata are the same after being written and read again, to the last bit.
func keepTensors(t *testing.T, metadata map[string]string, tensors []Tensor) {
	t.Helper()
	var file bytes.Buffer
	if err := WriteTensors(&file, metadata, tensors); err != nil {
		if len(tensors) == 0 || strings.Contains(err.Error(), "no name") || strings.Contains(err.Error(), "taken by the format") {
			return
		}
		t.Fatal(err)
	}
	readMetadata, read, err := ReadTensors(&file, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(readMetadata, metadata) && len(metadata) > 0 {
		t.Errorf("have the metadata %q, want %q", readMetadata, metadata)
	}
	bits := func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }
	if !slices.EqualFunc(read, tensors, func(a, b Tensor) bool {
		return a.Name == b.Name && slices.Equal(a.Shape, b.Shape) && slices.EqualFunc(a.Data, b.Data, bits) && bytes.Equal(a.Bytes, b.Bytes)
	}) {
		t.Errorf("have the tensors %v, want %v", read, tensors)
	}
}

func TestTensors(t *testing.T) {
	keepTensors(t, map[string]string{"format": "mine", "a\nb": "\"c\"\x01"}, []Tensor{
		{Name: "z", Shape: []int{2, 2}, Data: []float32{math.Float32frombits(0x7fc12345), float32(math.Copysign(0, -1)), 1e-45, float32(math.Inf(-1))}},
		{Name: "a", Shape: []int{1}, Data: []float32{3}},
		{Name: "bytes", Shape: []int{1, 3}, Bytes: []byte{0, 255, 7}},
	})
	keepTensors(t, nil, []Tensor{{Name: "only", Shape: []int{1}, Data: []float32{1}}})
}

func TestReadTensorsRefuses(t *testing.T) {
	one := `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"cut short", rawFile(one, 7), "tensor a: cut short: have 7 bytes, want 8"},
		{"left over", rawFile(one, 9), "bytes left over after the last tensor"},
		{"bytes", rawFile(`{"q":{"dtype":"I8","shape":[2],"data_offsets":[0,2]}}`, 2), "tensor q: have type I8, want F32, F16 or U8"},
		{"too long", rawFile(`{"a":{"dtype":"F32","shape":[1000],"data_offsets":[0,4000]}}`, 4000), "want at most 1000"},
	} {
		if _, tensors, err := ReadTensors(bytes.NewReader(c.file), 1000); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v and the error %v, want %q", c.name, tensors, err, c.want)
		}
	}
}

func TestWriteTensorsRefuses(t *testing.T) {
	one := Tensor{Name: "a", Shape: []int{1}, Data: []float32{1}}
	for want, tensors := range map[string][]Tensor{
		"have no tensors, want one at least":                   nil,
		"tensor a: is there twice":                             {one, one},
		"tensor a: have 1 values, want 2":                      {{Name: "a", Shape: []int{2}, Data: []float32{1}}},
		"tensor __metadata__: the name is taken by the format": {{Name: "__metadata__", Shape: []int{1}, Data: []float32{1}}},
	} {
		var file bytes.Buffer
		if err := WriteTensors(&file, nil, tensors); err == nil || !strings.Contains(err.Error(), want) || file.Len() > 0 {
			t.Errorf("have the error %v and %d bytes, want %q and none", err, file.Len(), want)
		}
	}
}
