package main

import (
	"slices"
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// tabs is the bar of the panels and the panel that is open.
type tabs struct {
	section, bar, root dom.HTMLElement
	buttons            []dom.HTMLElement // one for each of panels
	open               panel.Panel       // nil if none is
}

// initTabs lays out the bar, and opens the panel that the link names.
func (p *page) initTabs() {
	t := &p.tabs
	t.section = node.Get[dom.HTMLElement]("panels")
	t.root = node.Get[dom.HTMLElement]("panel")
	t.bar = node.Get[dom.HTMLElement]("tabs")
	for i, entry := range panels {
		button := node.Button("tab", "", func() {
			p.openPanel(entry.ID)
			t.reveal()
		})
		button.SetAttribute("id", "tab-"+entry.ID)
		button.SetAttribute("role", "tab")
		button.SetAttribute("data-text", "panel."+entry.ID)
		node.SetHTML(button, p.words.HTML("panel."+entry.ID))
		node.On(button, "keydown", func(e dom.Event) {
			shown := p.shownTabs()
			if to := step(slices.Index(shown, i), len(shown), e.Underlying().Get("key").String()); to >= 0 {
				node.Handled(e)
				node.Focus(t.buttons[shown[to]])
			}
		})
		t.bar.AppendChild(button)
		t.buttons = append(t.buttons, button)
	}
	// The link in the page's first lines would open the panel too, but take all else out of the hash.
	node.On(node.Get[dom.HTMLElement]("to-lessons"), "click", func(e dom.Event) {
		node.Handled(e)
		p.openPanel("lessons")
		t.reveal()
		node.Focus(t.root) // the keyboard goes on there
	})
	node.Show(t.section, true)
	p.openPanel(p.state.Panel)
	if t.open != nil {
		t.reveal()
	}
}

// shownTabs lists the tabs that the link does not hide.
func (p *page) shownTabs() []int {
	var shown []int
	for i, entry := range panels {
		if !p.state.Hides("tab-" + entry.ID) {
			shown = append(shown, i)
		}
	}
	return shown
}

// step returns where a key takes the focus from the tab at i of n, -1 for nowhere.
func step(i, n int, key string) int {
	switch key {
	case "ArrowRight":
		return (i + 1) % n
	case "ArrowLeft":
		return (i + n - 1) % n
	case "Home":
		return 0
	case "End":
		return n - 1
	}
	return -1
}

// openPanel closes the panel that is open and opens that of the id, if there is one.
func (p *page) openPanel(id string) {
	t := &p.tabs
	if t.open != nil {
		t.open.Close()
		t.open = nil
		node.Clear(t.root)
	}
	at := slices.IndexFunc(panels, func(e panel.Entry) bool { return e.ID == id })
	p.state.Panel = ""
	if at >= 0 {
		p.state.Panel = id
	}
	p.WriteLink()
	if p.state.Hides("panels") {
		at = -1 // nobody would see it
	}
	first := at // of the tabs, by the Tab key
	if shown := p.shownTabs(); !slices.Contains(shown, at) && len(shown) > 0 {
		first = shown[0]
	}
	for i, button := range t.buttons {
		index := "-1"
		if i == first {
			index = "0"
		}
		button.SetAttribute("aria-selected", strconv.FormatBool(i == at))
		button.SetAttribute("tabindex", index)
	}
	node.Show(t.root, at >= 0)
	node.Show(node.Get[dom.HTMLElement]("panel-sources"), at >= 0)
	t.root.SetAttribute("class", "panel panel-"+id)
	if at < 0 {
		return
	}
	t.root.SetAttribute("aria-labelledby", "tab-"+id)
	const before = 40 // pixels of the tab before it, where the bar is too narrow for all
	t.bar.Underlying().Set("scrollLeft", t.buttons[at].Underlying().Get("offsetLeft").Int()-before)
	t.open = panels[at].New(host{p})
	t.open.Open(t.root)
}

// reveal scrolls so that the bar stands at the top, unless the reader sees the panel well already.
func (t *tabs) reveal() {
	const well = 0.4 // of the window's height
	top := node.BoxOf(t.section).Top
	if height := js.Global().Get("innerHeight").Float(); top < 0 || top > well*height {
		t.section.Underlying().Call("scrollIntoView", map[string]any{"block": "start", "behavior": "smooth"})
	}
}

// photosPanel is the id of the panel of photos.
const photosPanel = "photos"

// OffersPhotos tells whether the visitor has a panel that takes photos, or can have that of photos.
func (p *page) OffersPhotos() bool {
	_, open := p.tabs.open.(panel.Taker)
	return open || !p.state.Hides("panels") && !p.state.Hides("tab-"+photosPanel)
}

// TakePhotos hands files to the panel that is open, if it takes photos, else to that of photos, which it opens.
func (p *page) TakePhotos(files []js.Value, onto js.Value) {
	if _, open := p.tabs.open.(panel.Taker); !open {
		p.openPanel(photosPanel)
		p.tabs.reveal()
	}
	if taker, ok := p.tabs.open.(panel.Taker); ok {
		taker.Take(files, onto)
	}
}
