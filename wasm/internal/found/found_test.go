package found_test

import (
	"slices"
	"testing"

	"mobilenet/wasm/internal/found"
)

func TestBox(t *testing.T) {
	for _, c := range []struct {
		name        string
		box         found.Box
		mirrored    bool
		inside      found.Box
		column, row int
	}{
		{"in the middle", found.Box{0.25, 0.25, 0.75, 0.75}, false, found.Box{0.25, 0.25, 0.75, 0.75}, 1, 1},
		{"left above", found.Box{0.1, 0, 0.3, 0.2}, false, found.Box{0.1, 0, 0.3, 0.2}, 0, 0},
		{"left above in a mirror", found.Box{0.1, 0, 0.3, 0.2}, true, found.Box{0.1, 0, 0.3, 0.2}, 2, 0},
		{"beyond the left edge", found.Box{-0.5, 0.5, 0.25, 1}, false, found.Box{0, 0.5, 0.25, 1}, 0, 2},
		{"beyond the right lower corner", found.Box{0.9, 0.9, 1.5, 1.25}, false, found.Box{0.9, 0.9, 1, 1}, 2, 2},
		{"turned inside out", found.Box{0.75, 0.5, 0.25, 1}, false, found.Box{0.75, 0.5, 0.75, 1}, 1, 2},
		{"the whole picture and more", found.Box{-1, -1, 2, 2}, true, found.Box{0, 0, 1, 1}, 1, 1},
	} {
		if have := c.box.Inside(); have != c.inside {
			t.Errorf("%s: have %v inside, want %v", c.name, have, c.inside)
		}
		if column, row := c.box.Third(c.mirrored); column != c.column || row != c.row {
			t.Errorf("%s: have column %d, row %d, want %d, %d", c.name, column, row, c.column, c.row)
		}
	}
}

func TestCounts(t *testing.T) {
	have := found.Counts([]string{"dog", "person", "dog"})
	if want := []found.Count{{"dog", 2}, {"person", 1}}; !slices.Equal(have, want) {
		t.Errorf("have %v, want %v", have, want)
	}
	if have := found.Counts(nil); have != nil {
		t.Errorf("of nothing: have %v, want none", have)
	}
}
