// Package teach is the panel "teach": the visitor collects pictures of classes of their own, a head is trained on what the
// network sees in them, and answers the live picture.
package teach

import (
	"context"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

const kindMarkup = `<label><input type="radio" name="teach-kind" id="teach-KIND" value="KIND"><span data-text="teach.KIND"></span></label>`

const skeleton = `<p class="fine" id="teach-kind-text" data-source="name"></p>
<div class="teach-two"><section class="photos-in teach-collect"><h2 data-text="teach.collect"></h2><p class="fine" data-source="control" data-text="teach.collect-how"></p>
<div class="teach-classes" id="teach-classes"></div>
<p class="photos-bar"><button type="button" class="button" id="teach-add"></button>
<button type="button" class="button" id="teach-folder" data-text="teach.folder"></button>
<button type="button" class="button" id="teach-clear" data-source="collection" data-text="teach.clear"></button></p>
<input type="file" id="teach-folder-input" webkitdirectory multiple hidden tabindex="-1"><input type="file" id="teach-files-input" accept="image/*" multiple hidden tabindex="-1">
<p class="teach-taken" role="status" data-source="collection"></p><p class="teach-kept" data-source="collection"></p></section>
<section class="teach-live"><h2 data-text="teach.answer"></h2>
<p class="teach-said" data-source="head" translate="no"></p><ul class="teach-answers" data-source="head" translate="no"></ul>
<p class="fine teach-threshold" data-source="head"></p>
<p class="photos-bar"><button type="button" class="button primary" id="teach-train" data-text="teach.train"></button><progress value="0" max="1" hidden></progress>
<span class="teach-state" role="status" data-source="head"></span></p>` + curvesMarkup + `</section></div>
<section class="teach-found" hidden><h2 data-text="teach.found"></h2><p class="teach-held" data-source="head"></p>
<p class="fine" data-text="teach.flatters"></p><ul class="teach-warnings" data-source="head"></ul>
<div class="scroll" role="region"><table class="teach-table" data-source="head"></table></div></section>
` + widthsMarkup + `<section class="teach-files"><h2 data-text="teach.files"></h2><p class="fine" data-text="teach.files-how"></p>
<p class="photos-bar"><button type="button" class="button" id="teach-export" data-text="teach.export"></button>
<button type="button" class="button" id="teach-export-all" data-text="teach.export-all"></button>
<button type="button" class="button" id="teach-import" data-text="teach.import"></button><input type="file" id="teach-import-input" accept=".safetensors" hidden tabindex="-1">
<span class="teach-file-state" role="status" data-source="program"></span></p></section>`

// unneeded are the parts of the page that teaching goes without, see web/parts.js.
const unneeded = "intro,readouts,answers,figure,tabs"

type view struct {
	*collection
	host   panel.Host
	ctx    context.Context
	cancel context.CancelFunc
	stop   func() // watching

	stopTraining context.CancelFunc
	soon         int // counts what is to be trained soon
	seeing       bool
	looking      bool                // the page says how far that is
	running      *message.Configured // whose features the pictures have
	newest       *message.Result     // that was heard
	due          bool                // an answer to it is to be shown
	shown        time.Time           // when the last was

	stopHold context.CancelFunc // nil while nothing is held
	byKey    bool               // it is a key that is held
	into     int                // the class that photos from a dialog are of
	sure     bool               // the next press of the button deletes everything

	root                        dom.HTMLElement
	list, keptLine, clearButton dom.HTMLElement
	state, progress             dom.HTMLElement
	files, folder               *dom.HTMLInputElement
	opening                     sync.Mutex // a head's file
	unlisten                    func()
	curves                      curves
	answers                     answers
	widths
}

// New returns the panel.
func New(host panel.Host) panel.Panel {
	return &view{host: host, collection: &kept, stopTraining: func() {}}
}

func (v *view) Open(root dom.HTMLElement) {
	v.root = root
	v.ctx, v.cancel = context.WithCancel(context.Background())
	markup := `<p data-text="teach.lede"></p><p><a id="teach-only" href="#panel=teach&amp;hide=` + unneeded + `" data-text="teach.only"></a></p><div class="segments" role="radiogroup" id="teach-kinds" aria-label="` + v.host.Text("teach.kind") + `">`
	for _, kind := range kinds {
		markup += replaceKind(kindMarkup, kind)
	}
	panel.Lay(v.host, root, markup+"</div>"+skeleton)
	v.list, v.keptLine, v.clearButton = v.element(".teach-classes"), v.element(".teach-kept"), v.element("#teach-clear")
	v.state, v.progress = v.element(".teach-state"), v.element("progress")
	v.progress.SetAttribute("aria-label", v.host.Text("teach.train"))
	v.element(".teach-found .scroll").SetAttribute("aria-label", v.host.Text("teach.found"))
	v.curves.open(root)
	v.answers.open(root)
	v.openCollect()
	v.openFiles()
	v.openWidths()
	for _, kind := range kinds {
		node.On(v.radio(kind), "change", func(dom.Event) { v.choose(kind) })
	}
	node.On(v.element("#teach-train"), "click", func(dom.Event) { v.train() })
	node.On(v.element("#teach-only"), "click", func(e dom.Event) {
		node.Handled(e)
		v.showAlone()
	})
	v.showKind()
	v.showTaught() // at once: an answer of a head that was taught before may be due
	v.stop = v.host.Features(v.hear)
	go v.begin()
}

// showAlone hides what teaching does not need; the rest stays as it is.
func (v *view) showAlone() {
	_, hash, _ := strings.Cut(v.host.Link(), "#")
	state := link.Parse(hash)
	state.Hide = unneeded
	js.Global().Get("location").Set("hash", state.Hash()) // a step of the browser's history: back shows all again
}

func (v *view) Close() {
	v.stop()
	v.cancel()
	v.unlisten()
	v.curves.close()
	v.plane.Close()
}

func (v *view) element(selector string) dom.HTMLElement { return panel.Find(v.root, selector) }

// kinds are what can be taught, in the order of their buttons.
var kinds = [...]head.Kind{head.Softmax, head.Sigmoid, head.Cells, head.Embedding}

func (v *view) radio(kind head.Kind) *dom.HTMLInputElement {
	return v.element("#teach-" + kind.String()).(*dom.HTMLInputElement)
}

// begin shows what there is, once it is loaded.
func (v *view) begin() {
	if err := v.load(v.ctx, v.host); err != nil {
		return // the panel is closed
	}
	v.showKind()
	v.showClasses()
	v.showTaught()
	v.see()
}

// choose asks another kind of question about the pictures that there are.
func (v *view) choose(kind head.Kind) {
	v.stopTraining()
	v.task.Kind = kind
	v.taught = nil
	v.keepTask()
	v.showKind()
	v.showClasses()
	v.showTaught()
	v.changed()
}

// showKind says what the question is.
func (v *view) showKind() {
	v.radio(v.task.Kind).SetChecked(true)
	node.SetHTML(v.element("#teach-kind-text"), v.host.HTML("teach."+v.task.Kind.String()+"-text"))
	v.element("#teach-add").SetTextContent(v.host.Text("teach.add-" + v.task.Kind.String()))
}

// changed takes in that there are other pictures or classes: a head is trained anew.
func (v *view) changed() {
	v.version++
	if t := v.taught; t != nil && !t.imported && !v.task.Enough(v.labels()) {
		v.taught = nil
		v.showTaught()
	}
	v.showKept()
	v.see()
}
