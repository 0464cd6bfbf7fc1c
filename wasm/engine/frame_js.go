package main

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unsafe"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/among"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights/layers"
)

// maxAnswers bounds how many answers a frame can ask for: all of ImageNet's classes.
const maxAnswers = layers.ImageNetClasses

// keepPixels is the largest picture whose buffer stays allocated for the next one, in bytes: a camera's frame.
const keepPixels = 4 * 2048 * 2048

// slot holds the network that answers, and the memory on a frame's way through it. All of it is laid out when a
// network is configured or the picture's size changes, so that the exported functions below neither allocate nor fail.
// Go does not move memory: web/slots.js keeps the addresses until the slot's generation changes.
type slot struct {
	current   *loaded            // nil before the first configure
	cancel    context.CancelFunc // ends the configure that is under way
	norm      kernels.Normalisation
	resizer   *kernels.Resizer // of the picture, nil before the first
	preview   []byte           // [R, R, 4]
	durations []time.Duration  // one per layer
	layers    []float64        // the same in milliseconds
	top       [maxAnswers]model.Answer
	explained []float32 // the class activation map that was asked for, [rows, columns]
	outcome   outcome
}

// outcome is what web/slots.js reads of an answer besides the slot's lists: numbers of eight bytes, in this order.
type outcome struct {
	resizeMs, networkMs float64
	class               float64                 // whose class activation map is in explained; −1: the network does not know it
	within              float64                 // the share of the probability that the classes have among which answers are sought
	answers             [2 * maxAnswers]float64 // index and probability of each
}

// picture is the square that was classified last.
type picture struct {
	side int    // pixels, 0 before the first
	rgba []byte // [side, side, 4]
}

// errNoPicture is the answer to what needs a picture before there is one.
var errNoPicture = errors.New("engine: no picture yet: send a frame with a bitmap first")

// lay puts a network into its slot and lays out what depends on it.
func (e *engine) lay(l *loaded) error {
	s, spec, table := &e.slots[l.slot], l.network.Spec(), l.network.Layers()
	if side := e.picture.side; side > 0 {
		resizer, err := kernels.NewResizer(side, side, spec.Resolution)
		if err != nil {
			return err
		}
		s.resizer = resizer
	}
	s.current = l
	s.norm = kernels.Normalisation{Scale: l.meta.Scale, Offset: l.meta.Offset}
	s.preview = resized(s.preview, 4*spec.Resolution*spec.Resolution)
	s.durations = resized(s.durations, len(table))
	s.layers = resized(s.layers, len(table))
	grid := table[table.Features()].Out
	s.explained = resized(s.explained, grid.Height*grid.Width)
	e.generations[l.slot]++
	return nil
}

// overtake ends the configure that is under way, for another that is ended by a function.
func (s *slot) overtake(cancel context.CancelFunc) {
	if s.cancel != nil {
		s.cancel()
	}
	s.cancel = cancel
}

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}

// describe tells web/slots.js of a slot's network, or in words why it cannot.
func (e *engine) describe(name message.Slot) any {
	at, s, err := e.running(name)
	if err != nil {
		return err.Error()
	}
	n := s.current.network
	spec, table := n.Spec(), n.Layers()
	return message.Object(&message.Net{
		Slot: at, Name: name, Generation: int(e.generations[at]),
		Alpha: spec.Alpha, Resolution: spec.Resolution, Classes: spec.Classes, ISA: n.ISA().String(), Precision: n.Precision().String(),
		Input: address(n.Input()), Preview: address(s.preview), Layers: address(s.layers), LayerCount: len(s.layers),
		Outcome: int(uintptr(unsafe.Pointer(&s.outcome))), Explained: address(s.explained), Cells: len(s.explained),
		FeatureCount: table[table.Features()].Out.Channels,
	})
}

// running finds a slot by its name, and its network.
func (e *engine) running(name message.Slot) (at int, s *slot, err error) {
	if at, err = parseSlot(name); err != nil {
		return 0, nil, err
	}
	if s = &e.slots[at]; s.current == nil {
		return 0, nil, fmt.Errorf("engine: no network in slot %s yet: configure it first", slotNames[at])
	}
	return at, s, nil
}

// pixels prepares for square pictures of side pixels and returns where their RGBA bytes go, or in words why that cannot
// be. A side of 0 is no picture.
func (e *engine) pixels(side int) any {
	if side == 0 {
		return errNoPicture.Error()
	}
	for i := range e.slots {
		s := &e.slots[i]
		if s.current == nil {
			continue
		}
		resizer, err := kernels.NewResizer(side, side, s.current.network.Spec().Resolution)
		if err != nil {
			return err.Error() // of any network: the side is not legal
		}
		s.resizer = resizer
	}
	if d := &e.detector; d.loaded != nil {
		if err := d.fit(side); err != nil {
			return err.Error()
		}
	}
	p := &e.picture
	if cap(p.rgba) > keepPixels {
		p.rgba = nil
	}
	p.side, p.rgba = side, resized(p.rgba, 4*side*side)
	return address(p.rgba)
}

// seekAmong has the answers from now on be of a set of classes, as package among writes it, or says in words why that
// cannot be.
func (e *engine) seekAmong(set string) any {
	classes, err := among.Parse(set)
	if err != nil {
		return err.Error()
	}
	e.among = classes
	return nil
}

// address returns where the values lie in WebAssembly's memory.
func address[T any](s []T) int {
	return int(uintptr(unsafe.Pointer(unsafe.SliceData(s))))
}

// What answer takes for the class whose activation map is wanted, besides a class.
const (
	noClass    = -2
	firstClass = -1 // that of the first answer
)

// answer takes a slot from the picture to its outcome: it makes the picture the network's input, runs the network with
// the time of each layer, finds up to top of the most probable classes among those that count, shows the input as a picture
// again, and explains a class if one is wanted. It returns how many classes it has found.
//
//go:wasmexport answer
func answer(at, top, class int32) int32 {
	s := &theEngine.slots[at]
	start := time.Now()
	s.look()
	looked := time.Now()
	profile(at)
	n := s.current.network
	o, dst, background := &s.outcome, s.top[:min(max(top, 0), maxAnswers)], s.current.meta.Background
	var found []model.Answer
	if classes := theEngine.among; classes == nil {
		found, o.within = model.Top(dst, n.Probabilities(), background), 1
	} else {
		found, o.within = model.TopAmong(dst, n.Probabilities(), background, classes)
	}
	for i, a := range found {
		o.answers[2*i], o.answers[2*i+1] = float64(a.Index), float64(a.Probability)
	}
	o.resizeMs, o.networkMs = milliseconds(looked.Sub(start)), milliseconds(time.Since(looked))
	s.resizer.Preview(s.preview, n.Input(), s.norm)
	if class == firstClass && len(found) > 0 {
		class = int32(found[0].Index)
	}
	if class != noClass {
		o.class = float64(s.explain(int(class)))
	}
	return int32(len(found))
}

// look makes the picture the network's input.
func (s *slot) look() {
	n := s.current.network
	s.resizer.Resize(n.ISA(), n.Input(), theEngine.picture.rgba, s.norm)
}

// explain writes the class activation map of a class for the last pass. It returns the class, or −1 if the network does
// not know it.
func (s *slot) explain(class int) int {
	n, logit := s.current.network, class
	if s.current.meta.Background {
		logit++
	}
	if class < 0 || logit >= n.Spec().Classes {
		return -1
	}
	n.ActivationMap(s.explained, logit)
	return class
}

// features returns where the features of a slot's last pass are. How many there are is in its [message.Net].
//
//go:wasmexport features
func features(at int32) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(theEngine.slots[at].current.network.Features()))
}

// logits returns where the logits of a slot's last pass are, one per class.
//
//go:wasmexport logits
func logits(at int32) unsafe.Pointer {
	n := theEngine.slots[at].current.network
	return unsafe.Pointer(unsafe.SliceData(n.Output(len(n.Layers()) - 1)))
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
