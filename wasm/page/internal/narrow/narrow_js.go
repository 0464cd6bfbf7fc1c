// Package narrow is the choice of classes among which the page seeks its answer: all, a set that has a name, or a list of
// the visitor's own.
package narrow

import (
	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/among"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/words"
)

// Narrow is the choice in the document.
type Narrow struct {
	words  *words.Words
	choose func(set string)
	own    string // the visitor's list, which is kept while something else is chosen
	mine   bool   // it is what is chosen; while it is empty, that is all classes

	row, other, why, list dom.HTMLElement
	kinds                 *dom.HTMLSelectElement
	editor
}

// New connects the choice. choose hears of each set that the visitor chooses, as package among writes it.
func New(w *words.Words, choose func(set string)) *Narrow {
	n := &Narrow{
		words: w, choose: choose, editor: newEditor(), kinds: node.Get[*dom.HTMLSelectElement]("among"),
		row: node.Get[dom.HTMLElement]("among-row"), other: node.Get[dom.HTMLElement]("among-other"), why: node.Get[dom.HTMLElement]("among-why"),
		list: node.Get[dom.HTMLElement]("among-own"),
	}
	node.On(n.kinds, "change", func(dom.Event) {
		set := n.kinds.Value()
		n.mine = set == among.Own
		if n.mine {
			set = n.own
			n.list.SetAttribute("open", "")
		}
		choose(set)
	})
	n.listen()
	return n
}

// Show shows which set is chosen. Only of ImageNet's classes there are sets.
func (n *Narrow) Show(set string, imagenet bool) {
	kind := among.Kind(set)
	if kind == among.Own {
		n.own, n.mine = set, true
	}
	n.mine = n.mine && set == n.own
	if n.mine {
		kind = among.Own
	}
	n.kinds.SetValue(kind)
	node.Show(n.row, imagenet)
	node.Show(n.other, !imagenet)
	node.Show(n.why, imagenet && set != "")
	node.Show(n.list, imagenet && n.mine)
	n.showList()
}
