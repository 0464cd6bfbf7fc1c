package separable

import (
	"context"
	"strconv"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/filters"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// pace is how long a step stays while the walk plays.
const pace = 700 * time.Millisecond

const walkSkeleton = `<p data-source="walk" data-text="separable.walk-lede"></p>
<div class="sep-steps"><button type="button" class="button primary" id="sep-play"></button>
<button type="button" class="button" id="sep-back" data-text="separable.back"></button>
<button type="button" class="button" id="sep-forward" data-text="separable.forward"></button>
<label for="sep-step" data-text="separable.step"></label><input type="range" id="sep-step" min="1"><output for="sep-step" data-source="walk"></output></div>
<div class="sep-three sep-walks" data-source="walk"><figure><div></div><figcaption></figcaption></figure><figure><div></div><figcaption></figcaption></figure><figure><div></div><figcaption></figcaption></figure></div>
<p class="fine" data-source="walk" data-text="separable.walk-note"></p>`

// walk shows the three convolutions at a step of their walk, side by side.
type walk struct {
	view     *view
	step     int
	slider   *dom.HTMLInputElement
	play     dom.HTMLElement
	state    dom.HTMLElement
	pictures []dom.Element
	captions []dom.Element
	cancel   context.CancelFunc // nil while it stands
}

func (w *walk) open(v *view, root dom.HTMLElement) {
	w.view = v
	panel.Lay(v.host, root, walkSkeleton)
	w.slider = panel.Find(root, "#sep-step").(*dom.HTMLInputElement)
	w.slider.SetAttribute("max", strconv.Itoa(filters.Steps))
	w.play, w.state = panel.Find(root, "#sep-play"), panel.Find(root, "output")
	w.pictures, w.captions = node.All(root, "figure > div"), node.All(root, "figcaption")
	kept, _ := strconv.Atoi(v.host.Kept("separable.step"))
	w.show(max(kept, 1))
	w.ready()
	// Who wants less motion takes each step by hand.
	still := js.Global().Call("matchMedia", "(prefers-reduced-motion: reduce)").Get("matches").Bool()
	node.Show(w.play, !still)
	node.On(w.play, "click", func(dom.Event) { w.toggle() })
	node.On(panel.Find(root, "#sep-back"), "click", func(dom.Event) { w.to(w.step - 1) })
	node.On(panel.Find(root, "#sep-forward"), "click", func(dom.Event) { w.to(w.step + 1) })
	node.On(w.slider, "input", func(dom.Event) {
		step, _ := strconv.Atoi(w.slider.Value())
		w.to(step)
	})
}

func (w *walk) ready() {
	key := "separable.play"
	if w.cancel != nil {
		key = "separable.pause"
	}
	w.play.SetTextContent(w.view.host.Text(key))
}

// to goes to a step by hand, and stops playing.
func (w *walk) to(step int) {
	w.stop()
	w.show(step)
	w.view.host.Keep("separable.step", strconv.Itoa(w.step))
}

func (w *walk) stop() {
	if w.cancel != nil {
		w.cancel()
		w.cancel = nil
		w.ready()
	}
}

func (w *walk) toggle() {
	if w.cancel != nil {
		w.to(w.step)
		return
	}
	if w.step == filters.Steps {
		w.show(1)
	}
	ctx, cancel := context.WithCancel(w.view.ctx)
	w.cancel = cancel
	w.ready()
	go func() {
		for w.step < filters.Steps {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pace):
			}
			if ctx.Err() != nil {
				return
			}
			w.show(w.step + 1)
		}
		w.to(w.step)
	}()
}

// show draws a step.
func (w *walk) show(step int) {
	h := w.view.host
	w.step = min(max(step, 1), filters.Steps)
	w.slider.SetValue(strconv.Itoa(w.step))
	w.state.SetTextContent(h.Text("separable.step-of", "n", strconv.Itoa(w.step), "all", strconv.Itoa(filters.Steps)))
	for k, key := range kinds {
		at := filters.At(filters.Kind(k), w.step)
		says := h.HTML("separable.walk-says", "each", strconv.Itoa(at.Each), "done", strconv.Itoa(at.Done*at.Each), "all", strconv.Itoa(at.Of*at.Each))
		node.SetHTML(w.pictures[k], at.Draw(h.HTML("separable.walk-label", "name", h.Text(key), "channel", strconv.Itoa(at.Channel+1),
			"row", strconv.Itoa(at.Row+1), "column", strconv.Itoa(at.Column+1))))
		node.SetHTML(w.captions[k], "<b>"+h.HTML(key)+"</b> "+says)
	}
}
