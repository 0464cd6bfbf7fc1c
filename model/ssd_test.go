package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// Every head of the detector gives what the reference computes, alone and in a crew: sides of 75 and 19 pixels, heads
// with any number of channels, several layers that read one.
func TestSSDAgreesWithReference(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 300, Architecture: layers.SSD},
		{Alpha: 1, Resolution: 300, Architecture: layers.SSD, Classes: 5},
	} {
		t.Run(fmt.Sprint(spec.Alpha), func(t *testing.T) {
			n, b := randomNetwork(t, spec)
			table := n.Layers()
			want := referenceOutputs(table, b, n.Input())
			check := func(name string, n *Network) {
				for _, i := range table.Outputs() {
					have := n.Output(i)
					if len(have) != len(want[i]) {
						t.Fatalf("%s, %s: have %d values, want %d", name, table[i].Name, len(have), len(want[i]))
					}
					size, worst := 0.0, 0.0
					for k, v := range want[i] {
						size, worst = max(size, math.Abs(v)), max(worst, math.Abs(float64(have[k])-v))
					}
					if !(worst <= 1e-5*size) {
						t.Errorf("%s, %s: have a difference of %g, want at most 1e-5 of the largest value, %g", name, table[i].Name, worst, size)
					}
				}
			}
			for _, isa := range kernels.Available() {
				n.SetISA(isa)
				n.Forward()
				check(isa.String(), n)
			}
			if spec.Alpha < 1 {
				build := func() *Network { return must(New(spec, b))(t) }
				for size := 2; size <= 5; size++ {
					inCrew(t, size, build, fillNoise, func(n *Network) bool { check(fmt.Sprint(size, " workers"), n); return true })
				}
			}
		})
	}
}

// The detector's network keeps a feature map of its body, allocates nothing, and is no classifier.
func TestSSDNetwork(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 300, Architecture: layers.SSD}
	n, b := randomNetwork(t, spec)
	block11 := n.Layers().Index("block11/pointwise")
	want := n.Activation(nil, block11)
	n.Keep(block11)
	fillNoise(n.Input())
	n.Forward()
	if !slices.Equal(n.Output(block11), want) {
		t.Error("have another feature map kept than looking inside shows")
	}
	times := make([]time.Duration, len(n.Layers()))
	if have := testing.AllocsPerRun(1, func() { n.ForwardTimed(times) }); have != 0 {
		t.Errorf("have %v allocations, want 0", have)
	}
	if have := n.Features(); have != nil {
		t.Errorf("have %d features, want none", len(have))
	}
	if have := n.Spec().Classes; have != layers.COCOClasses {
		t.Errorf("have %d classes, want %d", have, layers.COCOClasses)
	}
	if _, err := Quantise(spec, b); err == nil || !strings.Contains(err.Error(), "model: SSD: cannot be quantised without the ranges") {
		t.Errorf("in integers: have error %v, want one that says so", err)
	}
}

// Every head of the detector gives the reference's bytes in integers of either kind, alone and in a crew.
func TestSSDInIntegers(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 300, Architecture: layers.SSD, Classes: 2} // scores of 6 and 12 channels
	b := randomIntegers(t, spec)
	rng := rand.New(rand.NewPCG(4, 0))
	picture := make([]uint8, 300*300*3)
	for i := range picture {
		picture[i] = uint8(rng.Uint32())
	}
	fill := func(input []float32) {
		for i, v := range picture {
			input[i] = float32(v)*b.Meta.Scale + b.Meta.Offset
		}
	}
	table := must(layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes))(t)
	// All heads, and layers of each kind whose outputs are made otherwise than a classifier's.
	kept := []int{table.Index("block11/pointwise"), table.Index("extra1/pointwise"), table.Index("extra2/conv")}
	want := integerOutputs(table, b, picture, FloatingPoint)
	for _, bytes := range []bool{false, true} {
		build := func() *Network { return must(build(spec, b, official(FloatingPoint, bytes)))(t) }
		if n := build(); inBytes(n) != (bytes && kernels.Best().HasBytes()) || n.Precision() != Int8 {
			t.Errorf("bytes %t: have a network in bytes %t", bytes, inBytes(n))
		}
		check := func(name string, n *Network) {
			for _, i := range append(table.Outputs(), kept...) {
				if slices.Min(want[i]) == slices.Max(want[i]) {
					t.Fatalf("%s: have only the byte %d, want several", table[i].Name, want[i][0])
				}
				to := must(b.Activation(table[i].Name))(t)
				for k, have := range n.Output(i) {
					if real := float32(int(want[i][k])-int(to.Zero)) * to.Scale; have != real {
						t.Fatalf("%s, bytes %t, %s, value %d: have %v, want %v, which is byte %d", name, bytes, table[i].Name, k, have, real, want[i][k])
					}
				}
			}
		}
		n := build()
		n.Keep(kept...)
		fill(n.Input())
		for _, isa := range kernels.Available() {
			n.SetISA(isa)
			n.Forward()
			check(isa.String(), n)
		}
		head := table.Index("head1/boxes")
		if have := testing.AllocsPerRun(1, func() { n.Forward(); n.Output(head) }); have != 0 {
			t.Errorf("bytes %t: have %v allocations, want 0", bytes, have)
		}
		for size := 2; size <= 5; size++ {
			inCrew(t, size, build, fill, func(n *Network) bool { check(fmt.Sprint(size, " workers"), n); return true }, kept...)
		}
	}
	other := Spec{Alpha: 0.25, Resolution: 300, Architecture: layers.SSD, Classes: 3}
	n := must(NewQuantised(other, randomIntegers(t, other), FloatingPoint))(t)
	if err := n.Rebuild(spec, b); err != nil {
		t.Fatal(err)
	}
	fill(n.Input())
	n.Forward()
	for _, i := range table.Outputs() {
		if have := n.Output(i)[0]; have != float32(int(want[i][0])-150)*0.02 {
			t.Errorf("%s, rebuilt: have %v, want byte %d", table[i].Name, have, want[i][0])
		}
	}
	if _, err := NewQuantised(spec, b, FixedPoint); err == nil || !strings.Contains(err.Error(), "head1/boxes: have no rounding in fixed point") {
		t.Errorf("in fixed point: have error %v, want one that says so", err)
	}
}

// BenchmarkSSD measures the network of Google's file, its width and its classes: of each group of layers the sum of the
// layers' best times, and the floor, their multiply-adds over the most that a core makes.
func BenchmarkSSD(b *testing.B) {
	spec := Spec{Alpha: 0.75, Resolution: 300, Architecture: layers.SSD, Classes: layers.COCOClasses}
	for _, kind := range []struct {
		name  string
		build func() (*Network, error)
	}{
		{"f32", func() (*Network, error) {
			w, err := RandomWeights(spec, 1)
			if err != nil {
				return nil, err
			}
			return New(spec, w)
		}},
		{"int8", func() (*Network, error) { return NewQuantised(spec, randomIntegers(b, spec), FloatingPoint) }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			n := must(kind.build())(b)
			fillNoise(n.Input())
			table := n.Layers()
			times, best := make([]time.Duration, len(table)), make([]time.Duration, len(table))
			for b.Loop() {
				n.ForwardTimed(times)
				for i, t := range times {
					if best[i] == 0 || t < best[i] {
						best[i] = t
					}
				}
			}
			peak := n.ISA().Peak(n.Precision() == Int8, 100*time.Millisecond)
			sums, floors := map[string]float64{}, map[string]float64{}
			for i, l := range table {
				for _, group := range []string{ssdGroup(l), "all"} {
					sums[group] += best[i].Seconds() * 1e3
					floors[group] += float64(l.MultiplyAdds()) / peak
				}
			}
			for group, sum := range sums {
				b.ReportMetric(sum, group+"-ms")
				b.ReportMetric(floors[group], group+"-floor-ms")
			}
		})
	}
}

// ssdGroup names the layers that are measured together.
func ssdGroup(l layers.Layer) string {
	part, _, _ := strings.Cut(l.Name, "/")
	switch {
	case l.From == layers.Input:
		return "conv"
	case strings.HasPrefix(part, "head"):
		return "heads"
	case strings.HasPrefix(part, "extra"):
		return "extra"
	case l.Kind == layers.Depthwise:
		return "depthwise"
	case l.Out.Height >= 38:
		return "pointwise-150-to-38"
	case l.Out.Height == 19:
		return "pointwise-19"
	}
	return "pointwise-10"
}
