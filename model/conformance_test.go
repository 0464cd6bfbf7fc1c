package model

import (
	"encoding/json"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"mobilenet/weights"
)

// Google's files and what they answer, beside the repository where a developer has
// them; the tests that need them are skipped elsewhere.
const (
	officialDir = "../../shared/weights/official"
	photosDir   = "../../shared/data/photos-test"
)

// expectation is the part of expected.json that one weights file is held to.
type expectation struct {
	Alpha      float64
	Resolution int
	Quant      bool
	Top5       map[string][]struct {
		Index int // of 1001, 0 is the background
		Label string
		P     float64
		Logit float64
	}
}

func readExpectations(t *testing.T) map[string]expectation {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(photosDir, "expected.json"))
	if err != nil {
		t.Skipf("needs the answers of Google's weights beside the repository: %v", err)
	}
	var file struct{ Expected map[string]expectation }
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Expected) == 0 {
		t.Fatal("have no expectations in expected.json, want some")
	}
	return file.Expected
}

// readOfficial reads the weights that expected.json names: a file, or
// "NAME (part1+part2)" for one that was published in two.
func readOfficial(t *testing.T, name string) *weights.Bundle {
	t.Helper()
	read := func(pattern string) []byte {
		paths, _ := filepath.Glob(filepath.Join(officialDir, pattern))
		if len(paths) != 1 {
			t.Skipf("needs Google's weights beside the repository: there is no %s", pattern)
		}
		data, err := os.ReadFile(paths[0])
		if err != nil {
			t.Skip(err)
		}
		return data
	}
	var b *weights.Bundle
	var err error
	if base, found := strings.CutSuffix(name, " (part1+part2)"); found {
		b, err = weights.JoinTFLite(read(base+".part1-*.tflite"), read(base+".part2-*.tflite"))
	} else {
		b, err = weights.ReadTFLite(read(name))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fillInput puts a stored input picture into dst, normalised as the weights want.
func fillInput(t *testing.T, dst []float32, photo string, resolution int, meta weights.Meta) {
	t.Helper()
	f, err := os.Open(filepath.Join(photosDir, "inputs", photo+"-"+strconv.Itoa(resolution)+".png"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, resolution, resolution) {
		t.Fatalf("%s: have %v, want %d×%d", photo, picture.Bounds(), resolution, resolution)
	}
	for y := range resolution {
		for x := range resolution {
			r, g, b, _ := picture.At(x, y).RGBA()
			for c, v := range [3]uint32{r, g, b} {
				dst[(y*resolution+x)*3+c] = float32(v>>8)*meta.Scale + meta.Offset
			}
		}
	}
}

// The official files give the answers that an independent float implementation
// gave: all five top answers of every photo, and for one photo every logit.
func TestOfficialAnswers(t *testing.T) {
	for name, want := range readExpectations(t) {
		t.Run(name, func(t *testing.T) {
			b := readOfficial(t, name)
			n, err := New(Spec{Alpha: want.Alpha, Resolution: want.Resolution}, b)
			if err != nil {
				t.Fatal(err)
			}
			if len(want.Top5) == 0 {
				t.Fatal("have no photos, want some")
			}
			for photo, top5 := range want.Top5 {
				fillInput(t, n.Input(), photo, want.Resolution, b.Meta)
				logits := n.Forward()
				tolerance := 1e-4 * largest(logits)
				p := n.Probabilities()
				for rank, have := range Top(make([]Answer, 5), p, false) {
					if have.Index != top5[rank].Index {
						t.Errorf("%s, answer %d: have class %d, want %d (%s)", photo, rank+1, have.Index, top5[rank].Index, top5[rank].Label)
						continue
					}
					if d := math.Abs(float64(logits[have.Index]) - top5[rank].Logit); !(d <= tolerance) {
						t.Errorf("%s, class %d: have logit %v, want %v within %.2g", photo, have.Index, logits[have.Index], top5[rank].Logit, tolerance)
					}
					if d := math.Abs(float64(have.Probability) - top5[rank].P); d > 1e-4 {
						t.Errorf("%s, class %d: have probability %v, want %v", photo, have.Index, have.Probability, top5[rank].P)
					}
				}
			}
		})
	}
}

func TestOfficialLogits(t *testing.T) {
	for name, e := range readExpectations(t) {
		t.Run(name, func(t *testing.T) {
			stem := strings.TrimSuffix(strings.TrimSuffix(name, " (part1+part2)"), ".tflite")
			data, err := os.ReadFile(filepath.Join(photosDir, "expected-logits-"+stem+".json"))
			if err != nil {
				t.Skip(err)
			}
			var want struct {
				Photo  string
				Logits []float64
			}
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			b := readOfficial(t, name)
			n, err := New(Spec{Alpha: e.Alpha, Resolution: e.Resolution}, b)
			if err != nil {
				t.Fatal(err)
			}
			fillInput(t, n.Input(), strings.TrimSuffix(want.Photo, ".png"), e.Resolution, b.Meta)
			have := n.Forward()
			if len(have) != len(want.Logits) {
				t.Fatalf("have %d logits, want %d", len(have), len(want.Logits))
			}
			worst, scale := 0.0, largest(have)
			for i := range have {
				worst = max(worst, math.Abs(float64(have[i])-want.Logits[i]))
			}
			t.Logf("worst difference %.2g of the largest logit", worst/scale)
			if !(worst <= 1e-4*scale) {
				t.Errorf("have a difference of %g, want at most 1e-4 of the largest logit, %g", worst, scale)
			}
		})
	}
}

func largest(logits []float32) float64 {
	m := 0.0
	for _, v := range logits {
		m = max(m, math.Abs(float64(v)))
	}
	return m
}
