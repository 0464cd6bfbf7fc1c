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
	"unsafe"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/weights"
)

// engine holds a network in each slot, and the networks used before them.
// Requests come through syscall/js, as package message has them; frames go through the exported functions of
// frame_js.go, which touch nothing but memory laid out beforehand.
type engine struct {
	cache       cache
	heapLimit   int64                  // bytes that the cache may fill, see makeRoom
	kept        map[string]weightsFile // read before they are needed, by where they came from
	slots       [2]slot                // "a" and "b"
	generations [2]int32               // of the slots: one that changes has to be described anew
	detector    detector
	things      things // that it has found last
	picture     picture
	among       []int // the classes among which answers are sought; nil: all
	memory      memory
	look        inspection
	warm        map[code]bool // what the browser has optimised
	raced       bool          // the tiles have
}

// loaded is a network with what is known of its weights.
type loaded struct {
	key     string // where the weights came from
	slot    int    // that it is for: a network has one resolution and one picture at a time
	network *model.Network
	meta    weights.Meta
	assumed weights.Assumed
	bytes   int64  // of the file
	digest  string // see weightsFile
	random  bool
}

// theEngine serves the exported functions, which have no receiver.
var theEngine = engine{kept: make(map[string]weightsFile), warm: make(map[code]bool)}

// code is a set of kernels.
type code struct {
	isa       kernels.ISA
	precision model.Precision
}

// main offers its functions to web/engine.js as globalThis.engine and serves for ever.
func main() {
	// The heap is a few dozen large arrays without pointers: collecting it costs next to nothing, and memory that
	// WebAssembly has once taken is never given back.
	debug.SetGCPercent(10)
	e := &theEngine
	ready := &message.Ready{Best: kernels.Best().String()}
	for _, isa := range kernels.Available() {
		ready.ISAs = append(ready.ISAs, isa.String())
	}
	control := js.Global().Get("Object").New()
	offer := func(name string, f func(args []js.Value) any) {
		control.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any { return f(args) }))
	}
	offer("ask", func(args []js.Value) any { e.ask(args[0], args[1]); return nil })
	offer("describe", func(args []js.Value) any { return e.describe(args[0].String()) })
	offer("pixels", func(args []js.Value) any { return e.pixels(args[0].Int()) })
	offer("among", func(args []js.Value) any { return e.seekAmong(args[0].String()) })
	offer("crewBytes", func(args []js.Value) any { return e.crewBytes(args[0].Int()) })
	offer("lead", func(args []js.Value) any { e.join(0, args[0].Int()); return nil })
	offer("work", func(args []js.Value) any { e.work(args[0].Int(), args[1].Int()); return nil })
	offer("leave", func([]js.Value) any { e.leave(); return nil })
	control.Set("ready", message.Object(ready))
	control.Set("generations", address(e.generations[:]))
	control.Set("things", int(uintptr(unsafe.Pointer(&e.things))))
	js.Global().Set("engine", control)
	select {}
}

// ask carries out a request, in a goroutine of its own since it may take as long as a download does. answer is a function
// of JavaScript's that gets the answer.
func (e *engine) ask(object, answer js.Value) {
	request, err := message.ReadRequest(object)
	ctx, cancel := context.WithCancel(context.Background())
	e.overtake(request, cancel)
	go func() {
		defer cancel()
		var reply message.Message
		if err == nil {
			reply, err = e.serve(ctx, request)
		}
		switch {
		case errors.Is(err, context.Canceled):
			reply = new(message.Superseded)
		case err != nil:
			reply = &message.Failure{Why: err}
		}
		answer.Invoke(message.Object(reply))
	}()
}

// overtake ends what is under way for the slot that a request gives another network, or for the detector, and keeps how to
// end that.
func (e *engine) overtake(request message.Message, cancel context.CancelFunc) {
	name := message.B
	switch m := request.(type) {
	case *message.Configure:
		name = m.Slot
	case *message.Break:
	case *message.LoadDetector, *message.DropDetector:
		e.detector.overtake(cancel)
		return
	default:
		return
	}
	if at, err := parseSlot(name); err == nil {
		e.slots[at].overtake(cancel)
	}
}

// serve carries out a request.
func (e *engine) serve(ctx context.Context, request message.Message) (message.Message, error) {
	switch m := request.(type) {
	case *message.Configure:
		return e.configure(ctx, m)
	case *message.Prefetch:
		return new(message.Prefetched), e.prefetch(m)
	case *message.Release:
		return new(message.Released), e.release(m)
	case *message.Break:
		return e.breakWeights(ctx, m)
	case *message.LoadDetector:
		return e.loadDetector(ctx, m)
	case *message.DropDetector:
		e.dropDetector()
		return new(message.DetectorDropped), nil
	case *message.Race:
		return race(m)
	case *message.TimeParts:
		return e.timeParts(m)
	case *message.Peak:
		return peak(m)
	case *message.Maps:
		return e.inspectMaps(m)
	case *message.Filters:
		return e.inspectFilters(m)
	case *message.Remember:
		err := e.memory.remember(&e.picture)
		return e.memory.remembered(), err
	case *message.Forget:
		e.memory = memory{}
		return e.memory.remembered(), nil
	case *message.ReadHead:
		return readHead(m)
	case *message.WriteHead:
		return writeHead(m)
	case *message.Labels:
		return &message.LabelsResult{Labels: weights.Labels()}, nil
	case *message.SelfTest:
		return selfTest(), nil
	}
	panic(fmt.Sprintf("engine: no way to serve a %T", request))
}

// selfTest runs the kernels' checks in this browser.
func selfTest() *message.SelfTestResult {
	var text strings.Builder
	ok := kernels.SelfTest(func(line string) { text.WriteString(line + "\n") })
	return &message.SelfTestResult{OK: ok, Text: text.String()}
}

// milliseconds converts a duration to the unit of all messages.
func milliseconds(d time.Duration) float64 {
	return float64(d) / float64(time.Millisecond)
}
