package teach

import (
	"context"
	"strconv"
	"strings"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/table"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
	"mobilenet/wasm/page/internal/training"
)

const widthsMarkup = `<section class="teach-widths" hidden><h2 data-text="teach.widths"></h2><p class="fine" data-source="name" data-text="teach.widths-how"></p>
<p class="photos-bar"><button type="button" class="button" id="teach-distil"></button><button type="button" class="button" id="teach-table"></button><span class="teach-widths-state" role="status" data-source="head"></span></p>
<p class="teach-agreement" data-source="head"></p>
<div class="teach-points" hidden><div class="chart" data-source="head"></div><div class="scroll" role="region"><table class="teach-table"><thead><tr><th scope="col" class="is-alpha"><i>α</i></th><th scope="col" class="is-rho"><i>ρ</i></th>
<th scope="col" data-text="teach.column-held"></th><th scope="col" data-source="name" data-text="teach.column-interval"></th><th scope="col" data-text="photos.column-ms"></th><th scope="col" data-text="photos.column-madds"></th></tr></thead><tbody data-source="head"></tbody></table></div>
<p class="exports"><span data-text="export.title"></span><button type="button" class="button" id="teach-csv">CSV</button><button type="button" class="button" id="teach-json">JSON</button></p></div></section>`

// softness is the temperature at which the widest network's answers are learnt: they show what it takes for similar.
const softness = 2

// widths is what other networks make of the same pictures: the widest one teaches this one, and all do the same task.
type widths struct {
	distilling, comparing panel.Task
	points                []point
	plane                 *plot.Plot // of the points
}

// point is how well a network does the task, and what that takes.
type point struct {
	panel.Configuration
	right, of int
	ms        float64 // of a pass, the median, on one core
}

func (v *view) openWidths() {
	state := v.element(".teach-widths-state")
	v.distilling = panel.Task{Host: v.host, Start: v.element("#teach-distil"), State: state, Key: "teach.distil"}
	v.comparing = panel.Task{Host: v.host, Start: v.element("#teach-table"), State: state, Key: "teach.table"}
	v.distilling.Ready()
	v.comparing.Ready()
	v.element(".teach-widths .scroll").SetAttribute("aria-label", v.host.Text("teach.widths"))
	v.plane = plot.New(v.element(".teach-points .chart"), nil)
	v.plane.Chart.Y = chart.Axis{High: 100, Title: v.host.Text("teach.axis-right")}
	v.plane.Describe(v.host.Text("teach.widths"))
	node.On(v.distilling.Start, "click", func(dom.Event) { v.distil() })
	node.On(v.comparing.Start, "click", func(dom.Event) { v.compare() })
	for _, kind := range [...]string{"csv", "json"} {
		node.On(v.element("#teach-"+kind), "click", func(dom.Event) { v.exportPoints(kind) })
	}
}

// seeAll returns what a configuration sees in all pictures, and the median of its passes, in ms.
func (v *view) seeAll(ctx context.Context, engine panel.Engine, c panel.Configuration, state dom.HTMLElement) (backbone head.Backbone, seen sight, ms float64, err error) {
	configured, err := panel.Configure(ctx, engine, c)
	if err != nil {
		return backbone, nil, 0, err
	}
	var times []float64
	for i, p := range v.pictures {
		state.SetTextContent(v.host.Text("teach.widths-seeing", "alpha", format.Multiplier(c.Alpha), "resolution", strconv.Itoa(c.Resolution),
			"done", strconv.Itoa(i), "n", strconv.Itoa(len(v.pictures))))
		features, some, err := see(ctx, engine, p)
		if err != nil {
			return backbone, nil, 0, err
		}
		seen, times = append(seen, features), append(times, some...)
	}
	return training.Backbone(configured), seen, stats.Median(times), nil
}

// distil has the head learn, without labels, what the head of the widest network says of the pictures.
func (v *view) distil() {
	if v.distilling.Stop() || v.comparing.Stop() {
		return
	}
	widest := v.host.Current()
	for _, c := range v.host.Points() {
		if c.Alpha > widest.Alpha {
			widest.Alpha = c.Alpha
		}
	}
	if widest.Alpha == v.host.Current().Alpha {
		v.distilling.State.SetTextContent(v.host.Text("teach.widest"))
		return
	}
	var backbone head.Backbone
	var seen sight
	version := v.version
	v.distilling.Toggle(v.ctx, func(ctx context.Context, engine panel.Engine) (err error) {
		backbone, seen, _, err = v.seeAll(ctx, engine, widest, v.distilling.State)
		return err
	}, func() { v.learnFrom(backbone, seen, version) })
}

// learnFrom has the head learn what that of another network says, which has seen a version of the pictures so. Where they have
// changed meanwhile, or this network has not seen them all, it stays as it is.
func (v *view) learnFrom(backbone head.Backbone, seen sight, version int) {
	next, _ := v.unseen()
	var err error
	if v.taught != nil && v.version == version && len(seen) == len(v.pictures) && next == nil {
		before := v.taught
		own, other := v.lesson(v.seen, v.sight()), v.lesson(backbone, seen)
		var wide *taught
		if wide, err = other.teach(v.ctx, nil); err == nil {
			err = v.follows(before, own, other, wide, version)
		}
	}
	switch {
	case v.ctx.Err() != nil:
	case err != nil:
		v.distilling.State.SetTextContent(v.host.Text("teach.untrained", "why", v.host.Why(err)))
	default:
		v.distilling.State.SetTextContent("")
	}
}

// follows puts a head in the place of the one before that answers as a wide one does, and says how alike they are.
func (v *view) follows(before *taught, own, other lesson, wide *taught, version int) error {
	recipe := head.Standard()
	recipe.Temperature = softness
	soft := func(own, other []head.Example) []head.Example {
		all := make([]head.Example, len(own))
		for i, e := range own {
			e.Target = wide.Target(other[i].Features, recipe.Temperature)
			all[i] = e
		}
		return all
	}
	h, err := head.New(own.kind, own.backbone, own.classes, own.train)
	if err != nil {
		return err
	}
	start, one := time.Now(), &taught{version: version}
	if one.Head, one.curve, err = training.Train(v.ctx, h, recipe, soft(own.train, other.train), soft(own.heldOut, other.heldOut), nil); err != nil {
		return err
	}
	own.judge(one)
	one.seconds = time.Since(start).Seconds()
	was, of := head.Agreement(wide.Head, before.Head, features(other.heldOut), features(own.heldOut))
	is, _ := head.Agreement(wide.Head, one.Head, features(other.heldOut), features(own.heldOut))
	if v.version != version || v.seen != own.backbone {
		return nil // this head is for what was before
	}
	v.taught = one
	v.showTaught()
	v.element(".teach-agreement").SetTextContent(v.host.Text("teach.agreement", "alpha", format.Multiplier(other.backbone.Alpha),
		"was", strconv.Itoa(was), "is", strconv.Itoa(is), "n", strconv.Itoa(of)))
	return nil
}

// features returns those of examples.
func features(examples []head.Example) (all [][]float32) {
	for _, e := range examples {
		all = append(all, e.Features)
	}
	return all
}

// compare has all networks that the weights offer do the task.
func (v *view) compare() {
	if v.distilling.Stop() {
		return
	}
	version := v.version
	v.points = nil
	v.comparing.Toggle(v.ctx, func(ctx context.Context, engine panel.Engine) error {
		for _, c := range v.host.Points() {
			c.Threads = 1
			backbone, seen, ms, err := v.seeAll(ctx, engine, c, v.comparing.State)
			if err != nil || v.version != version {
				return err
			}
			l := v.lesson(backbone, seen)
			one, err := l.teach(ctx, nil)
			if err != nil {
				return err
			}
			v.points = append(v.points, point{c, one.evaluation.Right, one.evaluation.Examples, ms})
			v.showPoints()
		}
		return nil
	}, func() { v.comparing.State.SetTextContent("") })
}

// showPoints shows chart and table so far.
func (v *view) showPoints() {
	var m strings.Builder
	for _, p := range v.points {
		low, high := stats.Wilson(p.right, p.of)
		m.WriteString(`<tr><th scope="row" class="is-alpha">` + format.Multiplier(p.Alpha) + `</th><th scope="row" class="is-rho">` + strconv.Itoa(p.Resolution) +
			"</th><td>" + strconv.Itoa(p.right) + "/" + strconv.Itoa(p.of) + "</td><td>" + format.Percent(low) + "–" + format.Percent(high) +
			"</td><td>" + format.Milliseconds(p.ms) + "</td><td>" + format.Short(p.MultiplyAdds()) + "</td></tr>")
	}
	node.SetHTML(v.element(".teach-points tbody"), m.String())
	node.Show(v.element(".teach-points"), len(v.points) > 0)
	v.drawPoints()
}

// drawPoints draws what the networks know over the time they take, with intervals; lines join those of one width.
func (v *view) drawPoints() {
	c := &v.plane.Chart
	c.X = chart.Axis{Low: 1, High: 10, Log: true, Title: v.host.Text("figure.x")}
	c.Lines, c.Points = nil, nil
	var width chart.Line
	for i, p := range v.points {
		low, high := stats.Wilson(p.right, p.of)
		share := 100 * float64(p.right) / float64(p.of)
		name := format.Multiplier(p.Alpha) + "/" + strconv.Itoa(p.Resolution)
		if i > 0 && v.points[i-1].Alpha != p.Alpha {
			c.Lines, width = append(c.Lines, width), chart.Line{}
		}
		width.Class, width.Spots = "curve is-alpha", append(width.Spots, chart.Spot{X: p.ms, Y: share})
		c.Lines = append(c.Lines, chart.Line{Class: "whisker", Spots: []chart.Spot{{X: p.ms, Y: 100 * low}, {X: p.ms, Y: 100 * high}}})
		c.X = c.X.Widen(p.ms)
		c.Points = append(c.Points, chart.Point{
			X: p.ms, Y: share, Class: "is-alpha", Label: name, Key: name,
			Says: v.host.Text("teach.point", "right", strconv.Itoa(p.right), "n", strconv.Itoa(p.of), "ms", format.Milliseconds(p.ms)),
		})
	}
	c.Lines = append(c.Lines, width)
	v.plane.Draw()
}

// exportPoints saves the table.
func (v *view) exportPoints(kind string) {
	t := table.Table{Name: "points", Columns: []string{"alpha", "resolution", "precision", "right", "held_out", "low", "high", "median_ms", "multiply_adds"}}
	for _, p := range v.points {
		low, high := stats.Wilson(p.right, p.of)
		t.Rows = append(t.Rows, []table.Value{
			table.Number(p.Alpha), table.Whole(p.Resolution), table.Text(p.Precision), table.Whole(p.right), table.Whole(p.of),
			table.Number(low), table.Number(high), table.Number(p.ms), table.Number(float64(p.MultiplyAdds())),
		})
	}
	now := time.Now().UTC()
	name := "teach-" + now.Format("20060102-1504") + "." + kind
	if kind == "csv" {
		panel.Download(name, panel.Blob("text/csv", t.CSV()))
		return
	}
	panel.Download(name, panel.Blob("application/json", table.JSON([]table.Fact{
		{Name: "time", Value: table.Text(now.Format(time.RFC3339))},
		{Name: "kind", Value: table.Text(v.task.Kind.String())},
		{Name: "pictures", Value: table.Whole(len(v.pictures))},
		{Name: "interval", Value: table.Text("Wilson, 95 %")},
	}, t)))
}
