// Package compare is the panel "A|B": two networks answer the same frames, side by side.
package compare

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/agreement"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/canvas"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/reply"
)

// pause is between two frames: the page and the camera need the thread too.
const pause = 30 * time.Millisecond

const skeleton = `<p data-text="compare.lede"></p>
<p class="compare-bar"><button type="button" class="button primary" id="compare-start"></button>
<span class="compare-state" role="status" data-source="agreement"></span></p>
<div class="compare-two"><section class="compare-a"></section><section class="compare-b"></section></div>
<p class="fine" data-text="compare.note"></p>`

const sideSkeleton = `<h2 data-source="name"></h2><div class="compare-choice">
<label class="is-alpha"><span data-text="compare.alpha"></span><select class="alpha"></select></label>
<label class="is-rho"><span data-text="compare.rho"></span><select class="rho"></select></label>
<label class="is-precision"><span data-text="compare.format"></span><select class="format" data-source="name"><option value="f32" data-text="format.float"></option><option value="int8" data-text="format.int8"></option></select></label>
</div>` + reply.Markup

type view struct {
	host   panel.Host
	task   panel.Task
	a, b   dom.HTMLElement
	points []panel.Configuration // that are offered
	stop   func()                // watching
	sides  [2]side
	count  agreement.Count
	pixels []byte // of this frame
	last   []byte // of the last frame that counted
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	panel.Lay(v.host, root, skeleton)
	v.task = panel.Task{Host: v.host, Start: panel.Find(root, "#compare-start"), State: panel.Find(root, ".compare-state"), Key: "compare.start"}
	node.On(v.task.Start, "click", func(dom.Event) { v.toggle() })
	v.a, v.b = panel.Find(root, ".compare-a"), panel.Find(root, ".compare-b")
	v.task.Ready()
	v.offer()
	v.stop = v.host.Watch(func(*message.Result) { v.offer() }) // a link may open the panel before there are weights
}

// offer lets the visitor choose among what the weights offer, if that is other than before.
func (v *view) offer() {
	points := v.host.Points()
	if slices.Equal(points, v.points) {
		return
	}
	v.points = points
	a, b := v.host.Current(), points[len(points)-1]
	a.Threads, b.Threads = 1, 1
	v.sides[0].open(v.host, v.a, "a", points, a)
	v.sides[1].open(v.host, v.b, "b", points, b)
}

func (v *view) Close() {
	v.stop()
	v.task.Stop()
}

// toggle starts to compare, or ends it.
func (v *view) toggle() {
	if v.task.Stop() {
		return
	}
	v.offer()
	if len(v.points) == 0 {
		v.task.State.SetTextContent(v.host.Text("time.waiting"))
		return
	}
	v.task.Begin(context.Background(), v.run, func(err error) {
		if err != nil && !errors.Is(err, context.Canceled) {
			v.task.State.SetTextContent(v.host.Text("compare.failed", "why", v.host.Why(err)))
		}
	})
}

// run answers frame after frame with both networks until ctx ends.
func (v *view) run(ctx context.Context, engine panel.Engine) error {
	defer panel.ReleaseSecond(engine)
	for v.sides[0].changed, v.sides[1].changed = true, true; ; {
		if err := v.configure(ctx, engine); err != nil {
			return err
		}
		both, err := panel.BothSee(ctx, v.host, engine)
		if err != nil {
			return err
		}
		v.show(both)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// configure has the engine run what the visitor chose since the last frame.
func (v *view) configure(ctx context.Context, engine panel.Engine) error {
	for i, slot := range [...]message.Slot{message.A, message.B} {
		s := &v.sides[i]
		if !s.changed {
			continue
		}
		s.changed = false
		v.count, v.last = agreement.Count{}, v.last[:0]
		m := engine.Message(s.configuration)
		m.Slot = slot
		if _, err := panel.Ask(ctx, engine, m); err != nil {
			return err
		}
	}
	return nil
}

// show shows what both say of a frame.
func (v *view) show(both [2]message.Result) {
	for i := range v.sides {
		v.sides[i].reply.Show(&both[i])
	}
	// A picture that stands still is one picture, however often it is answered.
	v.pixels = canvas.Bytes(v.pixels, both[0].Pixels)
	if bytes.Equal(v.pixels, v.last) {
		return
	}
	v.pixels, v.last = v.last, v.pixels
	v.count.Add(both[0].First() == both[1].First())
	hits, n := v.count.Of()
	low, high := stats.Wilson(hits, n)
	v.task.State.SetTextContent(v.host.Text("compare.agreement", "hits", strconv.Itoa(hits), "n", strconv.Itoa(n),
		"low", format.Percent(low), "high", format.Percent(high)))
}
