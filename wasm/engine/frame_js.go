package main

import (
	"time"
	"unsafe"

	"mobilenet/kernels"
	"mobilenet/model"
)

// maxAnswers bounds how many answers a frame can ask for: all of ImageNet's classes.
const maxAnswers = 1000

// keepPixels is the largest picture whose buffer stays allocated for the next one, in bytes: a camera's frame.
const keepPixels = 4 * 2048 * 2048

// frame is the memory on a frame's way. All of it is laid out when a network is configured or the frame's size
// changes, so that the exported functions below neither allocate nor fail. Go does not move memory: web/engine.js
// keeps the addresses until the generation changes.
type frame struct {
	generation int32
	norm       kernels.Normalisation
	resizer    *kernels.Resizer
	side       int             // of the square that resizer takes, pixels
	rgba       []byte          // [side, side, 4]
	preview    []byte          // [R, R, 4]
	durations  []time.Duration // one per layer
	layers     []float64       // the same in milliseconds
	top        [maxAnswers]model.Answer
	answers    [2 * maxAnswers]float64 // index and probability of each answer
}

// lay lays out what depends on the network.
func (f *frame) lay(l *loaded) {
	spec := l.network.Spec()
	f.generation++
	f.norm = kernels.Normalisation{Scale: l.meta.Scale, Offset: l.meta.Offset}
	f.resizer = nil
	f.preview = resized(f.preview, 4*spec.Resolution*spec.Resolution)
	f.durations = resized(f.durations, len(l.network.Layers()))
	f.layers = resized(f.layers, len(l.network.Layers()))
}

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}

// describeNetwork tells web/engine.js where the current network's memory lies. It returns nil if there is none.
func (e *engine) describeNetwork() any {
	if e.current == nil {
		return nil
	}
	n, f := e.current.network, &e.frame
	spec := n.Spec()
	return map[string]any{
		"generation": f.generation,
		"alpha":      spec.Alpha,
		"resolution": spec.Resolution,
		"classes":    spec.Classes,
		"isa":        n.ISA().String(),
		"precision":  n.Precision().String(),
		"input":      address(n.Input()),
		"preview":    address(f.preview),
		"layers":     address(f.layers),
		"layerCount": len(f.layers),
		"answers":    address(f.answers[:]),
	}
}

// pixels prepares for square pictures of side pixels and returns where their RGBA bytes go, or why it cannot be.
func (e *engine) pixels(side int) any {
	f := &e.frame
	if f.side == side && f.resizer != nil {
		return address(f.rgba)
	}
	resizer, err := kernels.NewResizer(side, side, e.current.network.Spec().Resolution)
	if err != nil {
		return err.Error()
	}
	if cap(f.rgba) > keepPixels {
		f.rgba = nil
	}
	f.resizer, f.side, f.rgba = resizer, side, resized(f.rgba, 4*side*side)
	return address(f.rgba)
}

// address returns where the values lie in WebAssembly's memory.
func address[T any](s []T) uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(s)))
}

// generation changes when addresses have to be asked for again.
//
//go:wasmexport generation
func generation() int32 { return theEngine.frame.generation }

// resize turns the picture into the network's input.
//
//go:wasmexport resize
func resize() {
	e := &theEngine
	e.frame.resizer.Resize(e.current.network.ISA(), e.current.network.Input(), e.frame.rgba, e.frame.norm)
}

// preview turns the network's input into the picture that it is.
//
//go:wasmexport preview
func preview() {
	f := &theEngine.frame
	f.resizer.Preview(f.preview, theEngine.current.network.Input(), f.norm)
}

// answer runs the network, with the time of each layer, and returns how many of the most probable classes, up to
// top, it has put into answers.
//
//go:wasmexport answer
func answer(top int32) int32 {
	f, l := &theEngine.frame, theEngine.current
	l.network.ForwardTimed(f.durations)
	for i, d := range f.durations {
		f.layers[i] = milliseconds(d)
	}
	found := model.Top(f.top[:min(max(top, 0), maxAnswers)], l.network.Probabilities(), l.meta.Background)
	for i, a := range found {
		f.answers[2*i], f.answers[2*i+1] = float64(a.Index), float64(a.Probability)
	}
	return int32(len(found))
}

// forward runs the network and returns where its logits are.
//
//go:wasmexport forward
func forward() unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(theEngine.current.network.Forward()))
}
