package photos

import (
	"html"
	"math"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/check"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

const foundMarkup = `<section id="photos-found" hidden><h2 data-text="photos.found"></h2><p class="photos-counted" data-source="photos"></p>
<div class="scroll" tabindex="0" role="region"><table class="photos-scores"><thead><tr><th scope="col" data-text="photos.column-network"></th>
<th scope="col" class="photos-axis" data-source="photos"><span>0</span><span>25</span><span>50</span><span>75</span><span>100</span></th>
<th scope="col" data-source="name" data-text="photos.column-top1"></th><th scope="col" data-source="name" data-text="photos.column-top5"></th>
<th scope="col" data-text="photos.column-madds"></th><th scope="col" data-text="photos.column-ms"></th></tr></thead><tbody></tbody></table></div>
<p class="fine" data-source="photos" data-text="photos.reading"></p>
<div class="photos-pair"><h3 data-text="photos.pair-title"></h3><p class="photos-bar"><select id="photos-a" data-source="control"></select> <span data-text="photos.against"></span> <select id="photos-b" data-source="control"></select>
<button type="button" class="button" id="photos-carry" data-text="photos.carry"></button></p>
<p id="photos-verdict" data-source="telling"></p></div>
<div class="photos-matrix"><h3 data-text="photos.matrix"></h3><p class="fine" data-text="photos.matrix-how"></p><p class="photos-bar"><select id="photos-of" data-source="control"></select></p>
<div class="scroll" tabindex="0" role="region"><table class="photos-confusion" data-source="photos"></table></div>
<h4 id="photos-cell" data-source="photos"></h4><ul class="photos-grid"></ul></div>
<p class="exports"><span data-text="export.title"></span><button type="button" class="button" id="photos-csv">CSV</button><button type="button" class="button" id="photos-json">JSON</button></p></section>`

// found is what the check found.
type found struct {
	section, counted, scores dom.HTMLElement
	verdict                  dom.HTMLElement
	pair, matrixPart         dom.HTMLElement
	a, b, of                 *dom.HTMLSelectElement
	offered                  string         // what a, b and of offer
	photos                   []*check.Photo // that count
	confusion                confusion
}

func (v *view) openFound() {
	v.section = panel.Find(v.root, "#photos-found")
	v.counted, v.scores = panel.Find(v.section, ".photos-counted"), panel.Find(v.section, ".photos-scores tbody")
	v.verdict = panel.Find(v.section, "#photos-verdict")
	v.pair, v.matrixPart = panel.Find(v.section, ".photos-pair"), panel.Find(v.section, ".photos-matrix")
	for _, scroll := range node.All(v.section, ".scroll") {
		scroll.SetAttribute("aria-label", v.host.Text("photos.found"))
	}
	for i, selector := range [...]string{"#photos-a", "#photos-b", "#photos-of"} {
		choice := panel.Find(v.section, selector).(*dom.HTMLSelectElement)
		*[...]**dom.HTMLSelectElement{&v.a, &v.b, &v.of}[i] = choice
		choice.SetAttribute("aria-label", v.host.Text([...]string{"photos.one-network", "photos.other-network", "photos.matrix-of"}[i]))
		node.On(choice, "change", func(dom.Event) { v.showPair(); v.showMatrix() })
	}
	node.On(panel.Find(v.section, "#photos-carry"), "click", func(dom.Event) { v.carry() })
	for _, kind := range [...]string{"csv", "json"} {
		node.On(panel.Find(v.section, "#photos-"+kind), "click", func(dom.Event) { v.export(kind) })
	}
	v.openMatrix()
}

// showFound shows what is found so far.
func (v *view) showFound() {
	a := v.album
	v.photos = check.Answered(a.labelled(), len(a.asked))
	any := len(a.asked) > 0 && len(v.photos) > 0
	node.Show(v.section, any)
	if !any {
		return
	}
	said := v.host.HTML("photos.counted", "n", strconv.Itoa(len(v.photos)), "classes", strconv.Itoa(a.classes))
	if open := len(a.photos) - len(v.photos); open > 0 {
		said += " " + v.host.HTML("photos.open", "n", strconv.Itoa(open))
	}
	node.SetHTML(v.counted, said)
	v.showScores()
	node.Show(v.pair, !v.running)
	node.Show(v.matrixPart, !v.running)
	if v.running {
		return // these change with each round, and take their time to draw
	}
	v.offerAsked()
	v.showPair()
	v.showMatrix()
}

// showScores draws a row for each network: how often it is right, between what it may truly be.
func (v *view) showScores() {
	var m strings.Builder
	for i, one := range v.album.asked {
		s := check.Of(v.photos, i)
		low1, high1 := stats.Wilson(s.Top1, s.N)
		low5, high5 := stats.Wilson(s.Top5, s.N)
		class := ""
		if one.Integers() {
			class = ` class="is-precision"`
		}
		m.WriteString(`<tr` + class + `><th scope="row" data-source="control">` + v.nameHTML(one) + `</th><td data-source="photos"><svg viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true"><path class="grid" d="M0 0V32M25 0V32M50 0V32M75 0V32M100 0V32"/>`)
		bar(&m, "", 11, s.Top1, s.N, low1, high1)
		bar(&m, " five", 23, s.Top5, s.N, low5, high5)
		m.WriteString("</svg></td>")
		share(&m, s.Top1, s.N, low1, high1)
		share(&m, s.Top5, s.N, low5, high5)
		ms := "–"
		if len(one.times) > 0 {
			ms = format.Milliseconds(stats.Median(one.times))
		}
		m.WriteString(`<td data-source="cost">` + format.Short(one.multiplyAdds) + `</td><td data-source="stages">` + ms + "</td></tr>")
	}
	node.SetHTML(v.scores, m.String())
}

// nameHTML names a network with the hues of α and ρ.
func (v *view) nameHTML(one asked) string {
	rest := strings.TrimPrefix(one.name, format.Multiplier(one.Alpha)+"/"+strconv.Itoa(one.Resolution))
	return `<b class="is-alpha">` + format.Multiplier(one.Alpha) + `</b>/<b class="is-rho">` + strconv.Itoa(one.Resolution) + `</b><span>` + html.EscapeString(rest) + "</span>"
}

// bar draws a share as a dot on its interval; the style makes that of the first five hollow.
func bar(m *strings.Builder, class string, y, hits, n int, low, high float64) {
	at := " " + strconv.Itoa(y)
	dot := class + `" d="M` + format.Percent(float64(hits)/float64(n)) + at + `h0"/>`
	m.WriteString(`<path class="interval` + class + `" d="M` + format.Percent(low) + at + "H" + format.Percent(high) + `"/><path class="share` + dot + `<path class="hole` + dot)
}

// share writes a share with its interval.
func share(m *strings.Builder, hits, n int, low, high float64) {
	m.WriteString(`<td data-source="photos"><b>` + format.Percent(float64(hits)/float64(n)) + "</b> <small>" + format.Percent(low) + "–" + format.Percent(high) +
		"</small></td>")
}

// offerAsked offers the networks that were asked, if these are others than before.
func (v *view) offerAsked() {
	var m strings.Builder
	for i, one := range v.album.asked {
		m.WriteString(`<option value="` + strconv.Itoa(i) + `">` + html.EscapeString(one.name) + "</option>")
	}
	if m.String() == v.offered {
		return
	}
	v.offered = m.String()
	for _, choice := range [...]*dom.HTMLSelectElement{v.a, v.b, v.of} {
		node.SetHTML(choice, v.offered)
	}
	v.b.SetValue(strconv.Itoa(len(v.album.asked) - 1))
}

// chosen returns the network that a choice stands at.
func chosen(choice *dom.HTMLSelectElement) int {
	i, err := strconv.Atoi(choice.Value())
	if err != nil {
		return 0
	}
	return i
}

// showPair says whether the photos tell two networks apart.
func (v *view) showPair() {
	node.Show(v.pair, len(v.album.asked) > 1)
	a, b := chosen(v.a), chosen(v.b)
	nameA, nameB := v.album.asked[a].name, v.album.asked[b].name
	if a == b {
		v.verdict.SetTextContent(v.host.Text("photos.same"))
		return
	}
	pair := check.Compare(v.photos, a, b)
	n := len(v.photos)
	said := v.host.HTML("photos.pair", "n", strconv.Itoa(n), "a", nameA, "b", nameB, "onlyA", strconv.Itoa(pair.OnlyA), "onlyB", strconv.Itoa(pair.OnlyB))
	better := nameA
	if pair.OnlyB > pair.OnlyA {
		better = nameB
	}
	chance := stats.Chance(pair.OnlyA, pair.OnlyB)
	more := max(pair.OnlyA-pair.OnlyB, pair.OnlyB-pair.OnlyA)
	key := "photos.not-told"
	switch {
	case more == 0:
		key = "photos.level"
	case chance < 0.05:
		key = "photos.told"
	}
	need := stats.NeededPaired(float64(more)/float64(n), float64(pair.OnlyA+pair.OnlyB)/float64(n))
	node.SetHTML(v.verdict, said+" "+v.host.HTML(key, "better", better, "percent", atMost(chance), "need", format.Exact(int64(need))))
}

// atMost writes a small probability in percent, rounded up.
func atMost(p float64) string {
	const finest = 100 // parts of a percent
	return strconv.FormatFloat(math.Ceil(100*finest*p-1e-9)/finest, 'f', -1, 64)
}

// carry takes the two networks to the explanation of what photos can tell.
func (v *view) carry() {
	a, b := chosen(v.a), chosen(v.b)
	pair, n := check.Compare(v.photos, a, b), len(v.photos)
	part := func(hits int) float64 { return float64(hits) / float64(n) }
	v.enough.set(n, part(pair.Both+pair.OnlyA), part(pair.Both+pair.OnlyB), part(pair.OnlyA+pair.OnlyB))
	node.Focus(v.enough.sliders[0])
}
