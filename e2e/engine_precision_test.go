package e2e

import (
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mobilenet/e2e/benchpage"
)

// precision=int8 runs the same weights in integers: every instruction set gives the same logits, near those of real
// numbers.
func (s *engineSite) testPrecision(t *testing.T) {
	const alpha, resolution = 0.25, 96
	net := randomNetwork(alpha, 3)
	rng := rand.New(rand.NewPCG(4, 0))
	input := make([]float32, 3*resolution*resolution)
	for i := range input {
		input[i] = 2*rng.Float32() - 1
	}
	s.add(t, "precision/0.25_96/raw.bin", net.raw())
	s.add(t, "precision/0.25_96/input.bin", littleEndian(input))

	var first []float64
	for _, isa := range []string{"scalar", "simd", "relaxed"} {
		page := s.open(t, "?models=fixtures/precision&precision=int8&isa="+isa)
		result, err := page.Bench(alpha, resolution, benchpage.Options{Warmup: 0, Runs: 1, Logits: true})
		if err != nil {
			t.Fatal(err)
		}
		compareLogits(t, result.Logits, net.logits(input, resolution), 0.05)
		if first == nil {
			first = result.Logits
		}
		if !slices.Equal(result.Logits, first) {
			t.Errorf("%s: have other logits than scalar, want the same", isa)
		}
	}
}

// What the page is told to compute with is what it says that it computes with, and makes no difference to the answer.
func (s *engineSite) testArithmetic(t *testing.T) {
	tests := []struct {
		name, query      string
		arithmetic, tile string // "": as the processor has it
	}{
		{"float32", "?precision=f32", "float32", ""},
		{"narrow", "?precision=f32&tile=narrow", "float32", "narrow"},
		{"wide", "?precision=f32&tile=wide", "float32", "wide"},
		{"wide, two threads", "?precision=f32&tile=wide&threads=2&exact", "float32", "wide"},
		{"integers", "?precision=int8", "", ""},
		{"int16", "?precision=int8&bytes=none", "int16", ""},
		{"int16, two threads", "?precision=int8&bytes=none&threads=2&exact", "int16", ""},
	}
	first := make(map[string][]float64) // by precision
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			page := s.open(t, test.query+"&weights=random")
			result, err := page.Bench(0.25, 96, benchpage.Options{Warmup: 0, Runs: 1, Logits: true})
			if err != nil {
				t.Fatal(err)
			}
			info := call[benchpage.Info](t, page, "info()")
			if info.Arithmetic == "" || test.arithmetic != "" && info.Arithmetic != test.arithmetic {
				t.Errorf("have arithmetic %q, want %q", info.Arithmetic, test.arithmetic)
			}
			if info.Tile == "" || test.tile != "" && info.Tile != test.tile {
				t.Errorf("have tile %q, want %q", info.Tile, test.tile)
			}
			if first[info.Precision] == nil {
				first[info.Precision] = result.Logits
			}
			if !slices.Equal(result.Logits, first[info.Precision]) {
				t.Errorf("have other logits than %s before, want the same", info.Precision)
			}
		})
	}
}

// Google's quantised files keep their integers on the way through the site: a picture that needs no resizing gets
// the byte that TensorFlow Lite gives (see model/testdata/litert.txt).
func (s *engineSite) testPrecisionOfficial(t *testing.T) {
	if entries := readJSON[[]struct{ Name string }](t, filepath.Join(s.dir, "weights", "index.json")); len(entries) == 0 {
		t.Skip("the site has no weights")
	}
	page := s.open(t, "?precision=int8")
	for photo, want := range map[string]struct{ index, byte int }{"parrot": {89, 187}, "sunflower": {986, 165}} {
		content, err := os.ReadFile(filepath.Join(photosDir, "inputs", photo+"-128.png"))
		if err != nil {
			t.Skip(err)
		}
		have := call[[]struct {
			Index       int
			Probability float64
		}](t, page, "await classify("+fetched(s.add(t, photo+"-128.png", content))+", {alpha: 0.25, resolution: 128})")
		if have[0].Index+1 != want.index || math.Round(256*have[0].Probability) != float64(want.byte) {
			t.Errorf("%s: have class %d at %v, want %d of 1001 at %d/256", photo, have[0].Index, have[0].Probability, want.index, want.byte)
		}
	}
}
