package figure

import (
	"math"
	"syscall/js"

	"mobilenet/model"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/panel"
)

// AddRuntimes offers what make bench measured of other runtimes, and of this page's beside them, as ghosts. found is the
// site's runtimes.json.
func (f *Figure) AddRuntimes(found js.Value) {
	list := found.Get("runtimes")
	at := make(map[string]int) // the ghost of each name: its numbers of both formats
	for i := range list.Length() {
		r := list.Index(i)
		name := textOf(r, "name")
		if _, ok := at[name]; !ok {
			at[name] = len(f.ghosts)
			called, label := func() string { return f.host.Text("ghost.runtime", "name", name) }, name
			if r.Get("ours").Bool() {
				called = func() string { return f.host.Text("ghost.ours") }
			}
			f.addGhost(ghost{key: name, name: called, source: "runtimes", label: label})
		}
		g := &f.ghosts[at[name]]
		g.points = append(g.points, runtimePoints(r)...)
	}
	if list.Length() > 0 {
		f.runtimes = found
		f.Draw()
	}
}

// runtimePoints returns a runtime's times, of one thread, with the accuracies published for networks of their shapes; what
// has none has no place on the chart.
func runtimePoints(r js.Value) []sweep.Point {
	precision := textOf(r, "precision")
	var points []sweep.Point
	list := r.Get("points")
	for i := range list.Length() {
		p := list.Index(i)
		at := panel.Configuration{Alpha: p.Index(0).Float(), Resolution: p.Index(1).Int(), Precision: precision, Threads: 1}
		if accuracy := published(at.Alpha, at.Resolution, precision == model.Int8.String()); !math.IsNaN(accuracy) {
			points = append(points, sweep.Point{Configuration: at, Median: p.Index(2).Float(), Accuracy: accuracy})
		}
	}
	return points
}

// drawFronts joins those of a runtime's points that no other dominates, in each number format, and names them.
func (f *Figure) drawFronts(g ghost) {
	c := &f.plot.Chart
	drawn := c.Points[len(c.Points)-len(g.points):]
	for _, precision := range []model.Precision{model.Float32, model.Int8} {
		var of []sweep.Point
		fastest := -1
		for i, p := range g.points {
			if p.Precision != precision.String() {
				continue
			}
			of = append(of, p)
			if fastest < 0 || p.Median < g.points[fastest].Median {
				fastest = i
			}
		}
		if fastest < 0 {
			continue
		}
		line := chart.Line{Class: "curve ghost"}
		for _, i := range stats.Front(sweep.Choices(of)) {
			line.Spots = append(line.Spots, chart.Spot{X: of[i].Median, Y: of[i].Accuracy})
		}
		c.Lines = append(c.Lines, line)
		drawn[fastest].Label = g.label
		if precision == model.Int8 {
			drawn[fastest].Label += " " + f.host.Text("format.int8")
		}
	}
}

func textOf(object js.Value, member string) string { return object.Get(member).String() }
