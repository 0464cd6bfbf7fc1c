package model

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// randomQuantised quantises random weights, and fills the input with noise.
func randomQuantised(t testing.TB, spec Spec) (*Network, *weights.Bundle) {
	t.Helper()
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	n, err := Quantise(spec, b)
	if err != nil {
		t.Fatal(err)
	}
	fillNoise(n.Input())
	return n, b
}

func TestQuantise(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96},
		{Alpha: 0.25, Resolution: 128, Classes: 1001},
		{Alpha: 0.5, Resolution: 160, Architecture: layers.Shallow, Classes: 7},
	} {
		t.Run(fmt.Sprintf("%v-%d-%v-%d", spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes), func(t *testing.T) {
			n, b := randomQuantised(t, spec)
			want := reference(n.Layers(), b, n.Input())
			n.SetISA(kernels.Scalar)
			have := append([]float32(nil), n.Forward()...)
			worst, size := 0.0, 0.0
			for i := range want {
				worst = max(worst, math.Abs(float64(have[i])-want[i]))
				size = max(size, math.Abs(want[i]))
			}
			t.Logf("logits differ by at most %.2g of the largest", worst/size)
			if len(have) != len(want) || !(worst <= 0.05*size) {
				t.Errorf("have %d logits and a difference of %g, want %d and at most 5 %% of the largest, %g", len(have), worst, len(want), size)
			}
			for _, isa := range kernels.Available() {
				n.SetISA(isa)
				for i, v := range n.Forward() {
					if v != have[i] {
						t.Fatalf("%v, logit %d: have %v, want %v", isa, i, v, have[i])
					}
				}
			}
		})
	}
}

// Channels without weights, with tiny ones and with large biases keep their answers.
func TestQuantiseOddChannels(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 10}
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, layer := range []string{"conv", "block3/depthwise", "block5/pointwise"} {
		for _, tensor := range b.Tensors() {
			out := tensor.Shape[len(tensor.Shape)-1]
			switch tensor.Name {
			case layer + "/weights":
				for i := 0; i < len(tensor.Data); i += out {
					tensor.Data[i], tensor.Data[i+1] = 0, tensor.Data[i+1]*1e-6
				}
			case layer + "/bias":
				tensor.Data[0], tensor.Data[1], tensor.Data[2] = 3, 4, 1000
			}
		}
	}
	n, err := Quantise(spec, b)
	if err != nil {
		t.Fatal(err)
	}
	fillNoise(n.Input())
	want := reference(n.Layers(), b, n.Input())
	have := n.Forward()
	for i := range want {
		if d := math.Abs(float64(have[i]) - want[i]); !(d <= 0.05*largest(have)) {
			t.Errorf("logit %d: have %v, want %v", i, have[i], want[i])
		}
	}
}

func TestQuantisedRefuses(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 10}
	floats, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := func(spoil func(b *weights.Bundle)) *weights.Bundle {
		b := randomIntegers(t, spec)
		spoil(b)
		return b
	}
	set := func(layer string, a weights.Activation) func(b *weights.Bundle) {
		return func(b *weights.Bundle) {
			if err := b.SetActivation(layer, a); err != nil {
				t.Fatal(err)
			}
		}
	}
	coarseBiases := func(b *weights.Bundle) {
		bias, err := b.QuantisedTensor("block2/pointwise/bias", 32)
		if err != nil {
			t.Fatal(err)
		}
		bias.Scale = 1
	}
	infinite, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	infinite.Tensors()[0].Data[0] = float32(math.Inf(1))
	dark, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	dark.Meta.Offset = -1e5
	official := func(spec Spec, b *weights.Bundle) (*Network, error) {
		return NewQuantised(spec, b, FixedPoint)
	}
	for _, c := range []struct {
		name  string
		spec  Spec
		b     *weights.Bundle
		build func(spec Spec, b *weights.Bundle) (*Network, error)
		want  string
	}{
		{"float32 weights", spec, floats, official, "model: weights: activation of input: missing"},
		{"full convolution", Spec{Alpha: 0.25, Resolution: 96, Classes: 10, Architecture: layers.FullConvolution}, floats, Quantise, "have no integer arithmetic"},
		{"resolution 7", Spec{Alpha: 0.25, Resolution: 7}, floats, Quantise, "want a multiple of 32"},
		{"wider than the weights", Spec{Alpha: 0.5, Resolution: 96}, floats, Quantise, "model: conv: weights: tensor conv/weights: have shape [3 3 3 8], want [3 3 3 16]"},
		{"infinite weights", spec, infinite, Quantise, "model: conv: have weights or a bias of output 0 that are not finite"},
		{"far zero", spec, dark, Quantise, "want one within ±8191"},
		{"other mean", spec, spoilt(set("pool", weights.Activation{Scale: 1, Max: 255})), official, "model: pool: have other steps after the mean"},
		{"other steps of biases", spec, spoilt(coarseBiases), official, "model: block2/pointwise: have biases in steps of 1, want"},
		{"factor out of range", spec, spoilt(set("block2/pointwise", weights.Activation{Scale: 1e6, Max: 255})), official, "model: block2/pointwise: have"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := c.build(c.spec, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestFixedPoint(t *testing.T) {
	for _, c := range []struct {
		factor     float64
		multiplier int32
		shift      int
	}{
		{0.5, 1 << 30, 0},
		{0.25, 1 << 30, 1},
		{0.75, 3 << 29, 0},
		{0x1.8p-10, 3 << 29, 9},
		{0.5 - 0x1p-40, 1 << 30, 0}, // rounded up to a power of two
		{0x1p-15, 1 << 30, 14},
	} {
		multiplier, shift, err := fixedPoint(c.factor)
		if multiplier != c.multiplier || shift != c.shift || err != nil {
			t.Errorf("%v: have %d, %d, %v, want %d, %d", c.factor, multiplier, shift, err, c.multiplier, c.shift)
		}
	}
	for _, factor := range []float64{0, -1, 1, 2, 0x1p-16, math.NaN(), math.Inf(1)} {
		if _, _, err := fixedPoint(factor); err == nil {
			t.Errorf("%v: have no error, want one", factor)
		}
	}
}

func TestBuild(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 10}
	floats, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		b         *weights.Bundle
		precision Precision
		official  bool
	}{
		{"f32", floats, Float32, false},
		{"int8", floats, Int8, false},
		{"integers as int8", randomIntegers(t, spec), Int8, true},
		{"integers as f32", randomIntegers(t, spec), Float32, false},
	} {
		n, err := Build(spec, c.b, c.precision)
		if err != nil {
			t.Fatal(err)
		}
		if n.Precision() != c.precision {
			t.Errorf("%s: have %v, want %v", c.name, n.Precision(), c.precision)
		}
		if q, isQuantised := n.numbers.(integerNumbers); isQuantised && (q.common().logits.bytes != nil) != c.official {
			t.Errorf("%s: have logits in bytes %t, want %t", c.name, q.common().logits.bytes != nil, c.official)
		}
		if p, err := ParsePrecision(n.Precision().String()); err != nil || p != c.precision {
			t.Errorf("%s: have %v, %v, want %v", c.name, p, err, c.precision)
		}
	}
	if _, err := ParsePrecision("f16"); err == nil {
		t.Error("f16: have no error, want one")
	}
}

func TestQuantisedForwardAllocatesNothing(t *testing.T) {
	for _, resolution := range []int{96, 128} {
		spec := Spec{Alpha: 0.25, Resolution: resolution}
		n, _ := randomQuantised(t, spec)
		official := must(NewQuantised(spec, randomBytes(t, spec), FloatingPoint))(t)
		for name, n := range map[string]*Network{"quantised here": n, "as Google's files": official} {
			times := make([]time.Duration, len(n.Layers()))
			have := testing.AllocsPerRun(2, func() {
				n.Forward()
				n.ForwardTimed(times)
				n.Probabilities()
			})
			if have != 0 {
				t.Errorf("%s, %d: have %v allocations, want 0", name, resolution, have)
			}
		}
	}
}

func TestQuantisedSetResolution(t *testing.T) {
	n, b := randomQuantised(t, Spec{Alpha: 0.25, Resolution: 160, Classes: 10})
	for _, resolution := range []int{96, 192, 128, 160} {
		if err := n.SetResolution(resolution); err != nil {
			t.Fatal(err)
		}
		fresh, err := Quantise(n.Spec(), b)
		if err != nil {
			t.Fatal(err)
		}
		fillNoise(n.Input())
		fillNoise(fresh.Input())
		want := fresh.Forward()
		for i, have := range n.Forward() {
			if have != want[i] {
				t.Fatalf("resolution %d, logit %d: have %v, want %v", resolution, i, have, want[i])
			}
		}
	}
	if err := n.SetResolution(7); err == nil || n.Spec().Resolution != 160 {
		t.Errorf("have error %v and resolution %d, want an error and still 160", err, n.Spec().Resolution)
	}
}

func BenchmarkQuantisedForward(b *testing.B) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 128},
		{Alpha: 0.5, Resolution: 160},
		{Alpha: 0.75, Resolution: 192},
		{Alpha: 1, Resolution: 224},
	} {
		b.Run(fmt.Sprintf("%v-%d", spec.Alpha, spec.Resolution), func(b *testing.B) {
			n, _ := randomQuantised(b, spec)
			for b.Loop() {
				n.Forward()
			}
			macs := float64(n.Layers().Sum().MultiplyAdds) * float64(b.N)
			b.ReportMetric(macs/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}
