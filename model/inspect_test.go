package model

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// inspected are networks of each kind of number, with their weights.
func inspected(t *testing.T) map[string]*Network {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 11}
	real, _ := randomNetwork(t, spec)
	integers, _ := randomQuantised(t, spec)
	return map[string]*Network{"f32": real, "int8": integers}
}

// Every layer's activation is what the reference computes, to the precision of the numbers.
func TestActivation(t *testing.T) {
	for name, n := range inspected(t) {
		tolerance := map[string]float64{"f32": 1e-5, "int8": 0.12}[name]
		b, err := RandomWeights(n.Spec(), 1)
		if err != nil {
			t.Fatal(err)
		}
		want := make([]float64, len(n.Input()))
		for i, v := range n.Input() {
			want[i] = float64(v)
		}
		var buffer []float32
		for i, l := range n.Layers() {
			var w, bias []float32
			if l.Kind != layers.Pool {
				w, _ = b.Tensor(l.WeightsName(), l.WeightsShape()...)
				bias, _ = b.Tensor(l.BiasName(), l.Out.Channels)
			}
			want = referenceLayer(l, want, w, bias)
			buffer = n.Activation(buffer, i)
			if len(buffer) != l.Out.Elements() {
				t.Fatalf("%s, %s: have %d values, want %d", name, l.Name, len(buffer), l.Out.Elements())
			}
			worst, size := 0.0, 0.0
			for k, v := range buffer {
				worst = max(worst, math.Abs(float64(v)-want[k]))
				size = max(size, math.Abs(want[k]))
			}
			if !(worst <= tolerance*size) {
				t.Errorf("%s, %s: have a difference of %g, want at most %v of the largest value, %g", name, l.Name, worst, tolerance, size)
			}
		}
	}
}

// The mean of a class activation map is the logit less its bias, both as they differ from the mean of all.
func TestActivationMap(t *testing.T) {
	for name, n := range inspected(t) {
		tolerance := map[string]float64{"f32": 1e-5, "int8": 0.01}[name]
		checkMaps(t, name, n, tolerance, func(logit int) float64 {
			b, err := RandomWeights(n.Spec(), 1)
			if err != nil {
				t.Fatal(err)
			}
			bias, _ := b.Tensor("fc/bias", 11)
			return float64(bias[logit])
		})
	}
}

// checkMaps compares the means of all maps with the logits; both are in the units of the logits.
func checkMaps(t *testing.T, name string, n *Network, tolerance float64, bias func(logit int) float64) {
	t.Helper()
	logits := append([]float32(nil), n.Forward()...)
	last := n.Layers()[n.Layers().Features()].Out
	meanLogit, meanBias := 0.0, 0.0
	for logit, v := range logits {
		meanLogit += float64(v) / float64(len(logits))
		meanBias += bias(logit) / float64(len(logits))
	}
	var buffer []float32
	for logit, v := range logits {
		want := float64(v) - meanLogit
		buffer = n.ActivationMap(buffer, logit)
		if len(buffer) != last.Height*last.Width {
			t.Fatalf("%s: have a map of %d cells, want %d×%d", name, len(buffer), last.Height, last.Width)
		}
		mean := 0.0
		for _, v := range buffer {
			mean += float64(v) / float64(len(buffer))
		}
		if have := mean + bias(logit) - meanBias; !(math.Abs(have-want) <= tolerance*largest(logits)) {
			t.Errorf("%s, logit %d: have a mean and bias of %v, want the logit over their mean, %v", name, logit, have, want)
		}
	}
	if allocations := testing.AllocsPerRun(5, func() { buffer = n.ActivationMap(buffer, 0) }); allocations != 0 {
		t.Errorf("%s: have %v allocations for a map, want 0", name, allocations)
	}
}

// What is added to all logits alike changes no probability, and no class activation map.
func TestActivationMapOfDifferences(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 128}
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	explained := func() (cells, logits []float32) {
		n, err := New(spec, b)
		if err != nil {
			t.Fatal(err)
		}
		fillNoise(n.Input())
		logits = n.Forward()
		return n.ActivationMap(nil, 7), logits
	}
	want, before := explained()
	w, err := b.Tensor("fc/weights", 256, b.Meta.Classes)
	if err != nil {
		t.Fatal(err)
	}
	for i := range w {
		w[i] -= 3
	}
	cells, logits := explained()
	if !(logits[7] < before[7]-1) {
		t.Fatalf("have a logit of %v after %v, want it much lower", logits[7], before[7])
	}
	for p, have := range cells {
		if !(math.Abs(float64(have-want[p])) <= 1e-3*largest(want)) {
			t.Errorf("cell %d: have %v with 3 less in every weight, want %v", p, have, want[p])
		}
	}
}

// The maps of Google's integers are in the units of their logits too, in both roundings.
func TestOfficialActivationMap(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "shared", "weights", "official", "mobilenet_v1_0.25_128_quant.tflite"))
	if err != nil {
		t.Skipf("needs Google's weights beside the repository: %v", err)
	}
	b, err := weights.ReadTFLite(data)
	if err != nil {
		t.Fatal(err)
	}
	bias, err := b.Tensor("fc/bias", 1001)
	if err != nil {
		t.Fatal(err)
	}
	for _, rounding := range []Rounding{FloatingPoint, FixedPoint} {
		n, err := NewQuantised(Spec{Alpha: 0.25, Resolution: 128}, b, rounding)
		if err != nil {
			t.Fatal(err)
		}
		fillNoise(n.Input())
		// The pooled features and the logits are bytes: rounded to a step each.
		checkMaps(t, fmt.Sprint("rounding ", rounding), n, 0.1, func(logit int) float64 { return float64(bias[logit]) })
	}
}

// Looking into a network does not change its answers.
func TestInspectingChangesNothing(t *testing.T) {
	for name, n := range inspected(t) {
		want := append([]float32(nil), n.Forward()...)
		n.Activation(nil, 7)
		n.ActivationMap(nil, 3)
		for i, v := range n.Forward() {
			if v != want[i] {
				t.Fatalf("%s, logit %d: have %v after looking, want %v", name, i, v, want[i])
			}
		}
	}
}

// The filters are the first layer's weights, whatever numbers the network computes with.
func TestFilters(t *testing.T) {
	for name, n := range inspected(t) {
		b, err := RandomWeights(n.Spec(), 1)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := b.Tensor("conv/weights", 3, 3, 3, 8)
		have := n.Filters()
		if len(have) != len(want) {
			t.Fatalf("%s: have %d weights, want %d", name, len(have), len(want))
		}
		for i := range want {
			if have[i] != want[i] {
				t.Fatalf("%s, weight %d: have %v, want %v", name, i, have[i], want[i])
			}
		}
	}
}

// The leader of a crew looks inside alone, and goes on with the crew.
func TestInspectInCrew(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 11}
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, precision := range []Precision{Float32, Int8} {
		alone, leader, member := must(Build(spec, b, precision))(t), must(Build(spec, b, precision))(t), must(Build(spec, b, precision))(t)
		fillNoise(alone.Input())
		logits := slices.Clone(alone.Forward())
		wantMap, wantMaps := alone.ActivationMap(nil, 3), alone.Activation(nil, 20)

		team := newTeam(2, leader.CrewBytes(2))
		leader.SetCrew(worker{team, 0})
		member.SetCrew(worker{team, 1})
		fillNoise(leader.Input())
		var working sync.WaitGroup
		working.Go(member.Work)
		for pass := range 2 {
			if have := leader.Forward(); !slices.Equal(have, logits) {
				t.Errorf("%v, pass %d: have logits %v, want %v", precision, pass, have, logits)
			}
			if have := leader.ActivationMap(nil, 3); !slices.Equal(have, wantMap) {
				t.Errorf("%v, pass %d: have a map %v, want %v", precision, pass, have, wantMap)
			}
			if !slices.Equal(leader.Activation(nil, 20), wantMaps) {
				t.Errorf("%v, pass %d: have other maps of layer 20 than alone", precision, pass)
			}
		}
		team.disband()
		working.Wait()
	}
}
