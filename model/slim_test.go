package model

import (
	"runtime"
	"slices"
	"testing"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/oniontest"
)

// slimFiles are slimmable weights of both kinds, of a few classes.
var slimFiles = map[string]oniontest.File{
	"float16": {AlphaMin: 0.25, AlphaMax: 40. / 128, Classes: 11, Bands: []int{128, 224}},
	"int8":    {AlphaMin: 0.25, AlphaMax: 40. / 128, Classes: 11, Bands: []int{128, 224}, Int8: true},
}

// slice returns the weights of a width.
func slice(t testing.TB, o *weights.Onion, spec Spec) *weights.Bundle {
	t.Helper()
	b, err := o.Slice(spec.Alpha, spec.Resolution)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestSlimmable runs every width of slimmable weights at every resolution, and one network through all of them.
func TestSlimmable(t *testing.T) {
	for name, f := range slimFiles {
		o := openOnion(t, f)
		for _, precision := range []Precision{Float32, Int8} {
			t.Run(name+"/"+precision.String(), func(t *testing.T) {
				var one Classifier
				for _, resolution := range []int{96, 128, 160, 192, 224, 256, 288, 320} {
					widths := o.Widths()
					if resolution > 128 { // enough of the large ones
						widths = []float64{f.AlphaMin, f.AlphaMax}
					}
					for _, alpha := range slices.Backward(widths) {
						spec := Spec{Alpha: alpha, Resolution: resolution}
						b := slice(t, o, spec)
						fresh, err := Build(spec, b, precision)
						if err != nil {
							t.Fatal(err)
						}
						if one == nil {
							one = fresh
						}
						if err := one.Rebuild(spec, b); err != nil {
							t.Fatal(err)
						}
						if resolution > 192 && alpha > 0.25 {
							continue
						}
						fillNoise(fresh.Input())
						fillNoise(one.Input())
						if have, want := one.Forward(), fresh.Forward(); !slices.Equal(have, want) || largest(want) == 0 {
							t.Errorf("alpha %v at %d: have %v after other widths, want %v", alpha, resolution, have, want)
						}
					}
				}
			})
		}
	}
}

// TestSlimmableAgreesWithReference holds a slice against the definition in double precision.
func TestSlimmableAgreesWithReference(t *testing.T) {
	for name, f := range slimFiles {
		o := openOnion(t, f)
		spec := Spec{Alpha: 37. / 128, Resolution: 96}
		n, err := New(spec, slice(t, o, spec))
		if err != nil {
			t.Fatal(err)
		}
		n.SetISA(kernels.Scalar)
		fillNoise(n.Input())
		b := &weights.Bundle{Meta: o.Meta()}
		for name, tensor := range f.Tensors(5, 0) {
			if err := b.Add(weights.Tensor{Name: name, Shape: tensor.Shape, Data: tensor.Data}); err != nil {
				t.Fatal(err)
			}
		}
		want := reference(n.Layers(), b, n.Input())
		for i, have := range n.Forward() {
			if d := float64(have) - want[i]; !(d*d <= 1e-10*want[i]*want[i]+1e-8) {
				t.Errorf("%s: logit %d: have %v, want %v", name, i, have, want[i])
			}
		}
	}
}

// TestRebuildAllocates holds switching to widths that were there before to small tables.
func TestRebuildAllocates(t *testing.T) {
	const most = 64 << 10 // bytes a switch; the weights take 2 MB
	o := openOnion(t, slimFiles["float16"])
	for _, precision := range []Precision{Float32, Int8} {
		n, err := Build(Spec{Alpha: 0.25, Resolution: 160}, slice(t, o, Spec{Alpha: 0.25, Resolution: 160}), precision)
		if err != nil {
			t.Fatal(err)
		}
		round := func() (switches uint64) {
			for _, alpha := range o.Widths() {
				spec := Spec{Alpha: alpha, Resolution: 160}
				if err := n.Rebuild(spec, slice(t, o, spec)); err != nil {
					t.Fatal(err)
				}
				switches++
			}
			return switches
		}
		round()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		switches := round()
		runtime.ReadMemStats(&after)
		if have := (after.TotalAlloc - before.TotalAlloc) / switches; have > most {
			t.Errorf("%v: have %d bytes allocated a switch, want at most %d", precision, have, most)
		}
	}
}

func TestRebuildRefuses(t *testing.T) {
	o := openOnion(t, slimFiles["int8"])
	good := Spec{Alpha: 0.25, Resolution: 96}
	b := slice(t, o, good)
	for _, precision := range []Precision{Float32, Int8} {
		n, err := Build(good, b, precision)
		if err != nil {
			t.Fatal(err)
		}
		fillNoise(n.Input())
		want := slices.Clone(n.Forward())
		for _, bad := range []Spec{{Alpha: 0.25, Resolution: 100}, {Alpha: 2, Resolution: 96}} {
			if err := n.Rebuild(bad, b); err == nil {
				t.Errorf("%v: %v: have no error, want one", precision, bad)
			}
		}
		if have := n.Forward(); !slices.Equal(have, want) || n.Spec().Alpha != 0.25 {
			t.Errorf("%v: afterwards have %v of %v, want %v", precision, have, n.Spec(), want)
		}
		if err := n.Rebuild(Spec{Alpha: 0.5, Resolution: 96}, b); err == nil {
			t.Errorf("%v: weights of another width: have no error, want one", precision)
		}
	}
	if _, err := Build(good, &weights.Bundle{Meta: o.Meta()}, Float32); err == nil {
		t.Error("no weights: have no error, want one")
	}
}
