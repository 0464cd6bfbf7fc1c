package chart

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// writer gathers markup.
type writer struct{ strings.Builder }

// put writes strings as they are and numbers with one decimal at most.
func (w *writer) put(parts ...any) {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			w.WriteString(part)
		case float64:
			w.WriteString(pixels(part))
		}
	}
}

// pixels writes a length to a tenth of a pixel.
func pixels(v float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', 1, 64), ".0")
}

// number writes a tick's value.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }

// Frame draws the axes, their titles and the lane.
func (c *Chart) Frame() string {
	var w writer
	end, floor, base := c.Width-right, c.floor(), c.Height-bottom
	for _, v := range c.Y.Ticks() {
		_, y := c.Place(c.X.Low, v)
		w.put(`<path class="grid" d="M38 `, y, "H", end, `"/><text x="30" y="`, y+4, `" text-anchor="end">`, number(v), "</text>")
	}
	for _, v := range c.X.Ticks() {
		x, _ := c.Place(v, c.Y.Low)
		w.put(`<path class="grid" d="M`, x, " 24V", base, `"/><text x="`, x, `" y="`, base+17, `" text-anchor="middle">`, number(v), "</text>")
	}
	w.put(`<path class="axis" d="M38 `, base, "H", end, `"/>`)
	if c.Lane != "" {
		w.put(`<path class="axis" d="M38 `, floor, "H", end, `"/><text x="30" y="`, floor+laneHeight/2+4, `" text-anchor="end">`, html.EscapeString(c.Lane), "</text>")
	}
	w.put(`<text class="title" x="0" y="11">`, html.EscapeString(c.Y.Title), "</text>")
	w.put(`<text class="title" x="`, end, `" y="`, c.Height-5, `" text-anchor="end">`, html.EscapeString(c.X.Title), "</text>")
	return w.String()
}

// Strokes draws the lines.
func (c *Chart) Strokes() string {
	var w writer
	for _, line := range c.Lines {
		w.put(`<path class="`, line.Class, `" d="`)
		for i, spot := range line.Spots {
			x, y := c.Place(spot.X, spot.Y)
			switch {
			case i == 0:
				w.put("M", x, " ", y)
			case line.Steps:
				w.put("H", x, "V", y)
			default:
				w.put("L", x, " ", y)
			}
		}
		w.put(`"/>`)
	}
	return w.String()
}

// Dots draws the points and their labels. A point that says something is a button's like: it can have the focus.
func (c *Chart) Dots() string {
	var w writer
	labels, _ := c.labels()
	for i, p := range c.Points {
		x, y := c.Place(p.X, p.Y)
		w.put(`<g class="point `, p.Class, `"`)
		if p.Says != "" {
			w.put(` role="button" tabindex="-1" data-key="`, html.EscapeString(p.Key), `" aria-label="`, html.EscapeString(p.name()), `"`)
		}
		w.put(">")
		if p.Low != 0 || p.High != 0 {
			from, _ := c.Place(p.Low, p.Y)
			to, _ := c.Place(p.High, p.Y)
			w.put(`<path class="whisker" d="M`, from, " ", y, "H", to, "M", from, " ", y-3, "v6M", to, " ", y-3, `v6"/>`)
		}
		if p.Says != "" {
			w.put(`<circle class="target" cx="`, x, `" cy="`, y, `" r="12"/>`)
		}
		w.put(`<path class="dot" d="`, p.Shape.Path(x, y), `"/>`)
		if box := labels[i]; box != (Box{}) && p.Label != "" {
			w.put(`<text x="`, box.X, `" y="`, box.Y+box.Height-3, `">`, html.EscapeString(p.Label), "</text>")
		}
		w.put("</g>")
	}
	return w.String()
}

// name is what the point is called: its label, which whoever speaks to the browser reads off the chart, then itself in
// words.
func (p *Point) name() string {
	if p.Label == "" {
		return p.Says
	}
	return p.Label + ": " + p.Says
}

// HereLabel returns where the label of the point that is looked at stands, in pixels from the point, and whether there
// is room for it.
func (c *Chart) HereLabel() (dx, dy float64, ok bool) {
	_, box := c.labels()
	x, y := c.Place(c.Here.X, c.Here.Y)
	return box.X - x, box.Y + box.Height - 3 - y, box != (Box{})
}

// labels places the labels of the points and of that which is looked at.
func (c *Chart) labels() (boxes []Box, here Box) {
	const (
		height    = 15
		character = 6.6 // width of one, about
	)
	var dots []Dot
	add := func(p Point, r, scale float64) {
		x, y := c.Place(p.X, p.Y)
		dots = append(dots, Dot{X: x, Y: y, Radius: r, Width: scale * character * float64(utf8.RuneCountInString(p.Label)), Height: height})
	}
	for _, p := range c.Points {
		add(p, radius+1, 1)
	}
	bounds := Box{left, top - height, c.Width - left, c.Height - bottom - top + height}
	if c.Here == nil {
		return PlaceLabels(dots, bounds), Box{}
	}
	add(*c.Here, ring, 1.2) // its label is larger
	last := len(dots) - 1
	if c.Crowded {
		boxes = PlaceLabels(dots[:last], bounds)
		return boxes, PlaceLabel(dots[last], dots, boxes, bounds)
	}
	boxes = PlaceLabels(append([]Dot{dots[last]}, dots[:last]...), bounds)
	return boxes[1:], boxes[0]
}

// Path returns the outline of the shape around a place.
func (s Shape) Path(x, y float64) string {
	at := "M" + pixels(x) + " " + pixels(y)
	switch s {
	case Diamond:
		return at + "m-6 0l6 -6l6 6l-6 6z"
	case Square:
		return at + "m-4.5 -4.5h9v9h-9z"
	case Triangle:
		return at + "m0 -6l5.5 10h-11z"
	}
	return at + "m-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"
}

// Rows writes the points' cells as rows of a table.
func (c *Chart) Rows() string {
	var w writer
	points := c.Points
	if c.Here != nil {
		points = append(slices.Clone(points), *c.Here)
		slices.SortStableFunc(points, func(a, b Point) int { return cmp.Compare(a.Order, b.Order) })
	}
	for _, p := range points {
		if p.Cells == nil {
			continue
		}
		if c.Here != nil && p.Key == c.Here.Key {
			w.put(`<tr class="here" aria-current="true">`)
		} else {
			w.put("<tr>")
		}
		for _, cell := range p.Cells {
			w.put("<td>", html.EscapeString(cell), "</td>")
		}
		w.put("</tr>")
	}
	return w.String()
}

// Standalone returns the chart as a file of its own, in light colours, with a heading.
func (c *Chart) Standalone(heading string) string {
	var w writer
	w.put(`<svg xmlns="http://www.w3.org/2000/svg" width="`, c.Width, `" height="`, c.Height+28, `" viewBox="0 -28 `, c.Width, " ", c.Height+28, `"><style>`, palette,
		`</style><rect y="-28" width="100%" height="100%" fill="#fff"/><text class="heading" x="0" y="-10">`, html.EscapeString(heading), "</text>",
		c.Frame(), c.Strokes(), c.Dots())
	if c.Here != nil {
		x, y := c.Place(c.Here.X, c.Here.Y)
		w.put(`<g class="here `, c.Here.Class, `"><path class="dot" d="`, c.Here.Shape.Path(x, y), `"/>`)
		if dx, dy, ok := c.HereLabel(); ok {
			w.put(`<text x="`, x+dx, `" y="`, y+dy, `">`, html.EscapeString(c.Here.Label), "</text>")
		}
		w.put("</g>")
	}
	w.put("</svg>")
	return w.String()
}

// palette is the style of a chart that leaves the page: that of web/chart.css in light colours.
const palette = `svg{font:12px system-ui,sans-serif}text{fill:#6b6a70}.title{fill:#52525b;font-size:13px}.heading{fill:#1b1b20;font-size:15px;font-weight:600}` +
	`.grid,.axis,.front,.fit,.move,.whisker{fill:none}.grid{stroke:#e2dfd6}.axis{stroke:#8b8880}.front{stroke:#1b1b20;stroke-width:2}` +
	`.fit{stroke:#52525b;stroke-dasharray:6 4}.target{fill:none}.dot{fill:#52525b;stroke:#fff;stroke-width:1.5}.whisker{stroke:#8b8880}` +
	`.best .dot{fill:#1b1b20}.dim .dot{fill:#b9b7b0}.is-isa .dot{fill:#00705a}.is-precision .dot{fill:#701a75}.is-cores .dot{fill:#fff;stroke:#52525b;stroke-width:2.5}` +
	`.ghost .dot{fill:none;stroke:#8b8880}.best text,.here text{fill:#1b1b20}`
