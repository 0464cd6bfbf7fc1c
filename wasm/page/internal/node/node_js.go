// Package node finds, makes and listens to elements, and does to any of them what package dom does through its
// interfaces. Package dom makes an element of whichever of its 140 types the browser says, and an event of whichever of
// 40, so that all of them are linked with every method that is called on one: 80 kB of the program, compressed. Here an
// element has its own type only if the page uses what that type adds.
//
// What is called from hundreds of places, here and in package panel, is not inlined: that would be 11 kB, compressed.
package node

import (
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"
)

// Element is an element of package dom.
type Element interface{ Underlying() js.Value }

// SetStyle sets a property of an element's own style.
//
//go:noinline
func SetStyle(e Element, property, value string) {
	e.Underlying().Get("style").Call("setProperty", property, value)
}

// SetShare sets a place or a length in an element's own style to a share, 0 to 1, of the room that there is.
//
//go:noinline
func SetShare(e Element, property string, share float64) {
	SetStyle(e, property, strconv.FormatFloat(100*share, 'f', 3, 64)+"%")
}

// Number writes a number as attributes and styles want it.
func Number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// SetClass puts an element into a class or takes it out.
func SetClass(e Element, class string, in bool) {
	e.Underlying().Get("classList").Call("toggle", class, in)
}

// SetHTML puts markup into an element, in place of all that is in it.
//
//go:noinline
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

// Typed returns what stands in a field, each letter whole, as a Mac's clipboard may not have it.
func Typed(field Element) string {
	normalize := js.Global().Get("String").Get("prototype").Get("normalize")
	return normalize.Call("call", field.Underlying().Get("value"), "NFC").String()
}

// Wrap returns an element of the browser's, nil for none.
func Wrap(v js.Value) dom.HTMLElement {
	if !v.Truthy() {
		return nil
	}
	element := &dom.BasicHTMLElement{BasicElement: &dom.BasicElement{BasicNode: &dom.BasicNode{Value: v}}}
	switch v.Get("localName").String() {
	case "button":
		return &dom.HTMLButtonElement{BasicHTMLElement: element}
	case "canvas":
		return &dom.HTMLCanvasElement{BasicHTMLElement: element}
	case "input":
		return &dom.HTMLInputElement{BasicHTMLElement: element}
	case "select":
		return &dom.HTMLSelectElement{BasicHTMLElement: element}
	case "textarea":
		return &dom.HTMLTextAreaElement{BasicHTMLElement: element}
	}
	return element
}

// ByID returns the document's element with that id, nil if there is none.
func ByID(id string) dom.HTMLElement {
	return Wrap(js.Global().Get("document").Call("getElementById", id))
}

// Document returns the document, to listen to.
func Document() Element { return dom.GetWindow().Document() }

// Get returns the document's element with that id as the type that the caller needs. The document has it, or the program
// and web/index.html do not belong together.
func Get[T dom.Element](id string) T {
	element, ok := ByID(id).(T)
	if !ok {
		panic("page: index.html has no fitting element #" + id)
	}
	return element
}

// Create makes an element of that tag.
func Create(tag string) dom.HTMLElement {
	return Wrap(js.Global().Get("document").Call("createElement", tag))
}

// Find returns the first element in another that a selector names, nil if there is none.
func Find(e Element, selector string) dom.Element {
	found := Wrap(e.Underlying().Call("querySelector", selector))
	if found == nil {
		return nil
	}
	return found
}

// All returns the elements in another that a selector names.
func All(e Element, selector string) []dom.Element {
	list := e.Underlying().Call("querySelectorAll", selector)
	found := make([]dom.Element, list.Length())
	for i := range found {
		found[i] = Wrap(list.Index(i))
	}
	return found
}

// Inputs returns the input elements under root that a selector names.
func Inputs(root Element, selector string) []*dom.HTMLInputElement {
	var inputs []*dom.HTMLInputElement
	for _, element := range All(root, selector) {
		inputs = append(inputs, element.(*dom.HTMLInputElement))
	}
	return inputs
}

// Parent returns the element around an element.
func Parent(e Element) dom.HTMLElement { return Wrap(e.Underlying().Get("parentElement")) }

// On calls f for each event of that type on an element, as long as the page lives.
func On(e Element, event string, f func(dom.Event)) {
	e.Underlying().Call("addEventListener", event, js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(&dom.BasicEvent{Value: args[0]})
		return nil
	}))
}

// Show shows or hides an element.
//
//go:noinline
func Show(e Element, visible bool) { e.Underlying().Set("hidden", !visible) }

// Clear takes all children out of an element.
func Clear(e Element) { e.Underlying().Call("replaceChildren") }

// Press sets the state of a button that stays down.
func Press(button Element, down bool) {
	button.Underlying().Call("setAttribute", "aria-pressed", strconv.FormatBool(down))
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
