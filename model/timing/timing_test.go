package timing

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mobilenet/weights/layers"
)

// device is a made-up one with constants of its own for each class.
var device = [classes]Constants{
	FirstConv:      {5e-8, 1e-9, 0.01},
	Conv3x3:        {4e-8, 0, 0.005},
	Depthwise1:     {2e-8, 1.2e-7, 0.002},
	Depthwise2:     {3e-8, 1.1e-7, 0.002},
	Pointwise:      {3.3e-8, 2e-8, 0.001},
	Mean:           {0, 2e-7, 0.003},
	FullyConnected: {0, 1.5e-8, 0.004},
}

// layersOf returns the layer tables of all networks of the paper's grid.
func layersOf(t *testing.T, alphas []float64, resolutions []int, arch layers.Architecture) []layers.Table {
	t.Helper()
	var tables []layers.Table
	for _, alpha := range alphas {
		for _, resolution := range resolutions {
			table, err := layers.New(alpha, resolution, arch, 0)
			if err != nil {
				t.Fatal(err)
			}
			tables = append(tables, table)
		}
	}
	return tables
}

// measure gives what the device takes, each layer within noise of it.
func measure(tables []layers.Table, noise float64) (samples []Sample) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, table := range tables {
		for _, l := range table {
			samples = append(samples, Sample{l, device[ClassOf(l)].Ms(l) * (1 + noise*(2*rng.Float64()-1))})
		}
	}
	return samples
}

// Fitted to four networks, the constants say what all sixteen take.
func TestPredictsOtherNetworks(t *testing.T) {
	for _, test := range []struct {
		name             string
		noise, tolerance float64
	}{
		{"exact times", 0, 1e-6},
		{"ten percent of noise", 0.1, 0.05},
	} {
		for _, arch := range []layers.Architecture{layers.Separable, layers.FullConvolution, layers.Shallow} {
			calibration := layersOf(t, []float64{0.25, 1}, []int{128, 224}, arch)
			p, err := Fit(measure(calibration, test.noise), 0.005)
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range layersOf(t, []float64{0.25, 0.5, 0.75, 1}, []int{128, 160, 192, 224}, arch) {
				want := 0.0
				for _, l := range table {
					want += device[ClassOf(l)].Ms(l)
				}
				have, err := p.Network(table)
				if err != nil {
					t.Fatal(err)
				}
				if e := Error(have, want); !(math.Abs(e) <= test.tolerance) {
					t.Errorf("%s, %v, %d channels at %d pixels: have %v ms, want %v: %.1f %% off",
						test.name, arch, table[0].Out.Channels, table[0].In.Height, have, want, 100*e)
				}
			}
		}
	}
}

// Constants are never negative, so that a prediction outside of what was measured is not either.
func TestConstantsAreNotNegative(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	tables := layersOf(t, []float64{0.25, 1}, []int{96, 320}, layers.Separable)
	for range 50 {
		samples := measure(tables, 0)
		for i := range samples {
			samples[i].Ms = rng.Float64()
		}
		p, err := Fit(samples, 0.005)
		if err != nil {
			t.Fatal(err)
		}
		for class := range classes {
			c, known := p.Constants(class)
			if c.PerMultiplyAdd < 0 || c.PerByte < 0 || c.Fixed < 0 {
				t.Errorf("%v: have %+v, want none below 0", class, c)
			}
			if known == (class == Conv3x3) {
				t.Errorf("%v: have known %v, want all but the full convolution known", class, known)
			}
		}
	}
}

// One sample of a class, and times that the clock did not see, are enough for something sensible.
func TestFewSamples(t *testing.T) {
	table := layersOf(t, []float64{0.5}, []int{160}, layers.Separable)[0]
	p, err := Fit([]Sample{{table[0], 2}, {table[27], 0}}, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if have, err := p.Layer(table[0]); err != nil || math.Abs(have-2) > 1e-9 {
		t.Errorf("have %v ms and error %v for the measured layer, want 2 ms", have, err)
	}
	if have, err := p.Layer(table[27]); err != nil || have != 0 {
		t.Errorf("have %v ms and error %v for a layer too short for the clock, want 0", have, err)
	}
}

func TestFitRejects(t *testing.T) {
	table := layersOf(t, []float64{0.5}, []int{160}, layers.Separable)[0]
	for name, test := range map[string]struct {
		samples []Sample
		tick    float64
		word    string
	}{
		"nothing":        {nil, 0.1, "no measured layers"},
		"no tick":        {[]Sample{{table[0], 1}}, 0, "tick 0 ms: want above 0"},
		"a time below 0": {[]Sample{{table[0], -1}}, 0.1, "conv: have -1 ms"},
		"no number":      {[]Sample{{table[0], math.NaN()}}, 0.1, "conv: have NaN ms"},
		"endless":        {[]Sample{{table[0], math.Inf(1)}}, 0.1, "conv: have +Inf ms"},
	} {
		if _, err := Fit(test.samples, test.tick); err == nil || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: have error %v, want one that says %q", name, err, test.word)
		}
	}
	p, err := Fit([]Sample{{table[0], 1}}, 0.1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Network(table); err == nil || !strings.Contains(err.Error(), "block1/depthwise: have no measured layer of class depthwise, stride 1") {
		t.Errorf("have error %v, want one that names the class that was not measured", err)
	}
}

func TestClassNames(t *testing.T) {
	if have := Class(200).String(); have != "class 200" {
		t.Errorf("have %q, want class 200", have)
	}
	for c := range classes {
		if c.String() == "" {
			t.Errorf("class %d: have no name, want one", uint8(c))
		}
	}
}
