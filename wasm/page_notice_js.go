package main

import (
	"time"

	"honnef.co/go/js/dom/v2"
)

// message is what the page has to say on the stage: what happened, and what to do.
type message struct {
	title, text string
	label       string // of the button that does it; "" for none
	action      func()
}

// notice is the card on the stage that holds one message at a time, and the line for a screen reader.
type notice struct {
	card, title, text dom.HTMLElement
	action, close     *dom.HTMLButtonElement
	do                func()
	state, live       wording
	spoken            time.Time
}

func (p *page) initNotice() {
	n := &p.notice
	n.card = byID[dom.HTMLElement](p, "notice")
	n.title = byID[dom.HTMLElement](p, "notice-title")
	n.text = byID[dom.HTMLElement](p, "notice-text")
	n.action = byID[*dom.HTMLButtonElement](p, "notice-action")
	n.close = byID[*dom.HTMLButtonElement](p, "notice-close")
	n.state = p.wording("state-text")
	n.live = p.wording("live")
	on(n.close, "click", func(dom.Event) { n.hide() })
	on(n.action, "click", func(dom.Event) {
		do := n.do
		n.hide()
		do()
	})
	on(p.document, "keydown", func(e dom.Event) {
		if key, ok := e.(*dom.KeyboardEvent); ok && key.Key() == "Escape" {
			n.hide()
		}
	})
}

// show puts a message in the place of the one before.
func (n *notice) show(m message) {
	n.title.SetTextContent(m.title)
	n.text.SetTextContent(m.text)
	n.action.SetTextContent(m.label)
	n.do = m.action
	show(n.action, m.label != "")
	show(n.card, true)
}

// hide takes the message away. Focus must not be lost with the button that had it.
func (n *notice) hide() {
	show(n.card, false)
}

// say has a screen reader speak, at the next pause in what it says.
func (n *notice) say(text string) {
	n.live.set(text)
	n.spoken = time.Now()
}
