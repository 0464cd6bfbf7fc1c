package weights

import (
	"math"
	"strings"
	"testing"
)

func TestBundleAdd(t *testing.T) {
	tests := []struct {
		name   string
		tensor Tensor
		want   string // in the error, if there is one
	}{
		{"matrix", Tensor{Name: "a", Shape: []int{2, 3}, Data: make([]float32, 6)}, ""},
		{"number", Tensor{Name: "a", Data: make([]float32, 1)}, ""},
		{"no name", Tensor{Name: "", Shape: []int{1}, Data: make([]float32, 1)}, "weights: tensor 1: no name"},
		{"name taken", Tensor{Name: "taken", Shape: []int{1}, Data: make([]float32, 1)}, "weights: tensor taken: is there twice"},
		{"too few values", Tensor{Name: "a", Shape: []int{2, 3}, Data: make([]float32, 5)}, "have 5 values, want 6 for shape [2 3]"},
		{"size of 0", Tensor{Name: "a", Shape: []int{2, 0}}, "have size 0, want at least 1"},
		{"negative size", Tensor{Name: "a", Shape: []int{-2, -3}, Data: make([]float32, 6)}, "have size -2, want at least 1"},
		{"product that overflows", Tensor{Name: "a", Shape: []int{1 << 31, 1 << 31, 4}}, "more than 1099511627776 values"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var b Bundle
			if err := b.Add(Tensor{Name: "taken", Shape: []int{1}, Data: make([]float32, 1)}); err != nil {
				t.Fatal(err)
			}
			err := b.Add(test.tensor)
			switch {
			case test.want == "" && err != nil:
				t.Fatal(err)
			case test.want == "" && len(b.Tensors()) != 2:
				t.Errorf("have %d tensors, want 2", len(b.Tensors()))
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestBundleTensor(t *testing.T) {
	var b Bundle
	if err := b.Add(Tensor{Name: "fc/bias", Shape: []int{2}, Data: []float32{1, 2}}); err != nil {
		t.Fatal(err)
	}
	if data, err := b.Tensor("fc/bias", 2); err != nil || len(data) != 2 || data[1] != 2 {
		t.Errorf("have %v, %v, want [1 2]", data, err)
	}
	if _, err := b.Tensor("fc/bias", 3); err == nil || err.Error() != "weights: tensor fc/bias: have shape [2], want [3]" {
		t.Errorf("other shape: have %v", err)
	}
	if _, err := b.Tensor("fc/weights", 4, 2); err == nil || err.Error() != "weights: tensor fc/weights: missing, want shape [4 2]" {
		t.Errorf("missing: have %v", err)
	}
}

func TestMetaValidate(t *testing.T) {
	tests := []struct {
		name   string
		change func(m *Meta)
		want   string // in the error, if there is one
	}{
		{"as it is", func(*Meta) {}, ""},
		{"several resolutions", func(m *Meta) { m.Resolution, m.ResolutionMin, m.ResolutionMax = 0, 128, 224 }, ""},
		{"own classes", func(m *Meta) { m.Classes, m.Labels = 7, "" }, ""},
		{"with background", func(m *Meta) { m.Classes, m.Background = 1001, true }, ""},
		{"no name", func(m *Meta) { m.Name = "" }, "name: have none"},
		{"α of 0", func(m *Meta) { m.Alpha = 0 }, "alpha: have 0, want more than 0 and at most 8"},
		{"α of NaN", func(m *Meta) { m.Alpha = math.NaN() }, "alpha: have NaN"},
		{"huge α", func(m *Meta) { m.Alpha = 9 }, "alpha: have 9"},
		{"negative resolution", func(m *Meta) { m.Resolution = -1 }, "resolution: have -1"},
		{"huge resolution", func(m *Meta) { m.Resolution = 1 << 30 }, "resolution: have 1073741824"},
		{"no classes", func(m *Meta) { m.Classes = 0 }, "classes: have 0"},
		{"classes unlike the labels", func(m *Meta) { m.Classes = 1001 }, "classes: have 1001 with background false, want 1000"},
		{"background without its class", func(m *Meta) { m.Background = true }, "classes: have 1000 with background true, want 1001"},
		{"COCO's classes without the background", func(m *Meta) { m.Labels, m.Classes, m.Background = LabelsCOCO, 91, false }, "classes: have 91 with background false, want 90 for labels coco-90"},
		{"names of the background too", func(m *Meta) { m.Labels, m.Classes, m.Background, m.ClassNames = "", 2, true, []string{"a", "b"} }, "class_names: have 2 for 2 classes"},
		{"other labels", func(m *Meta) { m.Labels = "coco" }, `labels: have "coco", want "imagenet-1000", "coco-90" or none`},
		{"scale of 0", func(m *Meta) { m.Scale = 0 }, "scale: have 0"},
		{"scale of NaN", func(m *Meta) { m.Scale = float32(math.NaN()) }, "scale: have NaN"},
		{"infinite offset", func(m *Meta) { m.Offset = float32(math.Inf(-1)) }, "offset: have -Inf"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m := testMeta
			test.change(&m)
			err := m.validate()
			if test.want == "" && err != nil {
				t.Error(err)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

// testMeta is valid.
var testMeta = Meta{
	Name: "mobilenet_v1_0.5_160", Alpha: 0.5, Resolution: 160, Classes: 1000,
	Scale: 1 / 127.5, Offset: -1, Labels: LabelsImageNet,
	Source: "a test", Licence: "Apache-2.0", Provenance: `quotes " and 日本`,
}
