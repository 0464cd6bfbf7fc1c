package agreement_test

import (
	"testing"

	"mobilenet/wasm/internal/agreement"
)

func TestCount(t *testing.T) {
	var c agreement.Count
	for _, step := range []struct {
		name     string
		same     bool
		times    int
		hits, of int
	}{
		{"empty", false, 0, 0, 0},
		{"agreed", true, 3, 3, 3},
		{"differed", false, 1, 3, 4},
		{"full", true, 96, 99, 100},
		{"the first three go", false, 3, 96, 100},
		{"the one that differed goes", true, 1, 97, 100},
		{"all anew", false, 100, 0, 100},
	} {
		for range step.times {
			c.Add(step.same)
		}
		if hits, n := c.Of(); hits != step.hits || n != step.of {
			t.Errorf("%s: have %d of %d, want %d of %d", step.name, hits, n, step.hits, step.of)
		}
	}
}
