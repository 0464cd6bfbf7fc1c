package model

import (
	"fmt"
	"math"
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
	if _, err := Quantise(spec, b); err == nil || !strings.Contains(err.Error(), "model: SSD: have no integer arithmetic for it, want float32") {
		t.Errorf("in integers: have error %v, want one that says so", err)
	}
}
