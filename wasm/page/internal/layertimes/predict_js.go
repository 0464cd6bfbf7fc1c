package layertimes

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/timing"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
)

// How many configurations the constants are fitted to, and how many are predicted.
const (
	calibrated = 4
	predicted  = 16
)

// prediction fits the constants of the kernels to a few configurations and predicts the others.
type prediction struct {
	panel.Task
	host      panel.Host
	plot      *plot.Plot
	constants dom.HTMLElement
	results   dom.HTMLElement    // hidden until there are some
	cancel    context.CancelFunc // ends what is under way when the panel closes
}

const predictSkeleton = `<p data-text="time.predict-lede"></p>
<p><button type="button" class="button" id="time-predict"></button></p>
<p class="time-state" role="status" data-source="prediction"></p>
<div class="time-results" hidden><div class="chart" data-source="prediction"></div>
<details class="table" data-part="table"><summary data-text="figure.table"></summary><div class="scroll"><table><thead><tr>
<th scope="col" data-text="time.column-alpha"></th><th scope="col" data-text="time.column-pixels"></th>
<th scope="col" data-text="time.predicted-ms"></th><th scope="col" data-text="time.measured-ms"></th><th scope="col" data-text="time.error"></th>
</tr></thead><tbody data-source="prediction"></tbody></table></div></details>
<h3 data-text="time.constants"></h3><ul class="time-constants" data-source="prediction"></ul></div>`

func (p *prediction) open(h panel.Host, root dom.HTMLElement) {
	p.host = h
	panel.Lay(h, root, predictSkeleton)
	p.Task = panel.Task{Host: h, Start: panel.Find(root, "#time-predict"), State: panel.Find(root, ".time-state"), Key: "time.predict-start"}
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.results, p.constants = panel.Find(root, ".time-results"), panel.Find(root, ".time-constants")
	node.On(p.Start, "click", func(dom.Event) { p.Toggle(ctx, p.run, func() {}) })
	p.plot = plot.New(panel.Find(root, ".chart"), panel.Find(root, "tbody"))
	p.plot.Chart.X = chart.Axis{Low: 1, High: 10, Log: true, Title: h.Text("time.predicted-ms")}
	p.plot.Chart.Y = chart.Axis{Low: 1, High: 10, Log: true, Title: h.Text("time.measured-ms")}
	p.plot.Describe(h.Text("time.predict"))
	p.Ready()
}

func (p *prediction) close() {
	p.cancel()
	p.plot.Close()
}

// run fits, then predicts and measures.
func (p *prediction) run(ctx context.Context, engine panel.Engine) error {
	current, ok := p.host.Layers()
	if !ok {
		return errors.New(p.host.Text("time.waiting"))
	}
	classes := current[len(current)-1].Out.Channels
	all := p.host.Points()
	slices.SortStableFunc(all, func(a, b panel.Configuration) int {
		return cmp.Compare(weight(a), weight(b))
	})
	var samples []timing.Sample
	for i, c := range spread(all, calibrated) {
		p.progress("time.calibrating", i, min(calibrated, len(all)))
		layers, ms, err := panel.LayerTimes(ctx, p.host, engine, c, classes)
		if err != nil {
			return err
		}
		for i, l := range layers {
			samples = append(samples, timing.Sample{Layer: l, Ms: ms[i]})
		}
	}
	fitted, err := timing.Fit(samples, p.host.Engine().TickMs)
	if err != nil {
		return err
	}
	p.showConstants(fitted)
	return p.compare(ctx, engine, fitted, spread(all, predicted), classes)
}

// compare predicts each configuration, then measures it.
func (p *prediction) compare(ctx context.Context, engine panel.Engine, fitted *timing.Predictor, all []panel.Configuration, classes int) error {
	c := &p.plot.Chart
	c.Points, c.Lines = nil, nil
	node.Show(p.results, true)
	var errs []float64
	for i, configuration := range all {
		p.progress("time.comparing", i, len(all))
		layers, ms, err := panel.LayerTimes(ctx, p.host, engine, configuration, classes)
		if err != nil {
			return err
		}
		predicted, err := fitted.Network(layers)
		if err != nil {
			return err
		}
		measured := 0.0
		for _, t := range ms {
			measured += t
		}
		errs = append(errs, timing.Error(predicted, measured))
		p.add(configuration, predicted, measured)
	}
	sizes := make([]float64, len(errs))
	for i, e := range errs {
		sizes[i] = math.Abs(e)
	}
	text := p.host.Text("time.predict-done", "n", strconv.Itoa(len(all)),
		"typical", format.Percent(stats.Median(sizes)), "worst", format.Percent(slices.Max(sizes)))
	p.State.SetTextContent(text)
	p.host.Say(text)
	return nil
}

// add shows a point.
func (p *prediction) add(c panel.Configuration, predicted, measured float64) {
	h, plot := p.host, p.plot
	off := strconv.FormatFloat(100*timing.Error(predicted, measured), 'f', 1, 64) + "%"
	cells := []string{
		format.Multiplier(c.Alpha), strconv.Itoa(c.Resolution), format.Milliseconds(predicted), format.Milliseconds(measured), off,
	}
	plot.Chart.X = plot.Chart.X.Widen(predicted).Widen(measured)
	plot.Chart.Y.Low, plot.Chart.Y.High = plot.Chart.X.Low, plot.Chart.X.High
	low, high := plot.Chart.X.Low, plot.Chart.X.High
	plot.Chart.Lines = []chart.Line{{Spots: []chart.Spot{{X: low, Y: low}, {X: high, Y: high}}, Class: "fit"}}
	name := cells[0] + "/" + cells[1]
	plot.Chart.Points = append(plot.Chart.Points, chart.Point{
		X: predicted, Y: measured, Label: name, Key: name, Cells: cells, Order: len(plot.Chart.Points),
		Says: h.Text("time.point", "predicted", cells[2], "measured", cells[3], "error", off),
	})
	plot.Draw()
}

// showConstants says what the fit found for each class of kernels.
func (p *prediction) showConstants(fitted *timing.Predictor) {
	node.Clear(p.constants)
	for class := timing.FirstConv; class <= timing.FullyConnected; class++ {
		c, ok := fitted.Constants(class)
		if !ok {
			continue
		}
		p.constants.AppendChild(node.Marked("li", "", p.host.HTML("time.constant", "class", p.host.Text("time.class-"+strconv.Itoa(int(class))),
			"madds", significant(1e9*c.PerMultiplyAdd), "bytes", significant(1e9*c.PerByte), "fixed", significant(1e3*c.Fixed))))
	}
}

func (p *prediction) progress(key string, done, of int) {
	p.State.SetTextContent(p.host.Text(key, "done", strconv.Itoa(done+1), "n", strconv.Itoa(of)))
}

// weight orders configurations by their multiply-adds, of which all but the classifier's grow as α²ρ².
func weight(c panel.Configuration) float64 { return c.Alpha * float64(c.Resolution) }

// spread returns n of the configurations, evenly from the first to the last.
func spread(all []panel.Configuration, n int) []panel.Configuration {
	if len(all) <= n {
		return all
	}
	chosen := make([]panel.Configuration, n)
	for i := range chosen {
		chosen[i] = all[i*(len(all)-1)/(n-1)]
	}
	return chosen
}

func significant(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
