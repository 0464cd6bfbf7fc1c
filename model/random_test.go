package model

import (
	"slices"
	"testing"
)

// Drawn a layer at a time, a network is the one that the same weights make as a bundle.
func TestNewRandom(t *testing.T) {
	for _, arch := range []Architecture{Separable, FullConvolution, Shallow} {
		spec := Spec{Alpha: 0.25, Resolution: 96, Architecture: arch, Classes: 10}
		want, b := randomNetwork(t, spec)
		have, meta, err := NewRandom(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		fillNoise(have.Input())
		if !slices.Equal(have.Forward(), want.Forward()) {
			t.Errorf("%v: have other logits than those of the bundle", arch)
		}
		if !slices.Equal(have.Filters(), want.Filters()) || have.Spec() != want.Spec() || meta.Name != b.Meta.Name || meta.Classes != 10 {
			t.Errorf("%v: have %+v and %+v, want %+v and %+v", arch, have.Spec(), meta, want.Spec(), b.Meta)
		}
	}
	if _, _, err := NewRandom(Spec{Alpha: 2, Resolution: 96}, 1); err == nil {
		t.Error("have no error for alpha 2")
	}
}
