package lesson_test

import (
	"slices"
	"testing"
)

func TestNote(t *testing.T) {
	tests := []struct {
		name, id string
		measured []float64
		key      string
		values   []string
	}{
		{"random weights", "width", []float64{10, 6, 2.5, 1}, "lessons.note-random", nil},
		{"random weights, to be measured", "width", nil, "lessons.note-random", nil},
		{"formats", "int8", []float64{9, 3, 4e6, 1e6, 20, 19, 0.5, 160, 0}, "lessons.note-format", []string{"n", "20", "hits", "19", "alpha", "0.5", "pixels", "160"}},
		{"formats of a file of 8 bits", "int8", []float64{9, 3, 4e6, 1e6, 20, 19, 0.5, 160, 1}, "lessons.note-eight", []string{"n", "20", "hits", "19", "alpha", "0.5", "pixels", "160"}},
		{"formats of random weights", "int8", []float64{9, 3, 4e6, 1e6, 0, 0, 1, 224, 0}, "lessons.note-random", []string{"n", "0", "hits", "0", "alpha", "1", "pixels", "224"}},
		{"formats, to be measured", "int8", nil, "", nil},
		{"agreement", "agreement", []float64{20, 10, 6, 4, 5, 0.5, 160, 0.25, 96}, "lessons.note-agreement", []string{"alpha", "0.5", "pixels", "160", "narrow", "0.25", "few", "96"}},
		{"agreement, to be measured", "agreement", nil, "", nil},
		{
			"what was taught", "examples",
			[]float64{20, 0.25, 128, 7, 13, 0.5, 160, 13, 16, 0.75, 192, 19, 20},
			"lessons.note-taught",
			[]string{"alpha1", "0.25", "pixels1", "128", "alpha2", "0.5", "pixels2", "160", "alpha3", "0.75", "pixels3", "192"},
		},
		{"to be taught", "examples", nil, "", nil},
		{"parts of a detector", "detector", []float64{30, 4, 6}, "lessons.note-random", nil},
		{"nothing runs", "slip", []float64{94.86, 3.06, 1.91, 0.18}, "", nil},
	}
	for _, test := range tests {
		if key, values := of(t, test.id).Note(test.measured); key != test.key || !slices.Equal(values, test.values) {
			t.Errorf("%s: have %q with %q, want %q with %q", test.name, key, values, test.key, test.values)
		}
	}
}
