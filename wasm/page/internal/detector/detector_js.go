// Package detector is the panel "detect": what the detector of Table 13 finds in the live picture, drawn over it and listed,
// how long it takes and what it costs.
package detector

import (
	"bytes"
	"context"
	"strconv"
	"sync"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/canvas"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
)

const (
	usualLeast = 50              // percent, of a thing's score
	usualMost  = 10              // things
	patience   = 3 * time.Second // before a detector that failed is tried again
)

const skeleton = `<p data-text="detect.lede"></p>
<p class="detect-state" role="status" data-source="file" data-text="detect.looking"></p>
<div class="detect-body" hidden>
<div class="detect-sliders" data-source="control">
<div><label for="detect-least" data-text="detect.least"></label><output for="detect-least"></output><input type="range" id="detect-least" min="5" max="95" step="5"></div>
<div><label for="detect-most" data-text="detect.most"></label><output for="detect-most"></output><input type="range" id="detect-most" min="1" max="20"></div>
</div>
<section><h2 data-text="detect.found"></h2>` + listMarkup + `</section>
<section><h2 data-text="detect.times"></h2>` + timesMarkup + `</section>
<section><h2 data-text="detect.costs"></h2><div class="detect-costs"></div><p class="fine" data-source="paper" data-text="detect.paper"></p></section>
</div>`

type view struct {
	host   panel.Host
	ctx    context.Context
	cancel context.CancelFunc
	stop   func() // watching; nil before

	file   weights.IndexEntry
	names  []string                // of COCO's things in the page's language, none for English
	loaded *message.DetectorLoaded // nil while the engine may have no detector
	failed time.Time               // when it was last tried in vain

	pixels, last []byte // of the picture that was answered now, and of the one that was searched
	busy, again  bool

	state, body dom.HTMLElement
	least, most slider
	boxes       overlay
	list        list
	times       times
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

// leaving are the detectors of panels that were closed. A panel that is opened at once, in another language, asks for its own
// when they have been given back.
var leaving sync.WaitGroup

func (v *view) Open(root dom.HTMLElement) {
	panel.Lay(v.host, root, skeleton)
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.state, v.body = panel.Find(root, ".detect-state"), panel.Find(root, ".detect-body")
	v.boxes.layer = v.host.Overlay()
	v.list.open(v.host, root)
	v.times.open(root)
	v.least.open(v, root, "least", usualLeast, "%")
	v.most.open(v, root, "most", usualMost, "")
	go v.begin(root)
}

func (v *view) Close() {
	v.cancel()
	v.boxes.clear()
	if v.stop == nil {
		return
	}
	v.stop()
	leaving.Go(func() { panel.Ask(context.Background(), v.host, &message.DropDetector{}) })
}

// begin finds out whether the site has a detector, and watches the live picture if it has one.
func (v *view) begin(root dom.HTMLElement) {
	var files []weights.IndexEntry
	content, err := site.Text(v.ctx, site.Asset("weights/detectors.json"))
	if err == nil {
		files, err = weights.ParseIndex([]byte(content))
	}
	names := v.host.Things(v.ctx)
	if v.ctx.Err() != nil {
		return
	}
	switch {
	case err != nil:
		v.fail(err)
		return
	case len(files) == 0:
		node.SetHTML(v.state, v.host.HTML("detect.none"))
		return
	}
	v.file, v.names = files[0], names
	v.state.SetTextContent(v.host.Text("detect.loading", "size", format.Bytes(v.file.Bytes)))
	showCosts(v.host, panel.Find(root, ".detect-costs"), v.file)
	node.Show(v.body, true)
	v.stop = v.host.Watch(v.hear)
}

// fail says why nothing is searched.
func (v *view) fail(err error) {
	v.failed = time.Now()
	v.state.SetTextContent(v.host.Text("detect.failed", "why", v.host.Why(err)))
}

// hear searches a picture that was answered. One that stands still is one picture, however often it is answered.
func (v *view) hear(r *message.Result) {
	v.pixels = canvas.Bytes(v.pixels, r.Pixels)
	if bytes.Equal(v.pixels, v.last) {
		return
	}
	v.pixels, v.last = v.last, v.pixels
	v.look()
}

// look has the engine search the picture that it has, at once or after the search that is under way.
func (v *view) look() {
	v.again = true
	if v.busy || v.stop == nil || time.Since(v.failed) < patience {
		return
	}
	v.busy = true
	go func() {
		for v.again && v.ctx.Err() == nil {
			v.again = false
			if err := v.search(); err != nil && v.ctx.Err() == nil {
				v.again = v.loaded != nil // by another engine, which has none
				v.loaded = nil
				if !v.again {
					v.fail(err)
				}
			}
		}
		v.busy = false
	}()
}

// search has the engine search its picture, with the detector that it loads first if it has none, and shows what it finds.
func (v *view) search() error {
	if v.loaded == nil {
		leaving.Wait()
		loaded, err := panel.Ask(v.ctx, v.host, &message.LoadDetector{Precision: precision(v.file), Weights: site.Weights(v.file)})
		if err != nil {
			return err
		}
		v.loaded = loaded
		v.list.name(loaded, v.names)
		v.state.SetTextContent(v.host.Text("detect.ready", "side", strconv.Itoa(loaded.Resolution), "n", strconv.Itoa(kinds(loaded))))
	}
	m := &message.Detect{MinScore: float64(v.least.value) / 100, MaxBoxes: v.most.value}
	found, err := panel.Ask(v.ctx, v.host, m)
	if err != nil {
		return err
	}
	v.list.show(v.ctx, found.Found)
	v.boxes.show(found.Found, v.list.label)
	v.times.add(found.Times)
	return nil
}

// kinds is how many kinds of things a detector knows. COCO left out some numbers, which have no names.
func kinds(loaded *message.DetectorLoaded) int {
	n := loaded.Classes - 1
	for _, name := range loaded.ClassNames {
		if name == "" {
			n--
		}
	}
	return n
}

// precision is what a detector of that file computes in.
func precision(file weights.IndexEntry) string {
	if file.Quantised {
		return "int8"
	}
	return "f32"
}

// slider is a limit that the visitor sets.
type slider struct {
	input *dom.HTMLInputElement
	value int
}

// open finds the slider detect-<name>, with what the link says or the usual value.
func (s *slider) open(v *view, root dom.HTMLElement, name string, usual int, unit string) {
	id := "detect-" + name
	s.input = panel.Find(root, "#"+id).(*dom.HTMLInputElement)
	output := panel.Find(root, "output[for="+id+"]")
	s.input.SetValue(strconv.Itoa(usual))
	if kept := v.host.Kept("detect." + name); kept != "" {
		s.input.SetValue(kept) // the browser takes what lies beyond its range to the end
	}
	show := func() {
		s.value, _ = strconv.Atoi(s.input.Value())
		says := strconv.Itoa(s.value) + unit
		s.input.SetAttribute("aria-valuetext", says)
		output.SetTextContent(says)
	}
	show()
	node.On(s.input, "input", func(dom.Event) {
		show()
		kept := ""
		if s.value != usual {
			kept = strconv.Itoa(s.value)
		}
		v.host.Keep("detect."+name, kept)
		v.look()
	})
}
