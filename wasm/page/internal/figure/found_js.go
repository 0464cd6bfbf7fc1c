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

// foundSkeleton stands under the chart: the conditions of the measurement, what to compare it with, what to take away, and
// the budget.
const foundSkeleton = `<p class="conditions" id="sweep-conditions" data-source="sweep"></p>` +
	`<details class="table" id="ghosts"><summary data-text="ghost.title"></summary><div class="ghosts"></div></details>` +
	`<div class="exports"><span data-text="export.title"></span><button type="button" class="button" id="export-csv">CSV</button>` +
	`<button type="button" class="button" id="export-json">JSON</button><button type="button" class="button" id="export-svg">SVG</button>` +
	`<button type="button" class="button" id="export-png">PNG</button><button type="button" class="button" id="export-link" data-text="export.link"></button></div>` +
	`<div class="card share" id="share-card" popover></div>` + budgetSkeleton

func (f *Figure) initFound() {
	panel.Lay(f.host, f.found, foundSkeleton)
	for _, kind := range []string{"csv", "json", "svg", "png"} {
		node.On(panel.Find(f.found, "#export-"+kind), "click", func(dom.Event) { go f.export(kind) })
	}
	node.On(panel.Find(f.found, "#export-link"), "click", func(dom.Event) { f.share() })
}

// showFound brings what stands under the chart in line with the sweep.
func (f *Figure) showFound() {
	f.showSweep()
	ghosts := node.Find(f.found, ".ghosts")
	node.Clear(ghosts)
	f.listGhosts(ghosts.(dom.HTMLElement))
	ready := f.record != nil && f.cancel == nil
	node.Show(node.Find(f.found, ".exports"), ready)
	conditions := node.Find(f.found, ".conditions")
	node.Show(conditions, ready)
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
