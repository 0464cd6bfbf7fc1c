package main

import (
	"syscall/js"
	"time"
)

// pace calls a function when it is asked to, but not more often than once an interval.
type pace struct {
	interval time.Duration
	call     js.Func
	due      bool
	last     time.Time
}

func newPace(interval time.Duration, f func()) *pace {
	p := &pace{interval: interval}
	p.call = js.FuncOf(func(js.Value, []js.Value) any {
		p.due, p.last = false, time.Now()
		f()
		return nil
	})
	return p
}

// soon has the function called when the interval has passed since the last time.
func (p *pace) soon() {
	if !p.due {
		p.due = true
		js.Global().Call("setTimeout", p.call, max(0, p.interval-time.Since(p.last)).Milliseconds())
	}
}

// anew has the next call of soon not wait.
func (p *pace) anew() { p.last = time.Time{} }
