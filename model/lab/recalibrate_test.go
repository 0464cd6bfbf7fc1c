package lab

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

const side = 96

// pictures returns inputs of noise.
func pictures(count int) [][]float32 {
	rng := rand.New(rand.NewPCG(5, 0))
	inputs := make([][]float32, count)
	for i := range inputs {
		inputs[i] = noise(rng, side*side*3, -1, 1)
	}
	return inputs
}

// Statistics computed anew from the same inputs are those that the network had: with a normalisation that was made
// wrong for every channel it gets its own weights back, but for channels that are the same everywhere.
func TestRecalibrateFindsTheStatistics(t *testing.T) {
	exact := random(t, 0.25)
	damaged := random(t, 0.25)
	rng := rand.New(rand.NewPCG(6, 0))
	for _, tensor := range damaged.Tensors() {
		if strings.HasPrefix(tensor.Name, "fc/") {
			continue
		}
		channels := tensor.Shape[len(tensor.Shape)-1]
		factors := noise(rng, channels, 0.2, 5)
		for i := range tensor.Data {
			tensor.Data[i] *= factors[i%channels]
			if strings.HasSuffix(tensor.Name, "/bias") {
				tensor.Data[i] += factors[i%channels] - 2
			}
		}
	}
	inputs := pictures(3)
	mended, err := Recalibrate(damaged, exact, inputs, side, kernels.Best())
	if err != nil {
		t.Fatal(err)
	}
	found, channels := 0, 0
	for _, tensor := range exact.Tensors() {
		have, shape := values(t, mended, tensor.Name)
		outputs := shape[len(shape)-1]
		for n := range outputs {
			worst, size, kept := 0.0, 0.0, 0.0
			for i := n; i < len(have); i += outputs {
				worst = max(worst, math.Abs(float64(have[i])-float64(tensor.Data[i])))
				size = max(size, math.Abs(float64(tensor.Data[i])))
				kept = max(kept, math.Abs(float64(have[i])))
			}
			channels++
			switch {
			case worst < 0.02*max(size, 0.1): // channels that hardly vary come back roughly
				found++
			case strings.HasSuffix(tensor.Name, "/weights") && kept > 0:
				t.Errorf("%s, channel %d: have weights that differ by %v, want the exact ones, up to %v", tensor.Name, n, worst, size)
			}
		}
	}
	if found < channels*3/4 {
		t.Errorf("have %d of %d channels as they were, want three quarters", found, channels)
	}
	want, have, before := logits(t, exact, inputs[0]), logits(t, mended, inputs[0]), logits(t, damaged, inputs[0])
	if difference(want, have) > 1e-3 || difference(want, before) < 0.3 {
		t.Errorf("have logits that differ by %v, want under 0.001; before they did by %v", difference(want, have), difference(want, before))
	}
}

// logits are a network's for an input.
func logits(t *testing.T, b *weights.Bundle, input []float32) []float32 {
	t.Helper()
	n, err := model.New(model.Spec{Alpha: b.Meta.Alpha, Resolution: side}, b)
	if err != nil {
		t.Fatal(err)
	}
	copy(n.Input(), input)
	return n.Forward()
}

// difference is the largest between two vectors, as a part of a's largest value.
func difference(a, b []float32) float64 {
	largest, worst := 0.0, 0.0
	for i := range a {
		largest = max(largest, math.Abs(float64(a[i])))
		worst = max(worst, math.Abs(float64(a[i])-float64(b[i])))
	}
	return worst / largest
}

// A slice of a wider network gets the mean and the deviation that the wider one's channels have, in every layer.
func TestRecalibrateSlice(t *testing.T) {
	wide := random(t, 0.5)
	sliced, err := Slice(wide, 0.25)
	if err != nil {
		t.Fatal(err)
	}
	inputs := pictures(2)
	mended, err := Recalibrate(sliced, wide, inputs, side, kernels.Best())
	if err != nil {
		t.Fatal(err)
	}
	of := func(b *weights.Bundle) map[string]moments {
		all := make(map[string]moments)
		err := eachLayer(b, inputs, side, kernels.Best(), func(l layers.Layer, z moments, _, bias []float32) error {
			for n := range z.mean {
				z.mean[n] += float64(bias[n])
			}
			all[l.Name] = z
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	want, have, broken := of(wide), of(mended), of(sliced)
	worstBefore := 0.0
	for name, z := range have {
		for n := range z.mean {
			target := want[name]
			d := max(math.Abs(z.mean[n]-target.mean[n]), math.Abs(z.deviation[n]-target.deviation[n]))
			if z.deviation[n] > 1e-3 && d > 2e-3*max(1, target.deviation[n]) {
				t.Errorf("%s, channel %d: have mean %v and deviation %v, want %v and %v",
					name, n, z.mean[n], z.deviation[n], target.mean[n], target.deviation[n])
			}
			worstBefore = max(worstBefore, math.Abs(broken[name].mean[n]-target.mean[n]))
		}
	}
	if worstBefore < 0.1 {
		t.Errorf("have means within %v before, want a slice that needs mending", worstBefore)
	}
}

// The moments of each kind of layer are those of the sums in double precision, beyond where ReLU6 clamps.
func TestMoments(t *testing.T) {
	b := random(t, 0.25)
	table, err := layersOf(b, side)
	if err != nil {
		t.Fatal(err)
	}
	input := pictures(1)[0]
	for _, isa := range kernels.Available() {
		x := input
		for _, l := range table[:5] {
			w, bias, err := tensors(b, l)
			if err != nil {
				t.Fatal(err)
			}
			for i := range w {
				w[i] *= 4 // far beyond 6
			}
			r := runner{isa: isa, out: make([]float32, mostValues(table))}
			have := r.moments(l, w, [][]float32{x}, 6)
			sums := linear(l, x, w)
			for n := range l.Out.Channels {
				mean, square, count := 0.0, 0.0, 0.0
				for i := n; i < len(sums); i += l.Out.Channels {
					mean, square, count = mean+sums[i], square+sums[i]*sums[i], count+1
				}
				mean /= count
				deviation := math.Sqrt(square/count - mean*mean)
				if math.Abs(have.mean[n]-mean) > 1e-3 || math.Abs(have.deviation[n]-deviation) > 1e-3 {
					t.Errorf("%v, %s, channel %d: have mean %v and deviation %v, want %v and %v", isa, l.Name, n, have.mean[n], have.deviation[n], mean, deviation)
				}
			}
			for i := range w {
				w[i] /= 4
			}
			r.step.Pack(l, w, bias)
			r.run(x)
			x = append([]float32(nil), r.out[:l.Out.Elements()]...)
		}
	}
}

// linear computes a layer's sums without bias and ReLU6 in double precision.
func linear(l layers.Layer, x, w []float32) []float64 {
	sums := make([]float64, l.Out.Elements())
	taps, before := 1, 0
	if l.Kind != layers.Pointwise {
		taps, before = 3, max((l.Out.Height-1)*l.Stride+3-l.In.Height, 0)/2
	}
	in, out := l.In.Channels, l.Out.Channels
	for y := range l.Out.Height {
		for xx := range l.Out.Width {
			for tap := range taps * taps {
				sy, sx := y*l.Stride+tap/taps-before, xx*l.Stride+tap%taps-before
				if sy < 0 || sy >= l.In.Height || sx < 0 || sx >= l.In.Width {
					continue
				}
				pixel := x[(sy*l.In.Width+sx)*in:][:in]
				d := sums[(y*l.Out.Width+xx)*out:][:out]
				for n := range d {
					if l.Kind == layers.Depthwise {
						d[n] += float64(pixel[n]) * float64(w[tap*in+n])
						continue
					}
					for m, v := range pixel {
						d[n] += float64(v) * float64(w[(tap*in+m)*out+n])
					}
				}
			}
		}
	}
	return sums
}

func TestRecalibrateRejects(t *testing.T) {
	b := random(t, 0.25)
	for name, test := range map[string]struct {
		inputs     [][]float32
		resolution int
		word       string
	}{
		"no inputs":  {nil, side, "no inputs"},
		"resolution": {pictures(1), 100, "resolution 100: want"},
		"other size": {pictures(1), 128, "input 0: have 27648 values, want 49152"},
	} {
		if _, err := Recalibrate(b, b, test.inputs, test.resolution, kernels.Best()); err == nil || !strings.Contains(err.Error(), test.word) {
			t.Errorf("%s: have error %v, want one that says %q", name, err, test.word)
		}
	}
}

func TestMostInputs(t *testing.T) {
	if have, err := MostInputs(1, 224, 48<<20); err != nil || have != 15 { // 112×112×64 values each
		t.Errorf("have %d and error %v, want 15", have, err)
	}
	if _, err := MostInputs(2, 224, 1); err == nil {
		t.Error("have no error for alpha 2")
	}
}

// The largest sums that there can be are not clamped: every input of the first depthwise layer at ReLU6's end, every
// weight 1.
func TestMomentsOfTheLargestSums(t *testing.T) {
	b := random(t, 0.25)
	for name, value := range map[string]float32{"conv/weights": 0, "conv/bias": 10, "block1/depthwise/weights": 1} {
		data, _ := values(t, b, name)
		for i := range data {
			data[i] = value
		}
	}
	const out = side / 2
	taps := (3*out - 2.) / out // in a row, on average: one less at either side
	err := eachLayer(b, pictures(1), side, kernels.Best(), func(l layers.Layer, z moments, _, _ []float32) error {
		if want := 6 * taps * taps; l.Name == "block1/depthwise" && math.Abs(z.mean[0]-want) > 1e-3 {
			t.Errorf("have a mean of %v, want %v", z.mean[0], want)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
