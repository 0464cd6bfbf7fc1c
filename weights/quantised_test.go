package weights

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights/internal/tflitetest"
)

// quantisedBundle has a tensor of each kind, and activations.
func quantisedBundle(t testing.TB) *Bundle {
	t.Helper()
	b := &Bundle{Meta: testMeta}
	for _, err := range []error{
		b.AddQuantised(QuantisedTensor{"conv/weights", []int{2, 3}, []byte{0, 1, 100, 101, 254, 255}, nil, 0.25, 101, nil}),
		b.AddQuantised(QuantisedTensor{"conv/bias", []int{3}, nil, []int32{-1 << 31, 0, 1<<31 - 1}, 0x1p-31, 0, nil}),
		b.AddQuantised(QuantisedTensor{"block1/pointwise/weights", []int{2, 3}, []byte{1, 128, 255, 127, 129, 0}, nil, 0, 128, []float32{0.25, 0.1, 3}}),
		b.Add(Tensor{Name: "other", Shape: []int{1}, Data: []float32{7}}),
		b.SetActivation("input", Activation{1. / 128, 128, 255}),
		b.SetActivation("conv", Activation{0.023529412, 0, 255}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b
}

func TestQuantisedTensor(t *testing.T) {
	b := quantisedBundle(t)
	for name, want := range map[string][]float32{
		"conv/weights":             {-25.25, -25, -0.25, 0, 38.25, 38.5}, // (q−101)/4
		"conv/bias":                {-1, 0, 1},                           // the last is 1 − 2⁻³¹, rounded
		"block1/pointwise/weights": {-31.75, 0, 381, -0.25, 0.1, -384},   // (q−128)·step of the column
	} {
		for _, tensor := range b.Tensors() {
			if tensor.Name == name && !slices.Equal(tensor.Data, want) {
				t.Errorf("%s: have %v, want %v", name, tensor.Data, want)
			}
		}
	}
	if q, err := b.QuantisedTensor("conv/weights", 2, 3); err != nil || q.Zero != 101 || q.Bytes[5] != 255 {
		t.Errorf("have %+v, %v", q, err)
	}
	if _, err := b.QuantisedTensor("conv/weights", 6); err == nil || !strings.Contains(err.Error(), "have shape [2 3], want [6]") {
		t.Errorf("other shape: have %v", err)
	}
	if _, err := b.QuantisedTensor("other", 1); err == nil || !strings.Contains(err.Error(), "have float32, want integers") {
		t.Errorf("float32: have %v", err)
	}
	if _, err := b.Activation("fc"); err == nil || !strings.Contains(err.Error(), "activation of fc: missing") {
		t.Errorf("no activation: have %v", err)
	}
}

func TestQuantisedRefuses(t *testing.T) {
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		name   string
		tensor QuantisedTensor
		want   string
	}{
		{"no integers", QuantisedTensor{"a", []int{1}, nil, nil, 1, 0, nil}, "want one of them"},
		{"both", QuantisedTensor{"a", []int{1}, []byte{1}, []int32{1}, 1, 0, nil}, "want one of them"},
		{"scale of 0", QuantisedTensor{"a", []int{1}, []byte{1}, nil, 0, 0, nil}, "have scale 0"},
		{"infinite scale", QuantisedTensor{"a", []int{1}, []byte{1}, nil, inf, 0, nil}, "have scale +Inf"},
		{"zero point", QuantisedTensor{"a", []int{1}, []byte{1}, nil, 1, 256, nil}, "have zero point 256, want 0 to 255"},
		{"zero point of int32", QuantisedTensor{"a", []int{1}, nil, []int32{1}, 1, 1, nil}, "have zero point 1, want 0"},
		{"steps of too few outputs", QuantisedTensor{"a", []int{1, 2}, []byte{1, 2}, nil, 0, 128, []float32{1}}, "have 1 scales, want one for each output of shape [1 2]"},
		{"step of 0", QuantisedTensor{"a", []int{1, 2}, []byte{1, 2}, nil, 0, 128, []float32{1, 0}}, "have scale 0 of output 1"},
		{"steps from elsewhere", QuantisedTensor{"a", []int{1, 2}, []byte{1, 2}, nil, 0, 127, []float32{1, 1}}, "want bytes from zero point 128"},
		{"steps of biases", QuantisedTensor{"a", []int{2}, nil, []int32{1, 2}, 0, 0, []float32{1, 1}}, "want bytes from zero point 128"},
		{"shape", QuantisedTensor{"a", []int{2}, []byte{1}, nil, 1, 0, nil}, "have 1 values, want 2"},
	} {
		var b Bundle
		if err := b.AddQuantised(c.tensor); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v, want an error with %q", c.name, err, c.want)
		}
	}
	var b Bundle
	if err := b.SetActivation("conv", Activation{1, 5, 4}); err == nil || !strings.Contains(err.Error(), "activation of conv: have scale 1") {
		t.Errorf("empty range: have %v", err)
	}
}

func TestQuantisedSafetensors(t *testing.T) {
	want := quantisedBundle(t)
	file := writeTestBundle(t, want)
	have, err := ReadSafetensors(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	sameBundles(t, have, want)
	sameIntegers(t, have, want)
	if again := writeTestBundle(t, have); !bytes.Equal(again, file) {
		t.Error("written again, the file is another")
	}
	var header struct {
		Metadata map[string]string `json:"__metadata__"`
	}
	if err := json.Unmarshal(file[8:8+binary.LittleEndian.Uint64(file)], &header); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"version": "2", "quantised:conv/weights": "0.25 101", "quantised:conv/bias": "4.656613e-10 0",
		"activation:input": "0.0078125 128 255", "activation:conv": "0.023529412 0 255",
	} {
		if have := header.Metadata[key]; have != want {
			t.Errorf("%s: have %q, want %q", key, have, want)
		}
	}
}

// sameIntegers fails the test unless both have the same quantised tensors and activations.
func sameIntegers(t *testing.T, have, want *Bundle) {
	t.Helper()
	if !maps.Equal(have.activations, want.activations) {
		t.Errorf("have activations %v, want %v", have.activations, want.activations)
	}
	for i, m := range want.members {
		h, w := have.members[i].quantised, m.quantised
		switch {
		case (h == nil) != (w == nil):
			t.Errorf("%s: have integers %t, want %t", m.Name, h != nil, w != nil)
		case w != nil && (h.Scale != w.Scale || h.Zero != w.Zero || !slices.Equal(h.Scales, w.Scales) || !slices.Equal(h.Bytes, w.Bytes) || !slices.Equal(h.Ints, w.Ints)):
			t.Errorf("%s: have other integers", m.Name)
		}
	}
}

func TestQuantisedSafetensorsRefuses(t *testing.T) {
	whole := string(writeTestBundle(t, quantisedBundle(t)))
	for _, c := range []struct{ name, old, new, want string }{
		{"no scale", `"quantised:conv/weights"`, `"quantised_conv/weights"`, `tensor conv/weights: metadata: quantised: have ""`},
		{"scale that is none", `"0.25 101"`, `"0.2x 101"`, "invalid syntax"},
		{"scale of 0", `"0.25 101"`, `"0.00 101"`, "have scale 0"},
		{"zero point beyond a byte", `"0.25 101"`, `"0.25 256"`, "value out of range"},
		{"no zero point", `"0.25 101"`, `"0.251010"`, "have 1 numbers, want 2"},
		{"activation", `"0.0078125 128 255"`, `"0.0078125 128 127"`, "activation of input: have scale 0.0078125, zero point 128 and largest value 127"},
		{"signed bytes without steps", `"block1/pointwise/steps"`, `"block1/pointwise/other"`, "want its steps after it: block1/pointwise/steps of type F32"},
		{"activation without its end", `"0.0078125 128 255"`, `"0.0078125 128.255"`, "have 2 numbers, want 3"},
	} {
		file := strings.Replace(whole, c.old, c.new, 1)
		if _, err := ReadSafetensors(strings.NewReader(file), int64(len(file))); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have %v, want an error with %q", c.name, err, c.want)
		}
	}
}

// A quantised file keeps its integers, through the project's format too.
func TestReadTFLiteQuantised(t *testing.T) {
	m, _ := tflitetest.Miniature(1./16, 32, 3, true)
	b, err := ReadTFLite(m.Build())
	if err != nil {
		t.Fatal(err)
	}
	weights, err := b.QuantisedTensor("conv/weights", 3, 3, 3, 8)
	if err != nil {
		t.Fatal(err)
	}
	stored := m.Tensors[1] // [8, 3, 3, 3]
	for i, q := range weights.Bytes {
		if want := stored.Data[i%8*27+i/8]; q != want {
			t.Fatalf("conv/weights[%d]: have %d, want %d", i, q, want)
		}
	}
	if weights.Scale != stored.Scales[0] || int64(weights.Zero) != stored.Zeros[0] {
		t.Errorf("have %v and %d, want %v and %d", weights.Scale, weights.Zero, stored.Scales[0], stored.Zeros[0])
	}
	for layer, want := range map[string]Activation{
		"input": {1. / 128, 128, 255}, "conv": {6. / 255, 0, 255}, "block13/pointwise": {6. / 255, 0, 255}, "pool": {6. / 255, 0, 255},
	} {
		if have, err := b.Activation(layer); err != nil || have != want {
			t.Errorf("%s: have %v, %v, want %v", layer, have, err, want)
		}
	}
	again, err := Read(bytes.NewReader(writeTestBundle(t, b)))
	if err != nil {
		t.Fatal(err)
	}
	sameIntegers(t, again, b)
}

// Where a quantised layer names ReLU6, its end is where 6 lies.
func TestReadTFLiteReLU6(t *testing.T) {
	m, _ := tflitetest.Miniature(1./16, 32, 3, true)
	op := &m.Operators[0]
	op.Activation = tflitetest.Relu6
	output := &m.Tensors[op.Outputs[0]]
	output.Scales, output.Zeros = []float32{0.05}, []int64{10}
	b, err := ReadTFLite(m.Build())
	if err != nil {
		t.Fatal(err)
	}
	if have, err := b.Activation("conv"); err != nil || have != (Activation{0.05, 10, 130}) { // 10 + 6/0.05
		t.Errorf("have %v, %v, want zero point 10 and largest value 130", have, err)
	}
}
