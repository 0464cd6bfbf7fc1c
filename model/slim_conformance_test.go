package model

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/weights"
)

// trained are the weights that this project has trained, and weights/testdata what PyTorch makes of each file: see
// weights/train/export_check.py.
const trained = "../weights/mobilenet_v1_*.safetensors"

// TestTrainedWeights compares the logits of the trained files with PyTorch's, at five widths and three resolutions.
func TestTrainedWeights(t *testing.T) { eachTrained(t, agreeOnPattern) }

// TestOfficialTrainedWeights compares them for photos, which lie beside the repository.
func TestOfficialTrainedWeights(t *testing.T) {
	if _, err := os.Stat(photosDir); err != nil {
		t.Skipf("needs the test photos beside the repository: %v", err)
	}
	eachTrained(t, agreeOnPhotos)
}

// The inputs of the answers that were written.
const (
	agreeOnPattern = true
	agreeOnPhotos  = false
)

// eachTrained compares the logits of each trained file.
func eachTrained(t *testing.T, pattern bool) {
	t.Helper()
	paths, err := filepath.Glob(trained)
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skipf("needs the weights that the project has trained: there is no %s", trained)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".safetensors")
		t.Run(name, func(t *testing.T) { agreeWithPyTorch(t, path, "../weights/testdata/"+name+".json", pattern) })
	}
}

// agreeWithPyTorch holds a file to the logits that were written for it, those of the pattern or those of photos.
func agreeWithPyTorch(t *testing.T, path, answers string, pattern bool) {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, o, err := weights.OpenSafetensors(f, weights.SizeLimit)
	if err != nil || o == nil {
		t.Fatalf("have %v, want slimmable weights", err)
	}
	if err := o.ReadAll(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(answers)
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Weights string
		Logits  []struct {
			Input      string
			Alpha      float64
			Resolution int
			Logits     []float32
		}
	}
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if want.Weights != filepath.Base(path) {
		t.Errorf("%s: have the answers of %s, want those of %s", answers, want.Weights, filepath.Base(path))
	}
	widths, resolutions := map[float64]bool{}, map[int]bool{}
	for _, e := range want.Logits {
		if (e.Input == "pattern") != pattern {
			continue
		}
		spec := Spec{Alpha: e.Alpha, Resolution: e.Resolution}
		n, err := New(spec, slice(t, o, spec))
		if err != nil {
			t.Fatal(err)
		}
		if e.Input == "pattern" {
			fillPattern(n.Input(), e.Resolution, o.Meta())
			widths[e.Alpha], resolutions[e.Resolution] = true, true
		} else {
			fillInput(t, n.Input(), e.Input, e.Resolution, o.Meta())
		}
		have := n.Forward()
		if len(have) != len(e.Logits) {
			t.Fatalf("%s, alpha %v at %d: have %d logits, want %d", e.Input, e.Alpha, e.Resolution, len(have), len(e.Logits))
		}
		worst := 0.0
		for i, want := range e.Logits {
			worst = max(worst, math.Abs(float64(have[i]-want)))
		}
		if !(worst <= 1e-3*largest(e.Logits)) {
			t.Errorf("%s, alpha %v at %d: have a difference of %g, want at most 1e-3 of the largest logit, %g",
				e.Input, e.Alpha, e.Resolution, worst, largest(e.Logits))
		}
	}
	if pattern && (len(widths) < 5 || len(resolutions) < 3) {
		t.Errorf("have %d widths and %d resolutions, want 5 and 3", len(widths), len(resolutions))
	}
}

// fillPattern fills an input with export_check.py's pattern.
func fillPattern(dst []float32, resolution int, meta weights.Meta) {
	for y := range resolution {
		for x := range resolution {
			for c := range 3 {
				dst[(y*resolution+x)*3+c] = float32((7*y+13*x+29*c+x*y)%256)*meta.Scale + meta.Offset
			}
		}
	}
}
