package detect

import (
	"math"
	"testing"

	"mobilenet/weights/layers"
)

// table returns the layers of a detector of so many classes, the background among them.
func table(t testing.TB, classes int) layers.Table {
	t.Helper()
	table, err := layers.New(0.25, layers.SSDResolution, layers.SSD, classes)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// The maps have 19, 10, 5, 3, 2 and 1 cells on a side, and scales of 0.2, 0.35, 0.5, 0.65, 0.8 and 0.95. A rectangle of
// scale s and aspect a is s·√a wide and s/√a high.
func TestAnchors(t *testing.T) {
	anchors := Anchors(table(t, 3))
	if want := 19*19*3 + (10*10+5*5+3*3+2*2+1)*6; len(anchors) != want { // 1917
		t.Fatalf("have %d default boxes, want %d", len(anchors), want)
	}
	for _, c := range []struct {
		name string
		at   int
		want Anchor
	}{
		{"first map, small square", 0, Anchor{0.5 / 19, 0.5 / 19, 0.1, 0.1}},
		{"first map, lying", 1, Anchor{0.5 / 19, 0.5 / 19, 0.2828427, 0.1414214}},
		{"first map, upright", 2, Anchor{0.5 / 19, 0.5 / 19, 0.1414214, 0.2828427}},
		{"first map, second column", 3, Anchor{1.5 / 19, 0.5 / 19, 0.1, 0.1}},
		{"first map, second row", 3 * 19, Anchor{0.5 / 19, 1.5 / 19, 0.1, 0.1}},
		{"second map, square", 1083, Anchor{0.05, 0.05, 0.35, 0.35}},
		{"second map, 2:1", 1084, Anchor{0.05, 0.05, 0.4949747, 0.2474874}},
		{"second map, 1:2", 1085, Anchor{0.05, 0.05, 0.2474874, 0.4949747}},
		{"second map, 3:1", 1086, Anchor{0.05, 0.05, 0.6062178, 0.2020726}},
		{"second map, 1:3", 1087, Anchor{0.05, 0.05, 0.2020726, 0.6062178}},
		{"second map, square of the mean", 1088, Anchor{0.05, 0.05, 0.4183300, 0.4183300}}, // √(0.35·0.5)
		{"second map, last cell", 1083 + 6*99, Anchor{0.95, 0.95, 0.35, 0.35}},
		{"third map", 1683, Anchor{0.1, 0.1, 0.5, 0.5}},
		{"last map", 1911, Anchor{0.5, 0.5, 0.95, 0.95}},
		{"last map, square of the mean", 1916, Anchor{0.5, 0.5, 0.9746794, 0.9746794}}, // √(0.95·1)
	} {
		have := anchors[c.at]
		for _, d := range []float32{have.X - c.want.X, have.Y - c.want.Y, have.Width - c.want.Width, have.Height - c.want.Height} {
			if !(math.Abs(float64(d)) <= 1e-6) {
				t.Errorf("%s: have %v, want %v", c.name, have, c.want)
				break
			}
		}
	}
}

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		name string
		a, b Box
		want float32
	}{
		{"the same", Box{0, 0, 1, 1}, Box{0, 0, 1, 1}, 1},
		{"half of one", Box{0, 0, 1, 1}, Box{0, 0, 1, 0.5}, 0.5},
		{"a quarter of either", Box{0, 0, 2, 2}, Box{1, 1, 3, 3}, 1. / 7}, // 1 of 4 + 4 − 1
		{"side by side", Box{0, 0, 1, 1}, Box{1, 0, 2, 1}, 0},
		{"apart", Box{0, 0, 1, 1}, Box{2, 2, 3, 3}, 0},
		{"apart in one direction", Box{0, 0, 1, 1}, Box{0, 2, 1, 3}, 0},
		{"of no area", Box{0.5, 0.5, 0.5, 0.5}, Box{0, 0, 1, 1}, 0},
		{"turned round", Box{1, 1, 0, 2}, Box{0, 0, 1, 1}, 0},
		{"beyond the picture", Box{-1, -1, 1, 1}, Box{-1, -1, 1, 3}, 0.5},
	} {
		for _, have := range []float32{c.a.Overlap(c.b), c.b.Overlap(c.a)} {
			if have != c.want {
				t.Errorf("%s: have %v, want %v", c.name, have, c.want)
			}
		}
	}
}
