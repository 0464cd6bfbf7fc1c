// Package separable is the panel "conv vs separable": Figure 2 of the paper with sliders, Equations 2 to 7 in numbers, the
// walk of each convolution over a small input, and the race of both, predicted first and then timed.
package separable

import (
	"context"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/filters"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

const skeleton = `<p data-text="separable.lede"></p>
<p class="sep-takeaway" data-source="convolution" role="status"></p>
<div class="sep-sliders" data-source="convolution"></div>
<p class="sep-bar"><button type="button" class="button" id="sep-table3" data-source="paper" data-text="separable.table3"></button></p>
<div class="sep-three sep-figure" data-source="convolution"></div>
<p class="fine" data-source="convolution" data-text="separable.volumes"></p>
<h2 data-source="paper" data-text="separable.equations"></h2>
<div class="scroll"><table class="sep-equations" data-source="convolution"><tbody></tbody></table></div>
<p class="fine" data-source="paper" data-text="separable.eight-nine"></p>
<h2 data-text="separable.walk"></h2><div class="sep-walk"></div>
<h2 data-text="separable.race"></h2><div class="sep-race"></div>
<h2 data-source="paper" data-text="separable.networks"></h2><div class="sep-networks"></div>`

// hues are the classes of what the sliders set, in the order of filters.Sizes; symbols how the paper writes it.
var (
	hues    = [...]string{"var-k", "var-m", "var-n", "var-f", "is-alpha", "is-rho"}
	symbols = [...]string{"D<sub>K</sub>", "M", "N", "D<sub>F</sub>", "α", "ρ"}
)

type view struct {
	host   panel.Host
	ctx    context.Context
	cancel context.CancelFunc
	sizes  filters.Sizes

	sliders   []*dom.HTMLInputElement // one for each size
	values    []dom.Element
	figure    dom.HTMLElement
	equations dom.HTMLElement
	takeaway  dom.HTMLElement
	walk      walk
	race      race
	networks  networks
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	v.ctx, v.cancel = context.WithCancel(context.Background())
	v.sizes = filters.Parse(v.host.Kept("separable.sizes"))
	panel.Lay(v.host, root, skeleton)
	v.figure, v.takeaway = panel.Find(root, ".sep-figure"), panel.Find(root, ".sep-takeaway")
	v.equations = panel.Find(root, ".sep-equations tbody")
	v.openSliders(panel.Find(root, ".sep-sliders"))
	node.On(panel.Find(root, "#sep-table3"), "click", func(dom.Event) { v.choose(filters.Table3) })
	v.walk.open(v, panel.Find(root, ".sep-walk"))
	v.race.open(v, panel.Find(root, ".sep-race"))
	v.networks.open(v, panel.Find(root, ".sep-networks"))
	v.draw()
}

func (v *view) Close() { v.cancel() }

// openSliders lays out a slider for each size, which goes from stop to stop.
func (v *view) openSliders(root dom.HTMLElement) {
	markup := ""
	for i, stops := range filters.Stops {
		n := strconv.Itoa(i)
		markup += `<div class="` + hues[i] + `"><label for="sep-` + n + `"><i>` + symbols[i] + `</i> <span data-text="separable.size-` + n +
			`"></span></label><output for="sep-` + n + `"></output><input type="range" id="sep-` + n + `" min="0" max="` + strconv.Itoa(len(stops)-1) + `"></div>`
	}
	panel.Lay(v.host, root, markup)
	v.sliders, v.values = node.Inputs(root, "input"), node.All(root, "output")
	for i, slider := range v.sliders {
		node.On(slider, "input", func(dom.Event) {
			at, _ := strconv.Atoi(slider.Value())
			sizes := v.sizes
			sizes[i] = filters.Stops[i][at]
			v.choose(sizes)
		})
	}
}

// choose shows other sizes and puts them into the link.
func (v *view) choose(sizes filters.Sizes) {
	v.sizes = sizes
	kept := sizes.String()
	if sizes == filters.Table3 {
		kept = ""
	}
	v.host.Keep("separable.sizes", kept)
	v.draw()
	v.race.clear()
}

func (v *view) draw() {
	for i, slider := range v.sliders {
		at := 0
		for filters.Stops[i][at] != v.sizes[i] {
			at++
		}
		says := v.says(i)
		slider.SetValue(strconv.Itoa(at))
		slider.SetAttribute("aria-valuetext", says)
		v.values[i].SetTextContent(says)
	}
	v.drawFigure()
	node.SetHTML(v.equations, v.equationRows())
}

// says writes a size as its slider does.
func (v *view) says(i int) string {
	alpha, rho := v.sizes.Multipliers()
	switch i {
	case filters.Alpha:
		return format.Multiplier(alpha)
	case filters.Rho:
		return strconv.FormatFloat(rho, 'g', 3, 64)
	}
	return strconv.Itoa(v.sizes[i])
}

// drawFigure draws Figure 2 and says what it shows.
func (v *view) drawFigure() {
	c, h := v.sizes.Small(), v.host
	whole := v.sizes.Full()
	standard := whole.Standard()
	var w strings.Builder
	for k, key := range kinds {
		count := filters.Kind(k).MultiplyAdds(c)
		name, share := h.Text(key), percent(count, standard)
		w.WriteString(`<figure>` + filters.Draw(filters.Kind(k), v.sizes, h.HTML("separable.figure-label", "name", name, "n", format.Exact(count), "share", share)) +
			`<figcaption><b>` + h.HTML(key) + `</b><span class="sep-count">` + format.Short(count) + `</span> ` +
			h.HTML("separable.of-standard", "share", share) + `</figcaption></figure>`)
	}
	node.SetHTML(v.figure, w.String())
	node.SetHTML(v.takeaway, h.HTML("separable.takeaway", "standard", format.Short(standard), "separable", format.Short(whole.Separable()),
		"times", format.Digits(1/whole.Reduction()), "small", format.Short(c.Separable()), "all", format.Digits(float64(standard)/float64(c.Separable()))))
}

// kinds are the keys of the names of a convolution, in the order of filters.Kind.
var kinds = [...]string{"separable.standard", "time.depthwise", "time.pointwise"}

func percent(part, all int64) string { return format.Percent(float64(part) / float64(all)) }

// hued writes what a size's colour belongs to.
func hued(size int, text string) string { return `<b class="` + hues[size] + `">` + text + "</b>" }
