package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testReport measures a teacher and slimmable weights that know two classes on four photos.
func testReport(t *testing.T) *report {
	t.Helper()
	teacher := &weightsFile{Name: teacherName, SHA256: strings.Repeat("a", 64), Alpha: 1, AlphaMin: 1, AlphaMax: 1, Resolution: 224, Quantised: true}
	slim := &weightsFile{
		Name: "slim", SHA256: strings.Repeat("b", 64), Alpha: 1, AlphaMin: 0.5, AlphaMax: 1,
		provenance: "Trained by a test.", known: []int{0, 468},
	}
	r := &report{
		Date: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Program: "engine.wasm 123", files: []*weightsFile{teacher, slim},
		Set: &photoSet{"four photos", []photo{{label: 0}, {label: 468}, {label: 9}, {label: 300}}},
	}
	answers := map[string][][]int{
		teacherName + " 1/224 f32": {{0, 1, 2, 3, 4}, {468, 1, 2, 3, 4}, {9, 1, 2, 3, 4}, {301, 300, 2, 3, 4}},
		"slim 0.5/224 f32":         {{0, 468}, {0, 468}, {0, 468}, {0, 468}},
		"slim 0.75/224 f32":        {{0, 468}, {468, 0}, {0, 468}, {0, 468}},
		"slim 1/224 f32":           {{468, 0}, {468, 0}, {0, 468}, {0, 468}},
	}
	plan := []configuration{{teacher, "f32", point{1, 224}}}
	for _, alpha := range []float64{0.5, 0.75, 1} {
		plan = append(plan, configuration{slim, "f32", point{alpha, 224}})
	}
	if err := r.measure(plan, func(c configuration) ([][]int, error) { return answers[c.String()], nil }); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestReport(t *testing.T) {
	dir := t.TempDir()
	if err := testReport(t).write(dir); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(dir, "ACCURACY.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"on 23 November 2026", "(engine.wasm 123) answered 4 photos", "four photos, SHA-256", "Trained by a test.",
		"know 2 of the 1000 classes. Only 2 of the 4 photos",
		"photos of the classes that they know (2)", "| 0.75 | **100.0** / 100.0 / 100.0 |", "| 1 | **50.0** / 100.0 / 50.0 |",
		"all photos (4)", "| 0.5 | **25.0** / 50.0 / 25.0 |",
		"top-1 falls in 1 of 2 steps, by 50.0 points at most", "by 25.0 points at most",
		"| 1/224 | 1 (224) q | **75.0** (30.1–95.4) | 100.0 | 100.0 | **25.0** (4.6–69.9) | 50.0 | 25.0 |",
		"| 0.75/224 | – | – | – | – | **50.0** (15.0–85.0) | 50.0 | 50.0 |",
		"the photos of the 2 classes that slim knows, of 1000", "| 1/224 | 1 (224) q | **100.0** (34.2–100.0) | 100.0 | 100.0 | **50.0** (9.5–90.5) | 100.0 | 50.0 |",
		"| insects, spiders, crustaceans | 0.0 of 1 | – of 0 |", "| vehicles | 100.0 of 1 | 100.0 of 1 |",
		"Of its 1 wrong first answers 1 name a thing of the same kind; for 1 the label is among the next four.",
		"| " + teacherName + " | – | – | – | 75.0 / 100.0 |", "`aaaaaaaaaaaaaaaa…`",
	} {
		if !strings.Contains(string(page), want) {
			t.Errorf("have\n%s\nwant %q in it", page, want)
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "accuracy.json"))
	if err != nil {
		t.Fatal(err)
	}
	var have struct {
		Date, Photos, Teacher string
		Measurements          []measurement
	}
	if err := json.Unmarshal(content, &have); err != nil {
		t.Fatal(err)
	}
	if have.Date != "2026-11-23" || have.Photos != "four photos" || have.Teacher != teacherName || len(have.Measurements) != 7 {
		t.Errorf("have %+v, want two measurements of each slim network and one of the teacher", have)
	}
	want := measurement{
		"slim", strings.Repeat("b", 64), "f32", 0.75, 224, true, 2, 2,
		[3]float64{1, 0.3424, 1},
		[3]float64{1, 0.3424, 1},
		[3]float64{1, 0.3424, 1},
	}
	if have := have.Measurements[4]; have != want {
		t.Errorf("have %+v\nwant %+v", have, want)
	}
}
