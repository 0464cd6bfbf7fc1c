package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/readout"
)

// enoughFrames is how many frames make a point of the chart.
const enoughFrames = 3

// place names a point of the chart by what can be chosen with the controls.
type place struct {
	alpha      float64
	resolution int
	scalar     bool // plain Go instead of SIMD
}

// visited is a point that was measured in this session.
type visited struct {
	place
	network  readout.Summary
	accuracy float64 // top-1 in percent, 0 if none is published
	borrowed bool    // the accuracy is that of trained weights of this shape, and random ones ran
}

// chart is the plane of time and accuracy with all points of the session: the paper's Figure 4, with this device's
// time in place of multiply-adds.
type chart struct {
	holder, table                      dom.HTMLElement
	frame, moves, dots, here, hereText dom.Element
	note                               wording
	width, height                      float64 // of the drawing, pixels
	points                             []visited
	at                                 place // the point that runs
	axis                               readout.Axis
	lane                               bool // there is a point without an accuracy
}

func (p *page) initChart() {
	c := &p.chart
	c.holder = byID[dom.HTMLElement](p, "chart")
	c.table = byID[dom.HTMLElement](p, "table")
	c.note = p.wording("figure-note")
	for id, element := range map[string]*dom.Element{
		"chart-frame": &c.frame, "chart-moves": &c.moves, "chart-dots": &c.dots, "chart-here": &c.here, "chart-here-text": &c.hereText,
	} {
		*element = byID[dom.Element](p, id)
	}
	c.axis = readout.Axis{Low: 1, High: 100}
	observer := js.Global().Get("ResizeObserver").New(js.FuncOf(func(js.Value, []js.Value) any {
		box := c.holder.GetBoundingClientRect()
		c.width, c.height = box.Width(), box.Height()
		c.drawFrame()
		c.drawPoints()
		return nil
	}))
	observer.Call("observe", c.holder.Underlying())
}

// paintChart moves the point that runs to where the newest frames put it.
func (p *page) paintChart() {
	if p.frames.Len() < enoughFrames {
		return
	}
	a, c := p.active, &p.chart
	v := visited{place: place{a.alpha, a.resolution, a.scalar}, network: p.frames.Stage(readout.Network)}
	if found := p.published(a); found.known {
		v.accuracy = found.Top1
	} else if reference, ok := model.PublishedAccuracy(a.alpha, a.resolution, false); a.random && ok {
		v.accuracy, v.borrowed = reference.Top1, true
	}
	if c.find(v.place) == nil {
		c.points = append(c.points, v)
		slices.SortFunc(c.points, func(a, b visited) int {
			return cmp.Or(cmp.Compare(a.alpha, b.alpha), cmp.Compare(a.resolution, b.resolution), cmp.Compare(a.class(), b.class()))
		})
	}
	*c.find(v.place) = v
	c.at = v.place
	axis, lane := c.axis.Widen(v.network.Median), c.lane || v.accuracy == 0
	if axis != c.axis || lane != c.lane {
		c.axis, c.lane = axis, lane
		c.drawFrame()
	}
	c.drawPoints()
	c.writeTable(p)
	p.showFigureNote()
	p.showArithmetic()
}

func (c *chart) find(at place) *visited {
	if i := slices.IndexFunc(c.points, func(v visited) bool { return v.place == at }); i >= 0 {
		return &c.points[i]
	}
	return nil
}

// speedup returns how many times faster SIMD is than plain Go at a point, if both were measured.
func (c *chart) speedup(alpha float64, resolution int) (float64, bool) {
	simd, scalar := c.find(place{alpha, resolution, false}), c.find(place{alpha, resolution, true})
	if simd == nil || scalar == nil || simd.network.Median == 0 {
		return 0, false
	}
	return scalar.network.Median / simd.network.Median, true
}

// showFigureNote says what the chart shows, and above all what its accuracy is not.
func (p *page) showFigureNote() {
	c := &p.chart
	switch here := c.find(c.at); {
	case here == nil:
	case here.borrowed:
		c.note.setHTML(p.html("figure.borrowed"))
	case here.accuracy == 0:
		c.note.setHTML(p.html("figure.unknown"))
	case len(c.points) == 1:
		c.note.set(p.text("figure.first"))
	default:
		c.note.set(p.text("figure.reading"))
	}
}

// writeTable writes the points as a table.
func (c *chart) writeTable(p *page) {
	var rows strings.Builder
	for _, v := range c.points {
		class, accuracy, arithmetic := "", "–", "SIMD"
		if v.place == c.at {
			class = ` class="here" aria-current="true"`
		}
		switch {
		case v.borrowed:
			accuracy = fmt.Sprintf("(%.1f if trained)", v.accuracy)
		case v.accuracy != 0:
			accuracy = fmt.Sprintf("%.1f", v.accuracy)
		}
		if v.scalar {
			arithmetic = "plain Go"
		}
		fmt.Fprintf(&rows, "<tr%s><td>%s</td><td>%d</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td><td>%s</td></tr>", class,
			readout.Multiplier(v.alpha), v.resolution, arithmetic, readout.Milliseconds(v.network.Median),
			readout.Milliseconds(v.network.P95), readout.Exact(multiplyAdds(v.place)), accuracy)
	}
	c.table.SetInnerHTML(rows.String())
}

// multiplyAdds returns the cost of the network at a point, with the paper's thousand classes.
func multiplyAdds(at place) int64 {
	layers, err := model.Layers(at.alpha, at.resolution, model.Separable, 0)
	if err != nil {
		return 0 // nothing runs where there are no layers
	}
	return model.Sum(layers).MultiplyAdds
}
