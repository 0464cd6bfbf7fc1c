package model

import (
	"slices"
	"testing"

	"mobilenet/weights"
)

// drawn returns random weights of a width.
func drawn(t testing.TB, spec Spec) *weights.Bundle {
	t.Helper()
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestRebuild takes one network through several widths and resolutions.
func TestRebuild(t *testing.T) {
	for _, precision := range []Precision{Float32, Int8} {
		var one *Network
		for _, spec := range []Spec{
			{Alpha: 0.5, Resolution: 96}, {Alpha: 0.25, Resolution: 160}, {Alpha: 0.5, Resolution: 128}, {Alpha: 0.75, Resolution: 96},
		} {
			b := drawn(t, spec)
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
			fillNoise(fresh.Input())
			fillNoise(one.Input())
			if have, want := one.Forward(), fresh.Forward(); !slices.Equal(have, want) || largest(want) == 0 {
				t.Errorf("%v, alpha %v at %d: have other logits after other widths than at once", precision, spec.Alpha, spec.Resolution)
			}
		}
	}
}

func TestRebuildRefuses(t *testing.T) {
	good := Spec{Alpha: 0.25, Resolution: 96}
	b := drawn(t, good)
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
	if _, err := Build(good, &weights.Bundle{Meta: b.Meta}, Float32); err == nil {
		t.Error("no weights: have no error, want one")
	}
}
