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
