package detect

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// reference detects as TensorFlow Lite's operator is described to: class by class or all together, every pair of boxes
// compared, in double precision.
func reference(table layers.Table, h heads, p weights.PostProcess, limits Limits) []Detection {
	type box struct {
		y0, x0, y1, x1 float64
		scores         []float64
	}
	var boxes []box
	anchors := Anchors(table)
	for _, at := range boxHeads(table) {
		count := len(h[at]) / 4
		classes := len(h[at+1]) / count
		for i := range count {
			a, e := anchors[len(boxes)], h[at][4*i:]
			y := float64(e[0])/float64(p.ScaleY)*float64(a.Height) + float64(a.Y)
			x := float64(e[1])/float64(p.ScaleX)*float64(a.Width) + float64(a.X)
			high := math.Exp(float64(e[2])/float64(p.ScaleHeight)) * float64(a.Height)
			wide := math.Exp(float64(e[3])/float64(p.ScaleWidth)) * float64(a.Width)
			b := box{y - high/2, x - wide/2, y + high/2, x + wide/2, nil}
			for _, v := range h[at+1][i*classes:][1:classes] {
				b.scores = append(b.scores, 1/(1+math.Exp(-float64(v))))
			}
			boxes = append(boxes, b)
		}
	}
	overlap := func(a, b box) float64 {
		high := math.Max(0, math.Min(a.y1, b.y1)-math.Max(a.y0, b.y0))
		wide := math.Max(0, math.Min(a.x1, b.x1)-math.Max(a.x0, b.x0))
		return high * wide / ((a.y1-a.y0)*(a.x1-a.x0) + (b.y1-b.y0)*(b.x1-b.x0) - high*wide)
	}
	suppress := func(score func(b box) float64, most int) (kept []int) {
		var order []int
		for i, b := range boxes {
			if score(b) >= float64(limits.MinScore) {
				order = append(order, i)
			}
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(score(boxes[b]), score(boxes[a])) })
		for _, i := range order {
			far := func(k int) bool { return overlap(boxes[i], boxes[k]) > float64(p.MaxOverlap) }
			if len(kept) < most && !slices.ContainsFunc(kept, far) {
				kept = append(kept, i)
			}
		}
		return kept
	}
	var found []Detection
	add := func(i, class int) {
		b := boxes[i]
		found = append(found, Detection{class, float32(b.scores[class]), Box{float32(b.x0), float32(b.y0), float32(b.x1), float32(b.y1)}})
	}
	if !p.PerClass {
		for _, i := range suppress(func(b box) float64 { return slices.Max(b.scores) }, limits.MaxBoxes) {
			add(i, slices.Index(boxes[i].scores, slices.Max(boxes[i].scores)))
		}
		return found
	}
	for class := range boxes[0].scores {
		for _, i := range suppress(func(b box) float64 { return b.scores[class] }, p.MaxPerClass) {
			add(i, class)
		}
	}
	slices.SortStableFunc(found, func(a, b Detection) int { return cmp.Compare(b.Score, a.Score) })
	return found[:min(len(found), limits.MaxBoxes)]
}

// On any outputs the detector finds what the reference finds.
func TestDetectAgreesWithReference(t *testing.T) {
	table := table(t, 6)
	for seed := range uint64(6) {
		rng := rand.New(rand.NewPCG(seed, 0))
		h := nothing(table)
		for i, at := range table.Outputs() {
			for k := range h[at] {
				if i%2 == 0 {
					h[at][k] = float32(rng.NormFloat64())
				} else {
					h[at][k] = float32(2*rng.NormFloat64() - 2)
				}
			}
		}
		p := usual
		p.PerClass, p.MaxPerClass, p.MaxOverlap = seed%2 == 1, 20, 0.3+0.1*float32(seed)
		d, err := New(table, bundle(t, table, p))
		if err != nil {
			t.Fatal(err)
		}
		limits := Limits{MinScore: 0.1, MaxBoxes: 50}
		have, want := d.Detect(h, limits), reference(table, h, p, limits)
		if len(have) != len(want) || len(want) < 20 {
			t.Fatalf("seed %d: have %d detections, want %d, and at least 20", seed, len(have), len(want))
		}
		for i, w := range want {
			if have[i].Class != w.Class || math.Abs(float64(have[i].Score-w.Score)) > 1e-6 || have[i].Box.Overlap(w.Box) < 0.9999 {
				t.Fatalf("seed %d, detection %d: have %v, want %v", seed, i, have[i], w)
			}
		}
	}
}
