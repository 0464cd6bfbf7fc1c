package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// randomNetwork builds a network of random weights, and fills its input with noise in [−1, 1].
func randomNetwork(t testing.TB, spec Spec) (*Network, *weights.Bundle) {
	t.Helper()
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	n, err := New(spec, b)
	if err != nil {
		t.Fatal(err)
	}
	fillNoise(n.Input())
	return n, b
}

func fillNoise(dst []float32) {
	rng := rand.New(rand.NewPCG(2, 0))
	for i := range dst {
		dst[i] = 2*rng.Float32() - 1
	}
}

func TestForwardAgreesWithReference(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96},
		{Alpha: 0.25, Resolution: 128, Classes: 1001},
		{Alpha: 0.3, Resolution: 96, Classes: 7},
		{Alpha: 0.5, Resolution: 160, Architecture: layers.Shallow},
		{Alpha: 0.25, Resolution: 96, Architecture: layers.FullConvolution},
	} {
		for _, isa := range kernels.Available() {
			t.Run(fmt.Sprintf("%v-%d-%v-%d-%v", spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes, isa), func(t *testing.T) {
				n, b := randomNetwork(t, spec)
				n.SetISA(isa)
				have := n.Forward()
				want := reference(n.Layers(), b, n.Input())
				if len(have) != len(want) {
					t.Fatalf("have %d logits, want %d", len(have), len(want))
				}
				largest, worst := 0.0, 0.0
				for i := range want {
					largest = max(largest, math.Abs(want[i]))
					worst = max(worst, math.Abs(float64(have[i])-want[i]))
				}
				if !(worst <= 1e-5*largest) {
					t.Errorf("have a difference of %g, want at most 1e-5 of the largest logit, %g", worst, largest)
				}
			})
		}
	}
}

// All instruction sets give the same logits bit for bit, but for the relaxed one, which rounds less.
func TestISAsAgree(t *testing.T) {
	if len(kernels.Available()) == 1 {
		t.Skip("this build has one instruction set")
	}
	n, _ := randomNetwork(t, Spec{Alpha: 0.5, Resolution: 128})
	n.SetISA(kernels.Scalar)
	want := append([]float32(nil), n.Forward()...)
	for _, isa := range kernels.Available() {
		tolerance := 0.0
		if isa == kernels.Relaxed {
			tolerance = 1e-5 * largest(want)
		}
		n.SetISA(isa)
		for i, have := range n.Forward() {
			if d := math.Abs(float64(have) - float64(want[i])); !(d <= tolerance) {
				t.Fatalf("%v, logit %d: have %v, want %v within %v", isa, i, have, want[i], tolerance)
			}
		}
	}
}

func TestForwardAllocatesNothing(t *testing.T) {
	for _, arch := range []layers.Architecture{layers.Separable, layers.FullConvolution, layers.Shallow} {
		n, _ := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 96, Architecture: arch})
		times := make([]time.Duration, len(n.Layers()))
		var answers [5]Answer
		have := testing.AllocsPerRun(2, func() {
			n.Forward()
			n.ForwardTimed(times)
			Top(answers[:], n.Probabilities(), false)
		})
		if have != 0 {
			t.Errorf("%v: have %v allocations, want 0", arch, have)
		}
	}
}

func TestForwardIsRepeatable(t *testing.T) {
	n, _ := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 96})
	first := append([]float32(nil), n.Forward()...)
	n.Probabilities()
	times := make([]time.Duration, len(n.Layers()))
	for i, have := range n.ForwardTimed(times) {
		if have != first[i] {
			t.Fatalf("logit %d: have %v the second time, want %v", i, have, first[i])
		}
	}
	for i, d := range times {
		if d < 0 {
			t.Errorf("%s: have %v, want a time", n.Layers()[i].Name, d)
		}
	}
}

// A network whose resolution is changed answers as one that was built for it, and
// coming back to a smaller one takes no new memory.
func TestSetResolution(t *testing.T) {
	n, b := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 160})
	for _, resolution := range []int{96, 192, 128, 160} {
		if err := n.SetResolution(resolution); err != nil {
			t.Fatal(err)
		}
		fresh, err := New(n.Spec(), b)
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
	arena := &n.arena[0]
	if err := n.SetResolution(96); err != nil {
		t.Fatal(err)
	}
	if &n.arena[0] != arena {
		t.Error("have a new arena for a smaller input, want the old one")
	}
	if err := n.SetResolution(7); err == nil || n.Spec().Resolution != 96 {
		t.Errorf("have error %v and resolution %d, want an error and still 96", err, n.Spec().Resolution)
	}
}

func TestProbabilities(t *testing.T) {
	n, _ := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 96, Classes: 10})
	n.Forward()
	var sum float32
	for _, p := range n.Probabilities() {
		sum += p
	}
	if len(n.Probabilities()) != 10 || math.Abs(float64(sum)-1) > 1e-5 {
		t.Errorf("have %d probabilities that sum to %v, want 10 that sum to 1", len(n.Probabilities()), sum)
	}
}

func TestNewRefuses(t *testing.T) {
	good := Spec{Alpha: 0.25, Resolution: 96, Classes: 1000}
	for _, c := range []struct {
		name    string
		made    Spec // what the weights are for
		spec    Spec
		without string // tensor to leave out
		want    string
	}{
		{"alpha 0", good, Spec{Alpha: 0, Resolution: 96}, "", "want a width multiplier"},
		{"resolution 7", good, Spec{Alpha: 0.25, Resolution: 7}, "", "want a multiple of 32"},
		{"wider than the weights", good, Spec{Alpha: 0.5, Resolution: 96}, "", "model: conv: weights: tensor conv/weights: have shape [3 3 3 8], want [3 3 3 16]"},
		{"other classes", good, Spec{Alpha: 0.25, Resolution: 96, Classes: 10}, "", "model: fc: weights: tensor fc/weights: have shape [256 1000], want [256 10]"},
		{"other architecture", good, Spec{Alpha: 0.25, Resolution: 96, Architecture: layers.FullConvolution}, "", "tensor block1/conv/weights: missing"},
		{"missing bias", good, good, "block4/pointwise/bias", "tensor block4/pointwise/bias: missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			full, err := RandomWeights(c.made, 1)
			if err != nil {
				t.Fatal(err)
			}
			b := &weights.Bundle{Meta: full.Meta}
			for _, tensor := range full.Tensors() {
				if tensor.Name != c.without {
					if err := b.Add(tensor); err != nil {
						t.Fatal(err)
					}
				}
			}
			if _, err := New(c.spec, b); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want one with %q", err, c.want)
			}
		})
	}
}

func BenchmarkForward(b *testing.B) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 128},
		{Alpha: 0.5, Resolution: 160},
		{Alpha: 0.75, Resolution: 192},
		{Alpha: 1, Resolution: 224},
	} {
		b.Run(fmt.Sprintf("%v-%d", spec.Alpha, spec.Resolution), func(b *testing.B) {
			n, _ := randomNetwork(b, spec)
			for b.Loop() {
				n.Forward()
			}
			macs := float64(n.Layers().Sum().MultiplyAdds) * float64(b.N)
			b.ReportMetric(macs/b.Elapsed().Seconds()/1e9, "GMAC/s")
		})
	}
}
