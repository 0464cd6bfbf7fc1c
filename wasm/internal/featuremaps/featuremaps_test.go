package featuremaps_test

import (
	"slices"
	"testing"

	"mobilenet/wasm/internal/featuremaps"
)

func TestLayout(t *testing.T) {
	for _, test := range []struct {
		name                 string
		count, side, columns int
		wantSide             int
		width, height        int
	}{
		{"maps of the last layers", 64, 7, 8, 7, 63, 63},
		{"as large as drawn at most", 16, 56, 8, 56, 455, 113},
		{"every second value", 32, 112, 8, 56, 455, 227},
		{"odd side, every second value", 3, 71, 8, 36, 295, 36},
		{"a last row that is not full", 9, 4, 8, 4, 39, 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := featuremaps.Layout(test.count, test.side, test.columns)
			if s.Side != test.wantSide || s.Width != test.width || s.Height != test.height || s.Len() != 4*test.width*test.height {
				t.Errorf("have %+v, want maps of %d in %d×%d", s, test.wantSide, test.width, test.height)
			}
		})
	}
}

func TestDraw(t *testing.T) {
	// Three maps of 2×2 in two columns: the picture is 5×5 with a gap in the middle, and its last quarter is empty.
	maps := []byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	s := featuremaps.Layout(3, 2, 2)
	dst := slices.Repeat([]byte{99}, s.Len())
	s.Draw(dst, maps, 2)
	const none = -1
	want := []int{
		1, 2, none, 5, 6,
		3, 4, none, 7, 8,
		none, none, none, none, none,
		9, 10, none, none, none,
		11, 12, none, none, none,
	}
	for i, w := range want {
		pixel := dst[4*i : 4*i+4]
		if w == none && !slices.Equal(pixel, []byte{0, 0, 0, 0}) || w != none && !slices.Equal(pixel, []byte{byte(w), byte(w), byte(w), 255}) {
			t.Errorf("pixel %d: have %v, want grey %d", i, pixel, w)
		}
	}
}

// A map that is larger than it is drawn gives every second value.
func TestDrawSmaller(t *testing.T) {
	const side = 112
	maps := make([]byte, side*side)
	for i := range maps {
		maps[i] = byte(i/side + 2*(i%side))
	}
	s := featuremaps.Layout(1, side, 1)
	dst := make([]byte, s.Len())
	s.Draw(dst, maps, side)
	for _, at := range [][2]int{{0, 0}, {1, 0}, {0, 1}, {55, 55}} {
		if have, want := dst[4*(at[1]*s.Width+at[0])], byte(2*at[1]+4*at[0]); have != want {
			t.Errorf("at %v: have %d, want %d", at, have, want)
		}
	}
}

func TestVeil(t *testing.T) {
	for _, test := range []struct {
		name   string
		values []float64
		want   []byte // opacity
	}{
		{"in proportion", []float64{4, 2, 0, -3}, []byte{0, 107, 215, 215}},
		{"nothing speaks for the class", []float64{-1, -2}, []byte{215, 215}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dst := slices.Repeat([]byte{99}, 4*len(test.values))
			featuremaps.Veil(dst, test.values)
			for i, want := range test.want {
				if pixel := dst[4*i : 4*i+4]; !slices.Equal(pixel, []byte{0, 0, 0, want}) {
					t.Errorf("value %v: have %v, want black of opacity %d", test.values[i], pixel, want)
				}
			}
		})
	}
}
