package model

import "testing"

func TestPublishedAccuracy(t *testing.T) {
	for _, c := range []struct {
		name       string
		alpha      float64
		resolution int
		quantised  bool
		top1       float64
		ok         bool
	}{
		{"float 1.0-224", 1, 224, false, 70.9, true},
		{"quantised 1.0-224", 1, 224, true, 70, true},
		{"quantised 0.75-128", 0.75, 128, true, 55.9, true},
		{"float 0.25-128", 0.25, 128, false, 41.5, true},
		{"a width between", 0.6, 224, false, 0, false},
		{"a resolution never published", 1, 256, false, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			have, ok := PublishedAccuracy(c.alpha, c.resolution, c.quantised)
			if ok != c.ok || have.Top1 != c.top1 {
				t.Errorf("have %v and %v, want %v and %v", have.Top1, ok, c.top1, c.ok)
			}
			if ok && (have.Source == "" || have.URL == "" || have.Top5 <= have.Top1) {
				t.Errorf("have %+v, want a source, its address and a top-5 above the top-1", have)
			}
		})
	}
	for _, alpha := range []float64{0.25, 0.5, 0.75, 1} {
		for _, resolution := range []int{128, 160, 192, 224} {
			if _, ok := PublishedAccuracy(alpha, resolution, false); !ok {
				t.Errorf("alpha %v, %d pixels: have no published accuracy, want one", alpha, resolution)
			}
		}
	}
}
