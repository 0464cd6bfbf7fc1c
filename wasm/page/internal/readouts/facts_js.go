package readouts

import (
	"fmt"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/weights/layers"
)

// Facts shows what a network costs; loaded tells whether its weights came from the site.
func (r *Readouts) Facts(m *message.Configured, cost layers.Cost, loaded bool) {
	r.set("madds", format.Short(cost.MultiplyAdds))
	r.set("madds-exact", format.Exact(cost.MultiplyAdds))
	r.set("params", format.Short(cost.Weights))
	r.set("params-exact", format.Exact(cost.Weights))
	bytes, note := "0 B", r.words.Text("readouts.nothing")
	if loaded {
		bytes, note = format.Bytes(int64(m.WeightsBytes)), format.Exact(int64(m.WeightsBytes))
	}
	r.set("bytes", bytes)
	r.set("bytes-note", note)
	memory, each := int64(m.WeightsMemory), format.Exact(int64(m.WeightsMemory))
	if m.Threads > 1 {
		each = fmt.Sprintf("%d × %s", m.Threads, format.Bytes(memory))
	}
	r.set("memory", format.Bytes(memory*int64(m.Threads))) // each worker has its own
	r.set("memory-note", each)
	warmup := r.words.Text("readouts.no-warmup") // the network ran before
	if m.WarmupMs >= 1 {
		warmup = format.Milliseconds(m.WarmupMs) + " ms"
	}
	r.set("warmup", warmup)
	r.set("weights-source", r.words.Text("readouts.weights-source", "name", m.Name, "source", m.Source))
	node.Show(node.ByID("weights-source"), m.Source != "")
}

// Accuracy is what is known of how often a network is right: the figure, "–" for none, what it is of, all that is to be
// said of it, and where it was published.
type Accuracy struct{ Figure, Note, Text, URL string }

// Accuracy shows it.
func (r *Readouts) Accuracy(a Accuracy) {
	r.set("accuracy", a.Figure)
	r.set("accuracy-note", a.Note)
	r.set("accuracy-text", a.Text)
	address := node.Get[dom.HTMLElement]("accuracy-link")
	node.Show(address, a.URL != "")
	address.SetAttribute("href", a.URL)
}
