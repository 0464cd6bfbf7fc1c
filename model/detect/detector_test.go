package detect

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// heads are what a network has put out, by layer.
type heads map[int][]float32

func (h heads) Output(layer int) []float32 { return h[layer] }

// nothing returns outputs in which no class is anywhere.
func nothing(table layers.Table) heads {
	h := heads{}
	for i, at := range table.Outputs() {
		h[at] = make([]float32, table[at].Out.Elements())
		if i%2 == 1 {
			for k := range h[at] {
				h[at][k] = -20
			}
		}
	}
	return h
}

// set gives a class of a default box a score, and the box what it is encoded by: y, x, height and width.
func (h heads) set(table layers.Table, anchor, class int, score float64, encoded ...float32) {
	for _, at := range boxHeads(table) {
		count := table[at].Out.Elements() / 4
		if anchor < count {
			classes := len(h[at+1]) / count
			h[at+1][anchor*classes+1+class] = float32(math.Log(score / (1 - score)))
			copy(h[at][4*anchor:][:4], encoded)
			return
		}
		anchor -= count
	}
}

// bundle returns weights with a file's options and default boxes, which are Anchors.
func bundle(t testing.TB, table layers.Table, p weights.PostProcess) *weights.Bundle {
	t.Helper()
	b := &weights.Bundle{PostProcess: &p}
	var rows []float32
	for _, a := range Anchors(table) {
		rows = append(rows, a.Y, a.X, a.Height, a.Width)
	}
	if err := b.Add(weights.Tensor{Name: weights.AnchorsName, Shape: []int{len(rows) / 4, 4}, Data: rows}); err != nil {
		t.Fatal(err)
	}
	return b
}

// Centres move by a tenth of the default box, sides grow by e to a fifth of what is put out.
func TestDecode(t *testing.T) {
	table := table(t, 3)
	d, err := New(table, &weights.Bundle{})
	if err != nil {
		t.Fatal(err)
	}
	log2 := 5 * float32(math.Ln2) // twice as large
	for _, c := range []struct {
		name    string
		anchor  int
		encoded []float32 // y, x, height, width
		want    Box
	}{
		// The last map's square of 0.95 lies around the middle of the picture.
		{"the default box", 1911, []float32{0, 0, 0, 0}, Box{0.025, 0.025, 0.975, 0.975}},
		{"lower", 1911, []float32{1, 0, 0, 0}, Box{0.025, 0.12, 0.975, 1.07}},
		{"to the left", 1911, []float32{0, -2, 0, 0}, Box{-0.165, 0.025, 0.785, 0.975}},
		{"half as high", 1911, []float32{0, 0, -log2, 0}, Box{0.025, 0.2625, 0.975, 0.7375}},
		{"twice as wide", 1911, []float32{0, 0, 0, log2}, Box{-0.45, 0.025, 1.45, 0.975}},
		// The third map's square of 0.5 in the first cell.
		{"another map", 1683, []float32{1, 2, 0, -log2}, Box{0.075, -0.1, 0.325, 0.4}},
	} {
		h := nothing(table)
		h.set(table, c.anchor, 1, 0.75, c.encoded...)
		found := d.Detect(h, d.Limits())
		if len(found) == 0 || found[0].Class != 1 || math.Abs(float64(found[0].Score-0.75)) > 1e-6 {
			t.Fatalf("%s: have %v, want class 1 of 0.75 first", c.name, found)
		}
		have := found[0].Box
		for _, d := range []float32{have.X0 - c.want.X0, have.Y0 - c.want.Y0, have.X1 - c.want.X1, have.Y1 - c.want.Y1} {
			if !(math.Abs(float64(d)) <= 1e-6) {
				t.Errorf("%s: have %v, want %v", c.name, have, c.want)
				break
			}
		}
	}
}

// What is left of some boxes: of one default box with several classes, of neighbours, and of equals.
func TestSuppression(t *testing.T) {
	type place struct {
		anchor, class int
		score         float64
	}
	// Default boxes 1911 and 1916 are the squares of 0.95 and 0.9747 around the middle, which overlap by 0.95; 0 and
	// 1080 are small squares in opposite corners; 3 is the small square right of 0, 0.0526 further: they overlap by 0.31.
	table := table(t, 4)
	for _, c := range []struct {
		name     string
		places   []place
		perClass bool
		limits   Limits
		want     []place
	}{
		{"nothing", nil, false, Limits{0.3, 10}, nil},
		{"by score", []place{{0, 0, 0.5}, {1080, 1, 0.9}}, false, Limits{0.3, 10}, []place{{1080, 1, 0.9}, {0, 0, 0.5}}},
		{"below the threshold", []place{{0, 0, 0.25}, {1080, 1, 0.9}}, false, Limits{0.3, 10}, []place{{1080, 1, 0.9}}},
		{"at the threshold", []place{{0, 0, 0.5}}, false, Limits{0.5, 10}, []place{{0, 0, 0.5}}},
		{"at most one", []place{{0, 0, 0.5}, {1080, 1, 0.9}}, false, Limits{0.3, 1}, []place{{1080, 1, 0.9}}},
		{"at most none", []place{{0, 0, 0.5}}, false, Limits{0.3, 0}, nil},
		{"overlapping, one class", []place{{1911, 2, 0.5}, {1916, 2, 0.75}}, false, Limits{0.3, 10}, []place{{1916, 2, 0.75}}},
		{"overlapping, two classes", []place{{1911, 0, 0.5}, {1916, 2, 0.75}}, false, Limits{0.3, 10}, []place{{1916, 2, 0.75}}},
		{"overlapping a little", []place{{0, 2, 0.5}, {3, 2, 0.75}}, false, Limits{0.3, 10}, []place{{3, 2, 0.75}, {0, 2, 0.5}}},
		{"best class of a place", []place{{0, 0, 0.5}, {0, 1, 0.75}, {0, 2, 0.5}}, false, Limits{0.3, 10}, []place{{0, 1, 0.75}}},
		{"equal classes of a place", []place{{0, 1, 0.5}, {0, 2, 0.5}}, false, Limits{0.3, 10}, []place{{0, 1, 0.5}}},
		{"equal places", []place{{1080, 0, 0.5}, {0, 2, 0.5}}, false, Limits{0.3, 10}, []place{{0, 2, 0.5}, {1080, 0, 0.5}}},
		{"equal and overlapping", []place{{1911, 2, 0.5}, {1916, 0, 0.5}}, false, Limits{0.3, 10}, []place{{1911, 2, 0.5}}},

		{"per class: two classes of a place", []place{{0, 0, 0.5}, {0, 1, 0.75}}, true, Limits{0.3, 10}, []place{{0, 1, 0.75}, {0, 0, 0.5}}},
		{"per class: overlapping, two classes", []place{{1911, 0, 0.5}, {1916, 2, 0.75}}, true, Limits{0.3, 10}, []place{{1916, 2, 0.75}, {1911, 0, 0.5}}},
		{"per class: overlapping, one class", []place{{1911, 2, 0.5}, {1916, 2, 0.75}}, true, Limits{0.3, 10}, []place{{1916, 2, 0.75}}},
		{"per class: equals by class, then place", []place{{1080, 0, 0.5}, {0, 2, 0.5}, {0, 0, 0.5}}, true, Limits{0.3, 10}, []place{{0, 0, 0.5}, {1080, 0, 0.5}, {0, 2, 0.5}}},
		{"per class: at most two of one", []place{{0, 0, 0.5}, {1080, 0, 0.75}, {1911, 0, 0.625}, {0, 1, 0.5}}, true, Limits{0.3, 10}, []place{{1080, 0, 0.75}, {1911, 0, 0.625}, {0, 1, 0.5}}},
	} {
		p := usual
		p.PerClass, p.MaxPerClass = c.perClass, 2
		d, err := New(table, bundle(t, table, p))
		if err != nil {
			t.Fatal(err)
		}
		h := nothing(table)
		for _, p := range c.places {
			h.set(table, p.anchor, p.class, p.score)
		}
		var have []place
		for _, found := range d.Detect(h, c.limits) {
			at := func(a Anchor) bool {
				return math.Abs(float64(a.X-a.Width/2-found.Box.X0)) < 1e-6 && math.Abs(float64(a.Y-a.Height/2-found.Box.Y0)) < 1e-6 && math.Abs(float64(a.X+a.Width/2-found.Box.X1)) < 1e-6
			}
			have = append(have, place{slices.IndexFunc(d.anchors, at), found.Class, math.Round(float64(found.Score)*1e6) / 1e6})
		}
		if !slices.Equal(have, c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

// Bytes of heads mean what they become in the steps that all heads share, and scores come in steps of 1/256.
func TestReading(t *testing.T) {
	b := &weights.Bundle{}
	for name, a := range map[string]weights.Activation{
		"head": {Scale: 0.5, Zero: 100, Max: 255}, weights.BoxesName: {Scale: 0.75, Zero: 50, Max: 255}, weights.ScoresName: {Scale: 0.5, Zero: 200, Max: 255},
	} {
		if err := b.SetActivation(name, a); err != nil {
			t.Fatal(err)
		}
	}
	l := layers.Layer{Name: "head"}
	boxes := newReading(b, l, weights.BoxesName, identity, identity)
	scores := newReading(b, l, weights.ScoresName, sigmoid, byteScore)
	real := newReading(b, layers.Layer{Name: "other"}, weights.ScoresName, sigmoid, byteScore)
	for _, c := range []struct {
		name       string
		have, want float32
	}{
		{"box at 0", boxes.value(0), 0},
		{"box of one step", boxes.value(0.5), 0.75}, // 0.67 of a shared step
		{"box of two steps", boxes.value(1), 0.75},  // 1.33
		{"box of three steps", boxes.value(1.5), 1.5},
		{"box below the shared range", boxes.value(-50), -37.5},
		{"box beyond the head's range", boxes.value(1000), 77.25}, // 155 steps of 0.5 are 103 of 0.75
		{"score of 0", scores.value(0), 0.5},
		{"score of 2", scores.value(2), 225. / 256},     // 0.8808·256 = 225.48
		{"largest score", scores.value(27), 255. / 256}, // its sigmoid is 256/256
		{"score beyond the shared range", scores.value(77.5), 255. / 256},
		{"least score", scores.value(-50), 0},
		{"score of a real number", real.value(0), 0.5},
	} {
		if c.have != c.want {
			t.Errorf("%s: have %v, want %v", c.name, c.have, c.want)
		}
	}
}

// A detector that is built allocates nothing, however much is found.
func TestDetectAllocatesNothing(t *testing.T) {
	table := table(t, 6)
	h := heads{}
	for _, at := range table.Outputs() {
		h[at] = make([]float32, table[at].Out.Elements()) // every class at 0.5 everywhere
	}
	for _, perClass := range []bool{false, true} {
		p := usual
		p.PerClass, p.MaxPerClass = perClass, 100
		d, err := New(table, bundle(t, table, p))
		if err != nil {
			t.Fatal(err)
		}
		if have := testing.AllocsPerRun(3, func() { d.Detect(h, Limits{1e-8, 1000}) }); have != 0 {
			t.Errorf("per class %t: have %v allocations, want 0", perClass, have)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	classifier, err := layers.New(0.25, 96, layers.Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	detector := table(t, 3)
	other := slices.Clone(detector)
	other[len(other)-1].Out.Channels++
	without := &weights.Bundle{PostProcess: &usual}
	for _, c := range []struct {
		name  string
		table layers.Table
		b     *weights.Bundle
		want  string
	}{
		{"a classifier", classifier, &weights.Bundle{}, "detect: have a network without heads"},
		{"no layers", nil, &weights.Bundle{}, "detect: have a network without heads"},
		{"scores that do not fit", other, &weights.Bundle{}, "detect: head6/scores: have 19 scores, want 18 for 6 boxes of 3 classes"},
		{"only the background", table(t, 1), &weights.Bundle{}, "detect: have scores of the background only"},
		{"no default boxes", detector, without, "detect: weights: tensor anchors: missing, want shape [1917 4]"},
	} {
		if _, err := New(c.table, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have error %v, want %q", c.name, err, c.want)
		}
	}
}
