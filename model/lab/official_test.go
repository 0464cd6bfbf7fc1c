package lab

import (
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
)

// photos returns the test photos as inputs of a network at 224 pixels.
func photos(t *testing.T, norm weights.Meta) [][]float32 {
	t.Helper()
	paths, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "photos-test", "inputs", "*-224.png"))
	if len(paths) == 0 {
		t.Skip("needs the test photos beside the repository: there are none")
	}
	var inputs [][]float32
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(file)
		file.Close()
		if err != nil {
			t.Fatal(err)
		}
		var input []float32
		for y := range 224 {
			for x := range 224 {
				r, g, b, _ := picture.At(x, y).RGBA()
				for _, v := range []uint32{r, g, b} {
					input = append(input, float32(v>>8)*norm.Scale+norm.Offset)
				}
			}
		}
		inputs = append(inputs, input)
	}
	return inputs
}

// answers are a network's to inputs.
func answers(t *testing.T, b *weights.Bundle, inputs [][]float32) []int {
	t.Helper()
	n, err := model.New(model.Spec{Alpha: b.Meta.Alpha, Resolution: 224}, b)
	if err != nil {
		t.Fatal(err)
	}
	var top []int
	for _, input := range inputs {
		copy(n.Input(), input)
		n.Forward()
		top = append(top, model.Top(make([]model.Answer, 1), n.Probabilities(), b.Meta.Background)[0].Index)
	}
	return top
}

// agreement counts equal answers.
func agreement(a, b []int) (equal int) {
	for i := range a {
		if a[i] == b[i] {
			equal++
		}
	}
	return equal
}

// Of a trained network, statistics computed from a few photos give the answers back that wrong ones have taken, also
// to other photos.
func TestOfficialRecalibrate(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "weights", "official", "mobilenet_v1_0.25_224.tflite"))
	if err != nil {
		t.Skipf("needs Google's weights beside the repository: %v", err)
	}
	exact, err := weights.ReadTFLite(data)
	if err != nil {
		t.Fatal(err)
	}
	inputs := photos(t, exact.Meta)
	damaged := &weights.Bundle{Meta: exact.Meta}
	rng := rand.New(rand.NewPCG(7, 0))
	for _, tensor := range exact.Tensors() {
		tensor.Data = slices.Clone(tensor.Data)
		if !strings.HasPrefix(tensor.Name, "fc/") {
			channels := tensor.Shape[len(tensor.Shape)-1]
			factors := noise(rng, channels, 0.3, 2)
			for i := range tensor.Data {
				tensor.Data[i] *= factors[i%channels]
			}
		}
		if err := damaged.Add(tensor); err != nil {
			t.Fatal(err)
		}
	}
	mended, err := Recalibrate(damaged, exact, inputs[:8], 224, kernels.Best())
	if err != nil {
		t.Fatal(err)
	}
	want := answers(t, exact, inputs)
	before, after := agreement(want, answers(t, damaged, inputs)), agreement(want, answers(t, mended, inputs))
	t.Logf("of %d photos, %d are answered as before with wrong statistics, %d with those of 8 photos", len(want), before, after)
	if before > len(want)/3 || after < len(want)*4/5 {
		t.Errorf("have %d and %d of %d equal answers, want few before and most after", before, after, len(want))
	}
}
