package separable

import (
	"context"
	"errors"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/readout"
	"mobilenet/wasm/page/internal/panel"
)

// task is something to measure: a button that starts and stops it, and a line that says how it goes.
type task struct {
	view         *view
	start, state dom.HTMLElement
	key          string             // of what the button says
	cancel       context.CancelFunc // nil while nothing runs
}

func (t *task) ready() { t.start.SetTextContent(t.view.host.Text(t.key)) }

// toggle starts run with the engine, and calls done when it ends well; or it stops what runs.
func (t *task) toggle(run func(context.Context, panel.Engine) error, done func()) {
	if t.cancel != nil {
		t.cancel()
		return
	}
	h := t.view.host
	ctx, cancel := context.WithCancel(t.view.ctx)
	t.cancel = cancel
	t.start.SetTextContent(h.Text("sweep.stop"))
	go func() {
		err := h.Run(ctx, func(engine panel.Engine) error { return run(ctx, engine) })
		cancel()
		t.cancel = nil
		t.ready()
		switch {
		case errors.Is(err, context.Canceled):
			t.state.SetTextContent(h.Text("sweep.stopped"))
		case err != nil:
			t.state.SetTextContent(h.Text("sweep.failed", "why", readout.Sentence(err.Error())))
		default:
			done()
		}
	}()
}
