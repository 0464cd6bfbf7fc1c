package lab

import (
	"slices"
	"strings"
	"testing"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

func TestRaceMeasures(t *testing.T) {
	for name, test := range map[string]struct {
		c      layers.Convolution
		stride int
	}{
		"stride 1": {layers.Convolution{Window: 3, Inputs: 32, Outputs: 64, Size: 14}, 1},
		"stride 2": {layers.Convolution{Window: 3, Inputs: 64, Outputs: 32, Size: 7}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := NewRace(test.c, test.stride, kernels.Best())
			if err != nil {
				t.Fatal(err)
			}
			r.Standard()
			alive(t, "standard", r.dst)
			clear(r.dst)
			r.Depthwise()
			r.Pointwise()
			alive(t, "depthwise", r.between)
			alive(t, "separable", r.dst)
			if have, want := r.window.OutHeight(), test.c.Size; have != want {
				t.Errorf("have an output of %d rows, want %d", have, want)
			}
			times := r.Measure(5, time.Minute)
			for runner, ms := range map[string][]float64{"standard": times.Standard, "depthwise": times.Depthwise, "pointwise": times.Pointwise} {
				if len(ms) != 5 || !(slices.Min(ms) > 0) {
					t.Errorf("%s: have times %v, want five above 0", runner, ms)
				}
			}
			if !(slices.Min(times.Standard) > slices.Min(times.Pointwise)) {
				t.Errorf("have %v ms for the standard convolution and %v for the pointwise one, which has a ninth of it to do",
					slices.Min(times.Standard), slices.Min(times.Pointwise))
			}
		})
	}
}

// alive fails unless most values differ from 0 and from ReLU6's upper end: a layer that computes something.
func alive(t *testing.T, name string, values []float32) {
	t.Helper()
	inside := 0
	for _, v := range values {
		if v > 0 && v < 6 {
			inside++
		}
	}
	if inside < len(values)/3 {
		t.Errorf("%s: have %d of %d values between 0 and 6, want more", name, inside, len(values))
	}
}

// A long race ends soon after its budget, with three runs at least.
func TestRaceKeepsItsBudget(t *testing.T) {
	r, err := NewRace(layers.Convolution{Window: 3, Inputs: 8, Outputs: 8, Size: 4}, 1, kernels.Scalar)
	if err != nil {
		t.Fatal(err)
	}
	if times := r.Measure(1_000_000, time.Millisecond); len(times.Standard) != 3 || len(times.Pointwise) != 3 {
		t.Errorf("have %d and %d runs, want 3", len(times.Standard), len(times.Pointwise))
	}
}

func TestNewRaceRejects(t *testing.T) {
	good := layers.Convolution{Window: 3, Inputs: 32, Outputs: 64, Size: 14}
	edit := func(change func(c *layers.Convolution)) layers.Convolution {
		c := good
		change(&c)
		return c
	}
	for name, test := range map[string]struct {
		c      layers.Convolution
		stride int
		word   string
	}{
		"window":        {edit(func(c *layers.Convolution) { c.Window = 5 }), 1, "window 5×5: want 3×3"},
		"odd inputs":    {edit(func(c *layers.Convolution) { c.Inputs = 12 }), 1, "12 input channels: want a multiple of 8"},
		"many outputs":  {edit(func(c *layers.Convolution) { c.Outputs = 2048 }), 1, "2048 output channels: want"},
		"no channels":   {edit(func(c *layers.Convolution) { c.Inputs = 0 }), 1, "0 input channels"},
		"no pixels":     {edit(func(c *layers.Convolution) { c.Size = 0 }), 1, "0×0 pixels: want"},
		"large":         {edit(func(c *layers.Convolution) { c.Size = 225 }), 1, "225×225 pixels: want"},
		"stride":        {good, 3, "stride 3: want 1 or 2"},
		"too much work": {layers.Convolution{Window: 3, Inputs: 1024, Outputs: 1024, Size: 56}, 1, "want at most 5000 million"},
	} {
		if _, err := NewRace(test.c, test.stride, kernels.Scalar); err == nil || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: have error %v, want one that says %q", name, err, test.word)
		}
	}
}
