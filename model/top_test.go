package model

import (
	"math"
	"slices"
	"testing"
)

func TestTop(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name          string
		probabilities []float32
		background    bool
		k             int
		want          []Answer
	}{
		{"in order", []float32{0.1, 0.5, 0.4}, false, 2, []Answer{{1, 0.5}, {2, 0.4}}},
		{"without background", []float32{0.9, 0.02, 0.08}, true, 1, []Answer{{1, 0.08}}},
		{"equal ones by index", []float32{0.2, 0.3, 0.3, 0.2}, false, 4, []Answer{{1, 0.3}, {2, 0.3}, {0, 0.2}, {3, 0.2}}},
		{"fewer than asked", []float32{1}, false, 5, []Answer{{0, 1}}},
		{"none asked", []float32{1}, false, 0, nil},
		{"none there", nil, true, 5, nil},
		{"not a number", []float32{nan, 0.5, nan}, false, 3, []Answer{{1, 0.5}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if have := Top(make([]Answer, c.k), c.probabilities, c.background); !slices.Equal(have, c.want) {
				t.Errorf("have %v, want %v", have, c.want)
			}
		})
	}
}

func TestTopAmong(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name          string
		probabilities []float32
		background    bool
		k             int
		classes       []int
		want          []Answer
		within        float64
	}{
		{"shares of what they have together", []float32{0.5, 0.125, 0.375, 0}, false, 3, []int{1, 2, 3}, []Answer{{2, 0.75}, {1, 0.25}, {3, 0}}, 0.5},
		{"more than are asked", []float32{0.5, 0.125, 0.125, 0.25}, false, 1, []int{1, 2, 3}, []Answer{{3, 0.5}}, 0.5},
		{"all", []float32{0.25, 0.75}, false, 2, []int{0, 1}, []Answer{{1, 0.75}, {0, 0.25}}, 1},
		{"without background", []float32{0.5, 0.25, 0.25}, true, 1, []int{1}, []Answer{{1, 1}}, 0.25},
		{"only one, hardly seen", []float32{1, 1e-30}, false, 5, []int{1}, []Answer{{1, 1}}, float64(float32(1e-30))},
		{"none of the probability", []float32{1, 0, 0}, false, 5, []int{1, 2}, []Answer{{1, 0}, {2, 0}}, 0},
		{"classes that there are not", []float32{0.5, 0.5}, false, 5, []int{1, 2, 999}, []Answer{{1, 1}}, 0.5},
		{"not a number", []float32{nan, 0.5, 0.5}, false, 5, []int{0, 1}, []Answer{{1, 1}}, 0.5},
		{"no class", []float32{0.5, 0.5}, false, 5, []int{}, nil, 0},
		{"none asked", []float32{0.5, 0.5}, false, 0, []int{1}, nil, 0.5},
	} {
		t.Run(c.name, func(t *testing.T) {
			have, within := TopAmong(make([]Answer, c.k), c.probabilities, c.background, c.classes)
			if !slices.Equal(have, c.want) || within != c.within {
				t.Errorf("have %v of %v, want %v of %v", have, within, c.want, c.within)
			}
		})
	}
}

// Neither way to the answers allocates.
func TestTopAllocates(t *testing.T) {
	dst, probabilities, classes := make([]Answer, 5), []float32{0.5, 0.125, 0.375}, []int{0, 2}
	if n := testing.AllocsPerRun(10, func() {
		Top(dst, probabilities, true)
		TopAmong(dst, probabilities, true, classes)
	}); n != 0 {
		t.Errorf("have %v allocations, want none", n)
	}
}
