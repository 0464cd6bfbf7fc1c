package e2e

import (
	"math/rand/v2"
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
