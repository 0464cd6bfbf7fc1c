package detector

import (
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/found"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
)

// overlay draws boxes over the live picture. A screen reader has the list instead.
type overlay struct {
	layer dom.HTMLElement
	boxes []box // those that are not needed are hidden
	shown int
}

// box is an element that changes with every picture.
type box struct {
	element dom.HTMLElement
	places  [4]node.Gauge // left, top, width, height
	name    node.Wording
	atEnd   bool // the name stands at the right side
}

// sides are the properties of a box's style in the order of its places.
var sides = [4]string{"--x", "--y", "--w", "--h"}

// show draws what was found, the best score on top.
func (o *overlay) show(things []message.Detection, label func(message.Detection) string) {
	for len(o.boxes) < len(things) {
		name := node.Build("span", "")
		b := box{element: node.Build("div", "thing", name), name: node.Wording{Element: name}}
		for i := range b.places {
			b.places[i] = node.Gauge{Element: b.element, Property: sides[i]}
		}
		o.layer.Underlying().Call("prepend", b.element.Underlying())
		o.boxes = append(o.boxes, b)
	}
	for i, thing := range things {
		o.boxes[i].show(found.Box(thing.Box).Inside(), label(thing))
	}
	for i := range o.boxes {
		if show := i < len(things); show != (i < o.shown) {
			node.Show(o.boxes[i].element, show)
		}
	}
	o.shown = len(things)
}

// show draws one.
func (b *box) show(at found.Box, name string) {
	for i, share := range [...]float64{at.X0, at.Y0, at.X1 - at.X0, at.Y1 - at.Y0} {
		b.places[i].Set(strconv.FormatFloat(100*share, 'f', 2, 64) + "%")
	}
	b.name.Set(name)
	if atEnd := at.X0 > 0.6; atEnd != b.atEnd {
		b.atEnd = atEnd
		node.SetClass(b.element, "end", atEnd)
	}
}

// clear takes all boxes away.
func (o *overlay) clear() {
	node.Clear(o.layer)
	o.boxes, o.shown = nil, 0
}
