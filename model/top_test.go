package model

import (
	"math"
	"slices"
	"testing"

	"mobilenet/weights"
)

func TestTop(t *testing.T) {
	nan := float32(math.NaN())
	classes, behind := weights.Meta{}, weights.Meta{Background: true}
	few, fewBehind := weights.Meta{ClassIndices: []int{40, 7}}, weights.Meta{ClassIndices: []int{40, 7}, Background: true}
	for _, c := range []struct {
		name          string
		probabilities []float32
		meta          weights.Meta
		k             int
		want          []Answer
	}{
		{"in order", []float32{0.1, 0.5, 0.4}, classes, 2, []Answer{{1, 0.5}, {2, 0.4}}},
		{"without background", []float32{0.9, 0.02, 0.08}, behind, 1, []Answer{{1, 0.08}}},
		{"equal ones by index", []float32{0.2, 0.3, 0.3, 0.2}, classes, 4, []Answer{{1, 0.3}, {2, 0.3}, {0, 0.2}, {3, 0.2}}},
		{"of some classes", []float32{0.2, 0.8}, few, 2, []Answer{{7, 0.8}, {40, 0.2}}},
		{"of some classes without background", []float32{0.7, 0.2, 0.1}, fewBehind, 1, []Answer{{40, 0.2}}},
		{"fewer than asked", []float32{1}, classes, 5, []Answer{{0, 1}}},
		{"none asked", []float32{1}, classes, 0, nil},
		{"none there", nil, behind, 5, nil},
		{"not a number", []float32{nan, 0.5, nan}, classes, 3, []Answer{{1, 0.5}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if have := Top(make([]Answer, c.k), c.probabilities, &c.meta); !slices.Equal(have, c.want) {
				t.Errorf("have %v, want %v", have, c.want)
			}
		})
	}
}
