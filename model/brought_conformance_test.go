package model

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mobilenet/weights"
)

// broughtDir has files of weights as people bring them, made from Google's.
const broughtDir = "../../shared/review/inputs"

// Files as others save them answer a photo as the official ones do that they were made from, in real numbers and in
// integers, within the rounding of their format.
func TestBroughtAnswers(t *testing.T) {
	const float, quantised = "mobilenet_v1_0.25_224.tflite", "mobilenet_v1_0.25_224_quant.tflite"
	for _, c := range []struct {
		file, official string
		scaled         bool       // the logits are those of the official file times the softmax's beta
		off            [2]float64 // of a logit at most, as a share of the largest: in float32, int8
	}{
		{"keras.tflite", float, false, [2]float64{0, 0}},
		{"float16.tflite", float, false, [2]float64{0.02, 0.1}},
		{"dynamic-range.tflite", float, false, [2]float64{0.2, 0.01}}, // integers by the same steps as ours
		{"int8-in-out.tflite", quantised, false, [2]float64{0, 0}},
		{"norm-0-1.tflite", float, false, [2]float64{0.1, 0.1}}, // 0 is black, so the padding is too
		{"softmax-beta.tflite", float, true, [2]float64{1e-5, 1e-5}},
	} {
		t.Run(c.file, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(broughtDir, c.file))
			if err != nil {
				t.Skipf("needs files of weights beside the repository: %v", err)
			}
			b, err := weights.Read(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			official := readOfficial(t, c.official)
			for p, precision := range []Precision{Float32, Int8} {
				have, want := answer(t, b, precision), answer(t, official, precision)
				gain := 1.0
				if c.scaled {
					gain = float64(have[0]) / float64(want[0])
				}
				size, worst := 0.0, 0.0
				for i, v := range want {
					size = max(size, math.Abs(gain*float64(v)))
					worst = max(worst, math.Abs(float64(have[i])-gain*float64(v)))
				}
				t.Logf("%v: off by %.2g of the largest logit", precision, worst/size)
				if !(worst <= c.off[p]*size) || c.scaled == (gain == 1) {
					t.Errorf("%v: have logits off by %v of the largest and scaled by %v, want %v at most and scaled %t", precision, worst/size, gain, c.off[p], c.scaled)
				}
				if h, w := slices.Index(have, slices.Max(have)), slices.Index(want, slices.Max(want)); h != w {
					t.Errorf("%v: have answer %d, want %d", precision, h, w)
				}
			}
		})
	}
}

// answer returns a network's logits for a photo.
func answer(t *testing.T, b *weights.Bundle, p Precision) []float32 {
	t.Helper()
	n, err := Build(Spec{Alpha: b.Meta.Alpha, Resolution: b.Meta.Resolution}, b, p)
	if err != nil {
		t.Fatal(err)
	}
	fillInput(t, n.Input(), "cat", 224, b.Meta)
	return slices.Clone(n.Forward())
}
