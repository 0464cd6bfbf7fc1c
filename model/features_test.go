package model

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// kinds are the networks of one spec in all numbers.
func kinds(t testing.TB, spec Spec) map[string]func() *Network {
	t.Helper()
	floats, integers := drawn(t, spec), randomBytes(t, spec)
	all := map[string]func() *Network{
		"f32":             func() *Network { return must(New(spec, floats))(t) },
		"int16":           func() *Network { return must(build(spec, floats, quantised(false)))(t) },
		"bytes":           func() *Network { return must(build(spec, floats, quantised(true)))(t) },
		"int16 of a file": func() *Network { return must(build(spec, integers, official(FixedPoint, false)))(t) },
		"bytes of a file": func() *Network { return must(build(spec, integers, official(FloatingPoint, true)))(t) },
	}
	if !kernels.Best().HasBytes() {
		delete(all, "bytes")
		delete(all, "bytes of a file")
	}
	return all
}

// inCrew runs a network that is shared out among size workers, lets look look at the
// leader after a pass, and gives what it returned. Each worker keeps the layers given.
func inCrew[T any](t testing.TB, size int, build func() *Network, fill func(input []float32), look func(leader *Network) T, keep ...int) T {
	t.Helper()
	leader := build()
	leader.Keep(keep...)
	team := newTeam(size, leader.CrewBytes(size))
	leader.SetCrew(worker{team, 0})
	spoil(leader)
	fill(leader.Input())
	var all sync.WaitGroup
	for rank := 1; rank < size; rank++ {
		n := build()
		n.Keep(keep...)
		n.SetCrew(worker{team, rank})
		spoil(n)
		all.Go(n.Work)
	}
	leader.Forward()
	seen := look(leader)
	team.disband()
	all.Wait()
	return seen
}

// After a pass the features are what looking inside shows of the mean, in all numbers and by crews of any size: also
// where no class falls to the leader.
func TestFeatures(t *testing.T) {
	for _, spec := range []Spec{
		{Alpha: 0.25, Resolution: 96, Classes: 11},
		{Alpha: 0.3, Resolution: 160, Classes: 1},
		{Alpha: 0.25, Resolution: 96, Architecture: layers.Shallow, Classes: 3},
	} {
		for kind, build := range kinds(t, spec) {
			t.Run(fmt.Sprintf("%v-%d-%d-%s", spec.Alpha, spec.Resolution, spec.Classes, kind), func(t *testing.T) {
				n := build()
				fillNoise(n.Input())
				n.Forward()
				have := slices.Clone(n.Features())
				want := n.Activation(nil, n.Layers().Find(layers.Pool))
				if !slices.Equal(have, want) || largest(want) == 0 {
					t.Fatalf("have features %v, want %v", have, want)
				}
				for size := 2; size <= 5; size++ {
					have := inCrew(t, size, build, fillNoise, func(n *Network) []float32 { return slices.Clone(n.Features()) })
					if !slices.Equal(have, want) {
						t.Errorf("%d workers: have features %v, want %v", size, have, want)
					}
				}
			})
		}
	}
}

// The leader has every feature, whatever classes fall to it, in the standard convolution's network too.
func TestFeaturesOfFullConvolution(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Architecture: layers.FullConvolution, Classes: 3}
	b := drawn(t, spec)
	build := func() *Network { return must(New(spec, b))(t) }
	want := inCrew(t, 1, build, fillNoise, func(n *Network) []float32 { return slices.Clone(n.Features()) })
	have := inCrew(t, 3, build, fillNoise, func(n *Network) []float32 { return slices.Clone(n.Features()) })
	if !slices.Equal(have, want) || largest(want) == 0 {
		t.Errorf("have features %v, want %v", have, want)
	}
}

// What is kept lies there after a pass, whole, of whatever layer: shared out by rows or by channels.
func TestKeep(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 11}
	for kind, build := range kinds(t, spec) {
		t.Run(kind, func(t *testing.T) {
			alone := build()
			fillNoise(alone.Input())
			table := alone.Layers()
			keep := []int{0, table.Index("block3/depthwise"), table.Index("block11/pointwise"), table.Features(), table.Find(layers.Pool)}
			var want [][]float32
			for _, i := range keep {
				want = append(want, alone.Activation(nil, i))
			}
			wantMap := func() []float32 { alone.Forward(); return alone.ActivationMap(nil, 3) }()
			for size := 1; size <= 4; size++ {
				inCrew(t, size, build, fillNoise, func(n *Network) bool {
					for k, i := range keep {
						if !slices.Equal(n.Output(i), want[k]) || !slices.Equal(n.Activation(nil, i), want[k]) {
							t.Errorf("%d workers, %s: have another output than looking inside shows", size, table[i].Name)
						}
					}
					if have := n.ActivationMap(nil, 3); !slices.Equal(have, wantMap) {
						t.Errorf("%d workers: have an activation map %v, want %v", size, have, wantMap)
					}
					return true
				}, keep...)
			}
		})
	}
}

func TestOutputOfWhatIsNotKept(t *testing.T) {
	n, _ := randomNetwork(t, Spec{Alpha: 0.25, Resolution: 96})
	defer func() {
		if recover() == nil {
			t.Error("have no panic, want one for a layer whose memory others use")
		}
	}()
	n.Output(3)
}

// Features, kept layers and maps cost no allocation.
func TestFeaturesAllocateNothing(t *testing.T) {
	for kind, build := range kinds(t, Spec{Alpha: 0.25, Resolution: 96, Classes: 11}) {
		n := build()
		n.Keep(5)
		fillNoise(n.Input())
		if have := testing.AllocsPerRun(2, func() {
			n.Forward()
			n.Features()
			n.Output(5)
			n.Probabilities()
		}); have != 0 {
			t.Errorf("%s: have %v allocations, want 0", kind, have)
		}
	}
}

// On photos, the features of Google's widest file are what looking inside shows, by one worker and by two, in real
// numbers and in integers.
func TestOfficialFeatures(t *testing.T) {
	const name = "mobilenet_v1_1.0_224_quant (part1+part2)"
	e, found := readExpectations(t)[name]
	if !found {
		t.Skipf("needs the answers of %s beside the repository", name)
	}
	b := readOfficial(t, name)
	spec := Spec{Alpha: e.Alpha, Resolution: e.Resolution}
	for _, precision := range []Precision{Float32, Int8} {
		build := func() *Network { return must(Build(spec, b, precision))(t) }
		n := build()
		pool := n.Layers().Find(layers.Pool)
		photos := slices.Sorted(maps.Keys(e.Top5))
		if kernels.Best() == kernels.Scalar {
			photos = photos[:2] // takes long without assembly
		}
		for _, photo := range photos {
			fill := func(input []float32) { fillInput(t, input, photo, e.Resolution, b.Meta) }
			fill(n.Input())
			n.Forward()
			one := slices.Clone(n.Features())
			if want := n.Activation(nil, pool); !slices.Equal(one, want) || largest(want) == 0 {
				t.Errorf("%v, %s: have other features than looking inside shows", precision, photo)
			}
			two := inCrew(t, 2, build, fill, func(n *Network) []float32 { return slices.Clone(n.Features()) })
			if !slices.Equal(two, one) {
				t.Errorf("%v, %s: have other features by two workers than by one", precision, photo)
			}
		}
	}
}

// A network that was built of a file's integers is rebuilt of a file's integers.
func TestRebuildOfFile(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 11}
	first, second := randomBytes(t, spec), randomBytes(t, Spec{Alpha: 0.25, Resolution: 96, Classes: 7})
	for _, rounding := range []Rounding{FloatingPoint, FixedPoint} {
		n := must(NewQuantised(spec, first, rounding))(t)
		other := Spec{Alpha: 0.25, Resolution: 128}
		if err := n.Rebuild(other, second); err != nil {
			t.Fatal(err)
		}
		fresh := must(NewQuantised(other, second, rounding))(t)
		fillNoise(n.Input())
		fillNoise(fresh.Input())
		if have, want := n.Forward(), fresh.Forward(); !slices.Equal(have, want) {
			t.Errorf("rounding %d: have logits %v, want %v", rounding, have, want)
		}
		if err := n.Rebuild(spec, drawn(t, spec)); err == nil {
			t.Errorf("rounding %d: have no error for weights in float32, want one", rounding)
		}
	}
}
