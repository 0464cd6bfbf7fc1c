package panel

import (
	"context"
	"errors"

	"honnef.co/go/js/dom/v2"
)

// Task is something that a panel has the engine do: a button that starts and stops it, and a line that says how it goes.
type Task struct {
	Host         Host
	Start, State dom.HTMLElement
	Key          string             // of what the button says
	cancel       context.CancelFunc // nil while nothing runs
}

// Ready has the button say what it starts.
func (t *Task) Ready() { t.Start.SetTextContent(t.Host.Text(t.Key)) }

// Stop ends what runs, and tells whether anything did.
func (t *Task) Stop() bool {
	if t.cancel == nil {
		return false
	}
	t.cancel()
	return true
}

// Toggle starts run with the engine until ctx ends, and calls done when it ends well; or it stops what runs.
func (t *Task) Toggle(ctx context.Context, run func(context.Context, Engine) error, done func()) {
	if t.Stop() {
		return
	}
	t.Begin(ctx, run, func(err error) {
		switch {
		case errors.Is(err, context.Canceled):
			t.State.SetTextContent(t.Host.Text("sweep.stopped"))
		case err != nil:
			t.State.SetTextContent(t.Host.Text("sweep.failed", "why", t.Host.Why(err)))
		default:
			done()
		}
	})
}

// Begin starts run with the engine until ctx ends or Stop is called, and calls ended with what it returned. Nothing may run.
func (t *Task) Begin(ctx context.Context, run func(context.Context, Engine) error, ended func(error)) {
	ctx, cancel := context.WithCancel(ctx)
	t.cancel = cancel
	t.Start.SetTextContent(t.Host.Text("sweep.stop"))
	go func() {
		err := t.Host.Run(ctx, func(engine Engine) error { return run(ctx, engine) })
		cancel()
		t.cancel = nil
		t.Ready()
		ended(err)
	}()
}
