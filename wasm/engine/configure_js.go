package main

import (
	"context"
	"errors"
	"syscall/js"
	"time"

	"mobilenet/model"
	"mobilenet/wasm/internal/told"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// start carries out a message that puts a network into a slot, in a goroutine of its own, and ends the one before it.
// answer is a function of JavaScript's that gets the answer.
func (e *engine) start(message, answer js.Value, load func(context.Context, js.Value) (map[string]any, error)) {
	ctx, cancel := context.WithCancel(context.Background())
	if at, err := parseSlot(message.Get("slot")); err == nil {
		s := &e.slots[at]
		if s.cancel != nil {
			s.cancel()
		}
		s.cancel = cancel
	}
	carryOut(answer, func() (map[string]any, error) {
		defer cancel()
		return load(ctx, message)
	})
}

// carryOut does what may take a while in a goroutine of its own, and gives the answer to a function of JavaScript's.
func carryOut(answer js.Value, do func() (map[string]any, error)) {
	go func() {
		reply, err := do()
		switch {
		case errors.Is(err, context.Canceled):
			reply = map[string]any{"kind": "superseded"}
		case err != nil:
			reply = map[string]any{"kind": "failure", "fatal": false}
			told.Tell(reply, err)
		}
		answer.Invoke(reply)
	}()
}

// prefetch reads weights that are to be kept, for a configure to come.
func (e *engine) prefetch(message js.Value) (map[string]any, error) {
	r, err := readRequest(message)
	if err != nil {
		return nil, err
	}
	if !r.keep {
		return nil, errors.New("engine: prefetch: have weights that are not kept, want keep: true")
	}
	_, err = e.read(context.Background(), r)
	return map[string]any{"kind": "prefetched"}, err
}

// read gives the weights that a request asks for. Those that are kept are read once.
func (e *engine) read(ctx context.Context, r request) (weightsFile, error) {
	if f, kept := e.kept[r.source.file()]; kept {
		return f, nil
	}
	f, err := r.source.read(ctx, r)
	if err == nil {
		err = ctx.Err()
	}
	if err == nil && r.keep {
		e.kept[r.source.file()] = f
	}
	return f, err
}

// release empties slot b and forgets what it had. Slot a keeps its network, since there is always one that answers.
func (e *engine) release(at int) any {
	s := &e.slots[at]
	if at == 0 {
		return "engine: slot a: have the network that answers, want slot b"
	}
	if s.cancel != nil {
		s.cancel()
	}
	*s = slot{generation: s.generation + 1}
	e.cache.dropSlot(at)
	return nil
}

// configure loads the network that the message asks for, warms it up and makes it the one that answers frames.
// An error leaves the former network in its place.
func (e *engine) configure(ctx context.Context, message js.Value) (map[string]any, error) {
	r, err := readRequest(message)
	if err != nil {
		return nil, err
	}
	if r.alpha != nil && r.resolution != nil { // spares a download that cannot be used
		if _, err := layers.New(*r.alpha, *r.resolution, r.architecture, 0); err != nil {
			return nil, err
		}
	}
	l, fromCache, err := e.load(ctx, r)
	if err != nil {
		return nil, err
	}
	n := l.network
	n.SetISA(r.isa)
	warmup := e.warmUp(n, fromCache)
	e.slots[r.slot].lay(l)
	return configured(l, warmup, fromCache), nil
}

// load finds the network in the cache or builds it.
func (e *engine) load(ctx context.Context, r request) (*loaded, bool, error) {
	key := r.source.file() + " " + r.width() + " " + r.precision.String() + " " + r.architecture.String()
	if l := e.cache.get(key, r.slot); l != nil {
		resolution := trainedResolution(l.meta)
		if r.resolution != nil {
			resolution = *r.resolution
		}
		if err := l.network.SetResolution(resolution); err != nil {
			return nil, false, err
		}
		return l, true, nil
	}
	e.makeRoom(r)
	if r.architecture == layers.FullConvolution && r.precision == model.Float32 {
		return e.loadFull(r, key)
	}
	f, err := e.read(ctx, r)
	if err != nil {
		return nil, false, err
	}
	spec := model.Spec{
		Alpha: f.bundle.Meta.Alpha, Resolution: trainedResolution(f.bundle.Meta), Architecture: r.architecture,
	}
	if r.alpha != nil {
		spec.Alpha = *r.alpha
	}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	if l := e.cache.random(r); l != nil {
		if err := l.network.Rebuild(spec, f.bundle); err != nil {
			return nil, false, err
		}
		l.key, l.meta, l.bytes = key, f.bundle.Meta, f.bytes
		return l, false, nil
	}
	n, err := model.Build(spec, f.bundle, r.precision)
	if err != nil {
		return nil, false, err
	}
	l := &loaded{
		key: key, slot: r.slot, network: n, meta: f.bundle.Meta, assumed: f.bundle.Assumed, bytes: f.bytes, random: f.random,
	}
	e.cache.put(l)
	return l, false, nil
}

// trainedResolution returns the side in pixels that weights run at unless told otherwise.
func trainedResolution(m weights.Meta) int {
	switch {
	case m.Resolution > 0:
		return m.Resolution
	case m.ResolutionMax > 0:
		return min(m.ResolutionMax, layers.FullResolution)
	}
	return layers.FullResolution
}

// warmUp runs the network until the browser has optimised its code and the processor's caches know its weights,
// so that the first measured frame is like the others. One that ran before is warm.
func (e *engine) warmUp(n *model.Network, ranBefore bool) time.Duration {
	const budget = 400 * time.Millisecond
	running := code{n.ISA(), n.Precision()}
	passes := 2
	switch {
	case !e.warm[running]:
		passes = 12
	case ranBefore:
		passes = 0
	}
	start := time.Now()
	for range passes {
		n.Forward()
		if time.Since(start) > budget {
			break
		}
	}
	e.warm[running] = true
	return time.Since(start)
}

// configured is the answer to a configure that succeeded.
func configured(l *loaded, warmup time.Duration, fromCache bool) map[string]any {
	spec := l.network.Spec()
	return map[string]any{
		"kind":              "configured",
		"slot":              slotNames[l.slot],
		"name":              l.meta.Name,
		"alpha":             spec.Alpha,
		"resolution":        spec.Resolution,
		"isa":               l.network.ISA().String(),
		"precision":         l.network.Precision().String(),
		"architecture":      architectureNames[spec.Architecture],
		"trainedAlpha":      l.meta.Alpha,
		"trainedResolution": l.meta.Resolution,
		"classes":           spec.Classes,
		"background":        l.meta.Background,
		"imagenet":          l.random || l.meta.Labels == weights.LabelsImageNet,
		"classNames":        anys(l.meta.ClassNames),
		"assumed":           assumed(l.assumed),
		"quantised":         l.meta.Quantised,
		"weightsBytes":      l.bytes,
		"weightsMemory":     l.network.ParameterBytes(),
		"source":            l.meta.Source,
		"licence":           l.meta.Licence,
		"random":            l.random,
		"warmupMs":          milliseconds(warmup),
		"fromCache":         fromCache,
	}
}

// anys returns strings as JavaScript takes them.
func anys(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}

// assumed lists what the file did not say.
func assumed(a weights.Assumed) []any {
	list := []any{}
	for _, one := range []struct {
		name string
		is   bool
	}{{"input", a.Input}, {"classes", a.Classes}, {"resolution", a.Resolution}} {
		if one.is {
			list = append(list, one.name)
		}
	}
	return list
}
