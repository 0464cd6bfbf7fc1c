package main

import (
	"strings"
	"testing"
)

func testFiles() []*weightsFile {
	fixed := func(name string, alpha float64, resolution int, quantised bool) *weightsFile {
		return &weightsFile{Name: name, Alpha: alpha, Resolution: resolution, Quantised: quantised}
	}
	return []*weightsFile{
		fixed("quarter_128", 0.25, 128, true), fixed("quarter_224", 0.25, 224, false), fixed("quarter_224_quant", 0.25, 224, true),
		fixed(teacherName, 1, 224, true),
		{Name: "own_0.25", Alpha: 0.25, ResolutionMin: 128, ResolutionMax: 224},
		{Name: "own_0.5", Alpha: 0.5, ResolutionMin: 128, ResolutionMax: 224},
	}
}

func TestChoose(t *testing.T) {
	teacher := teacherName + " 1/224 f32"
	tests := []struct {
		name, weights, points, precisions string
		want                              []string // all, or the first and the last few
		n                                 int
	}{
		{"official", "official", "", "f32", []string{teacher, "quarter_128 0.25/128 f32", "quarter_128 0.25/160 f32"}, 16},
		{"own", "own", "", "f32", []string{teacher, "own_0.25 0.25/128 f32", "own_0.25 0.25/160 f32"}, 1 + 2*4},
		{"by name", "quarter_128", "", "int8", []string{teacher, "quarter_128 0.25/128 int8"}, 5},
		{"points", "", "0.25/224,1/224", "f32", []string{
			teacher, "quarter_128 0.25/224 f32", "quarter_224 0.25/224 f32", "quarter_224_quant 0.25/224 f32", "own_0.25 0.25/224 f32",
		}, 5},
		{"all", "", "", "f32,int8", []string{teacher}, 2 * (16 + 2*4)},
		{"one point", "own", "0.5/160", "int8", []string{teacher, "own_0.5 0.5/160 int8"}, 2},
		{"width of nobody", "", "0.3/128", "f32", []string{teacher}, 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := parseSelection(test.weights, test.points, test.precisions)
			if err != nil {
				t.Fatal(err)
			}
			plan, err := s.choose(testFiles())
			if err != nil {
				t.Fatal(err)
			}
			if len(plan) != test.n {
				t.Errorf("have %d configurations, want %d: %v", len(plan), test.n, plan)
			}
			for i, want := range test.want {
				if i < len(plan) && plan[i].String() != want {
					t.Errorf("configuration %d: have %v, want %s", i, plan[i], want)
				}
			}
		})
	}
	if _, err := (selection{}).choose(testFiles()[:2]); err == nil || !strings.Contains(err.Error(), teacherName) {
		t.Errorf("have %v without the teacher, want an error that names it", err)
	}
}

func TestParseSelectionRefuses(t *testing.T) {
	for _, test := range []struct{ points, precisions, want string }{
		{"1", "f32", `point "1"`},
		{"wide/224", "f32", `point "wide/224"`},
		{"0/224", "f32", `point "0/224"`},
		{"1/0", "f32", `point "1/0"`},
		{"", "f16", `precision "f16"`},
	} {
		if _, err := parseSelection("", test.points, test.precisions); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q, %q: have %v, want an error with %s", test.points, test.precisions, err, test.want)
		}
	}
}

func TestFileFor(t *testing.T) {
	tests := []struct {
		name, precision string
		point           point
		want            string // "" for none
	}{
		{"trained there", "f32", point{0.25, 128}, "quarter_128"},
		{"nearest below", "f32", point{0.25, 192}, "quarter_128"},
		{"nearest above", "f32", point{1, 128}, teacherName},
		{"not quantised", "f32", point{0.25, 224}, "quarter_224"},
		{"quantised", "int8", point{0.25, 224}, "quarter_224_quant"},
		{"no such width", "f32", point{0.5, 128}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			have := ""
			if f := officialFor(testFiles(), test.precision, test.point); f != nil {
				have = f.Name
			}
			if have != test.want {
				t.Errorf("have %q, want %q", have, test.want)
			}
		})
	}
}

func TestOwnFor(t *testing.T) {
	for alpha, want := range map[float64]string{0.25: "own_0.25", 0.5: "own_0.5", 1: ""} {
		have := ""
		if f := ownFor(testFiles(), point{alpha, 160}); f != nil {
			have = f.Name
		}
		if have != want {
			t.Errorf("α %v: have %q, want %q", alpha, have, want)
		}
	}
}
