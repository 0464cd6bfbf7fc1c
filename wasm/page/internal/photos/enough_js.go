package photos

import (
	"math"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/plot"
)

const enoughMarkup = `<section id="photos-enough"><h2 data-source="name" data-text="photos.enough"></h2><p class="fine" data-text="photos.enough-how"></p>
<div class="photos-sliders" data-source="control"><label><span data-text="photos.slider-n"></span><input type="range" id="photos-n" min="0" max="18" step="1"><output></output></label>
<label><span data-text="photos.slider-a"></span><input type="range" min="1" max="99" step="1"><output></output></label>
<label><span data-text="photos.slider-b"></span><input type="range" min="1" max="99" step="1"><output></output></label>
<label><span data-text="photos.slider-differ"></span><input type="range" min="1" max="99" step="1"><output></output></label></div>
<p class="photos-said" role="status" data-source="telling"></p>
<p class="keys" aria-hidden="true"><span><svg viewBox="-14 -8 28 16"><path class="front" d="M-14 0H14"/><path class="dot" d="M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"/></svg>A</span>
<span><svg viewBox="-14 -8 28 16"><path class="fit" d="M-14 0H14"/><path class="dot" d="M-6 0l6 -6l6 6l-6 6z"/></svg>B</span></p>
<div class="chart" data-source="telling"></div><details class="table" data-part="table"><summary data-text="figure.table"></summary><div class="scroll"><table><thead><tr>
<th scope="col" data-text="photos.column-network"></th><th scope="col" data-text="photos.column-true"></th><th scope="col" data-text="photos.column-right"></th>
<th scope="col" data-source="name" data-text="photos.column-interval"></th></tr></thead><tbody data-source="telling"></tbody></table></div></details></section>`

// sizes are the numbers of photos that the slider has.
var sizes = [...]int{5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 7000, 10000}

// The keys of the hash for the sliders, in their order.
var enoughKeys = [...]string{"photos.n", "photos.a", "photos.b", "photos.differ"}

// enough explains what so many photos can tell of two networks.
type enough struct {
	host    panel.Host
	n       int     // photos
	a, b    float64 // how often two networks are truly right, 0..1
	differ  float64 // on what share only one of them is
	sliders []*dom.HTMLInputElement
	outputs []dom.Element
	said    dom.HTMLElement
	plot    *plot.Plot
}

func (e *enough) open(host panel.Host, root dom.HTMLElement) {
	e.host, e.said = host, panel.Find(root, ".photos-said")
	e.outputs = node.All(root, "output")
	e.sliders = node.Inputs(root, "input")
	for _, slider := range e.sliders {
		node.On(slider, "input", func(dom.Event) { e.moved(slider) })
	}
	e.plot = plot.New(panel.Find(root, ".chart"), panel.Find(root, "tbody"))
	values := [...]float64{50, 68, 70, 16} // the title's
	for i, key := range enoughKeys {
		if kept, err := strconv.ParseFloat(host.Kept(key), 64); err == nil && kept > 0 && kept <= float64(sizes[len(sizes)-1]) {
			values[i] = kept
		}
	}
	e.n, e.a, e.b, e.differ = int(values[0]), values[1]/100, values[2]/100, values[3]/100
	e.show()
}

// moved takes over what a slider stands at.
func (e *enough) moved(slider *dom.HTMLInputElement) {
	value := slider.ValueAsNumber()
	switch slider {
	case e.sliders[0]:
		e.n = sizes[int(value)]
	case e.sliders[1]:
		e.a = value / 100
	case e.sliders[2]:
		e.b = value / 100
	default:
		e.differ = value / 100
	}
	e.set(e.n, e.a, e.b, e.differ)
}

// set explains with these numbers, and keeps them in the hash.
func (e *enough) set(n int, a, b, differ float64) {
	e.n, e.a, e.b, e.differ = n, a, b, differ
	e.show()
	for i, value := range [...]float64{float64(e.n), 100 * e.a, 100 * e.b, 100 * e.differ} {
		e.host.Keep(enoughKeys[i], strconv.FormatFloat(math.Round(10*value)/10, 'f', -1, 64))
	}
}

// show brings everything in line with the numbers.
func (e *enough) show() {
	e.n = max(1, e.n)
	e.a, e.b = min(max(e.a, 0), 1), min(max(e.b, 0), 1)
	more := math.Abs(e.a - e.b)
	e.differ = max(more, min(e.differ, e.a+e.b, 2-e.a-e.b)) // what is possible

	at := 0
	for i, size := range sizes {
		if size <= e.n {
			at = i
		}
	}
	for i, value := range [...]float64{float64(at), 100 * e.a, 100 * e.b, 100 * e.differ} {
		e.sliders[i].SetValue(strconv.FormatFloat(value, 'f', 0, 64))
		text := format.Exact(int64(e.n))
		if i > 0 {
			text = percent(value)
		}
		e.sliders[i].SetAttribute("aria-valuetext", text)
		e.outputs[i].Underlying().Set("textContent", text)
	}
	hitsA, hitsB := e.hits(e.a), e.hits(e.b)
	lowA, highA := stats.Wilson(hitsA, e.n)
	lowB, highB := stats.Wilson(hitsB, e.n)
	said := e.host.HTML("photos.wilson", "n", format.Exact(int64(e.n)), "hitsA", format.Exact(int64(hitsA)), "hitsB", format.Exact(int64(hitsB)),
		"lowA", format.Percent(lowA), "highA", format.Percent(highA), "lowB", format.Percent(lowB), "highB", format.Percent(highB))
	if unpaired := stats.Needed(e.a, e.b); unpaired == 0 {
		said += " " + e.host.HTML("photos.never")
	} else {
		said += " " + e.host.HTML("photos.upset", "times", strconv.FormatFloat(100*stats.Upset(e.n, more, e.differ), 'f', 0, 64), "differ", percent(100*e.differ)) +
			" " + e.host.HTML("photos.needed", "paired", format.Exact(int64(stats.NeededPaired(more, e.differ))), "unpaired", format.Exact(int64(unpaired)))
	}
	node.SetHTML(e.said, said)
	e.draw()
}

// hits returns how many photos are right if it is the expected share.
func (e *enough) hits(share float64) int { return int(math.Round(share * float64(e.n))) }

// percent writes a share in percent, with a decimal only if it has one.
func percent(value float64) string {
	return strconv.FormatFloat(math.Round(10*value)/10, 'f', -1, 64) + "%"
}

// draw shows how often which share of right answers comes out of so many photos, and the interval around the expected.
func (e *enough) draw() {
	c := &e.plot.Chart
	c.Lines, c.Points = nil, nil
	low, high, most := 100., 0., 0.
	for i, share := range [...]float64{e.a, e.b} {
		const seen = 1e-4 // of the peak: less is not seen
		likely := stats.Drawn(e.n, share)
		peak := likely[e.hits(share)]
		line := chart.Line{Class: [...]string{"front", "fit"}[i]}
		for k, p := range likely {
			if p >= seen*peak {
				x := 100 * float64(k) / float64(e.n)
				low, high = min(low, x), max(high, x)
				line.Spots = append(line.Spots, chart.Spot{X: x, Y: 100 * p})
			}
		}
		most = max(most, 100*peak)
		c.Lines = append(c.Lines, line)
	}
	for i, share := range [...]float64{e.a, e.b} {
		from, to := stats.Wilson(e.hits(share), e.n)
		name := [...]string{"A", "B"}[i]
		low, high = min(low, 100*from), max(high, 100*to)
		interval := format.Percent(from) + "–" + format.Percent(to) + "%"
		right := format.Exact(int64(e.hits(share))) + "/" + format.Exact(int64(e.n))
		c.Points = append(c.Points, chart.Point{
			X: 100 * share, Y: most * (1.12 + 0.12*float64(1-i)), Low: 100 * from, High: 100 * to,
			Shape: [...]chart.Shape{chart.Circle, chart.Diamond}[i], Class: "best", Key: name,
			Says:  e.host.Text("photos.point", "name", name, "share", percent(100*share), "right", right, "interval", interval),
			Cells: []string{name, percent(100 * share), right, interval},
		})
	}
	c.X = chart.Axis{Low: max(0, math.Floor(low/5)*5), High: min(100, math.Ceil(high/5)*5), Title: e.host.Text("photos.axis-x")}
	c.Y = chart.Axis{Low: 0, High: 1.36 * most, Title: e.host.Text("photos.axis-y")}
	e.plot.Describe(e.host.Text("photos.enough") + ". " + node.Text(e.said))
	e.plot.Draw()
}
