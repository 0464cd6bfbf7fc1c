package panel

import (
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/page/internal/node"
)

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
	element, ok := node.Find(root, selector).(dom.HTMLElement)
	if !ok {
		panic("panel: the markup has no " + selector)
	}
	return element
}
