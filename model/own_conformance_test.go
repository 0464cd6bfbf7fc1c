package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// eachOwn runs a test for each of the networks that this project has trained.
func eachOwn(t *testing.T, run func(t *testing.T, path string, b *weights.Bundle)) {
	t.Helper()
	paths, err := filepath.Glob("../weights/*.safetensors")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skip("have no trained weights in ../weights")
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".safetensors"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b, err := weights.Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			run(t, path, b)
		})
	}
}

// TestOwnIntegers holds integer arithmetic to the very integers of the files, although it takes real weights: a file's
// steps are its largest weights over 127, as those that [Quantise] makes.
func TestOwnIntegers(t *testing.T) {
	eachOwn(t, func(t *testing.T, _ string, b *weights.Bundle) {
		table, err := layers.New(b.Meta.Alpha, 224, layers.Separable, b.Meta.Classes)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range table {
			if l.Kind == layers.Pool {
				continue
			}
			stored, err := b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...)
			if err != nil {
				t.Fatal(err)
			}
			var q quantiser
			q.quantise(stored.Values(), l.Out.Channels)
			for i, have := range q.integers {
				if want := int16(stored.Bytes[i]) - int16(stored.Zero); have != want {
					t.Fatalf("%s: weight %d: have %d, want %d", l.Name, i, have, want)
				}
			}
		}
	})
}

// TestOwnAgreesWithPyTorch compares logits with those of the recipe for a pattern: weights/train/export_check.py writes
// them to weights/testdata.
func TestOwnAgreesWithPyTorch(t *testing.T) { agreeWithPyTorch(t, agreeOnPattern) }

// TestOfficialOwnAgreesWithPyTorch compares them for photos, which lie beside the repository.
func TestOfficialOwnAgreesWithPyTorch(t *testing.T) {
	if _, err := os.Stat(photosDir); err != nil {
		t.Skipf("needs the test photos beside the repository: %v", err)
	}
	agreeWithPyTorch(t, agreeOnPhotos)
}

// The inputs of the answers that were written.
const (
	agreeOnPattern = true
	agreeOnPhotos  = false
)

// agreeWithPyTorch holds each file to the logits that were written for it, those of the pattern or those of photos.
func agreeWithPyTorch(t *testing.T, pattern bool) {
	t.Helper()
	eachOwn(t, func(t *testing.T, path string, b *weights.Bundle) {
		answers := filepath.Join("../weights/testdata", strings.TrimSuffix(filepath.Base(path), ".safetensors")+".json")
		text, err := os.ReadFile(answers)
		if errors.Is(err, fs.ErrNotExist) {
			t.Skipf("have no answers of PyTorch's in %s", answers)
		}
		if err != nil {
			t.Fatal(err)
		}
		var want struct {
			Logits []struct {
				Input      string
				Resolution int
				Logits     []float32
			}
		}
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		for _, e := range want.Logits {
			if (e.Input == "pattern") != pattern {
				continue
			}
			n, err := New(Spec{Alpha: b.Meta.Alpha, Resolution: e.Resolution}, b)
			if err != nil {
				t.Fatal(err)
			}
			if pattern {
				fillPattern(n.Input(), e.Resolution, b.Meta)
			} else {
				fillInput(t, n.Input(), e.Input, e.Resolution, b.Meta)
			}
			have := n.Forward()
			if len(have) != len(e.Logits) {
				t.Fatalf("%s at %d: have %d logits, want %d", e.Input, e.Resolution, len(have), len(e.Logits))
			}
			worst := 0.0
			for i, want := range e.Logits {
				worst = max(worst, math.Abs(float64(have[i]-want)))
			}
			if !(worst <= 1e-3*largest(e.Logits)) {
				t.Errorf("%s at %d: have a difference of %g, want at most 1e-3 of the largest logit, %g", e.Input, e.Resolution, worst, largest(e.Logits))
			}
		}
	})
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
