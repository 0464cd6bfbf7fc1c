package experiment_test

import (
	"math"
	"testing"

	"mobilenet/model/lab"
	"mobilenet/wasm/internal/experiment"
)

func TestForbids(t *testing.T) {
	for _, c := range []struct {
		name    string
		weights experiment.Weights
		want    [3]string // for each experiment
	}{
		{"none yet", experiment.Weights{}, [3]string{"time.waiting", "time.waiting", "time.waiting"}},
		{"random", experiment.Weights{Random: true, Widest: 1}, [3]string{"break.no-random", "break.no-random", "break.no-random"}},
		{"trained", experiment.Weights{Widest: 1, Narrowest: 0.25}, [3]string{"", "", ""}},
		{"the narrowest", experiment.Weights{Widest: 0.25, Narrowest: 0.25}, [3]string{"break.no-narrower", "break.no-narrower", ""}},
	} {
		for i, h := range experiment.All {
			if have := c.weights.Forbids(h); have != c.want[i] {
				t.Errorf("%s, %s: have %q, want %q", c.name, h, have, c.want[i])
			}
		}
	}
}

func TestHalf(t *testing.T) {
	for _, c := range []struct{ widest, want float64 }{{1, 0.5}, {0.75, 0.375}} {
		if have := (experiment.Weights{Widest: c.widest}).Half(); have != c.want {
			t.Errorf("half of %v: have %v, want %v", c.widest, have, c.want)
		}
	}
}

func TestDamage(t *testing.T) {
	for how, want := range map[experiment.How]experiment.How{
		experiment.Slice: experiment.Slice, experiment.Mend: experiment.Slice, experiment.Quantise: experiment.Quantise,
	} {
		if have := how.Damage(); have != want {
			t.Errorf("%s: have %s, want %s", how, have, want)
		}
	}
}

func TestNoise(t *testing.T) {
	noise := []lab.Noise{
		{Name: "conv", SignalToNoise: 40},
		{Name: "block1/depthwise", SignalToNoise: -1},
		{Name: "block1/pointwise", SignalToNoise: 25},
		{Name: "fc", SignalToNoise: math.Inf(1)},
	}
	for i, want := range []float64{0.8, 0, 0.5, 1} {
		if have := experiment.Height(noise[i]); have != want {
			t.Errorf("%s, %v dB: have a height of %v, want %v", noise[i].Name, noise[i].SignalToNoise, have, want)
		}
		if have, want := experiment.Depthwise(noise[i]), i == 1; have != want {
			t.Errorf("%s: have depthwise %v, want %v", noise[i].Name, have, want)
		}
	}
	if have := experiment.Worst(noise); have != noise[1] {
		t.Errorf("worst: have %+v, want %+v", have, noise[1])
	}
}
