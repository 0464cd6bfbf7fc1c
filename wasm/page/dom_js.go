package main

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
)

// byID returns the element with that id as the type that the caller needs. The document has it, or the program and
// web/index.html do not belong together.
func byID[T dom.Element](p *page, id string) T {
	element, ok := node.ByID(id).(T)
	if !ok {
		panic("page: index.html has no fitting element #" + id)
	}
	return element
}

// wording is an element whose text changes often. It touches the document only when the text is another.
type wording struct {
	element dom.HTMLElement
	last    string
	node    js.Value // the element's text, if it is mere text
	// A translator (the browser's, most often) has put elements of its own in the text's place.
	translated bool
}

func (p *page) wording(id string) wording {
	return wording{element: byID[dom.HTMLElement](p, id)}
}

func (w *wording) set(text string) {
	if !w.changed(text) {
		return
	}
	if w.node.Truthy() && !w.translated {
		if w.translated = !w.node.Get("isConnected").Bool(); !w.translated {
			w.node.Set("data", text) // cheaper than another node, for which the browser looks at the style anew
			return
		}
	}
	w.element.SetTextContent(text) // another node: what a translator brings for the one before comes too late for it
	w.node = w.element.Underlying().Get("firstChild")
}

// setHTML sets a text with the markup of [text.Table.HTML].
func (w *wording) setHTML(text string) {
	if w.changed(text) {
		node.SetHTML(w.element, text)
		w.node = js.Undefined()
	}
}

// changed takes the element out of web/language.js's hands and tells whether the text is another than the last.
func (w *wording) changed(text string) bool {
	if text == w.last {
		return false
	}
	if w.last == "" {
		node.RemoveAttribute(w.element, "data-text")
	}
	w.last = text
	return true
}

// gauge is an element with a property of its style that changes often.
type gauge struct {
	element  dom.HTMLElement
	property string
	last     string
}

func (g *gauge) set(value string) {
	if value != g.last {
		g.last = value
		node.SetStyle(g.element, g.property, value)
	}
}

// show shows or hides an element.
func show(element dom.Element, visible bool) {
	element.Underlying().Set("hidden", !visible)
}

// pressed sets the state of a button that stays down.
func pressed(button dom.Element, down bool) {
	value := "false"
	if down {
		value = "true"
	}
	button.SetAttribute("aria-pressed", value)
}

// on calls f for each event of that type on the element, as long as the page lives.
func on(element node.Element, event string, f func(dom.Event)) { node.On(element, event, f) }

// remove takes all children out of an element.
func removeChildren(element dom.Element) {
	element.Underlying().Call("replaceChildren")
}

// now returns the moment on the browser's clock, in ms.
func now() float64 {
	return js.Global().Get("performance").Call("now").Float()
}
