// Package notice is what the page has to say: news on the stage, its state in a few words, and what a screen reader speaks.
package notice

import (
	"strings"
	"syscall/js"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/words"
)

// Answer is a button under news: the key of what it says, and what it does. The zero Answer is none.
type Answer struct {
	Key string
	Do  func()
}

// Notice is the card on the stage that holds one piece of news at a time, and the lines for the state and for a screen
// reader.
type Notice struct {
	words             *words.Words
	card, title, text dom.HTMLElement
	detail, action    dom.HTMLElement
	do                func()
	shown             int             // counts the news
	before            dom.HTMLElement // had the focus
	state, live       node.Wording
	spoken            time.Time
}

// New takes the card of the document.
func New(w *words.Words) *Notice {
	n := &Notice{
		words: w,
		card:  node.Get[dom.HTMLElement]("notice"), title: node.Get[dom.HTMLElement]("notice-title"),
		text: node.Get[dom.HTMLElement]("notice-text"), detail: node.Get[dom.HTMLElement]("notice-detail"),
		action: node.Get[dom.HTMLElement]("notice-action"),
		state:  node.WordingOf("state-text"), live: node.WordingOf("live"),
	}
	node.On(node.Get[dom.HTMLElement]("notice-close"), "click", func(dom.Event) { n.Hide() })
	node.On(n.action, "click", func(dom.Event) {
		do := n.do
		n.Hide()
		do()
	})
	node.On(node.Document(), "keydown", func(e dom.Event) {
		if e.Underlying().Get("key").String() == "Escape" {
			n.Hide()
		}
	})
	return n
}

// Tell puts news in the place of those before: what happened, the text of a key, and what to do, that of key-text, with
// values for its placeholders. It returns their number, for [Notice.Withdraw].
func (n *Notice) Tell(key string, answer Answer, pairs ...string) int {
	return n.show(key, "", answer, pairs)
}

// Because is Tell of what failed: key-text begins with why, {why}. What the page has no words for stands below.
func (n *Notice) Because(why error, key string, answer Answer) {
	said, detail := n.words.Reason(why)
	n.show(key, detail, answer, []string{"why", said})
}

func (n *Notice) show(key, detail string, answer Answer, pairs []string) int {
	n.title.SetTextContent(n.words.Text(key))
	n.text.SetTextContent(strings.TrimSpace(n.words.Text(key+"-text", pairs...)))
	n.detail.SetTextContent(detail)
	node.Show(n.detail, detail != "")
	if answer.Do != nil {
		n.action.SetTextContent(n.words.Text(answer.Key))
	}
	n.do = answer.Do
	node.Show(n.action, answer.Do != nil)
	node.Show(n.card, true)
	if !node.Focused(n.card) {
		n.before = node.Wrap(js.Global().Get("document").Get("activeElement"))
	}
	n.shown++
	return n.shown
}

// Withdraw takes news away that no longer hold, if they are still shown.
func (n *Notice) Withdraw(shown int) {
	if shown == n.shown && shown > 0 {
		n.Hide()
	}
}

// Hide takes the news away. A focus that would go with it returns to where it was.
func (n *Notice) Hide() {
	lost := node.Focused(n.card)
	node.Show(n.card, false)
	if lost && n.before != nil {
		node.Focus(n.before)
	}
}

// State says in a few words what the page is about.
func (n *Notice) State(text string) { n.state.Set(text) }

// Say has a screen reader speak, at the next pause in what it says.
func (n *Notice) Say(text string) {
	n.live.Set(text)
	n.spoken = time.Now()
}

// Silence returns for how long nothing was said.
func (n *Notice) Silence() time.Duration { return time.Since(n.spoken) }
