// Command engine runs the network, in a worker of the browser.
package main

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"syscall/js"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
)

// engine holds one network at a time, and the networks used before it.
// Control comes through syscall/js, one function per request of web/engine.js; frames go through the exported
// functions of frame_js.go, which touch nothing but memory laid out beforehand.
type engine struct {
	cache   cache
	current *loaded            // what answers frames; nil before the first configure
	cancel  context.CancelFunc // ends the configure that is under way
	frame   frame
	warm    map[code]bool // what the browser has optimised
}

// loaded is a network with what is known of its weights.
type loaded struct {
	key     string // where the weights came from
	network model.Classifier
	meta    weights.Meta
	bytes   int64 // of the file
	random  bool
}

// theEngine serves the exported functions, which have no receiver.
var theEngine = engine{warm: make(map[code]bool)}

// code is a set of kernels.
type code struct {
	isa       kernels.ISA
	precision model.Precision
}

// main offers the control functions to web/engine.js as globalThis.engine and serves for ever.
func main() {
	// The heap is a few dozen large arrays without pointers: collecting it costs next to nothing, and memory that
	// WebAssembly has once taken is never given back.
	debug.SetGCPercent(10)
	e := &theEngine
	isas := []any{}
	for _, isa := range kernels.Available() {
		isas = append(isas, isa.String())
	}
	js.Global().Set("engine", map[string]any{
		"isas":      isas,
		"best":      kernels.Best().String(),
		"configure": js.FuncOf(func(_ js.Value, args []js.Value) any { e.startConfigure(args[0]); return nil }),
		"network":   js.FuncOf(func(js.Value, []js.Value) any { return e.describeNetwork() }),
		"pixels":    js.FuncOf(func(_ js.Value, args []js.Value) any { return e.pixels(args[0].Int()) }),
		"labels":    js.FuncOf(func(js.Value, []js.Value) any { return labels() }),
		"selftest":  js.FuncOf(func(js.Value, []js.Value) any { return selfTest() }),
	})
	select {}
}

// request is a configure message after its values were checked. A zero alpha or resolution is an error of the
// visitor's; the one that the weights were trained at is asked for by leaving it out.
type request struct {
	id         js.Value
	alpha      *float64
	resolution *int
	isa        kernels.ISA
	precision  model.Precision
	source     weightsSource
}

// readRequest checks a configure message.
func readRequest(message js.Value) (request, error) {
	r := request{id: message.Get("id"), isa: kernels.Best()}
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
	var err error
	if v := message.Get("precision"); v.Truthy() {
		if r.precision, err = model.ParsePrecision(js.Global().Call("String", v).String()); err != nil {
			return r, err
		}
	}
	r.source, err = readWeightsSource(message.Get("weights"))
	return r, err
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

// startConfigure answers a configure message in a goroutine of its own and ends the one before it.
func (e *engine) startConfigure(message js.Value) {
	if e.cancel != nil {
		e.cancel()
	}
	ctx, cancel := context.WithCancel(context.Background())
	e.cancel = cancel
	go func() {
		defer cancel()
		id := message.Get("id")
		reply, err := e.configure(ctx, message)
		switch {
		case errors.Is(err, context.Canceled):
			reply = map[string]any{"kind": "superseded"}
		case err != nil:
			reply = map[string]any{"kind": "failure", "message": err.Error(), "fatal": false}
		}
		reply["id"] = id
		post(reply)
	}()
}

// configure loads the network that the message asks for, warms it up and makes it the one that answers frames.
// An error leaves the former network in its place.
func (e *engine) configure(ctx context.Context, message js.Value) (map[string]any, error) {
	r, err := readRequest(message)
	if err != nil {
		return nil, err
	}
	if r.alpha != nil && r.resolution != nil { // spares a download that cannot be used
		if _, err := model.Layers(*r.alpha, *r.resolution, model.Separable, 0); err != nil {
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
	e.current = l
	e.frame.lay(l)
	return configured(l, warmup, fromCache), nil
}

// load finds the network in the cache or builds it.
func (e *engine) load(ctx context.Context, r request) (*loaded, bool, error) {
	key := r.source.key(r) + " " + r.precision.String()
	if l := e.cache.get(key); l != nil {
		resolution := trainedResolution(l.meta)
		if r.resolution != nil {
			resolution = *r.resolution
		}
		if err := l.network.SetResolution(resolution); err != nil {
			return nil, false, err
		}
		return l, true, nil
	}
	e.cache.makeRoom(r, e.current)
	f, err := r.source.read(ctx, r)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, false, err
	}
	spec := model.Spec{Alpha: f.bundle.Meta.AlphaMax, Resolution: trainedResolution(f.bundle.Meta)}
	if r.alpha != nil {
		spec.Alpha = *r.alpha
	}
	if r.resolution != nil {
		spec.Resolution = *r.resolution
	}
	n, err := model.Build(spec, f.bundle, r.precision)
	if err != nil {
		return nil, false, err
	}
	l := &loaded{key: key, network: n, meta: f.bundle.Meta, bytes: f.bytes, random: f.random}
	e.cache.put(l)
	return l, false, nil
}

// trainedResolution returns the side in pixels that weights run at unless told otherwise.
func trainedResolution(m weights.Meta) int {
	if m.Resolution == 0 {
		return 224
	}
	return m.Resolution
}

// warmUp runs the network until the browser has optimised its code and the processor's caches know its weights,
// so that the first measured frame is like the others. One that ran before is warm.
func (e *engine) warmUp(n model.Classifier, ranBefore bool) time.Duration {
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
		"name":              l.meta.Name,
		"alpha":             spec.Alpha,
		"resolution":        spec.Resolution,
		"isa":               l.network.ISA().String(),
		"precision":         l.network.Precision().String(),
		"trainedAlpha":      l.meta.AlphaMax,
		"trainedResolution": l.meta.Resolution,
		"classes":           spec.Classes,
		"background":        l.meta.Background,
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

// labels returns the names of ImageNet's 1000 classes.
func labels() []any {
	names := weights.Labels()
	values := make([]any, len(names))
	for i, name := range names {
		values[i] = name
	}
	return values
}

// selfTest runs the kernels' checks in this browser.
func selfTest() map[string]any {
	var text strings.Builder
	ok := kernels.SelfTest(func(line string) { text.WriteString(line + "\n") })
	return map[string]any{"ok": ok, "text": text.String()}
}

// post sends a message to the page.
func post(message map[string]any) {
	js.Global().Call("postMessage", message)
}

// milliseconds converts a duration to the unit of all messages.
func milliseconds(d time.Duration) float64 {
	return float64(d) / float64(time.Millisecond)
}
