package e2e

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"image/png"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/e2e/benchpage"
)

// expectation is what expected.json says of one file of weights. Class 0 is the background.
type expectation struct {
	Alpha      float64
	Resolution int
	Quant      bool
	Top5       map[string][]struct {
		Index int
		Label string
		Logit float64
	}
}

// readJSON reads a file from beside the repository, or skips the test.
func readJSON[T any](t *testing.T, path string) (value T) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("needs the official weights' answers beside the repository: %v", err)
	}
	if err := json.Unmarshal(data, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// The official files, as the site has them, give the answers that an independent float implementation gave.
func (s *engineSite) testOfficialAnswers(t *testing.T) {
	answers := readJSON[struct{ Expected map[string]expectation }](t, filepath.Join(photosDir, "expected.json"))
	if len(answers.Expected) == 0 {
		t.Fatal("have no expectations in expected.json, want some")
	}
	index := readJSON[[]struct{ File string }](t, filepath.Join(s.dir, "weights", "index.json"))
	for _, name := range slices.Sorted(maps.Keys(answers.Expected)) {
		want := answers.Expected[name]
		stem := strings.TrimSuffix(strings.TrimSuffix(name, " (part1+part2)"), ".tflite")
		t.Run(stem, func(t *testing.T) {
			file := ""
			for _, entry := range index {
				if strings.HasPrefix(entry.File, stem+".") {
					file = entry.File
				}
			}
			if file == "" {
				t.Skipf("%s is not in %s", stem, officialDir)
			}
			photos := slices.Sorted(maps.Keys(want.Top5))
			inputs := s.add(t, stem+".bin", storedInputs(t, photos, want.Resolution, want.Quant))
			page := s.open(t, "?weights=weights/"+file)
			logits := call[[][]float64](t, page, fmt.Sprintf(`await (async () => {
				const all = new Float32Array(await (await fetch(%q)).arrayBuffer());
				const size = 3 * %[3]d * %[3]d, found = [];
				for (let at = 0; at < all.length; at += size) {
					const input = all.subarray(at, at + size);
					found.push((await bench(%[2]v, %[3]d, {warmup: 0, runs: 1, logits: true, input})).logits);
				}
				return found;
			})()`, inputs, want.Alpha, want.Resolution))
			if len(logits) != len(photos) {
				t.Fatalf("have answers to %d photos, want %d", len(logits), len(photos))
			}
			for i, photo := range photos {
				checkTop5(t, photo, logits[i], want.Top5[photo])
			}
			checkLogits(t, logits[slices.Index(photos, "cat")], stem)
		})
	}
}

// storedInputs returns the exact input tensors of the photos, one after the other, normalised.
func storedInputs(t *testing.T, photos []string, resolution int, quant bool) []byte {
	t.Helper()
	scale := float32(1 / 127.5)
	if quant {
		scale = 1. / 128
	}
	var values []float32
	for _, photo := range photos {
		data, err := os.ReadFile(filepath.Join(photosDir, "inputs", fmt.Sprintf("%s-%d.png", photo, resolution)))
		if err != nil {
			t.Skip(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for y := range resolution {
			for x := range resolution {
				r, g, b, _ := picture.At(x, y).RGBA()
				for _, v := range [3]uint32{r, g, b} {
					values = append(values, float32(v>>8)*scale-1)
				}
			}
		}
	}
	return littleEndian(values)
}

func littleEndian(values []float32) []byte {
	var file bytes.Buffer
	binary.Write(&file, binary.LittleEndian, values)
	return file.Bytes()
}

// checkTop5 compares the five most probable classes. Two classes may change places if rounding can do it.
func checkTop5(t *testing.T, photo string, logits []float64, want []struct {
	Index int
	Label string
	Logit float64
},
) {
	t.Helper()
	tolerance := 1e-4 * largest(logits)
	classes := make([]int, len(logits))
	for i := range classes {
		classes[i] = i
	}
	slices.SortFunc(classes, func(a, b int) int { return cmp.Compare(logits[b], logits[a]) })
	for rank, w := range want {
		if math.Abs(logits[w.Index]-w.Logit) > tolerance {
			t.Errorf("%s, class %d: have logit %v, want %v within %.2g", photo, w.Index, logits[w.Index], w.Logit, tolerance)
		}
		if have := classes[rank]; have != w.Index && math.Abs(logits[have]-w.Logit) > tolerance {
			t.Errorf("%s, answer %d: have class %d, want %d (%s)", photo, rank+1, have, w.Index, w.Label)
		}
	}
}

// checkLogits compares all logits of the photo for which all are known.
func checkLogits(t *testing.T, logits []float64, stem string) {
	t.Helper()
	want := readJSON[struct{ Logits []float64 }](t, filepath.Join(photosDir, "expected-logits-"+stem+".json")).Logits
	compareLogits(t, logits, want, 1e-4)
}

// compareLogits fails if a logit differs by more than that part of the largest one.
func compareLogits(t *testing.T, have, want []float64, part float64) {
	t.Helper()
	if len(have) != len(want) {
		t.Fatalf("have %d logits, want %d", len(have), len(want))
	}
	worst := 0.0
	for i := range want {
		worst = math.Max(worst, math.Abs(have[i]-want[i]))
	}
	worst /= largest(want)
	if !(worst <= part) {
		t.Errorf("have logits that differ by %.2g of the largest, want at most %.2g", worst, part)
	}
	t.Logf("largest difference: %.2g of the largest logit", worst)
}

func largest(values []float64) float64 {
	m := 0.0
	for _, v := range values {
		m = math.Max(m, math.Abs(v))
	}
	return m
}

// Scalar and SIMD kernels give the same logits bit for bit; the binary for relaxed SIMD, which rounds once where
// they round twice, gives them to rounding.
func (s *engineSite) testISAs(t *testing.T) {
	scalar, simd, relaxed := s.open(t, "?isa=scalar"), s.open(t, "?isa=simd"), s.open(t, "?isa=relaxed")
	if scalar.Info.ISA != "scalar" || simd.Info.ISA != "simd128" || relaxed.Info.ISA != "relaxed" {
		t.Fatalf("have %q, %q and %q, want scalar, simd128 and relaxed", scalar.Info.ISA, simd.Info.ISA, relaxed.Info.ISA)
	}
	if best := s.open(t, ""); best.Info.ISA != "relaxed" || best.Info.Binary != "engine-relaxed.wasm" {
		t.Errorf("have %+v without asking, want the fastest: relaxed, of engine-relaxed.wasm", best.Info)
	}
	for _, point := range []struct {
		alpha      float64
		resolution int
	}{{0.25, 128}, {0.5, 160}, {0.75, 192}, {1, 224}, {0.25, 288}} {
		once := benchpage.Options{Runs: 1, Logits: true}
		a, err := scalar.Bench(point.alpha, point.resolution, once)
		if err != nil {
			t.Fatal(err)
		}
		b, err := simd.Bench(point.alpha, point.resolution, once)
		if err != nil {
			t.Fatal(err)
		}
		c, err := relaxed.Bench(point.alpha, point.resolution, once)
		if err != nil {
			t.Fatal(err)
		}
		compareLogits(t, c.Logits, a.Logits, 1e-5)
		if len(a.Logits) != 1000 || !slices.Equal(a.Logits, b.Logits) {
			t.Errorf("%v/%d: scalar and SIMD differ: have %d and %d logits, want the same 1000", point.alpha, point.resolution, len(a.Logits), len(b.Logits))
		}
		if largest(a.Logits) == 0 {
			t.Errorf("%v/%d: all logits are 0", point.alpha, point.resolution)
		}
	}
}

// Weights and input from files, models=BASE, give the logits of a second implementation in double precision.
func (s *engineSite) testRawWeights(t *testing.T) {
	const alpha, resolution = 0.25, 128
	net := randomNetwork(alpha, 3)
	rng := rand.New(rand.NewPCG(4, 0))
	input := make([]float32, 3*resolution*resolution)
	for i := range input {
		input[i] = 2*rng.Float32() - 1
	}
	s.add(t, "models/0.25_128/raw.bin", net.raw())
	s.add(t, "models/0.25_128/input.bin", littleEndian(input))
	s.add(t, "models/0.5_128/raw.bin", net.raw())
	s.add(t, "models/0.5_128/input.bin", littleEndian(input))
	s.add(t, "models/0.25_160/raw.bin", net.raw())
	s.add(t, "models/0.25_160/input.bin", littleEndian(input))

	page := s.open(t, "?models=fixtures/models")
	result, err := page.Bench(alpha, resolution, benchpage.Options{Warmup: 1, Runs: 3, Logits: true})
	if err != nil {
		t.Fatal(err)
	}
	compareLogits(t, result.Logits, net.logits(input, resolution), 5e-6)
	if len(result.Samples) != 3 || !(result.MedianMs > 0 && result.MedianMs <= result.P95Ms) {
		t.Errorf("have %+v, want three samples and 0 < median ≤ p95", result)
	}

	wantRejected(t, page, "await bench(0.5, 128)", "raw weights", "bytes, want")
	wantRejected(t, page, "await bench(0.25, 160)", "49152 values", "76800")
	wantRejected(t, page, "await bench(0.75, 128)", "404")
	wantWorks(t, page)
}
