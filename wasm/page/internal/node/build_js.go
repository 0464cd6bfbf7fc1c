package node

import "honnef.co/go/js/dom/v2"

// Build makes an element of that tag and class ("" for none) with children: elements, or strings as text.
func Build(tag, class string, children ...any) dom.HTMLElement {
	element := Create(tag)
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
func Marked(tag, class, html string) dom.HTMLElement {
	element := Build(tag, class)
	SetHTML(element, html)
	return element
}

// Button makes a button that calls click.
func Button(class, text string, click func()) *dom.HTMLButtonElement {
	button := Build("button", class, text).(*dom.HTMLButtonElement)
	button.SetAttribute("type", "button")
	On(button, "click", func(dom.Event) { click() })
	return button
}

// Option makes a choice of a select element.
func Option(value, text string) dom.HTMLElement {
	option := Build("option", "", text)
	option.SetAttribute("value", value)
	return option
}
