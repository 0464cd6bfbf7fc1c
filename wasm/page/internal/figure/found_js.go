package figure

import (
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// initFound lays out what stands under the chart: the conditions of the measurement, what to compare it with, and what
// to take away. The budget follows.
func (f *Figure) initFound() {
	d := f.host.Document()
	conditions := panel.Sourced(panel.Build(d, "p", "conditions"), "sweep")
	conditions.SetAttribute("id", "sweep-conditions")
	ghosts := panel.Build(d, "details", "table", panel.Worded(f.host, "summary", "", "ghost.title"), panel.Build(d, "div", "ghosts"))
	ghosts.SetAttribute("id", "ghosts")
	exports := panel.Build(d, "div", "exports", panel.Worded(f.host, "span", "", "export.title"))
	for _, kind := range []string{"csv", "json", "svg", "png"} {
		button := panel.Button(d, "button", "", func() { go f.export(kind) })
		button.SetAttribute("id", "export-"+kind)
		button.SetTextContent(map[string]string{"csv": "CSV", "json": "JSON", "svg": "SVG", "png": "PNG"}[kind])
		exports.AppendChild(button)
	}
	share := panel.Button(d, "button", "", f.share)
	share.SetAttribute("id", "export-link")
	share.SetAttribute("data-text", "export.link")
	node.SetHTML(share, f.host.HTML("export.link"))
	exports.AppendChild(share)
	card := panel.Build(d, "div", "card share")
	card.SetAttribute("id", "share-card")
	card.SetAttribute("popover", "")
	for _, element := range []dom.HTMLElement{conditions, ghosts, exports, card} {
		f.found.AppendChild(element)
	}
}

// showFound brings what stands under the chart in line with the sweep.
func (f *Figure) showFound() {
	f.showSweep()
	ghosts := node.Find(f.found, ".ghosts")
	panel.Clear(ghosts)
	f.listGhosts(ghosts.(dom.HTMLElement))
	ready := f.record != nil && f.cancel == nil
	panel.Show(node.Find(f.found, ".exports"), ready)
	conditions := node.Find(f.found, ".conditions")
	panel.Show(conditions, ready)
	if ready {
		node.SetHTML(conditions, f.conditions())
	}
}

// conditions says how the sweep was measured, and what makes it doubtful.
func (f *Figure) conditions() string {
	r := f.record
	passes := 0
	for _, p := range r.Points {
		passes += p.Samples
	}
	said := f.host.HTML("sweep.conditions", "n", strconv.Itoa(len(r.Points)), "rounds", strconv.Itoa(sweep.Rounds), "passes", format.Exact(int64(passes)),
		"tick", tick(r.TickMs), "drift", format.Percent(r.Drift))
	least, _ := reach(r.Points)
	if r.TickMs > least/20 {
		said += " " + f.host.HTML("sweep.coarse", "share", format.Percent(r.TickMs/least))
	}
	if r.Drift > sweep.DriftLimit {
		said += " " + f.host.HTML("sweep.drifted")
	}
	if f.unkept {
		said += " " + f.host.HTML("sweep.unkept")
	}
	return said
}

// tick writes the step of a clock, which may be a few µs.
func tick(ms float64) string { return strconv.FormatFloat(ms, 'g', 2, 64) }

// frontOnly returns the record with the points that no other dominates.
func frontOnly(r sweep.Record) sweep.Record {
	var points []sweep.Point
	for _, i := range stats.Front(sweep.Choices(r.Points)) {
		points = append(points, r.Points[i])
	}
	r.Points = points
	return r
}
