package main

import (
	"context"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/readout"
	"mobilenet/wasm/page/internal/node"
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
	p.state = readout.ParseState(p.window.Location().Hash())
	if p.state.Alpha == 0 {
		p.state.Alpha = old.Alpha
	}
	if p.state.Resolution == 0 {
		p.state.Resolution = old.Resolution
	}
	p.showTheme()
	p.showMirror()
	if p.state.Language != old.Language {
		go p.speak(context.Background(), p.host.Call("chosenLanguage").String())
	}
	if p.state.Panel != old.Panel {
		p.openPanel(p.state.Panel)
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
	state := p.state
	if state.Weights == fileWeights {
		state.Weights = "" // a link cannot carry the file
	}
	js.Global().Get("history").Call("replaceState", nil, "", state.Hash())
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

// initLink connects the button that copies the address of the page as it is.
func (p *page) initLink() {
	const shown = 2 * time.Second
	text := p.wording("link-text")
	on(byID[dom.HTMLElement](p, "link"), "click", func(dom.Event) {
		p.writeHash()
		address := p.window.Location().Href()
		go func() {
			clipboard := js.Global().Get("navigator").Get("clipboard")
			if clipboard.IsUndefined() {
				p.notice.show(message{title: p.text("link.notice"), text: address})
				return
			}
			if _, err := promise.Await(context.Background(), clipboard.Call("writeText", address)); err != nil {
				p.notice.show(message{title: p.text("link.notice"), text: address})
				return
			}
			text.set(p.text("link.copied"))
			p.notice.say(p.text("link.spoken"))
			time.Sleep(shown)
			text.set(p.text("link.copy"))
		}()
	})
}
