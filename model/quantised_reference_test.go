package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// randomIntegers returns a bundle of random bytes, with zero points and steps such
// that activations seldom reach either end.
func randomIntegers(t testing.TB, spec Spec) *weights.Bundle {
	t.Helper()
	table, err := layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(3, 0))
	b := &weights.Bundle{Meta: weights.Meta{Classes: table[len(table)-1].Out.Channels, Scale: 1. / 128, Offset: -1}}
	input := weights.Activation{Scale: 1. / 128, Zero: 128, Max: 255}
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(b.SetActivation("input", input))
	for i, l := range table {
		from := input
		if l.From != layers.Input {
			from, err = b.Activation(table[l.From].Name)
			must(err)
		}
		if l.Kind == layers.Pool {
			must(b.SetActivation(l.Name, from))
			continue
		}
		w := weights.QuantisedTensor{Name: l.WeightsName(), Shape: l.WeightsShape(), Bytes: make([]uint8, l.Weights())}
		for i := range w.Bytes {
			w.Bytes[i] = max(uint8(rng.Uint32()), 1) // TensorFlow leaves 0 out, so that weights reach as far down as up
		}
		fanIn := float64(l.Weights() / int64(l.Out.Channels))
		w.Scale, w.Zero = float32(0.02/math.Sqrt(fanIn)), 110+int32(rng.IntN(20))
		// A layer with a zero point other than 0, as TensorFlow Lite allows it.
		to := weights.Activation{Scale: 6. / 255, Zero: uint8(i % 3 * 10), Max: 250}
		switch {
		case l.Kind == layers.FullyConnected:
			to = weights.Activation{Scale: 0.11, Zero: 90, Max: 255}
		case l.Bounds == layers.Unbounded:
			to = weights.Activation{Scale: 0.02, Zero: 150, Max: 255}
		case strings.HasPrefix(l.Name, "extra"): // as the detector's file has it: 6 within the range
			to = weights.Activation{Scale: 0.05, Zero: 100, Max: 220}
		case spec.Architecture == layers.SSD:
			to = weights.Activation{Scale: 6. / 255, Max: 255}
		}
		bias := weights.QuantisedTensor{Name: l.BiasName(), Shape: []int{l.Out.Channels}, Scale: from.Scale * w.Scale}
		for range l.Out.Channels {
			bias.Ints = append(bias.Ints, int32(rng.Float32()*1.5/bias.Scale))
		}
		must(b.AddQuantised(w))
		must(b.AddQuantised(bias))
		must(b.SetActivation(l.Name, to))
	}
	return b
}

// integerReference computes the logits' bytes from the bundle's, as TensorFlow
// Lite's reference kernels do: bytes less their zero points, gemmlowp's roundings
// written out, the zero point added, the result clamped; or as XNNPACK does, with
// a product in float32 that is rounded to the nearest integer, ties to even.
func integerReference(table layers.Table, b *weights.Bundle, picture []uint8, rounding Rounding) []uint8 {
	return integerOutputs(table, b, picture, rounding)[len(table)-1]
}

// integerOutputs computes the bytes of every layer's output.
func integerOutputs(table layers.Table, b *weights.Bundle, picture []uint8, rounding Rounding) [][]uint8 {
	outputs := make([][]uint8, len(table))
	for at, l := range table {
		x := picture
		from, _ := b.Activation("input")
		if l.From != layers.Input {
			x = outputs[l.From]
			from, _ = b.Activation(table[l.From].Name)
		}
		to, _ := b.Activation(l.Name)
		if l.Kind == layers.Pool {
			mean := make([]uint8, l.In.Channels)
			pixels := l.In.Height * l.In.Width
			for c := range mean {
				sum := 0
				for p := range pixels {
					sum += int(x[p*l.In.Channels+c])
				}
				mean[c] = uint8((sum + pixels/2) / pixels)
			}
			outputs[at] = mean
			continue
		}
		w, _ := b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...)
		reals, _ := b.Tensor(l.BiasName(), l.Out.Channels)
		bias := make([]int64, l.Out.Channels)
		for i, v := range reals {
			bias[i] = int64(math.Round(float64(v) / (float64(from.Scale) * float64(scaleOf(w, i)))))
		}
		factor := float64(from.Scale) * float64(w.Scale) / float64(to.Scale)
		fraction, exponent := math.Frexp(factor)
		multiplier := int64(math.Round(fraction * (1 << 31)))
		low := int64(to.Zero)
		if l.Bounds == layers.Unbounded {
			low = 0
		}
		out := make([]uint8, l.Out.Elements())
		for i := range out {
			n, column, row := i%l.Out.Channels, i/l.Out.Channels%l.Out.Width, i/l.Out.Channels/l.Out.Width
			sum := bias[n] + integerSum(l, x, from.Zero, w, row, column, n)
			// SaturatingRoundingDoublingHighMul
			nudge := int64(1) << 30
			if sum < 0 {
				nudge = 1 - nudge
			}
			high := (sum*multiplier + nudge) / (1 << 31)
			// RoundingDivideByPOT
			v := int64(math.Round(float64(high) / float64(int64(1)<<-exponent)))
			if rounding == FloatingPoint {
				v = int64(math.RoundToEven(float64(float32(sum) * (from.Scale * scaleOf(w, n) / to.Scale))))
			}
			out[i] = uint8(min(max(v+int64(to.Zero), low), int64(to.Max)))
		}
		outputs[at] = out
	}
	return outputs
}

// scaleOf returns the scale of an output's weights.
func scaleOf(w *weights.QuantisedTensor, output int) float32 {
	if w.Scales != nil {
		return w.Scales[output]
	}
	return w.Scale
}

// byOutput returns the bundle with weights that count from 128 and have a scale for each output, as signed files have.
func byOutput(t testing.TB, b *weights.Bundle, table layers.Table) *weights.Bundle {
	t.Helper()
	signed := &weights.Bundle{Meta: b.Meta}
	rng := rand.New(rand.NewPCG(5, 0))
	try := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	try(signed.SetActivation("input", must(b.Activation("input"))(t)))
	for _, l := range table {
		try(signed.SetActivation(l.Name, must(b.Activation(l.Name))(t)))
		if l.Kind == layers.Pool {
			continue
		}
		w := *must(b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...))(t)
		w.Scales, w.Zero = make([]float32, l.Out.Channels), 128
		for i := range w.Scales {
			w.Scales[i] = w.Scale * (0.5 + rng.Float32())
		}
		w.Scale = 0
		try(signed.AddQuantised(w))
		bias := must(b.Tensor(l.BiasName(), l.Out.Channels))(t)
		try(signed.Add(weights.Tensor{Name: l.BiasName(), Shape: []int{l.Out.Channels}, Data: bias}))
	}
	return signed
}

// integerSum returns the sum of an output's products.
func integerSum(l layers.Layer, x []uint8, zero uint8, w *weights.QuantisedTensor, row, column, n int) (sum int64) {
	side, channels := int(l.Window()), l.In.Channels
	before := max((l.Out.Height-1)*l.Stride+side-l.In.Height, 0) / 2
	for i := range side {
		for j := range side {
			y, xx := row*l.Stride+i-before, column*l.Stride+j-before
			if y < 0 || y >= l.In.Height || xx < 0 || xx >= l.In.Width {
				continue
			}
			for m := range channels {
				at := ((i*side+j)*channels+m)*l.Out.Channels + n
				if l.Kind == layers.Depthwise {
					if m != n {
						continue
					}
					at = (i*side+j)*channels + n
				}
				sum += (int64(x[(y*l.In.Width+xx)*channels+m]) - int64(zero)) * (int64(w.Bytes[at]) - int64(w.Zero))
			}
		}
	}
	return sum
}

func TestQuantisedAgreesWithReference(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96, Classes: 1001},
		{Alpha: 0.3, Resolution: 128, Classes: 7},
		{Alpha: 0.25, Resolution: 160, Classes: 20, Architecture: layers.Shallow},
	} {
		t.Run(fmt.Sprintf("%v-%d-%v-%d", spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes), func(t *testing.T) {
			b := randomIntegers(t, spec)
			table, err := layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
			if err != nil {
				t.Fatal(err)
			}
			testAgainstReference(t, spec, b, FloatingPoint)
			testAgainstReference(t, spec, b, FixedPoint)
			testAgainstReference(t, spec, byOutput(t, b, table), FloatingPoint)
		})
	}
}

// A mean with steps of its own is as near to real numbers as one without.
func TestQuantisedMean(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 20}
	b := randomIntegers(t, spec)
	if err := b.SetActivation("pool", weights.Activation{Scale: 0.01, Zero: 3, Max: 255}); err != nil {
		t.Fatal(err)
	}
	n, err := NewQuantised(spec, b, FloatingPoint)
	if err != nil {
		t.Fatal(err)
	}
	fillNoise(n.Input())
	real, err := New(spec, b)
	if err != nil {
		t.Fatal(err)
	}
	copy(real.Input(), n.Input())
	want, size := real.Forward(), 0.0
	for _, v := range want {
		size = max(size, math.Abs(float64(v)))
	}
	for i, have := range n.Forward() {
		if off := math.Abs(float64(have - want[i])); !(off <= 0.1*size) {
			t.Errorf("logit %d: have %v, want %v within a tenth of %v", i, have, want[i], size)
		}
	}
}

func testAgainstReference(t *testing.T, spec Spec, b *weights.Bundle, rounding Rounding) {
	t.Helper()
	n, err := NewQuantised(spec, b, rounding)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(4, 0))
	picture := make([]uint8, len(n.Input()))
	for i := range picture {
		picture[i] = uint8(rng.Uint32())
		n.Input()[i] = float32(picture[i])*b.Meta.Scale + b.Meta.Offset
	}
	want := integerReference(n.Layers(), b, picture, rounding)
	if slices.Min(want) == slices.Max(want) {
		t.Fatalf("have only the byte %d, want several", want[0])
	}
	to, _ := b.Activation("fc")
	for _, isa := range kernels.Available() {
		n.SetISA(isa)
		for i, have := range n.Forward() {
			if real := float32(int(want[i])-int(to.Zero)) * to.Scale; have != real {
				t.Fatalf("%v, rounding %d, logit %d: have %v, want %v, which is byte %d", isa, rounding, i, have, real, want[i])
			}
		}
	}
}
