package main

import (
	"syscall/js"
	"time"

	"mobilenet/kernels"
)

// peakTime is how long a peak is measured for.
const peakTime = 100 * time.Millisecond

// peak measures the most multiply-adds per millisecond that an instruction set makes, the best if none is named. It
// returns what web/engine.js answers, or why it cannot be, in words.
func peak(name js.Value) any {
	isa := kernels.Best()
	if name.Truthy() {
		var err error
		if isa, err = parseISA(js.Global().Call("String", name).String()); err != nil {
			return err.Error()
		}
	}
	return map[string]any{
		"isa":  isa.String(),
		"f32":  isa.Peak(false, peakTime),
		"int8": isa.Peak(true, peakTime),
	}
}
