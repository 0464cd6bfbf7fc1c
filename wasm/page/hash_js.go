package main

import (
	"context"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/share"
)

// initHash follows a link that is opened in this very tab.
func (p *page) initHash() {
	js.Global().Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any {
		p.followHash()
		return nil
	}))
}

func (p *page) followHash() {
	old := p.state
	p.state = link.Parse(p.window.Location().Hash())
	if p.state.Alpha == 0 {
		p.state.Alpha = old.Alpha
	}
	if p.state.Resolution == 0 {
		p.state.Resolution = old.Resolution
	}
	p.showTheme()
	p.showMirror()
	p.showSeen()
	if p.state.Language != old.Language {
		go p.speak(context.Background(), p.host.Call("chosenLanguage").String())
	}
	if p.state.Rest != old.Rest {
		p.figure.Follow()
	}
	if p.state.Panel != old.Panel || p.state.Rest != old.Rest || p.state.Hide != old.Hide {
		p.openPanel(p.state.Panel)
	}
	if p.state.Panel != old.Panel {
		p.tabs.reveal()
	}
	if p.want.weights.kind == "" {
		return // still loading: what loads then reads the state
	}
	p.offerChoices()
	p.chooseWeights()
	if p.state.Source != old.Source {
		go p.openFirstSource(context.Background())
	}
}

// writeHash puts the state into the address, without a step of the browser's history for each move of a slider.
func (p *page) writeHash() {
	p.host.Get("browser").Call("rewrite", p.linked().Hash())
	if p.state.Embed {
		p.whole.SetAttribute("href", p.wholeHash())
	}
}

// linked is what a link holds of the state: it cannot carry a file.
func (p *page) linked() link.State {
	state := p.state
	if state.Weights == fileWeights {
		state.Weights = ""
	}
	return state
}

// wholeHash is the hash of the page as it is, with nothing hidden.
func (p *page) wholeHash() string {
	state := p.linked()
	state.Hide, state.Embed = "", false
	return state.Hash()
}

// initShare connects the button that opens the dialog for links, and what shows all where a link hides parts; hiding
// them is the part of web/parts.js.
func (p *page) initShare() {
	p.whole = byID[dom.HTMLElement](p, "whole")
	dialog := share.New(host{p}, byID[dom.HTMLElement](p, "share-dialog"))
	on(byID[dom.HTMLElement](p, "share"), "click", func(dom.Event) { dialog.Open() })
	on(byID[dom.HTMLElement](p, "show-all"), "click", func(dom.Event) {
		js.Global().Get("location").Set("hash", p.wholeHash()) // a step of the browser's history: back hides again
		node.Focus(byID[dom.HTMLElement](p, "controls"))
	})
	p.writeHash()
}

// initTheme connects the choice of colours; web/theme.js applies it.
func (p *page) initTheme() {
	for _, element := range node.All(byID[dom.HTMLElement](p, "theme"), "input") {
		radio := element.(*dom.HTMLInputElement)
		on(radio, "change", func(dom.Event) {
			p.state.Theme = radio.Value()
			p.writeHash()
			js.Global().Call("dispatchEvent", js.Global().Get("Event").New("themechange"))
		})
	}
	p.showTheme()
}

func (p *page) showTheme() {
	for _, element := range node.All(byID[dom.HTMLElement](p, "theme"), "input") {
		radio := element.(*dom.HTMLInputElement)
		radio.SetChecked(radio.Value() == p.state.Theme)
	}
}
