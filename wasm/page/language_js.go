package main

import (
	"context"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/promise"
	"mobilenet/wasm/internal/text"
)

// readTexts takes over a table that web/language.js has fetched.
func readTexts(table js.Value) text.Table {
	texts := make(text.Table)
	keys := js.Global().Get("Object").Call("keys", table)
	for i := range keys.Length() {
		key := keys.Index(i).String()
		texts[key] = table.Get(key).String()
	}
	return texts
}

// text returns what the page says under a key, with values for its placeholders.
func (p *page) text(key string, pairs ...string) string { return p.texts.Text(key, pairs...) }

// html is text with its markup.
func (p *page) html(key string, pairs ...string) string { return p.texts.HTML(key, pairs...) }

// initLanguage connects the choice of language. web/language.js chose the first one.
func (p *page) initLanguage() {
	chooser := byID[*dom.HTMLSelectElement](p, "language")
	chooser.SetValue(p.host.Call("chosenLanguage").String())
	on(chooser, "change", func(dom.Event) {
		p.state.Language = chooser.Value()
		p.writeHash()
		go p.speak(context.Background(), chooser.Value())
	})
}

// speak has the page in another language from now on.
func (p *page) speak(ctx context.Context, language string) {
	table, err := promise.Await(ctx, p.host.Call("speak", language))
	if err != nil {
		p.notice.show(p.because(err, news{title: p.text("language.failed")}, "language.failed-text"))
		return
	}
	p.texts = readTexts(table)
	byID[*dom.HTMLSelectElement](p, "language").SetValue(language)
	p.names = classNames{}
	p.showTexts()
	p.learnNames(ctx, language)
}

// showTexts says again what the program itself says.
func (p *page) showTexts() {
	p.notice.hide()
	p.nameSamples()
	p.showState()
	p.showCamera()
	p.showControls()
	if p.sets.chooser != nil {
		p.showChooser()
	}
	if p.active != nil {
		p.showWeights()
		p.showFacts()
	}
	p.figure.Draw()
	p.openPanel(p.state.Panel)
	p.paintSoon()
}
