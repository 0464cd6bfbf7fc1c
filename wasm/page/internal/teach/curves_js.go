package teach

import (
	"math"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
)

const curvesMarkup = `<div class="teach-curves" id="teach-curves" hidden><p class="keys" aria-hidden="true"><span><svg viewBox="-14 -8 28 16"><path class="fit" d="M-14 0H14"/></svg><span data-text="teach.curve-train"></span></span>
<span><svg viewBox="-14 -8 28 16"><path class="front" d="M-14 0H14"/></svg><span data-text="teach.curve-held"></span></span></p>
<div class="teach-plots"><div class="chart" data-source="head"></div><div class="chart" data-source="head"></div></div>
<details class="table" data-part="table"><summary data-text="figure.table"></summary><div class="scroll"><table><thead><tr><th scope="col" data-text="teach.column-epoch"></th><th scope="col" data-text="teach.column-set"></th>
<th scope="col" data-text="teach.axis-loss"></th></tr></thead><tbody data-source="head"></tbody></table><table><thead><tr><th scope="col" data-text="teach.column-epoch"></th><th scope="col" data-text="teach.column-set"></th>
<th scope="col" data-text="teach.axis-right"></th></tr></thead><tbody data-source="head"></tbody></table></div></details></div>`

// curves show how the loss falls and how the share of right answers rises, epoch by epoch.
type curves struct {
	part        dom.HTMLElement
	loss, right *plot.Plot
}

func (c *curves) open(root dom.HTMLElement) {
	c.part = panel.Find(root, ".teach-curves")
	charts, tables := node.All(c.part, ".chart"), node.All(c.part, "tbody")
	c.loss = plot.New(charts[0].(dom.HTMLElement), tables[0])
	c.right = plot.New(charts[1].(dom.HTMLElement), tables[1])
}

func (c *curves) close() {
	c.loss.Close()
	c.right.Close()
}

// show draws the curves so far, with those of what is held out if anything is.
func (c *curves) show(host panel.Host, points []head.Point, heldOut bool) {
	node.Show(c.part, len(points) > 0)
	if len(points) == 0 {
		return
	}
	most := 0.0
	for _, p := range points {
		most = max(most, p.Train.Loss)
		if heldOut {
			most = max(most, p.HeldOut.Loss)
		}
	}
	epochs := chart.Axis{Low: 0, High: math.Ceil(float64(len(points))/10) * 10, Title: host.Text("teach.axis-epoch")}
	draw := func(p *plot.Plot, y chart.Axis, key string, value func(head.Score) float64, says func(float64) string) {
		p.Chart.X, p.Chart.Y = epochs, y
		p.Chart.Lines, p.Chart.Points = nil, nil
		set := func(class, name string, shape chart.Shape, of func(head.Point) head.Score) {
			line := chart.Line{Class: class}
			for i, point := range points {
				line.Spots = append(line.Spots, chart.Spot{X: float64(i + 1), Y: value(of(point))})
			}
			end := line.Spots[len(points)-1]
			epoch, text := strconv.Itoa(len(points)), says(end.Y)
			p.Chart.Lines = append(p.Chart.Lines, line)
			p.Chart.Points = append(p.Chart.Points, chart.Point{
				X: end.X, Y: end.Y, Shape: shape, Class: "best", Key: class, Says: host.Text("teach.curve-point", "set", name, "n", epoch, "value", text),
				Cells: []string{epoch, name, text},
			})
		}
		set("fit", host.Text("teach.curve-train"), chart.Diamond, func(p head.Point) head.Score { return p.Train })
		if heldOut {
			set("front", host.Text("teach.curve-held"), chart.Circle, func(p head.Point) head.Score { return p.HeldOut })
		}
		p.Describe(host.Text(key))
		p.Draw()
	}
	draw(c.loss, chart.Axis{High: above(most), Title: host.Text("teach.axis-loss")}, "teach.axis-loss",
		func(s head.Score) float64 { return s.Loss }, func(v float64) string { return strconv.FormatFloat(v, 'f', 3, 64) })
	draw(c.right, chart.Axis{High: 100, Title: host.Text("teach.axis-right")}, "teach.axis-right",
		func(s head.Score) float64 { return 100 * s.Right }, func(v float64) string { return format.Percent(v/100) + "%" })
}

// above returns the end of an axis for a loss.
func above(loss float64) float64 { return max(0.1, math.Ceil(5*loss)/5) }
