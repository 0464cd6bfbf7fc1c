package main

import (
	"cmp"
	"context"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/choice"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/share"
	"mobilenet/wasm/page/internal/site"
	"mobilenet/wasm/page/internal/words"
)

// followLink follows a link that is opened in this very tab.
func (p *page) followLink() {
	old, asked := p.state, link.Parse(js.Global().Get("location").Get("hash").String())
	asked.Alpha = cmp.Or(asked.Alpha, old.Alpha)
	asked.Resolution = cmp.Or(asked.Resolution, old.Resolution)
	asked.Wall = cmp.Or(asked.Wall, old.Wall) // as web/joining.js has it
	p.ask(asked)
	p.showTheme()
	p.picture.ShowMirror()
	p.showSeen()
	if asked.Among != old.Among {
		p.seekAmong(asked.Among)
	}
	if asked.Language != old.Language {
		go p.speak(context.Background(), words.Chosen())
	}
	if asked.Rest != old.Rest {
		p.figure.Follow()
	}
	if asked.Panel != old.Panel || asked.Rest != old.Rest || asked.Hide != old.Hide {
		p.openPanel(asked.Panel)
	}
	if asked.Panel != old.Panel {
		p.tabs.reveal()
	}
	if p.want.Weights == "" {
		return // still loading: what loads then reads the state
	}
	p.resolve()
	p.configure()
	if asked.Source != old.Source {
		go p.picture.OpenFirst(context.Background())
	}
}

// Link is what the link says.
func (p *page) Link() *link.State { return &p.state }

// WriteLink puts the state into the address, without a step of the browser's history for each move of a slider.
func (p *page) WriteLink() {
	site.Offered().Get("browser").Call("rewrite", p.linked().Hash())
	if p.state.Embed {
		p.whole.SetAttribute("href", p.wholeHash())
	}
}

// linked is what a link holds of the state: it cannot carry a file.
func (p *page) linked() link.State {
	state := p.state
	if state.Weights == choice.File {
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
	p.whole = node.Get[dom.HTMLElement]("whole")
	dialog := share.New(host{p}, node.Get[dom.HTMLElement]("share-dialog"))
	node.On(node.Get[dom.HTMLElement]("share"), "click", func(dom.Event) { dialog.Open() })
	node.On(node.Get[dom.HTMLElement]("show-all"), "click", func(dom.Event) {
		js.Global().Get("location").Set("hash", p.wholeHash()) // a step of the browser's history: back hides again
		node.Focus(node.Get[dom.HTMLElement]("controls"))
	})
	p.WriteLink()
}

// initTheme connects the choice of colours; web/theme.js applies it.
func (p *page) initTheme() {
	for _, radio := range node.Inputs(node.ByID("theme"), "input") {
		node.On(radio, "change", func(dom.Event) {
			p.state.Theme = radio.Value()
			p.WriteLink()
			js.Global().Call("dispatchEvent", js.Global().Get("Event").New("themechange"))
		})
	}
	p.showTheme()
}

func (p *page) showTheme() {
	for _, radio := range node.Inputs(node.ByID("theme"), "input") {
		radio.SetChecked(radio.Value() == p.state.Theme)
	}
}

// initSeen has what the network sees fill the stage when the visitor wants that.
func (p *page) initSeen() {
	p.readouts.OnEnlarge(func(large bool) {
		p.state.Seen = ""
		if large {
			p.state.Seen = "large"
		}
		p.WriteLink()
		p.showSeen()
	})
	p.showSeen()
}

func (p *page) showSeen() { p.readouts.Enlarge(p.state.Seen == "large") }
