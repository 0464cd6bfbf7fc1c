package main

import (
	"fmt"
	"slices"
	"strings"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights/layers"
)

// request is a configure message after its values were checked. A zero alpha or resolution is an error of the
// visitor's; the one that the weights were trained at is asked for by leaving it out.
type request struct {
	id           int
	slot         int
	alpha        *float64
	resolution   *int
	isa          kernels.ISA
	precision    model.Precision
	tile         *kernels.Tile // nil: the faster
	architecture layers.Architecture
	source       weightsSource
	keep         bool // the weights are to be kept for other networks of them
}

// readRequest checks a configure message.
func readRequest(m *message.Configure) (request, error) {
	r := request{id: m.ID, alpha: m.Alpha, resolution: m.Resolution, keep: m.Weights.Keep}
	var err error
	if r.slot, err = parseSlot(m.Slot); err != nil {
		return r, err
	}
	if r.isa, err = parseISA(m.ISA); err != nil {
		return r, err
	}
	if m.Precision != "" {
		if r.precision, err = model.ParsePrecision(m.Precision); err != nil {
			return r, err
		}
	}
	if m.Tile != "" {
		i := slices.IndexFunc(kernels.Tiles(), func(t kernels.Tile) bool { return t.String() == m.Tile })
		if i < 0 {
			return r, fmt.Errorf("engine: tile %q: want narrow or wide", m.Tile)
		}
		r.tile = &kernels.Tiles()[i]
	}
	if r.architecture, err = parseArchitecture(m.Architecture); err != nil {
		return r, err
	}
	if r.source, err = readWeightsSource(&m.Weights); err != nil {
		return r, err
	}
	if _, random := r.source.(randomSource); !random && r.architecture != layers.Separable {
		err = fmt.Errorf("engine: architecture %v: want random weights, there are no trained ones", r.architecture)
	}
	return r, err
}

// noSlot is where the detector is built.
const noSlot = -1

// slotNames are the slots as messages name them.
var slotNames = [...]string{message.A, message.B}

// parseSlot finds a slot by its name, "a" if a message has none.
func parseSlot(name message.Slot) (int, error) {
	if name == "" {
		return 0, nil
	}
	if i := slices.Index(slotNames[:], name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("engine: slot %q: want a or b", name)
}

// architectureNames are the architectures as messages name them.
var architectureNames = [...]string{layers.Separable: "separable", layers.FullConvolution: "full", layers.Shallow: "shallow"}

// parseArchitecture finds an architecture by its name, MobileNet itself if a message has none.
func parseArchitecture(name string) (layers.Architecture, error) {
	if name == "" {
		return layers.Separable, nil
	}
	if i := slices.Index(architectureNames[:], name); i >= 0 {
		return layers.Architecture(i), nil
	}
	return 0, fmt.Errorf("engine: architecture %q: want %s", name, strings.Join(architectureNames[:], ", "))
}

// parseISA finds an instruction set of this build by its name, the best if a message has none.
func parseISA(name string) (kernels.ISA, error) {
	if name == "" {
		return kernels.Best(), nil
	}
	var names []string
	for _, isa := range kernels.Available() {
		if isa.String() == name {
			return isa, nil
		}
		names = append(names, isa.String())
	}
	return 0, fmt.Errorf("engine: instruction set %q: want %s", name, strings.Join(names, " or "))
}
