// Package readouts is where the page's numbers stand: answers, times, what the network costs, how often it is right.
package readouts

import (
	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/words"
)

// Readouts are those of the document.
type Readouts struct {
	words  *words.Words
	notice *notice.Notice
	texts  map[string]*node.Wording // by the element's id
	bars   [frames.Stages]node.Gauge
	answers
	seen
	section, split, progress, pulse dom.HTMLElement
}

// New takes the readouts of the document, in which there are no numbers yet.
func New(w *words.Words, n *notice.Notice) *Readouts {
	r := &Readouts{
		words: w, notice: n, texts: make(map[string]*node.Wording), answers: newAnswers(),
		seen:    seen{button: node.Get[dom.HTMLElement]("seen"), pixels: node.Get[*dom.HTMLCanvasElement]("seen-pixels")},
		section: node.Get[dom.HTMLElement]("readouts"), split: node.Get[dom.HTMLElement]("split"),
		progress: node.Get[dom.HTMLElement]("progress"), pulse: node.Get[dom.HTMLElement]("pulse"),
	}
	for i, name := range stageNames {
		r.bars[i] = node.Gauge{Element: node.Get[dom.HTMLElement]("bar-" + name), Property: "width"}
	}
	return r
}

// set sets the text of the element with that id.
func (r *Readouts) set(id, text string) {
	w := r.texts[id]
	if w == nil {
		w = new(node.WordingOf(id))
		r.texts[id] = w
	}
	w.Set(text)
}

// Live shows whether frames come.
func (r *Readouts) Live(yes bool) { node.SetClass(r.pulse, "live", yes) }

// Progress shows how far a download is, in bytes; a total of 0 is unknown.
func (r *Readouts) Progress(loaded, total int) {
	if r.progress.Underlying().Get("hidden").Bool() {
		r.notice.Say(r.words.Text("download.spoken"))
	}
	node.Show(r.progress, true)
	done := format.Bytes(int64(loaded))
	switch {
	case total <= 0:
		node.RemoveAttribute(r.progress, "value")
		r.notice.State(r.words.Text("download.bytes", "loaded", done))
		return
	case loaded >= total:
		r.notice.State(r.words.Text("state.warming"))
	default:
		r.notice.State(r.words.Text("download.of", "loaded", done, "total", format.Bytes(int64(total))))
	}
	r.progress.SetAttribute("value", node.Number(float64(loaded)/float64(total)))
}

// Downloaded takes the progress away.
func (r *Readouts) Downloaded() { node.Show(r.progress, false) }
