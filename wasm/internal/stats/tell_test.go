package stats_test

import (
	"math"
	"testing"

	"mobilenet/wasm/internal/stats"
)

func near(have, want, tolerance float64) bool { return math.Abs(have-want) <= tolerance }

func TestDrawn(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		p    float64
		k    int
		want float64
	}{
		{"two coins, one head", 2, 0.5, 1, 0.5},
		{"three of four", 4, 0.75, 3, 4 * 0.75 * 0.75 * 0.75 * 0.25},
		{"never right", 5, 0, 0, 1},
		{"never right, one is", 5, 0, 1, 0},
		{"always right", 5, 1, 5, 1},
		{"no photos", 0, 0.7, 0, 1},
		{"50 photos, 34 right of 68 %", 50, 0.68, 34, 0.120225},
	} {
		if have := stats.Drawn(c.n, c.p)[c.k]; !near(have, c.want, 1e-5) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
	sum, mean := 0.0, 0.0
	for k, likely := range stats.Drawn(10_000, 0.7) {
		sum += likely
		mean += float64(k) * likely
	}
	if !near(sum, 1, 1e-9) || !near(mean, 7000, 1e-5) {
		t.Errorf("10,000 photos: have a sum of %v and a mean of %v, want 1 and 7000", sum, mean)
	}
}

func TestChance(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b int
		want float64
	}{
		{"none differs", 0, 0, 1},
		{"one against none", 1, 0, 1},
		{"five against none", 5, 0, 2. / 32},
		{"six against none", 6, 0, 2. / 64},
		{"none against six", 0, 6, 2. / 64},
		{"four against three", 4, 3, 1},
		{"ten against two", 10, 2, 2 * (1. + 12 + 66) / 4096},
		{"level", 20, 20, 1},
	} {
		if have := stats.Chance(c.a, c.b); !near(have, c.want, 1e-9) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

func TestNeeded(t *testing.T) {
	for _, c := range []struct {
		name           string
		p, q, differ   float64
		unpaired, same int
	}{
		// (1.96·√(2·0.69·0.31) + 0.8416·√(0.68·0.32 + 0.7·0.3))² / 0.02², and with √0.16 and √(0.16 − 0.02²).
		{"68 % and 70 %", 0.68, 0.70, 0.16, 8394, 3138},
		{"the other way round", 0.70, 0.68, 0.16, 8394, 3138},
		{"50 % and 90 %", 0.5, 0.9, 0.4, 20, 18},
		{"equal", 0.7, 0.7, 0.2, 0, 0},
	} {
		if have := stats.Needed(c.p, c.q); have != c.unpaired {
			t.Errorf("%s: have %d photos each, want %d", c.name, have, c.unpaired)
		}
		if have := stats.NeededPaired(math.Abs(c.p-c.q), c.differ); have != c.same {
			t.Errorf("%s: have %d photos for both, want %d", c.name, have, c.same)
		}
	}
}

// With as many photos as are said to be needed, the test tells the two apart 8 times out of 10: counted over all that
// may be drawn.
func TestNeededSuffices(t *testing.T) {
	const more, differ = 0.1, 0.3
	n := stats.NeededPaired(more, differ)
	better := (differ + more) / 2 / differ
	told := 0.0
	for k, likely := range stats.Drawn(n, differ) {
		for b, share := range stats.Drawn(k, better) {
			if stats.Chance(b, k-b) < 0.05 {
				told += likely * share
			}
		}
	}
	if !near(told, 0.8, 0.05) { // the exact test is a little stricter than the formula's
		t.Errorf("%d photos tell them apart in %v of all cases, want 0.8", n, told)
	}
}

func TestUpset(t *testing.T) {
	for _, c := range []struct {
		name         string
		n            int
		more, differ float64
	}{
		{"50 photos, 2 points", 50, 0.02, 0.16},
		{"one photo", 1, 0.1, 0.3},
		{"no photos", 0, 0.1, 0.3},
		{"the same network", 20, 0, 0},
		{"equally good", 21, 0, 0.4},
		{"the other is never right alone", 10, 0.2, 0.2},
		{"always differ", 12, 0.5, 1},
	} {
		want := 0.0
		for k, likely := range stats.Drawn(c.n, c.differ) {
			better := 0.5
			if c.differ > 0 {
				better = (c.differ + c.more) / 2 / c.differ
			}
			for b, share := range stats.Drawn(k, better) {
				if 2*b <= k {
					want += likely * share
				}
			}
		}
		if have := stats.Upset(c.n, c.more, c.differ); !near(have, want, 1e-9) {
			t.Errorf("%s: have %v, want %v", c.name, have, want)
		}
	}
	if have := stats.Upset(10_000, 0.02, 0.16); have > 1e-6 {
		t.Errorf("10,000 photos: have %v, want next to nothing", have)
	}
}
