package main

import (
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
)

// news is what the page has to say on the stage: what happened, and what to do.
type news struct {
	title, text string
	detail      string // in English, "" for none
	label       string // of the button that does it; "" for none
	action      func()
}

// notice is the card on the stage that holds one piece of news at a time, and the line for a screen reader.
type notice struct {
	card, title, text dom.HTMLElement
	detail            dom.HTMLElement
	action, close     *dom.HTMLButtonElement
	do                func()
	shown             int             // counts the news
	before            dom.HTMLElement // had the focus
	state, live       wording
	spoken            time.Time
}

func (p *page) initNotice() {
	n := &p.notice
	n.card = byID[dom.HTMLElement](p, "notice")
	n.title = byID[dom.HTMLElement](p, "notice-title")
	n.text = byID[dom.HTMLElement](p, "notice-text")
	n.detail = byID[dom.HTMLElement](p, "notice-detail")
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
		if e.Underlying().Get("key").String() == "Escape" {
			n.hide()
		}
	})
}

// show puts news in the place of those before. It returns their number, for [notice.withdraw].
func (n *notice) show(m news) int {
	n.title.SetTextContent(m.title)
	n.text.SetTextContent(m.text)
	n.detail.SetTextContent(m.detail)
	show(n.detail, m.detail != "")
	n.action.SetTextContent(m.label)
	n.do = m.action
	show(n.action, m.label != "")
	show(n.card, true)
	if !node.Focused(n.card) {
		n.before = node.Wrap(js.Global().Get("document").Get("activeElement"))
	}
	n.shown++
	return n.shown
}

// withdraw takes news away that no longer hold, if they are still shown.
func (n *notice) withdraw(shown int) {
	if shown == n.shown && shown > 0 {
		n.hide()
	}
}

// hide takes the news away. A focus that would go with it returns to where it was.
func (n *notice) hide() {
	lost := node.Focused(n.card)
	show(n.card, false)
	if lost && n.before != nil {
		node.Focus(n.before)
	}
}

// say has a screen reader speak, at the next pause in what it says.
func (n *notice) say(text string) {
	n.live.set(text)
	n.spoken = time.Now()
}
