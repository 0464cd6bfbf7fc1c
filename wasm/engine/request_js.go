package main

import (
	"fmt"
	"slices"
	"strings"
	"syscall/js"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights/layers"
)

// request is a configure message after its values were checked. A zero alpha or resolution is an error of the
// visitor's; the one that the weights were trained at is asked for by leaving it out.
type request struct {
	id           js.Value
	slot         int
	alpha        *float64
	resolution   *int
	isa          kernels.ISA
	precision    model.Precision
	architecture layers.Architecture
	source       weightsSource
	keep         bool // the weights are to be kept for other networks of them
}

// readRequest checks a configure message.
func readRequest(message js.Value) (request, error) {
	r := request{id: message.Get("id"), isa: kernels.Best()}
	var err error
	if r.slot, err = parseSlot(message.Get("slot")); err != nil {
		return r, err
	}
	if v := message.Get("alpha"); !v.IsNull() && !v.IsUndefined() {
		if v.Type() != js.TypeNumber {
			return r, fmt.Errorf("engine: alpha: have a %v, want a number", v.Type())
		}
		alpha := v.Float()
		r.alpha = &alpha
	}
	if v := message.Get("resolution"); !v.IsNull() && !v.IsUndefined() {
		if v.Type() != js.TypeNumber || v.Float() != float64(v.Int()) {
			return r, fmt.Errorf("engine: resolution %v: want a whole number of pixels", js.Global().Call("String", v))
		}
		resolution := v.Int()
		r.resolution = &resolution
	}
	if v := message.Get("isa"); v.Truthy() {
		isa, err := parseISA(js.Global().Call("String", v).String())
		if err != nil {
			return r, err
		}
		r.isa = isa
	}
	if v := message.Get("precision"); v.Truthy() {
		if r.precision, err = model.ParsePrecision(js.Global().Call("String", v).String()); err != nil {
			return r, err
		}
	}
	if r.architecture, err = parseArchitecture(message.Get("architecture")); err != nil {
		return r, err
	}
	r.source, err = readWeightsSource(message.Get("weights"))
	r.keep = err == nil && message.Get("weights").Get("keep").Truthy()
	if _, random := r.source.(randomSource); err == nil && !random && r.architecture != layers.Separable {
		err = fmt.Errorf("engine: architecture %v: want random weights, there are no trained ones", r.architecture)
	}
	return r, err
}

// slotNames are the slots as messages name them.
var slotNames = [...]string{"a", "b"}

// parseSlot finds a slot by its name, "a" if a message has none.
func parseSlot(v js.Value) (int, error) {
	if v.IsNull() || v.IsUndefined() {
		return 0, nil
	}
	name := js.Global().Call("String", v).String()
	if i := slices.Index(slotNames[:], name); i >= 0 {
		return i, nil
	}
	return 0, fmt.Errorf("engine: slot %q: want a or b", name)
}

// architectureNames are the architectures as messages name them.
var architectureNames = [...]string{layers.Separable: "separable", layers.FullConvolution: "full", layers.Shallow: "shallow"}

// parseArchitecture finds an architecture by its name, MobileNet itself if a message has none.
func parseArchitecture(v js.Value) (layers.Architecture, error) {
	if v.IsNull() || v.IsUndefined() {
		return layers.Separable, nil
	}
	name := js.Global().Call("String", v).String()
	if i := slices.Index(architectureNames[:], name); i >= 0 {
		return layers.Architecture(i), nil
	}
	return 0, fmt.Errorf("engine: architecture %q: want separable, full or shallow", name)
}

// parseISA finds an instruction set of this build by its name.
func parseISA(name string) (kernels.ISA, error) {
	var names []string
	for _, isa := range kernels.Available() {
		if isa.String() == name {
			return isa, nil
		}
		names = append(names, isa.String())
	}
	return 0, fmt.Errorf("engine: instruction set %q: want %s", name, strings.Join(names, " or "))
}
