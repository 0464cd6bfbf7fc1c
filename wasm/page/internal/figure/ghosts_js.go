package figure

import (
	"math"
	"strconv"
	"strings"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/site"
)

// kept is where the browser keeps sweeps, one a line, the newest first.
const kept = panel.Store("sweeps")

// mostKept is how many.
const mostKept = 5

// Keys of the hash that hold the sweep of a link, and what it says of the device that was measured.
const (
	linked = "figure.sweep"
	device = "figure.device"
)

// ghost is a sweep of another time, or of another device, that can be shown behind the chart.
type ghost struct {
	key    string        // in the hash, "" for one that is this browser's alone
	name   func() string // in the page's language
	source string        // of its numbers
	label  string        // of a runtime, beside its front
	points []sweep.Point
	box    *dom.HTMLInputElement
}

// initGhosts finds the sweeps that there are: of the link, of this browser, and the published times of a phone. Other
// runtimes follow.
func (f *Figure) initGhosts() {
	if r, err := sweep.Decode(f.host.Kept(linked)); err == nil {
		f.addGhost(ghost{key: "link", name: func() string { return f.host.Text("ghost.link", "time", moment(r.Time)) }, source: "ghost", points: r.Points})
	}
	for _, line := range strings.Fields(kept.Load()) {
		if r, err := sweep.Decode(line); err == nil {
			f.addGhost(ghost{name: func() string { return f.host.Text("ghost.earlier", "time", moment(r.Time)) }, source: "ghost", points: r.Points})
		}
	}
	f.addGhost(ghost{key: "phone", name: func() string { return f.host.Text("ghost.phone") }, source: "ghost", points: sweep.Phone(published)})
}

func (f *Figure) addGhost(g ghost) {
	g.box = node.Build("input", "").(*dom.HTMLInputElement)
	g.box.SetAttribute("type", "checkbox")
	g.box.SetValue(g.key)
	g.box.SetChecked(f.keeps(ghostsKept, g.key, ghostsUsual))
	node.On(g.box, "change", func(dom.Event) {
		f.keepBoxes()
		f.Draw()
	})
	f.ghosts = append(f.ghosts, g)
}

// moment writes a time in the visitor's zone, to the minute.
func moment(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }

// drawGhosts draws the ghosts that are ticked.
func (f *Figure) drawGhosts() {
	c := &f.plot.Chart
	for i, g := range f.ghosts {
		if !g.box.Checked() {
			continue
		}
		for _, p := range g.points {
			if math.IsNaN(p.Accuracy) {
				continue
			}
			f.room(p.Median, p.Accuracy)
			shape, _ := look(p.Configuration)
			point := chart.Point{
				X: p.Median, Y: p.Accuracy, Shape: shape, Class: "ghost", Key: strconv.Itoa(i) + "/" + key(p.Configuration),
				Says: g.name() + ": " + f.says(p.Configuration, p.Median, p.Accuracy),
			}
			c.Points = append(c.Points, point)
		}
		if g.label != "" {
			f.drawFronts(g)
		}
	}
}

// keep keeps a sweep in the browser, notes whether the browser does, and tells the class's wall of it, which asks the visitor.
func (f *Figure) keep(r sweep.Record) {
	code := r.Encode()
	lines := append([]string{code}, strings.Fields(kept.Load())...)
	f.unkept = !kept.Save(strings.Join(lines[:min(len(lines), mostKept)], "\n"))
	site.Offered().Call("swept", code)
}

// listGhosts lists what can be compared with.
func (f *Figure) listGhosts(root dom.HTMLElement) {
	for _, g := range f.ghosts {
		label := node.Build("label", "check", g.box, node.Build("span", "", g.name()))
		label.SetAttribute("data-source", g.source)
		root.AppendChild(label)
	}
	if f.runtimes.Truthy() {
		said := f.host.Text("ghost.runtimes", "machine", textOf(f.runtimes, "machine"), "browser", textOf(f.runtimes, "browser"),
			"date", textOf(f.runtimes, "date"), "versions", textOf(f.runtimes, "peers"))
		note := node.Build("p", "fine", said)
		note.SetAttribute("data-source", "runtimes")
		root.AppendChild(note)
	}
}
