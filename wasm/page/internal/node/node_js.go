// Package node does to any element what package dom does through its interfaces. There, a method that is called once
// through an interface is linked for each of the 140 types of elements, which makes the program up to a hundred kilobytes
// larger; here it is one function. What is called on a type, as the value of an input, costs nothing and stays dom's.
package node

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"
)

// Element is an element of package dom.
type Element interface{ Underlying() js.Value }

// SetStyle sets a property of an element's own style.
func SetStyle(e Element, property, value string) {
	e.Underlying().Get("style").Call("setProperty", property, value)
}

// SetClass puts an element into a class or takes it out.
func SetClass(e Element, class string, in bool) {
	e.Underlying().Get("classList").Call("toggle", class, in)
}

// SetHTML puts markup into an element, in place of all that is in it.
func SetHTML(e Element, html string) { e.Underlying().Set("innerHTML", html) }

// Attribute returns an attribute's value, "" if the element has none.
func Attribute(e Element, name string) string {
	value := e.Underlying().Call("getAttribute", name)
	if value.IsNull() {
		return ""
	}
	return value.String()
}

// RemoveAttribute takes an attribute away.
func RemoveAttribute(e Element, name string) { e.Underlying().Call("removeAttribute", name) }

// Describe says what a picture shows, for a screen reader. Before, it is none: a picture without words is an obstacle.
func Describe(e Element, text string) {
	e.Underlying().Call("setAttribute", "role", "img")
	e.Underlying().Call("setAttribute", "aria-label", text)
}

// Text returns the text in an element.
func Text(e Element) string { return e.Underlying().Get("textContent").String() }

// Parent returns the element around an element.
func Parent(e Element) dom.HTMLElement {
	return dom.WrapHTMLElement(e.Underlying().Get("parentElement"))
}

// Focus gives an element the focus.
func Focus(e Element) { e.Underlying().Call("focus") }

// Focused tells whether an element, or one in it, has the focus.
func Focused(e Element) bool {
	active := js.Global().Get("document").Get("activeElement")
	return e.Underlying().Call("contains", active).Bool()
}

// Box is where an element lies in the window, in pixels.
type Box struct{ Left, Top, Width, Height float64 }

// BoxOf returns where an element lies.
func BoxOf(e Element) Box {
	box := e.Underlying().Call("getBoundingClientRect")
	return Box{box.Get("left").Float(), box.Get("top").Float(), box.Get("width").Float(), box.Get("height").Float()}
}

// Handled keeps the browser from doing with an event what it does by itself.
func Handled(event Element) { event.Underlying().Call("preventDefault") }
