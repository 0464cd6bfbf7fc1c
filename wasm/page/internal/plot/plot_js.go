// Package plot shows a chart in the page: it fits its room, its points can be reached by keyboard and say what they
// are, and the same data stands beside it as a table.
package plot

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/page/internal/node"
)

// Plot is a chart on the page. Set Chart, then Draw; Width and Height are the plot's to set.
type Plot struct {
	Chart  chart.Chart
	Choose func(key string) // called with the key of a point that was clicked, or chosen by Enter; may be nil
	Drawn  func()           // called after the chart was laid out anew; may be nil

	holder                  dom.HTMLElement
	svg                     dom.Element
	frame, lines, dots      layer
	here, hereDot, hereText dom.Element
	hereLast                string // what they show
	described               string // what its label says
	says                    dom.HTMLElement
	table                   layer
	at                      string // key of the point that the Tab key reaches
	observer                js.Value
	resized                 js.Func
}

// layer is an element whose markup changes only when it is another.
type layer struct {
	element dom.Element
	last    string
}

func (l *layer) set(markup string) {
	if markup != l.last {
		l.last = markup
		node.SetHTML(l.element, markup)
	}
}

const skeleton = `<svg><g class="frame" aria-hidden="true"></g><g class="lines" aria-hidden="true"></g><g class="dots named"></g>` +
	`<g class="named here" visibility="hidden" aria-hidden="true"><circle class="ring" r="9"/><path class="dot"/><text></text></g></svg>` +
	`<p class="says" aria-hidden="true" hidden></p>`

// New puts a plot into holder. The table's body, which may be nil, gets the same data.
func New(holder dom.HTMLElement, table dom.Element) *Plot {
	p := &Plot{holder: holder, table: layer{element: table}}
	holder.SetAttribute("role", "group")
	node.SetHTML(holder, skeleton)
	p.svg = node.Find(holder, "svg")
	p.frame.element = node.Find(holder, ".frame")
	p.lines.element = node.Find(holder, ".lines")
	p.dots.element = node.Find(holder, ".dots")
	p.here = node.Find(holder, ".here")
	p.hereDot = node.Find(p.here, ".dot")
	p.hereText = node.Find(p.here, "text")
	p.says = node.Find(holder, ".says").(dom.HTMLElement)
	p.listen()
	p.resized = js.FuncOf(func(js.Value, []js.Value) any {
		box := node.BoxOf(holder)
		p.Chart.Width, p.Chart.Height = box.Width, box.Height
		p.Draw()
		if p.Drawn != nil {
			p.Drawn()
		}
		return nil
	})
	p.observer = js.Global().Get("ResizeObserver").New(p.resized)
	p.observer.Call("observe", holder.Underlying())
	return p
}

// Describe says what the chart shows, for a screen reader.
func (p *Plot) Describe(text string) {
	if text != p.described {
		p.described = text
		p.holder.SetAttribute("aria-label", text)
	}
}

// Close ends the plot. Its elements are the caller's to remove.
func (p *Plot) Close() {
	p.observer.Call("disconnect")
	p.resized.Release()
}

// Draw shows the chart as it is now.
func (p *Plot) Draw() {
	c := &p.Chart
	if c.Width < 100 || c.Height < 100 {
		return // not laid out
	}
	p.svg.SetAttribute("viewBox", "0 0 "+length(c.Width)+" "+length(c.Height)) // printed, it has another size
	p.frame.set(c.Frame())
	p.lines.set(c.Strokes())
	if dots := c.Dots(); dots != p.dots.last {
		focused := p.focused()
		p.dots.set(dots)
		p.rove(focused)
	}
	p.drawHere()
	if p.table.element != nil {
		p.table.set(c.Rows())
	}
}

// drawHere moves the point that is looked at; the style lets it glide.
func (p *Plot) drawHere() {
	at := p.Chart.Here
	if at == nil {
		p.hereLast = ""
		p.here.SetAttribute("visibility", "hidden")
		return
	}
	x, y := p.Chart.Place(at.X, at.Y)
	dx, dy, ok := p.Chart.HereLabel()
	text := ""
	if ok {
		text = at.Label
	}
	place := "translate(" + length(x) + "px, " + length(y) + "px)"
	shape := at.Shape.Path(0, 0)
	shows := strings.Join([]string{place, shape, at.Class, text, length(dx), length(dy)}, "|")
	if shows == p.hereLast {
		return // setting it again would start the glide again
	}
	p.hereLast = shows
	p.here.SetAttribute("class", "named here "+at.Class)
	p.here.Underlying().Get("style").Set("transform", place)
	p.hereDot.SetAttribute("d", shape)
	p.hereText.SetAttribute("x", length(dx))
	p.hereText.SetAttribute("y", length(dy))
	p.hereText.SetTextContent(text)
	node.RemoveAttribute(p.here, "visibility")
}

// length writes whole pixels: times differ a little from frame to frame, and a point that glides is painted all the
// while.
func length(v float64) string { return strconv.FormatFloat(v, 'f', 0, 64) }

// listen has keys walk from point to point, in the order of X, and points say what they are.
func (p *Plot) listen() {
	p.on("keydown", func(e js.Value) {
		key := e.Get("key").String()
		focused := p.focused()
		if focused == "" {
			return
		}
		if (key == "Enter" || key == " ") && p.Choose != nil {
			e.Call("preventDefault")
			p.Choose(focused)
			return
		}
		if to, ok := p.neighbour(focused, key); ok {
			e.Call("preventDefault")
			p.at = to
			p.rove(to)
		}
	})
	p.on("click", func(e js.Value) {
		if point := e.Get("target").Call("closest", "[data-key]"); point.Truthy() && p.Choose != nil {
			p.Choose(point.Get("dataset").Get("key").String())
		}
	})
	for _, event := range []string{"focusin", "pointerover"} {
		p.on(event, func(e js.Value) {
			point := e.Get("target").Call("closest", "[data-key]")
			text := ""
			if point.Truthy() {
				text = point.Call("getAttribute", "aria-label").String()
			}
			p.says.SetTextContent(text)
			p.says.Underlying().Set("hidden", text == "")
		})
	}
}

func (p *Plot) on(event string, f func(js.Value)) {
	node.On(p.holder, event, func(e dom.Event) { f(e.Underlying()) })
}

// focused returns the key of the point that has the focus, "" if none has.
func (p *Plot) focused() string {
	active := js.Global().Get("document").Get("activeElement")
	if !active.Truthy() || !p.dots.element.Underlying().Call("contains", active).Bool() {
		return ""
	}
	return active.Get("dataset").Get("key").String()
}

// rove has the Tab key reach one point, the last that had the focus, and gives the focus to that of the key, if one.
func (p *Plot) rove(focus string) {
	points := p.dots.element.Underlying().Call("querySelectorAll", "[data-key]")
	reached := false
	for i := range points.Length() {
		point := points.Index(i)
		key := point.Get("dataset").Get("key").String()
		at := key == p.at
		reached = reached || at
		index := -1
		if at {
			index = 0
		}
		point.Set("tabIndex", index)
		if focus != "" && key == focus {
			point.Call("focus", map[string]any{"preventScroll": true})
		}
	}
	if !reached && points.Length() > 0 {
		p.at = points.Index(0).Get("dataset").Get("key").String()
		points.Index(0).Set("tabIndex", 0)
	}
}

// neighbour returns the key of the point to which a key leads.
func (p *Plot) neighbour(from, key string) (string, bool) {
	var points []chart.Point
	for _, point := range p.Chart.Points {
		if point.Says != "" {
			points = append(points, point)
		}
	}
	slices.SortStableFunc(points, func(a, b chart.Point) int { return cmp.Compare(a.X, b.X) })
	at := slices.IndexFunc(points, func(point chart.Point) bool { return point.Key == from })
	last := len(points) - 1
	switch key {
	case "ArrowRight", "ArrowUp":
		at = min(at+1, last)
	case "ArrowLeft", "ArrowDown":
		at = max(at-1, 0)
	case "Home":
		at = 0
	case "End":
		at = last
	default:
		return "", false
	}
	if at < 0 {
		return "", false
	}
	return points[at].Key, true
}
