// Package share builds links to the page as it is: a dialog in which its owner chooses what such a link shows, and takes
// it away as an address, as a QR code, or as the code of a frame.
package share

import (
	"html"
	"slices"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

const skeleton = `<form method="dialog" class="share-head"><h2 id="share-title" data-text="share.title"></h2>
<button class="button icon-only" id="share-close"><svg class="icon" aria-hidden="true"><use href="#icon-close"/></svg><span class="unseen" data-text="notice.close"></span></button></form>
<div class="share-body"><div class="share-take"><div class="code" id="share-code"></div>
<p><button type="button" class="button" id="share-project" data-text="share.project"></button></p></div>
<div class="share-make"><div id="share-link"></div>
<p><a id="share-open" target="_blank" rel="noopener" data-text="share.open"></a></p>
<section><h3 data-text="share.shows"></h3><p class="fine" data-text="share.shows-text"></p>
<p class="share-all"><button type="button" class="button" id="share-all" data-text="share.all"></button>
<button type="button" class="button" id="share-none" data-text="share.none"></button></p>
<div class="share-parts" id="share-parts"></div></section>
<details class="table"><summary data-text="share.embed"></summary><p class="fine" data-text="share.embed-text"></p><div id="share-frame"></div></details>
</div></div>`

// Dialog is the dialog.
type Dialog struct {
	host        panel.Host
	root        dom.HTMLElement // a dialog element
	state       link.State
	address     string   // of the page, without a hash
	others      []string // what the page's own link hides of what is not listed
	link, frame *Field
}

// New returns the dialog that an element of that kind is. Nothing of it is built before it is opened.
func New(host panel.Host, root dom.HTMLElement) *Dialog { return &Dialog{host: host, root: root} }

// Open opens the dialog for the page as it is now.
func (d *Dialog) Open() {
	address, state, _ := strings.Cut(d.host.Link(), "#")
	d.address, d.state = address, link.Parse(state)
	panel.Lay(d.host, d.root, skeleton)
	d.link = NewField(d.host, d.find("#share-link"), "input", "link.notice", "link.copy")
	d.frame = NewField(d.host, d.find("#share-frame"), "textarea", "share.frame", "share.frame-copy")
	d.find("#share-link button").SetAttribute("autofocus", "")
	d.list()
	node.On(d.find("#share-parts"), "change", func(e dom.Event) { d.ticked(e.Underlying().Get("target")) })
	node.On(d.find("#share-all"), "click", func(dom.Event) { d.tickAll(true) })
	node.On(d.find("#share-none"), "click", func(dom.Event) { d.tickAll(false) })
	project := d.find("#share-project")
	node.Show(project, js.Global().Get("document").Get("fullscreenEnabled").Bool())
	node.On(project, "click", func(dom.Event) { d.find("#share-code").Underlying().Call("requestFullscreen") })
	d.show()
	d.root.Underlying().Call("showModal")
}

func (d *Dialog) find(selector string) dom.HTMLElement { return panel.Find(d.root, selector) }

// list lists what a link can hide, ticked if it is shown.
func (d *Dialog) list() {
	var m strings.Builder
	listed := make(map[string]bool)
	box := func(name, words string, shown bool) {
		listed[name] = true
		m.WriteString(`<label class="check"><input type="checkbox" value="` + name + `"`)
		if shown {
			m.WriteString(" checked")
		}
		m.WriteString(`><span>` + words + `</span></label>`)
	}
	for _, block := range blocks {
		whole := !d.state.Hides(block[0].name)
		m.WriteString(`<fieldset><legend>`)
		box(block[0].name, d.host.HTML(block[0].text), whole)
		m.WriteString(`</legend>`)
		for _, p := range block[1:] {
			box(p.name, d.host.HTML(p.text), whole && !d.state.Hides(p.name))
		}
		if block[0].name == "panels" {
			for _, tab := range named("#tabs [role=tab]") {
				box(tab.name, html.EscapeString(tab.text), whole && !d.state.Hides(tab.name))
			}
		}
		m.WriteString(`</fieldset>`)
	}
	if controls := named("#panel :is(button, input, select)[id]"); len(controls) > 0 {
		m.WriteString(`<fieldset><legend>` + d.host.HTML("share.panel") + `</legend>`)
		for _, c := range controls {
			box(c.name, html.EscapeString(c.text), !d.state.Hides(c.name))
		}
		m.WriteString(`</fieldset>`)
	}
	node.SetHTML(d.find("#share-parts"), m.String())
	d.others = nil
	for name := range strings.SplitSeq(d.state.Hide, ",") {
		if name != "" && !listed[name] {
			d.others = append(d.others, name)
		}
	}
}

// named lists the elements of a selector by their ids and what they are called.
func named(selector string) []part {
	var found []part
	for _, element := range node.All(node.Document(), selector) {
		text := node.Attribute(element, "aria-label")
		if labels := element.Underlying().Get("labels"); text == "" && labels.Truthy() && labels.Length() > 0 {
			label := labels.Index(0)
			if name := label.Call("querySelector", "[data-text]"); name.Truthy() {
				label = name // an explanation may follow
			}
			text = label.Get("textContent").String()
		}
		if text == "" {
			text = node.Text(element)
		}
		found = append(found, part{node.Attribute(element, "id"), text})
	}
	return found
}

// ticked brings the boxes of a block in line with one that was changed: a block that is not shown has no parts that
// are, and one comes with all of its parts.
func (d *Dialog) ticked(box js.Value) {
	checked := box.Get("checked").Bool()
	set := box.Call("closest", "fieldset")
	if block := set.Call("querySelector", "legend input"); block.Truthy() {
		switch {
		case block.Equal(box):
			tick(set.Call("querySelectorAll", "input"), checked)
		case checked:
			block.Set("checked", true)
		}
	}
	d.show()
}

func (d *Dialog) tickAll(shown bool) {
	tick(d.find("#share-parts").Underlying().Call("querySelectorAll", "input"), shown)
	d.others = nil
	d.show()
}

func tick(boxes js.Value, checked bool) {
	for i := range boxes.Length() {
		boxes.Index(i).Set("checked", checked)
	}
}

// hidden returns the names of what is not ticked, of a block that is not its own alone.
func (d *Dialog) hidden() string {
	names := slices.Clone(d.others)
	sets := d.find("#share-parts").Underlying().Call("querySelectorAll", "fieldset")
	for i := range sets.Length() {
		boxes := sets.Index(i).Call("querySelectorAll", "input")
		block := sets.Index(i).Call("querySelector", "legend input")
		for j := range boxes.Length() {
			box := boxes.Index(j)
			if box.Get("checked").Bool() {
				continue
			}
			names = append(names, box.Get("value").String())
			if box.Equal(block) {
				break
			}
		}
	}
	return strings.Join(names, ",")
}

// show shows the link to what is ticked.
func (d *Dialog) show() {
	state := d.state
	state.Hide, state.Embed = d.hidden(), false
	link := d.address + state.Hash()
	state.Embed = true
	d.link.Set(link)
	d.find("#share-open").SetAttribute("href", link)
	d.frame.Set(`<iframe src="` + html.EscapeString(d.address+state.Hash()) + `" title="` + html.EscapeString(d.host.Text("page.title")) +
		`" width="100%" height="720" style="border: 0" allow="camera; cross-origin-isolated"></iframe>`)
	Code(d.host, d.find("#share-code"), link)
}
