package lab

import (
	"math"
	"slices"
	"strings"
	"testing"

	"mobilenet/model"
	"mobilenet/weights"
)

// random returns weights of one width.
func random(t *testing.T, alpha float64) *weights.Bundle {
	t.Helper()
	b, err := model.RandomWeights(model.Spec{Alpha: alpha, Resolution: 96, Classes: 10}, 1)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// values returns a tensor's values and its shape.
func values(t *testing.T, b *weights.Bundle, name string) ([]float32, []int) {
	t.Helper()
	for _, tensor := range b.Tensors() {
		if tensor.Name == name {
			return tensor.Data, tensor.Shape
		}
	}
	t.Fatalf("have no tensor %s", name)
	return nil, nil
}

// A slice has the weights between the first channels, and a network of it runs.
func TestSlice(t *testing.T) {
	wide := random(t, 0.5)
	narrow, err := Slice(wide, 0.25)
	if err != nil {
		t.Fatal(err)
	}
	if narrow.Meta.Alpha != 0.25 {
		t.Errorf("have alpha %v, want 0.25", narrow.Meta.Alpha)
	}
	for name, index := range map[string][]int{
		"conv/weights":             {2, 1, 2, 7},
		"block3/depthwise/weights": {1, 2, 31},
		"block7/pointwise/weights": {127, 100},
		"block7/pointwise/bias":    {127},
		"fc/weights":               {255, 9},
		"fc/bias":                  {9},
	} {
		at := func(b *weights.Bundle) float32 {
			data, shape := values(t, b, name)
			i := 0
			for d, size := range shape {
				i = i*size + index[d]
			}
			return data[i]
		}
		if have, want := at(narrow), at(wide); have != want {
			t.Errorf("%s %v: have %v, want %v", name, index, have, want)
		}
	}
	if _, err := model.New(model.Spec{Alpha: 0.25, Resolution: 96}, narrow); err != nil {
		t.Errorf("have error %v from the slice's network, want none", err)
	}
}

func TestSliceRejects(t *testing.T) {
	for name, test := range map[string]struct {
		b     *weights.Bundle
		alpha float64
		word  string
	}{
		"its own width": {random(t, 0.5), 0.5, "want less than the weights' own width, 0.5"},
		"too narrow":    {random(t, 0.5), 0.1, "alpha 0.1: want a width multiplier"},
		"no weights":    {&weights.Bundle{Meta: random(t, 0.5).Meta}, 0.25, "conv/weights: missing"},
	} {
		if _, err := Slice(test.b, test.alpha); err == nil || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: have error %v, want one that says %q", name, err, test.word)
		}
	}
}

// Quantised weights are few, close to what they were, and with a step per channel closer than with one for all.
func TestQuantise(t *testing.T) {
	b := random(t, 0.25)
	// What folding does: channels of very different sizes.
	w, _ := values(t, b, "block2/depthwise/weights")
	for i := range w {
		w[i] *= float32(math.Ldexp(1, -(i%16)/2))
	}
	noise := make(map[Granularity][]Noise)
	for _, per := range []Granularity{PerTensor, PerChannel} {
		for _, bits := range []int{8, 4, 2} {
			q, n, err := Quantise(b, per, bits)
			if err != nil {
				t.Fatal(err)
			}
			if len(n) != 28 || n[0].Name != "conv" || n[27].Name != "fc" {
				t.Fatalf("have noise of %d layers, want the 28 with weights", len(n))
			}
			if bits == 8 {
				noise[per] = n
			} else {
				for i := range n {
					if !(n[i].SignalToNoise < noise[per][i].SignalToNoise) {
						t.Errorf("%s, %d bits: have %v dB, want less than the %v dB of 8 bits", n[i].Name, bits, n[i].SignalToNoise, noise[per][i].SignalToNoise)
					}
				}
			}
			checkSteps(t, b, q, per, bits)
			if _, err := model.New(model.Spec{Alpha: 0.25, Resolution: 96}, q); err != nil {
				t.Errorf("have error %v from the quantised network, want none", err)
			}
		}
	}
	for i, n := range noise[PerChannel] {
		if tensor := noise[PerTensor][i].SignalToNoise; !(n.SignalToNoise >= tensor) {
			t.Errorf("%s: have %v dB per channel, want at least the %v dB per tensor", n.Name, n.SignalToNoise, tensor)
		}
	}
	if tensor, channel := noise[PerTensor][3], noise[PerChannel][3]; !(channel.SignalToNoise > tensor.SignalToNoise+3) {
		t.Errorf("%s: have %v dB per channel and %v dB per tensor, want much more", channel.Name, channel.SignalToNoise, tensor.SignalToNoise)
	}
}

// checkSteps holds one layer's weights to what so many bits can be.
func checkSteps(t *testing.T, b, q *weights.Bundle, per Granularity, bits int) {
	t.Helper()
	w, shape := values(t, b, "block2/depthwise/weights")
	quantised, _ := values(t, q, "block2/depthwise/weights")
	channels, largest := shape[2], int(1)<<(bits-1)-1
	for n := range channels {
		greatest := float32(0)
		for i, v := range w {
			if per == PerTensor || i%channels == n {
				greatest = max(greatest, v, -v)
			}
		}
		step := float64(greatest) / float64(largest)
		for i := n; i < len(w); i += channels {
			steps := float64(quantised[i]) / step
			if math.Abs(steps-math.Round(steps)) > 1e-3 || math.Abs(steps) > float64(largest)+1e-3 {
				t.Errorf("%d bits: have %v steps, want a whole number up to %d", bits, steps, largest)
			}
			if d := math.Abs(float64(quantised[i] - w[i])); d > step*0.5001 {
				t.Errorf("%d bits: have a difference of %v, want at most half a step, %v", bits, d, step/2)
			}
		}
	}
	bias, _ := values(t, b, "block2/depthwise/bias")
	if have, _ := values(t, q, "block2/depthwise/bias"); !slices.Equal(have, bias) {
		t.Error("have other biases, want them as they were")
	}
}

// A layer without noise has an endless ratio, and one of zeros stays one.
func TestQuantiseWithoutNoise(t *testing.T) {
	for name, w := range map[string][]float32{"whole steps": {-127, 1, 64, 127}, "zeros": {0, 0, 0, 0}} {
		before := slices.Clone(w)
		if have := quantise(w, 2, PerTensor, 127); !math.IsInf(have, 1) {
			t.Errorf("%s: have %v dB, want +Inf", name, have)
		}
		if !slices.Equal(w, before) {
			t.Errorf("%s: have %v, want %v", name, w, before)
		}
	}
}

func TestQuantiseRejects(t *testing.T) {
	for _, bits := range []int{1, 9} {
		if _, _, err := Quantise(random(t, 0.25), PerTensor, bits); err == nil || !strings.Contains(err.Error(), "bits: want 2 to 8") {
			t.Errorf("have error %v for %d bits, want one that says 2 to 8", err, bits)
		}
	}
	if _, err := ParseGranularity("network"); err == nil || !strings.Contains(err.Error(), `"network": want tensor or channel`) {
		t.Errorf("have error %v, want one that names both", err)
	}
}
