package timing

import (
	"math"
	"slices"
	"testing"

	"mobilenet/weights/layers"
)

// The first two columns are Table 2's (PAPER.md: it prints 1.19 for 1.906), the third is time.
func TestShares(t *testing.T) {
	table, err := layers.New(1, 224, layers.Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	ms := make([]float64, len(table))
	for i, l := range table {
		switch l.Kind {
		case layers.Pointwise:
			ms[i] = 1 // 13 of them
		case layers.Depthwise:
			ms[i] = 0.5 // 13
		case layers.Conv:
			ms[i] = 2.5
		case layers.FullyConnected:
			ms[i] = 3
		case layers.Pool:
			ms[i] = 1
		}
	}
	want := []Share{
		{layers.Pointwise, 0.94857, 0.74591, 13. / 26},
		{layers.Depthwise, 0.03057, 0.01061, 6.5 / 26},
		{layers.Conv, 0.01906, 0.00021, 2.5 / 26},
		{layers.FullyConnected, 0.00180, 0.24328, 3. / 26},
		{layers.Pool, 0, 0, 1. / 26},
	}
	have := Shares(table, ms)
	if len(have) != len(want) {
		t.Fatalf("have %d shares, want %d", len(have), len(want))
	}
	near := func(a, b float64) bool { return math.Abs(a-b) < 5e-6 }
	for i, h := range have {
		if w := want[i]; h.Kind != w.Kind || !near(h.MultiplyAdds, w.MultiplyAdds) || !near(h.Weights, w.Weights) || !near(h.Time, w.Time) {
			t.Errorf("%v: have %+v, want %+v", w.Kind, h, w)
		}
	}
	for _, share := range Shares(table, make([]float64, len(table))) {
		if share.Time != 0 {
			t.Errorf("%v without times: have %v, want 0", share.Kind, share.Time)
		}
	}
}

func TestRecent(t *testing.T) {
	var r Recent
	if have := r.Ms(); have != nil {
		t.Errorf("empty: have %v, want nil", have)
	}
	for i := range 3 * frames {
		pause := 0.0
		if i%8 == 0 {
			pause = 100 // an eighth of the frames
		}
		r.Add([]float64{1 + pause, float64(i%2) * 0.1})
	}
	if r.Len() != frames {
		t.Errorf("have %d frames, want the last %d", r.Len(), frames)
	}
	// A clock of 0.1 ms says 0 and 0.1 in turn of what takes half of it.
	have := r.Ms()
	if math.Abs(have[0]-1) > 1e-9 || math.Abs(have[1]-0.05) > 1e-9 {
		t.Errorf("have %v, want [1 0.05]", have)
	}
	r.Add([]float64{7})
	if have := r.Ms(); r.Len() != 1 || !slices.Equal(have, []float64{7}) {
		t.Errorf("after another network's frame: have %v of %d frames, want [7] of 1", have, r.Len())
	}
	r.Reset()
	if r.Len() != 0 || r.Ms() != nil {
		t.Errorf("after Reset: have %d frames, want none", r.Len())
	}
}
