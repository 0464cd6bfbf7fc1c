package main

import (
	"context"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/notice"
	"mobilenet/wasm/page/internal/words"
)

// initLanguage connects the choice of language. web/language.js chose the first one.
func (p *page) initLanguage() {
	chooser := node.Get[*dom.HTMLSelectElement]("language")
	chooser.SetValue(words.Chosen())
	node.On(chooser, "change", func(dom.Event) {
		p.state.Language = chooser.Value()
		p.WriteLink()
		go p.speak(context.Background(), chooser.Value())
	})
}

// speak has the page in another language from now on.
func (p *page) speak(ctx context.Context, language string) {
	spoken, err := p.words.Speak(ctx, language)
	if err != nil {
		p.notice.Because(err, "language.failed", notice.Answer{})
		p.state.Language = words.Spoken()
		p.WriteLink()
		node.Get[*dom.HTMLSelectElement]("language").SetValue(p.state.Language) // so that it can be chosen again
	}
	if !spoken {
		return
	}
	node.Get[*dom.HTMLSelectElement]("language").SetValue(language)
	p.showTexts()
	p.learnClasses(ctx, language)
}

// learnClasses has the names of the classes in a language, when they have come.
func (p *page) learnClasses(ctx context.Context, language string) {
	if p.words.LearnClasses(ctx, language) {
		p.showAmong()
		p.openPanel(p.state.Panel)
		p.paintSoon()
	}
}

// showTexts says again what the program itself says.
func (p *page) showTexts() {
	p.notice.Hide()
	p.picture.Draw()
	p.StateChanged()
	p.showControls()
	p.showAmong()
	if p.want.Weights != "" {
		p.offerWeights()
	}
	if p.engine.live() != nil {
		p.showRunning()
	}
	p.figure.Draw()
	p.openPanel(p.state.Panel)
	p.paintSoon()
}
