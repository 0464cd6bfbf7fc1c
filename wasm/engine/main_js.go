// Command engine runs the network, in a worker of the browser.
package main

import (
	"runtime/debug"
	"strings"
	"syscall/js"
	"time"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
)

// engine holds a network in each slot, and the networks used before them.
// Control comes through syscall/js, one function per request of web/engine.js; frames go through the exported
// functions of frame_js.go, which touch nothing but memory laid out beforehand.
type engine struct {
	cache     cache
	heapLimit int64                  // bytes that the cache may fill, see makeRoom
	kept      map[string]weightsFile // read before they are needed, by where they came from
	slots     [2]slot                // "a" and "b"
	picture   picture
	memory    memory
	look      inspection
	warm      map[code]bool  // what the browser has optimised
	crewed    *model.Network // the network that works in a crew, nil if none does
}

// loaded is a network with what is known of its weights.
type loaded struct {
	key     string // where the weights came from
	slot    int    // that it is for: a network has one resolution and one picture at a time
	network *model.Network
	meta    weights.Meta
	assumed weights.Assumed
	bytes   int64 // of the file
	random  bool
}

// theEngine serves the exported functions, which have no receiver.
var theEngine = engine{kept: make(map[string]weightsFile), warm: make(map[code]bool)}

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
		"configure": js.FuncOf(func(_ js.Value, args []js.Value) any { e.start(args[0], args[1], e.configure); return nil }),
		"prefetch": js.FuncOf(func(_ js.Value, args []js.Value) any {
			carryOut(args[1], func() (map[string]any, error) { return e.prefetch(args[0]) })
			return nil
		}),
		"release":   js.FuncOf(func(_ js.Value, args []js.Value) any { return e.release(args[0].Int()) }),
		"network":   js.FuncOf(func(_ js.Value, args []js.Value) any { return e.describeNetwork(args[0].Int()) }),
		"pixels":    js.FuncOf(func(_ js.Value, args []js.Value) any { return e.pixels(args[0].Int(), args[1].Int()) }),
		"maps":      js.FuncOf(func(_ js.Value, args []js.Value) any { return e.inspectMaps(args[0].Int(), args[1]) }),
		"filters":   js.FuncOf(func(_ js.Value, args []js.Value) any { return e.inspectFilters(args[0].Int()) }),
		"remember":  js.FuncOf(func(js.Value, []js.Value) any { return e.rememberPicture() }),
		"forget":    js.FuncOf(func(js.Value, []js.Value) any { e.memory = memory{}; return e.memory.remembered() }),
		"break":     js.FuncOf(func(_ js.Value, args []js.Value) any { e.start(args[0], args[1], e.breakWeights); return nil }),
		"race":      js.FuncOf(func(_ js.Value, args []js.Value) any { return race(args[0]) }),
		"peak":      js.FuncOf(func(_ js.Value, args []js.Value) any { return peak(args[0]) }),
		"crewBytes": js.FuncOf(func(_ js.Value, args []js.Value) any { return e.crewBytes(args[0].Int()) }),
		"lead":      js.FuncOf(func(_ js.Value, args []js.Value) any { e.join(0, args[0].Int()); return nil }),
		"work":      js.FuncOf(func(_ js.Value, args []js.Value) any { e.work(args[0].Int(), args[1].Int()); return nil }),
		"leave":     js.FuncOf(func(js.Value, []js.Value) any { e.leave(); return nil }),
		"labels":    js.FuncOf(func(js.Value, []js.Value) any { return labels() }),
		"selftest":  js.FuncOf(func(js.Value, []js.Value) any { return selfTest() }),
	})
	select {}
}

// labels returns the names of ImageNet's 1000 classes.
func labels() []any { return anys(weights.Labels()) }

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
