package model

import (
	"slices"
	"testing"

	"mobilenet/weights/layers"
)

// Drawn a layer at a time, a network is the one that the same weights make as a bundle.
func TestDraw(t *testing.T) {
	have := new(Network)
	for _, arch := range []layers.Architecture{layers.Separable, layers.FullConvolution, layers.Shallow} {
		spec := Spec{Alpha: 0.25, Resolution: 96, Architecture: arch, Classes: 10}
		want, b := randomNetwork(t, spec)
		meta, err := have.Draw(spec, 1)
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
	former := have.Spec()
	if _, err := have.Draw(Spec{Alpha: 2, Resolution: 96}, 1); err == nil || have.Spec() != former {
		t.Errorf("have error %v and %+v for alpha 2, want an error and the network as it was", err, have.Spec())
	}
}
