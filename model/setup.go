package model

import (
	"mobilenet/kernels"
	"mobilenet/weights"
)

// Spec says which network to build.
type Spec struct {
	Alpha        float64 // width multiplier, [MinAlpha, MaxAlpha]
	Resolution   int     // input side in pixels, see [Layers]
	Architecture Architecture
	Classes      int // classifier outputs; 0 means as many as the weights have
}

// setup is what every network is built as, whatever numbers it computes with.
type setup struct {
	spec   Spec
	isa    kernels.ISA
	layers []Layer
}

// newSetup lays out the network of spec for the weights in b, with the fastest
// kernels. It fails if the spec is not legal, see [Layers].
func newSetup(spec Spec, b *weights.Bundle) (setup, error) {
	if spec.Classes == 0 {
		spec.Classes = b.Meta.Classes
	}
	layers, err := Layers(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
	return setup{spec, kernels.Best(), layers}, err
}

// setResolution changes the layer table to another resolution. After an error it
// is as it was.
func (s *setup) setResolution(resolution int) error {
	layers, err := Layers(s.spec.Alpha, resolution, s.spec.Architecture, s.spec.Classes)
	if err != nil {
		return err
	}
	s.spec.Resolution = resolution
	s.layers = layers
	return nil
}

// SetISA chooses the kernels that run. It panics if this build lacks isa.
func (s *setup) SetISA(isa kernels.ISA) {
	if !isa.Available() {
		panic("model: " + isa.String() + " kernels are not in this build")
	}
	s.isa = isa
}

// ISA returns the kernels that run.
func (s *setup) ISA() kernels.ISA { return s.isa }

// Spec returns what the network was built as, with its class count filled in.
func (s *setup) Spec() Spec { return s.spec }

// Layers returns the network's layer table, which must not be changed.
func (s *setup) Layers() []Layer { return s.layers }
