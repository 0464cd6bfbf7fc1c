// Package photos is the panel "your photos": how often networks are right about photos that the visitor has labelled, and
// what so many photos can tell.
package photos

import (
	"context"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/classname"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

const skeleton = `<p data-text="photos.lede"></p>
<section class="photos-in"><p class="photos-bar">
<button type="button" class="button primary" id="photos-folder" data-text="photos.folder"></button>
<button type="button" class="button" id="photos-files" data-text="photos.files"></button>
<button type="button" class="button" id="photos-drawn" data-text="photos.drawn" data-source="name"></button>
<button type="button" class="button" id="photos-clear" data-text="photos.clear" hidden></button></p>
<p data-text="photos.drop"></p>
<p class="fine" data-text="photos.private"></p>
<input type="file" id="photos-folder-input" webkitdirectory multiple hidden tabindex="-1"><input type="file" id="photos-files-input" accept="image/*" multiple hidden tabindex="-1">
<p id="photos-taken" role="status" data-source="photos"></p>
<details id="photos-broken" class="table" open hidden><summary data-source="photos"></summary><div class="photos-unread" tabindex="0" role="region" data-label="photos.unread" data-source="picture"></div></details></section>
<datalist id="photos-classes"></datalist>
<section id="photos-labels" hidden><h2 data-text="photos.labels"></h2><p class="fine" data-text="photos.labels-how"></p>
<p class="photos-bar" id="photos-numbered" hidden><span data-source="photos"></span><button type="button" class="button" id="photos-numbers" data-text="photos.numbers-take"></button></p>
<ul class="photos-folders"></ul>
<div class="photos-loose" hidden><p class="photos-bar"><button type="button" class="button" id="photos-tick"></button>
<label><span data-text="photos.ticked"></span> <input id="photos-class" list="photos-classes" autocomplete="off" spellcheck="false"></label>
<button type="button" class="button" id="photos-set" data-text="photos.set"></button><span class="fine" id="photos-set-note" role="status" data-source="photos"></span></p>
<ul class="photos-grid" tabindex="0"></ul></div></section>` + networksMarkup + foundMarkup + enoughMarkup

type view struct {
	host   panel.Host
	ctx    context.Context
	cancel context.CancelFunc
	stop   func() // watching
	album  *album

	root                  dom.HTMLElement
	taken, broken, labels dom.HTMLElement
	folders, loose, grid  dom.HTMLElement
	reading               bool // small copies are being made
	networks
	found
	enough enough
}

// New returns the panel, or a sentence in its place where the classes of the weights are not ImageNet's, by whose names
// photos are labelled.
func New(host panel.Host) panel.Panel {
	if !host.ImageNet() {
		return sentence{host}
	}
	return &view{host: host, album: &kept}
}

// sentence says that this panel needs other weights.
type sentence struct{ host panel.Host }

func (s sentence) Open(root dom.HTMLElement) {
	panel.Lay(s.host, root, `<p id="photos-other" data-text="photos.other-classes"></p>`)
}

func (s sentence) Close() {}

func (v *view) Open(root dom.HTMLElement) {
	v.root = root
	v.ctx, v.cancel = context.WithCancel(context.Background())
	panel.Lay(v.host, root, skeleton)
	v.taken, v.broken, v.labels = panel.Find(root, "#photos-taken"), panel.Find(root, "#photos-broken"), panel.Find(root, "#photos-labels")
	v.folders, v.loose, v.grid = panel.Find(root, ".photos-folders"), panel.Find(root, ".photos-loose"), panel.Find(root, ".photos-grid")
	spoken := make([]string, layers.ImageNetClasses)
	for i := range spoken {
		spoken[i] = v.host.Label(i)
	}
	v.album.learn(classname.New(spoken, weights.Labels()))
	v.offerClasses()
	v.openSources()
	v.openLabels()
	v.openNetworks()
	v.openFound()
	v.enough.open(v.host, panel.Find(root, "#photos-enough"))
	v.showAlbum()
	v.offerNetworks()
	v.stop = v.host.Watch(func(*message.Result) { v.offerNetworks() }) // other weights have other networks
	go v.read()
}

func (v *view) Close() {
	v.stop()
	v.cancel()
	v.enough.plot.Close()
}

// offerClasses fills the list that the fields for a class suggest from.
func (v *view) offerClasses() {
	m := make([]byte, 0, 40*layers.ImageNetClasses)
	for i := range layers.ImageNetClasses {
		m = append(m, `<option value="`+v.host.Label(i)+`"></option>`...)
	}
	node.SetHTML(panel.Find(v.root, "#photos-classes"), string(m))
}

// openSources connects the ways in which photos come.
func (v *view) openSources() {
	for _, kind := range [...]string{"folder", "files"} {
		input := panel.Find(v.root, "#photos-"+kind+"-input").(*dom.HTMLInputElement)
		node.On(panel.Find(v.root, "#photos-"+kind), "click", func(dom.Event) { input.Click() })
		node.On(input, "change", func(dom.Event) {
			found := page().Call("picked", input.Underlying().Get("files"))
			input.SetValue("") // so that choosing the same again is a change
			go v.Take(listed(found), js.Null())
		})
	}
	node.On(panel.Find(v.root, "#photos-drawn"), "click", func(dom.Event) { go v.await(page().Call("drawn")) })
	node.On(panel.Find(v.root, "#photos-clear"), "click", func(dom.Event) {
		v.task.Stop()
		v.album.clear()
		v.showAlbum()
		node.Focus(panel.Find(v.root, "#photos-folder"))
	})
}

// page is web/album.js.
func page() js.Value { return site.Offered().Get("album") }

// await takes in what a promise of web/album.js brings.
func (v *view) await(promised js.Value) {
	found, err := promise.Await(v.ctx, promised)
	if err != nil {
		if v.ctx.Err() == nil {
			v.taken.SetTextContent(v.host.Text("photos.failed", "why", v.host.Why(err)))
		}
		return
	}
	v.Take(listed(found), js.Null())
}

// listed returns what web/album.js has found.
func listed(found js.Value) []js.Value {
	files := make([]js.Value, found.Length())
	for i := range files {
		files[i] = found.Index(i)
	}
	return files
}
