package node

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"
)

// Wording is an element whose text changes often. It touches the document only when the text is another.
type Wording struct {
	Element dom.HTMLElement
	last    string
	node    js.Value // the element's text, if it is mere text
	// A translator (the browser's, most often) has put elements of its own in the text's place.
	translated bool
}

// WordingOf returns the element with that id as one whose text changes often.
func WordingOf(id string) Wording { return Wording{Element: Get[dom.HTMLElement](id)} }

// Set sets the text.
func (w *Wording) Set(text string) {
	if !w.changed(text) {
		return
	}
	if w.node.Truthy() && !w.translated {
		if w.translated = !w.node.Get("isConnected").Bool(); !w.translated {
			w.node.Set("data", text) // cheaper than another node, for which the browser looks at the style anew
			return
		}
	}
	w.Element.SetTextContent(text) // another node: what a translator brings for the one before comes too late for it
	w.node = w.Element.Underlying().Get("firstChild")
}

// SetHTML sets a text with the markup of [text.Table.HTML].
func (w *Wording) SetHTML(text string) {
	if w.changed(text) {
		SetHTML(w.Element, text)
		w.node = js.Undefined()
	}
}

// Says returns the text.
func (w *Wording) Says() string { return w.last }

// changed takes the element out of web/language.js's hands and tells whether the text is another than the last.
func (w *Wording) changed(text string) bool {
	if text == w.last {
		return false
	}
	if w.last == "" {
		RemoveAttribute(w.Element, "data-text")
	}
	w.last = text
	return true
}

// Gauge is an element with a property of its style that changes often.
type Gauge struct {
	Element  Element
	Property string
	last     string
}

// Set sets the property.
func (g *Gauge) Set(value string) {
	if value != g.last {
		g.last = value
		SetStyle(g.Element, g.Property, value)
	}
}
