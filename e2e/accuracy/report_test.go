package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// testReport measures a teacher and three networks of the project's own on four photos.
func testReport(t *testing.T) *report {
	t.Helper()
	teacher := &weightsFile{Name: teacherName, SHA256: strings.Repeat("a", 64), Alpha: 1, Resolution: 224, Quantised: true}
	r := &report{
		Date: time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC), Program: "engine.wasm 123", files: []*weightsFile{teacher},
		Set: &photoSet{"four photos", []photo{{label: 0}, {label: 468}, {label: 9}, {label: 300}}},
	}
	sure := func(firsts ...int) (answers []answer) {
		for _, first := range firsts {
			answers = append(answers, answer{[]int{first, 1, 2, 300, 468}, 0.5})
		}
		return answers
	}
	answers := map[string][]answer{
		teacherName + " 1/224 f32": sure(0, 468, 9, 301),
		"own 0.5/224 f32":          sure(0, 0, 0, 0),
		"own 0.75/224 f32":         sure(0, 468, 0, 0),
		"own 1/224 f32":            sure(468, 468, 0, 0),
	}
	plan := []configuration{{teacher, "f32", point{1, 224}}}
	for _, alpha := range []float64{0.5, 0.75, 1} {
		f := &weightsFile{
			Name: "own", SHA256: strings.Repeat("b", 64), Alpha: alpha, ResolutionMin: 128, ResolutionMax: 224, provenance: "Trained by a test.",
		}
		r.files = append(r.files, f)
		plan = append(plan, configuration{f, "f32", point{alpha, 224}})
	}
	if err := r.measure(plan, func(c configuration) ([]answer, error) { return answers[c.String()], nil }); err != nil {
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
		"| 0.75 | – | – | – | **50.0** / 75.0 / 50.0 / 0.0 |", "| 1 | – | – | – | **25.0** / 50.0 / 25.0 / 25.0 |",
		"top-1 falls in 1 of 2 steps, by 25.0 points at most",
		"| 1/224 | 1 (224) q | **75.0** (30.1–95.4) | 100.0 | 100.0 | 25.0 | **25.0** (4.6–69.9) | 50.0 | 25.0 | 25.0 |",
		"| 0.75/224 | – | – | – | – | – | **50.0** (15.0–85.0) | 75.0 | 50.0 | 0.0 |",
		"| insects, spiders, crustaceans | 0.0 of 1 |", "| vehicles | 100.0 of 1 |",
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
	if have.Date != "2026-11-23" || have.Photos != "four photos" || have.Teacher != teacherName || len(have.Measurements) != 4 {
		t.Errorf("have %+v, want a measurement of each network", have)
	}
	want := measurement{
		"own", strings.Repeat("b", 64), "f32", 0.75, 224, 4,
		[3]float64{0.5, 0.15, 0.85},
		[3]float64{0.75, 0.3006, 0.9544},
		[3]float64{0.5, 0.15, 0.85},
		0,
	}
	if have := have.Measurements[2]; have != want {
		t.Errorf("have %+v\nwant %+v", have, want)
	}
}

// The calibration error before the temperature stands in front of the one after it, from a report on the same photos.
func TestCalibrationBefore(t *testing.T) {
	r, dir := testReport(t), t.TempDir()
	if err := r.write(dir); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "accuracy.json")
	before, err := readCalibration(path, r.Set)
	if err != nil {
		t.Fatal(err)
	}
	before[uncalibrated{"f32", point{0.75, 224}}] = 0.125
	r.before = before
	have := r.markdown()
	for _, want := range []string{"In front of the arrow", "**50.0** / 75.0 / 50.0 / 12.5 → 0.0 |", "**25.0** / 50.0 / 25.0 / 25.0 → 25.0 |"} {
		if !strings.Contains(have, want) {
			t.Errorf("have\n%s\nwant %q in it", have, want)
		}
	}
	if _, err := readCalibration(path, &photoSet{"others", r.Set.photos[:2]}); err == nil || !strings.Contains(err.Error(), "have other photos") {
		t.Errorf("other photos: have error %v, want one that says so", err)
	}
}
