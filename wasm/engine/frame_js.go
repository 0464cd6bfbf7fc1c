package main

import (
	"context"
	"time"
	"unsafe"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights/layers"
)

// maxAnswers bounds how many answers a frame can ask for: all of ImageNet's classes.
const maxAnswers = layers.ImageNetClasses

// keepPixels is the largest picture whose buffer stays allocated for the next one, in bytes: a camera's frame.
const keepPixels = 4 * 2048 * 2048

// slot holds the network that answers, and the memory on a frame's way through it. All of it is laid out when a
// network is configured or the picture's size changes, so that the exported functions below neither allocate nor fail.
// Go does not move memory: web/engine.js keeps the addresses until the generation changes.
type slot struct {
	current    *loaded            // nil before the first configure
	cancel     context.CancelFunc // ends the configure that is under way
	generation int32
	norm       kernels.Normalisation
	resizer    *kernels.Resizer
	side       int             // of the square that resizer takes, pixels
	preview    []byte          // [R, R, 4]
	durations  []time.Duration // one per layer
	layers     []float64       // the same in milliseconds
	top        [maxAnswers]model.Answer
	answers    [2 * maxAnswers]float64 // index and probability of each answer
	explained  []float32               // the class activation map that was asked for, [rows, columns]
}

// picture is the square that was classified last.
type picture struct {
	side int    // pixels
	rgba []byte // [side, side, 4]
}

// lay lays out what depends on the network.
func (s *slot) lay(l *loaded) {
	spec := l.network.Spec()
	s.current = l
	s.generation++
	s.norm = kernels.Normalisation{Scale: l.meta.Scale, Offset: l.meta.Offset}
	s.resizer = nil
	s.preview = resized(s.preview, 4*spec.Resolution*spec.Resolution)
	s.durations = resized(s.durations, len(l.network.Layers()))
	s.layers = resized(s.layers, len(l.network.Layers()))
	table := l.network.Layers()
	grid := table[table.Features()].Out
	s.explained = resized(s.explained, grid.Height*grid.Width)
}

// fit makes the slot take square pictures of side pixels.
func (s *slot) fit(side int) error {
	if s.side == side && s.resizer != nil {
		return nil
	}
	resizer, err := kernels.NewResizer(side, side, s.current.network.Spec().Resolution)
	if err == nil {
		s.resizer, s.side = resizer, side
	}
	return err
}

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}

// describeNetwork tells web/engine.js where the memory of a slot's network lies. It returns nil if there is none.
func (e *engine) describeNetwork(at int) any {
	s := &e.slots[at]
	if s.current == nil {
		return nil
	}
	n := s.current.network
	spec := n.Spec()
	return map[string]any{
		"generation": s.generation,
		"alpha":      spec.Alpha,
		"resolution": spec.Resolution,
		"classes":    spec.Classes,
		"isa":        n.ISA().String(),
		"precision":  n.Precision().String(),
		"input":      address(n.Input()),
		"preview":    address(s.preview),
		"layers":     address(s.layers),
		"layerCount": len(s.layers),
		"answers":    address(s.answers[:]),
		"explained":  address(s.explained),
		"cells":      len(s.explained),
	}
}

// pixels prepares a slot for square pictures of side pixels and returns where their RGBA bytes go, or why it cannot be.
func (e *engine) pixels(at, side int) any {
	if err := e.slots[at].fit(side); err != nil {
		return err.Error()
	}
	p := &e.picture
	if p.side != side {
		if cap(p.rgba) > keepPixels {
			p.rgba = nil
		}
		p.side, p.rgba = side, resized(p.rgba, 4*side*side)
	}
	return address(p.rgba)
}

// address returns where the values lie in WebAssembly's memory.
func address[T any](s []T) uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(s)))
}

// generation changes when a slot's addresses have to be asked for again.
//
//go:wasmexport generation
func generation(at int32) int32 { return theEngine.slots[at].generation }

// resize turns the picture into the input of a slot's network.
//
//go:wasmexport resize
func resize(at int32) {
	s := &theEngine.slots[at]
	s.resizer.Resize(s.current.network.ISA(), s.current.network.Input(), theEngine.picture.rgba, s.norm)
}

// preview turns the network's input into the picture that it is.
//
//go:wasmexport preview
func preview(at int32) {
	s := &theEngine.slots[at]
	s.resizer.Preview(s.preview, s.current.network.Input(), s.norm)
}

// answer runs a slot's network, with the time of each layer, and returns how many of the most probable classes, up to
// top, it has put into answers.
//
//go:wasmexport answer
func answer(at, top int32) int32 {
	s := &theEngine.slots[at]
	profile(at)
	found := model.Top(s.top[:min(max(top, 0), maxAnswers)], s.current.network.Probabilities(), s.current.meta.Background)
	for i, a := range found {
		s.answers[2*i], s.answers[2*i+1] = float64(a.Index), float64(a.Probability)
	}
	return int32(len(found))
}

// forward runs a slot's network and returns where its logits are.
//
//go:wasmexport forward
func forward(at int32) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(theEngine.slots[at].current.network.Forward()))
}

// profile runs a slot's network, with the time of each layer, and returns where its logits are.
//
//go:wasmexport profile
func profile(at int32) unsafe.Pointer {
	s := &theEngine.slots[at]
	logits := s.current.network.ForwardTimed(s.durations)
	for i, d := range s.durations {
		s.layers[i] = milliseconds(d)
	}
	return unsafe.Pointer(unsafe.SliceData(logits))
}
