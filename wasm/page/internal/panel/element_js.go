package panel

import (
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
)

// Build makes an element of that tag and class ("" for none) with children: elements, or strings as text.
func Build(document dom.Document, tag, class string, children ...any) dom.HTMLElement {
	element := node.Create(tag)
	if class != "" {
		element.SetAttribute("class", class)
	}
	for _, child := range children {
		switch child := child.(type) {
		case string:
			element.Underlying().Call("append", child)
		case dom.Node:
			element.AppendChild(child)
		}
	}
	return element
}

// Marked makes an element with a text's markup.
func Marked(document dom.Document, tag, class, html string) dom.HTMLElement {
	element := Build(document, tag, class)
	node.SetHTML(element, html)
	return element
}

// Button makes a button that calls click.
func Button(document dom.Document, class, text string, click func()) *dom.HTMLButtonElement {
	button := Build(document, "button", class, text).(*dom.HTMLButtonElement)
	button.SetAttribute("type", "button")
	On(button, "click", func(dom.Event) { click() })
	return button
}

// On calls f for each event of that type on the element, as long as the page lives.
func On(element node.Element, event string, f func(dom.Event)) { node.On(element, event, f) }

// Clear takes all children out of an element.
func Clear(element dom.Element) { element.Underlying().Call("replaceChildren") }

// Show shows or hides an element.
//
//go:noinline
func Show(element dom.Element, visible bool) { element.Underlying().Set("hidden", !visible) }

// Lay fills an element with markup, and each element in it that has data-text="key" with the text of that key; what
// scrolls can have the focus. A static part of a panel is shorter so than built piece by piece, in the source and in the
// program.
func Lay(host Host, root dom.Element, markup string) {
	node.SetHTML(root, markup)
	for _, element := range node.All(root, "[data-text]") {
		node.SetHTML(element, host.HTML(node.Attribute(element, "data-text")))
	}
	for _, element := range node.All(root, ".scroll") {
		element.SetAttribute("tabindex", "0") // a table that is wider than the screen is moved by keyboard too
	}
}

// Inputs returns the input elements under root that a selector names.
func Inputs(root dom.Element, selector string) []*dom.HTMLInputElement {
	var inputs []*dom.HTMLInputElement
	for _, element := range node.All(root, selector) {
		inputs = append(inputs, element.(*dom.HTMLInputElement))
	}
	return inputs
}

// Ticked returns the values of those boxes that are ticked, with commas between them.
func Ticked(boxes []*dom.HTMLInputElement) string {
	var values []string
	for _, box := range boxes {
		if box.Checked() {
			values = append(values, box.Value())
		}
	}
	return strings.Join(values, ",")
}

// Find returns the first element under root that a selector names. It panics if there is none.
//
//go:noinline
func Find(root dom.Element, selector string) dom.HTMLElement {
	return node.Find(root, selector).(dom.HTMLElement)
}
