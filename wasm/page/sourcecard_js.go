package main

import (
	"html"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/provenance"
	"mobilenet/wasm/page/internal/node"
)

// initSourceCard has the page say where its figures come from: all of them by the buttons at the foot of the page and
// of a panel, a single one by a click on it.
func (p *page) initSourceCard() {
	body := node.Wrap(js.Global().Get("document").Get("body"))
	node.On(node.Get[dom.HTMLElement]("page-sources"), "click", func(dom.Event) { p.showSources(sourcesIn(body)) })
	node.On(node.Get[dom.HTMLElement]("panel-sources"), "click", func(dom.Event) { p.showSources(sourcesIn(p.tabs.root)) })
	node.On(body, "click", func(e dom.Event) {
		target := e.Underlying().Get("target")
		if target.Call("closest", "button, input, select, a, label, summary, textarea, [role=button], [role=slider], [popover]").Truthy() {
			return // it does something else
		}
		if element := target.Call("closest", "[data-source]"); element.Truthy() {
			p.showSources([]string{element.Get("dataset").Get("source").String()})
		}
	})
}

// sourcesIn lists the sources of the figures that can be seen in an element, each once.
func sourcesIn(element dom.Element) []string {
	var keys []string
	seen := make(map[string]bool)
	for _, e := range node.All(element, "[data-source]") {
		key := node.Attribute(e, "data-source")
		if !seen[key] && e.Underlying().Call("checkVisibility").Bool() {
			seen[key] = true
			keys = append(keys, key)
		}
	}
	return keys
}

// showSources opens the card with those sources.
func (p *page) showSources(keys []string) {
	list := node.Get[dom.HTMLElement]("source-list")
	node.Clear(list)
	for _, key := range keys {
		from := provenance.All[key]
		where := html.EscapeString(from.Where)
		if from.URL != "" {
			where = `<a href="` + html.EscapeString(from.URL) + `" target="_blank" rel="noopener noreferrer">` + where + `</a>`
		}
		list.AppendChild(node.Marked("dt", "", p.words.HTML("source."+key)))
		list.AppendChild(node.Marked("dd", "where", where))
	}
	node.Get[dom.HTMLElement]("source-card").Underlying().Call("showPopover")
}
