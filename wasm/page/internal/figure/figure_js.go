// Package figure is the paper's Figure 4 with this device's time in place of multiply-adds: the points that the visitor
// came by, and sweeps over all that the weights offer.
package figure

import (
	"math"
	"slices"
	"strconv"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
)

// Visit is a point that the live picture was measured at.
type Visit struct {
	panel.Configuration
	Network  frames.Summary
	Accuracy float64 // top-1 in percent, NaN if none is known
	Measured bool    // the accuracy is this project's figure
	Borrowed bool    // the accuracy is that of trained weights of this shape, and random ones ran
}

// Places are the elements of the page that the figure fills.
type Places struct {
	Chart, Table, Note dom.HTMLElement
	Sweep, Found       dom.HTMLElement // before the chart and after it
}

// Figure is the chart with its note, and the sweep.
type Figure struct {
	host   panel.Host
	plot   *plot.Plot
	note   dom.HTMLElement
	said   string // by the note
	visits []Visit
	at     panel.Configuration // of the visit that runs
	x      chart.Axis
	low    float64 // least accuracy that is drawn, percent
	high   float64 // greatest

	record *sweep.Record // what the newest sweep found; nil before
	unkept bool          // the browser did not keep it
	sweeper
	budget   budget
	ghosts   []ghost
	runtimes js.Value // what the site has of other runtimes
	found    dom.HTMLElement
}

// New puts the figure into the elements of the page.
func New(host panel.Host, at Places) *Figure {
	f := &Figure{host: host, note: at.Note, found: at.Found, x: chart.Axis{Low: 1, High: 100, Log: true}}
	f.plot = plot.New(at.Chart, at.Table)
	f.plot.Choose = f.choose
	f.plot.Drawn = f.placeBudget
	f.initSweep(at.Sweep)
	f.initGhosts()
	f.initFound()
	f.initBudget(at.Chart)
	f.Draw()
	return f
}

// choose goes to the point of the key.
func (f *Figure) choose(of string) {
	for _, v := range f.visits {
		if key(v.Configuration) == of {
			f.host.GoTo(v.Configuration)
			return
		}
	}
	for _, p := range f.points() {
		if key(p.Configuration) == of {
			f.host.GoTo(p.Configuration)
			return
		}
	}
}

// points returns what the newest sweep found.
func (f *Figure) points() []sweep.Point {
	if f.record == nil {
		return nil
	}
	return f.record.Points
}

// Visit moves the point that runs to where the newest frames put it.
func (f *Figure) Visit(v Visit) {
	at := slices.IndexFunc(f.visits, func(old Visit) bool { return old.Configuration == v.Configuration })
	if at < 0 {
		f.visits = append(f.visits, v)
		slices.SortStableFunc(f.visits, func(a, b Visit) int { return a.Configuration.Compare(b.Configuration) })
	} else {
		f.visits[at] = v
	}
	f.at = v.Configuration
	f.drawChart() // four times a second: the rest stays as it is
}

// Forget takes back that the live picture came by a configuration.
func (f *Figure) Forget(c panel.Configuration) {
	f.visits = slices.DeleteFunc(f.visits, func(v Visit) bool { return v.Configuration == c })
	f.drawChart()
}

// Speedup returns how many times as fast one configuration is as another, if the live picture came by both; 0 threads
// stand for whatever number of them was fastest.
func (f *Figure) Speedup(fast, slow panel.Configuration) (float64, bool) {
	a, b := f.find(fast), f.find(slow)
	if a == nil || b == nil || a.Network.Median == 0 {
		return 0, false
	}
	return b.Network.Median / a.Network.Median, true
}

// find returns the visit of a configuration, nil if there was none; of 0 threads, the fastest of any number.
func (f *Figure) find(c panel.Configuration) *Visit {
	var found *Visit
	for i, v := range f.visits {
		at := v.Configuration
		if c.Threads == 0 {
			at.Threads = 0
		}
		if at == c && (found == nil || v.Network.Median < found.Network.Median) {
			found = &f.visits[i]
		}
	}
	return found
}

// Draw shows the figure anew, in the language of the page.
func (f *Figure) Draw() {
	f.drawChart()
	f.showFound()
	f.showBudget()
}

// drawChart shows the points.
func (f *Figure) drawChart() {
	c := &f.plot.Chart
	before := c.X
	f.low, f.high = math.Inf(1), math.Inf(-1)
	c.X.Title = f.host.Text("figure.x")
	c.Points, c.Lines, c.Here, c.Lane = nil, nil, nil, ""
	for i, v := range f.visits {
		f.room(v.Network.Median, v.Accuracy)
		point := f.point(v)
		point.Order = i
		if v.Configuration == f.at {
			c.Here = &point
		} else if f.record == nil {
			c.Points = append(c.Points, point)
		}
	}
	f.drawGhosts()
	if f.record == nil {
		c.Lines = append(c.Lines, f.moves()...)
	} else {
		f.drawRecord()
	}
	c.X = chart.Axis{Low: f.x.Low, High: f.x.High, Log: true, Title: c.X.Title}
	published := chart.Axis{Low: 36, High: 74, Title: f.host.Text("figure.y")} // all that is lies between
	c.Y = published.Around(f.low, f.high)
	c.Crowded = f.record != nil
	f.plot.Draw()
	if c.X != before {
		f.placeBudget()
	}
	f.describe()
	f.showNote()
}

// room widens the axes so that a point has its place.
func (f *Figure) room(ms, accuracy float64) {
	c := &f.plot.Chart
	f.x = f.x.Widen(ms)
	if math.IsNaN(accuracy) {
		c.Lane = f.host.Text("figure.lane")
		return
	}
	f.low, f.high = min(f.low, accuracy), max(f.high, accuracy)
}

// point draws a visit.
func (f *Figure) point(v Visit) chart.Point {
	p := chart.Point{
		X: v.Network.Median, Y: v.Accuracy, Label: label(v.Configuration), Key: key(v.Configuration),
		Cells: []string{
			format.Multiplier(v.Alpha), strconv.Itoa(v.Resolution), f.format(v.Configuration), f.isa(v.Configuration), strconv.Itoa(v.Threads),
			format.Milliseconds(v.Network.Median), format.Milliseconds(v.Network.P95), format.Exact(v.MultiplyAdds()),
			f.accuracy(v),
		},
	}
	p.Shape, p.Class = look(v.Configuration)
	p.Says = f.says(v.Configuration, v.Network.Median, v.Accuracy)
	return p
}

// moves joins each visit with the next in α, in ρ and in cores, and with its twins in the other number format and the
// other arithmetic.
func (f *Figure) moves() []chart.Line {
	var lines []chart.Line
	join := func(class string, same func(a, b panel.Configuration) bool) {
		for i, a := range f.visits {
			for _, b := range f.visits[i+1:] {
				if !math.IsNaN(a.Accuracy) && !math.IsNaN(b.Accuracy) && same(a.Configuration, b.Configuration) {
					lines = append(lines, chart.Line{Class: "move " + class, Spots: []chart.Spot{
						{X: a.Network.Median, Y: a.Accuracy}, {X: b.Network.Median, Y: b.Accuracy},
					}})
					break // visits are in order: the first is the next
				}
			}
		}
	}
	but := func(differ func(c *panel.Configuration)) func(a, b panel.Configuration) bool {
		return func(a, b panel.Configuration) bool {
			differ(&a)
			differ(&b)
			return a == b
		}
	}
	join("is-alpha", but(func(c *panel.Configuration) { c.Alpha = 0 }))
	join("is-rho", but(func(c *panel.Configuration) { c.Resolution = 0 }))
	join("is-precision", but(func(c *panel.Configuration) { c.Precision = "" }))
	join("is-isa", but(func(c *panel.Configuration) { c.ISA = "" }))
	join("is-cores", but(func(c *panel.Configuration) { c.Threads = 0 }))
	return lines
}

// describe says what the chart shows, for a screen reader.
func (f *Figure) describe() {
	said := f.host.Text("chart.none")
	if here := f.find(f.at); here != nil {
		said = f.host.Text("chart.label", "n", strconv.Itoa(max(len(f.visits), len(f.points()))), "now", f.says(here.Configuration, here.Network.Median, here.Accuracy))
	}
	f.plot.Describe(said)
}

// showNote says what the chart shows, and above all what its accuracy is not.
func (f *Figure) showNote() {
	said := f.host.HTML("figure.first")
	switch here := f.find(f.at); {
	case f.record != nil:
		said = f.fitted()
	case here == nil:
	case here.Borrowed:
		said = f.host.HTML("figure.borrowed")
	case math.IsNaN(here.Accuracy):
		said = f.host.HTML("figure.unknown")
	case len(f.visits) > 1:
		said = f.host.HTML("figure.reading")
	}
	if said != f.said {
		f.said = said
		node.RemoveAttribute(f.note, "data-text") // it is this package's from now on
		node.SetHTML(f.note, said)
	}
}
