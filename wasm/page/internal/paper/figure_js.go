package paper

import (
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/paper"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
)

// figure is Figure 4 or 5: accuracy over what the sixteen networks cost.
type figure struct {
	host panel.Host
	root dom.HTMLElement
	plot *plot.Plot
}

const figureSkeleton = `<p class="keys" data-source="name"><span class="is-alpha"><svg viewBox="0 0 14 14"><path class="curve" d="M0 12L14 2"/></svg><span data-text="paper.line-alpha"></span></span>` +
	`<span class="is-rho"><svg viewBox="0 0 14 14"><path class="curve" d="M0 12L14 2"/></svg><span data-text="paper.line-rho"></span></span></p>` +
	`<div class="chart" data-source="accuracy"></div><details class="table" data-part="table"><summary data-text="figure.table"></summary><div class="scroll"><table><thead><tr>` +
	`<th scope="col" data-text="time.column-alpha"></th><th scope="col" data-text="time.column-pixels"></th><th scope="col" data-text="paper.column-madds"></th>` +
	`<th scope="col" data-text="paper.column-weights"></th><th scope="col" data-text="paper.column-top1"></th></tr></thead><tbody data-source="accuracy"></tbody></table></div></details>`

func (f *figure) open(h panel.Host, root dom.HTMLElement, choose func(string)) {
	f.host, f.root = h, root
	panel.Lay(h, root, figureSkeleton)
	f.plot = plot.New(panel.Find(root, ".chart"), panel.Find(root, "tbody"))
	f.plot.Choose = choose
}

// show draws the figure, the network that runs with a ring, or hides it where a table is chosen.
func (f *figure) show(id string, runs panel.Configuration) {
	four := id == "fig4"
	node.Show(f.root, four || id == "fig5")
	if !four && id != "fig5" {
		return
	}
	c := &f.plot.Chart
	c.X = chart.Axis{Low: 10, High: 1000, Log: true, Title: f.host.Text("paper.column-madds")}
	if !four {
		c.X = chart.Axis{Low: 0.2, High: 10, Log: true, Title: f.host.Text("paper.column-weights")}
	}
	c.Y = chart.Axis{Low: 40, High: 75, Title: f.host.Text("paper.column-top1")}
	c.Points, c.Lines, c.Here = nil, nil, nil
	widths, sides := make([]chart.Line, len(paper.Resolutions)), make([]chart.Line, len(paper.Alphas))
	for i, p := range paper.Points() {
		x := float64(p.MultiplyAdds) / 1e6
		if !four {
			x = float64(p.Weights) / 1e6
		}
		spot := chart.Spot{X: x, Y: p.Top1}
		width, side := &widths[i%len(widths)], &sides[i/len(widths)]
		width.Class, side.Class = "curve is-alpha", "curve is-rho"
		width.Spots, side.Spots = append(width.Spots, spot), append(side.Spots, spot)
		point := f.point(p, spot)
		point.Order = i
		if p.Alpha == runs.Alpha && p.Resolution == runs.Resolution {
			c.Here = &point
		} else {
			c.Points = append(c.Points, point)
		}
	}
	c.Lines = append(widths, sides...)
	f.plot.Describe(f.host.Text("paper."+id) + ". " + f.host.Text("paper.chart"))
	f.plot.Draw()
}

func (f *figure) point(p paper.Point, at chart.Spot) chart.Point {
	alpha, pixels := format.Multiplier(p.Alpha), strconv.Itoa(p.Resolution)
	madds, weights := format.Millions(p.MultiplyAdds, 1), format.Millions(p.Weights, 2)
	top1 := strconv.FormatFloat(p.Top1, 'f', 1, 64)
	return chart.Point{
		X: at.X, Y: at.Y, Label: alpha + "/" + pixels, Key: alpha + "/" + pixels,
		Says:  f.host.Text("paper.point", "madds", madds, "weights", weights, "top1", top1),
		Cells: []string{alpha, pixels, madds, weights, top1},
	}
}
