// Package layertimes is the panel "where the time goes": what each layer of the network that runs takes, beside what it costs;
// Table 2 of the paper with the column that it lacks; and how well times can be predicted.
package layertimes

import (
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/timing"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

// paintInterval is the least time between two updates, in ms: numbers that change faster cannot be read.
const paintInterval = 1000

const skeleton = `<p data-text="time.lede"></p>
<p class="time-takeaway" data-source="layers" data-text="time.waiting"></p>
<h2 data-source="name" data-text="time.kinds"></h2><div class="time-kinds-place"></div>
<p class="fine" data-source="paper" data-text="time.kinds-note"></p>
<h2 data-text="time.layers"></h2><div class="time-layers-place"></div>
<h2 data-text="time.predict"></h2><div class="time-predict-place"></div>`

type view struct {
	host   panel.Host
	stop   func() // watching
	recent timing.Recent
	table  layers.Table // of the frames in recent
	paints float64      // when the numbers were last shown, ms

	takeaway dom.HTMLElement
	kinds    kinds
	fall     waterfall
	predict  prediction
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	panel.Lay(v.host, root, skeleton)
	v.takeaway = panel.Find(root, ".time-takeaway")
	v.kinds.open(v.host, panel.Find(root, ".time-kinds-place"))
	v.fall.open(v.host, panel.Find(root, ".time-layers-place"))
	v.predict.open(v.host, panel.Find(root, ".time-predict-place"))
	v.stop = v.host.Watch(v.hear)
}

func (v *view) Close() {
	v.stop()
	v.predict.close()
}

// hear takes in an answer's times.
func (v *view) hear(r *message.Result) {
	table, ok := v.host.Layers()
	ms := r.Layers
	if !ok || len(ms) != len(table) {
		return // the answer of another network than the one that runs by now
	}
	if !same(table, v.table) {
		v.table = table
		v.recent.Reset()
		v.fall.lay(table)
	}
	v.recent.Add(ms)
	now := js.Global().Get("performance").Call("now").Float()
	if v.recent.Len() > 1 && now-v.paints < paintInterval {
		return
	}
	v.paints = now
	v.paint()
}

// same tells whether two networks have the same layers: width and resolution show in the first and the last.
func same(a, b layers.Table) bool {
	return len(a) == len(b) && a[0] == b[0] && a[len(a)-1] == b[len(b)-1]
}

func (v *view) paint() {
	ms := v.recent.Ms()
	shares := timing.Shares(v.table, ms)
	v.kinds.show(shares)
	v.fall.show(ms)
	for _, share := range shares {
		if share.Kind == layers.Depthwise {
			node.SetHTML(v.takeaway, v.host.HTML("time.takeaway", "share", percent(share.MultiplyAdds),
				"time", percent(share.Time), "times", format.Digits(share.Time/share.MultiplyAdds)))
		}
	}
}

// percent writes a share with as many digits as Table 2 has.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) }
