package separable

import (
	"context"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/filters"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/weights/layers"
)

const raceSkeleton = `<p data-text="separable.race-lede"></p>
<div class="sep-guess"><label for="sep-guess" data-text="separable.guess"></label>
<input type="range" id="sep-guess" min="1" max="20" step="0.5"><output for="sep-guess" data-source="guess"></output>
<button type="button" class="button primary" id="sep-race"></button></div>
<p class="sep-state" role="status" data-source="race"></p>
<div class="sep-bars" hidden></div>
<p class="sep-reason" hidden data-source="race"></p>
<div class="scroll"><table class="sep-results"><thead><tr><th scope="col" data-text="separable.layer"></th>
<th scope="col" data-text="time.madds"></th><th scope="col" data-text="time.weights"></th><th scope="col" data-text="separable.share-madds"></th>
<th scope="col" data-text="time.ms"></th><th scope="col" data-text="separable.share-time"></th></tr></thead><tbody></tbody></table></div>
<p class="fine" data-text="separable.random"></p>`

// race lets the layers of Table 3, or those that the sliders say, run against each other.
type race struct {
	panel.Task
	view                     *view
	guess                    *dom.HTMLInputElement
	guessed                  bool
	ms                       []float64 // what run measured
	says, reason, bars, rows dom.HTMLElement
}

func (r *race) open(v *view, root dom.HTMLElement) {
	panel.Lay(v.host, root, raceSkeleton)
	r.view = v
	r.Task = panel.Task{Host: v.host, Start: panel.Find(root, "#sep-race"), State: panel.Find(root, ".sep-state"), Key: "separable.start"}
	r.guess = panel.Find(root, "#sep-guess").(*dom.HTMLInputElement)
	r.says, r.reason = panel.Find(root, "output"), panel.Find(root, ".sep-reason")
	r.bars, r.rows = panel.Find(root, ".sep-bars"), panel.Find(root, "tbody")
	kept := v.host.Kept("separable.guess")
	r.guessed = kept != ""
	r.guess.SetValue("6")
	if r.guessed {
		r.guess.SetValue(kept)
	}
	node.On(r.guess, "input", func(dom.Event) {
		r.guessed = true
		v.host.Keep("separable.guess", r.guess.Value())
		r.showGuess()
	})
	node.On(r.Start, "click", func(dom.Event) { r.begin() })
	r.showGuess()
	r.Ready()
	r.clear()
}

func (r *race) showGuess() {
	text := r.view.host.Text("separable.no-guess")
	if r.guessed {
		text = r.view.host.Text("separable.times", "n", r.guess.Value())
	}
	r.says.SetTextContent(text)
	r.guess.SetAttribute("aria-valuetext", text)
}

// clear takes away the times of other sizes.
func (r *race) clear() {
	r.Stop()
	node.Show(r.bars, false)
	node.Show(r.reason, false)
	r.State.SetTextContent("")
	r.show(nil)
}

// begin starts the race, or stops it.
func (r *race) begin() {
	h := r.view.host
	if r.view.sizes[filters.Window] != 3 {
		r.State.SetTextContent(h.Text("separable.only-three"))
		return
	}
	r.State.SetTextContent(h.Text("separable.running"))
	r.Toggle(r.view.ctx, r.run, func() {
		r.show(r.ms)
		r.compare(r.ms)
	})
}

// run measures the times in ms of the standard convolution, the separable one, that under α, and that under α and ρ.
func (r *race) run(ctx context.Context, engine panel.Engine) error {
	r.ms = nil
	for i, c := range []layers.Convolution{r.view.sizes.Full(), r.view.sizes.Thin(), r.view.sizes.Small()} {
		race, err := panel.Ask(ctx, engine, &message.Race{Inputs: c.Inputs, Outputs: c.Outputs, Size: c.Size})
		if err != nil {
			return err
		}
		if i == 0 {
			r.ms = append(r.ms, race.Standard)
		}
		r.ms = append(r.ms, race.Separable)
	}
	return nil
}

// printed is what the paper's Table 3 says of its four layers: millions of multiply-adds and of weights.
var printed = [...][2]string{{"462", "2.36"}, {"52.3", "0.27"}, {"29.6", "0.15"}, {"15.1", "0.15"}}

// show fills the table; without times that column stays open.
func (r *race) show(ms []float64) {
	s, h := r.view.sizes, r.view.host
	whole, thin, small := s.Full(), s.Thin(), s.Small()
	alpha, rho := hued(filters.Alpha, "α = "+r.view.says(filters.Alpha)), hued(filters.Rho, "ρ = "+r.view.says(filters.Rho))
	rows := [...]struct {
		name           string
		madds, weights int64
	}{
		{h.HTML("separable.standard"), whole.Standard(), whole.StandardWeights()},
		{h.HTML("separable.separable"), whole.Separable(), whole.SeparableWeights()},
		{h.HTML("separable.separable") + ", " + alpha, thin.Separable(), thin.SeparableWeights()},
		{h.HTML("separable.separable") + ", " + alpha + ", " + rho, small.Separable(), small.SeparableWeights()},
	}
	var w strings.Builder
	for i, row := range rows {
		paper := [2]string{}
		if s == filters.Table3 {
			for j, n := range printed[i] {
				paper[j] = ` <small data-source="paper">` + h.HTML("time.printed", "n", n+" M") + "</small>"
			}
		}
		time, share := "–", "–"
		if ms != nil {
			time, share = format.Milliseconds(ms[i]), meter(ms[i]/ms[0])
		}
		w.WriteString(`<tr><th scope="row" data-source="convolution">` + row.name + `</th><td data-source="convolution">` + format.Short(row.madds) + paper[0] +
			`</td><td data-source="convolution">` + format.Short(row.weights) + paper[1] +
			`</td><td data-source="convolution">` + meter(float64(row.madds)/float64(rows[0].madds)) +
			`</td><td class="ms" data-source="race">` + time + `</td><td data-source="race">` + share + "</td></tr>")
	}
	node.SetHTML(r.rows, w.String())
	fillMeters(r.rows)
}

// meter writes a share as one over how many, and as a bar.
func meter(share float64) string {
	if share == 1 {
		return bar(share) + "1"
	}
	return bar(share) + "1/" + format.Digits(1/share)
}

// bar is a bar that [fillMeters] makes as long as its share.
func bar(share float64) string {
	return `<span class="sep-meter"><span data-share="` + strconv.FormatFloat(100*min(share, 1), 'f', 2, 64) + `"></span></span>`
}

// fillMeters sets the length of each bar under root; markup may not hold styles.
func fillMeters(root dom.Element) {
	for _, bar := range node.All(root, "[data-share]") {
		node.SetStyle(bar, "width", node.Attribute(bar, "data-share")+"%")
	}
}

// compare shows what was guessed, what the multiply-adds say and what was measured, and why they differ.
func (r *race) compare(ms []float64) {
	h, c := r.view.host, r.view.sizes.Full()
	computed, measured, guess := 1/c.Reduction(), ms[0]/ms[1], 0.0
	if r.guessed {
		guess, _ = strconv.ParseFloat(r.guess.Value(), 64)
	}
	longest := max(computed, measured, guess)
	line := func(key, source string, value float64) string {
		return `<div class="sep-line"><span>` + h.HTML(key) + `</span>` + bar(value/longest) + `<b data-source="` + source + `">` +
			h.HTML("separable.times", "n", format.Digits(value)) + "</b></div>"
	}
	markup := line("separable.computed", "convolution", computed) + line("separable.measured", "race", measured)
	if r.guessed {
		markup = line("separable.guessed", "guess", guess) + markup
	}
	node.SetHTML(r.bars, markup)
	fillMeters(r.bars)
	standard, depthwise, pointwise := filters.Intensities(c)
	says := h.Text("separable.verdict", "computed", format.Digits(computed), "measured", format.Digits(measured))
	r.State.SetTextContent(says)
	node.SetHTML(r.reason, h.HTML(reason(computed, measured),
		"weights", format.Bytes(4*c.StandardWeights()), "fewer", format.Bytes(4*c.SeparableWeights()))+" "+h.HTML("separable.intensity",
		"standard", format.Digits(standard), "depthwise", format.Digits(depthwise), "pointwise", format.Digits(pointwise)))
	node.Show(r.bars, true)
	node.Show(r.reason, true)
}

// reason returns the key of the text that says why what was measured is other than what was computed.
func reason(computed, measured float64) string {
	const alike = 1.1 // a race on a busy device differs as much from the next
	switch {
	case measured > computed*alike:
		return "separable.reason-more"
	case measured < computed/alike:
		return "separable.reason-less"
	}
	return "separable.reason-same"
}
