package narrow

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/among"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/weights/layers"
)

// offered is how many classes are shown of those whose names have what was typed.
const offered = 8

// editor is where the visitor makes a list: a field that finds classes by their names, what it has found, and what is on
// the list. What is found and what is chosen are buttons with their class's number.
type editor struct {
	search                *dom.HTMLInputElement
	count, status, remove dom.HTMLElement
	found, chosen         node.Wording // which have markup
}

func newEditor() editor {
	return editor{
		search: node.Get[*dom.HTMLInputElement]("among-search"), count: node.Get[dom.HTMLElement]("among-count"),
		status: node.Get[dom.HTMLElement]("among-status"), remove: node.Get[dom.HTMLElement]("among-remove"),
		found: node.WordingOf("among-found"), chosen: node.WordingOf("among-chosen"),
	}
}

// listen connects the editor.
func (n *Narrow) listen() {
	node.On(n.search, "input", func(dom.Event) { n.showFound() })
	node.On(n.search, "keydown", func(e dom.Event) {
		key, first := e.Underlying(), node.Find(n.found.Element, "button")
		if first != nil && key.Get("key").String() == "Enter" && !key.Get("isComposing").Bool() {
			n.toggle(first)
			n.search.Underlying().Call("select") // what is typed next is another name
		}
	})
	node.On(n.found.Element, "click", func(e dom.Event) {
		if button := clicked(e); button != nil {
			n.toggle(button)
		}
	})
	node.On(n.chosen.Element, "click", func(e dom.Event) {
		if button := clicked(e); button != nil {
			at := slices.IndexFunc(node.All(n.chosen.Element, "button"), func(other dom.Element) bool { return other.Underlying().Equal(button.Underlying()) })
			n.toggle(button)
			n.focusChosen(at)
		}
	})
	node.On(n.remove, "click", func(dom.Event) {
		n.own = ""
		n.choose(n.own)
		node.Focus(n.search)
	})
}

// clicked returns the button that was clicked in a list, nil if it was none.
func clicked(e dom.Event) dom.HTMLElement {
	return node.Wrap(e.Underlying().Get("target").Call("closest", "button"))
}

// toggle puts the class of a button on the list or takes it off, and says how many there are then.
func (n *Narrow) toggle(button node.Element) {
	class, err := strconv.Atoi(node.Attribute(button, "value"))
	if err != nil {
		return
	}
	n.own = among.Toggle(n.own, class)
	n.choose(n.own)
	n.status.SetTextContent(node.Text(n.count))
}

// focusChosen gives the focus to what now stands at a place of the list from which a class went.
func (n *Narrow) focusChosen(at int) {
	buttons := node.All(n.chosen.Element, "button")
	if len(buttons) == 0 {
		node.Focus(n.search)
		return
	}
	node.Focus(buttons[min(at, len(buttons)-1)])
}

// showList shows the list, and which of the classes found are on it.
func (n *Narrow) showList() {
	classes, _ := among.Parse(n.own)
	count := n.words.Text("among.empty")
	if len(classes) > 0 {
		count = n.words.Text("among.count", "n", strconv.Itoa(len(classes)))
	}
	n.count.SetTextContent(count)
	node.Show(n.remove, len(classes) > 0)
	var m strings.Builder
	for _, class := range classes {
		name := n.words.Class(class)
		m.WriteString(`<li><button type="button" class="button" value="` + strconv.Itoa(class) + `" aria-label="` +
			html.EscapeString(n.words.Text("among.take-off", "class", name)) + `">` + html.EscapeString(name) +
			`<svg class="icon" aria-hidden="true"><use href="#icon-close"/></svg></button></li>`)
	}
	n.chosen.SetHTML(m.String())
	n.showFound()
}

// showFound shows the classes whose names have what was typed, and which of them are on the list.
func (n *Narrow) showFound() {
	text, said := node.Typed(n.search), ""
	var found []int
	if text != "" {
		names := make([]string, layers.ImageNetClasses)
		for class := range names {
			names[class] = n.words.Class(class)
		}
		found = among.Find(names, text)
		key := "among.found"
		switch {
		case len(found) == 0:
			key = "among.none"
		case len(found) > offered:
			key = "among.first"
		}
		said = n.words.Text(key, "n", strconv.Itoa(len(found)), "shown", strconv.Itoa(offered))
		found = found[:min(len(found), offered)]
	}
	n.status.SetTextContent(said)
	var m strings.Builder
	for _, class := range found {
		m.WriteString(`<li><button type="button" class="button" value="` + strconv.Itoa(class) + `">` + html.EscapeString(n.words.Class(class)) + `</button></li>`)
	}
	n.found.SetHTML(m.String()) // other buttons only if others were found: one of them may have the focus
	chosen, _ := among.Parse(n.own)
	for i, button := range node.All(n.found.Element, "button") {
		node.Press(button, slices.Contains(chosen, found[i]))
	}
}
