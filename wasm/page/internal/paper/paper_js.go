// Package paper is the panel "the paper": its tables as they are printed, computed anew where they can be, and its
// Figures 4 and 5.
package paper

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/paper"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// chosen is the key of the hash that says which table is shown: "1" to "14", "fig4" or "fig5".
const chosen = "paper.table"

// first is the table that is shown before the visitor chooses: the widths.
const first = "6"

const skeleton = `<p data-text="paper.lede"></p>
<p class="paper-choice" data-source="name"><button type="button" class="button" id="paper-back">‹</button>
<select id="paper-table"></select><button type="button" class="button" id="paper-next">›</button></p>
<p class="paper-look" data-source="paper"></p>
<div class="scroll" id="paper-rows" tabindex="0" role="region"><table class="paper-rows"></table></div>
<div class="paper-figure" hidden></div>
<p class="paper-note fine" data-source="paper"></p>
<p class="paper-key fine" data-text="paper.key"></p>`

type view struct {
	host         panel.Host
	stop         func() // watching
	id           string // what is shown
	alpha        float64
	resolution   int // what runs
	choice       *dom.HTMLSelectElement
	look, note   dom.HTMLElement
	scroll, rows dom.HTMLElement
	key          dom.HTMLElement
	figure       figure
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	h := v.host
	panel.Lay(h, root, skeleton)
	v.choice = panel.Find(root, "#paper-table").(*dom.HTMLSelectElement)
	v.choice.SetAttribute("aria-label", h.Text("paper.choose"))
	v.look, v.note, v.key = panel.Find(root, ".paper-look"), panel.Find(root, ".paper-note"), panel.Find(root, ".paper-key")
	v.scroll, v.rows = panel.Find(root, ".scroll"), panel.Find(root, ".paper-rows")
	v.figure.open(h, panel.Find(root, ".paper-figure"), v.goTo)

	var m strings.Builder
	for _, id := range ids() {
		m.WriteString(`<option value="` + id + `">` + html.EscapeString(v.title(id)) + "</option>")
	}
	node.SetHTML(v.choice, m.String())
	node.On(v.choice, "change", func(dom.Event) { v.choose(v.choice.Value()) })
	for i, selector := range [...]string{"#paper-back", "#paper-next"} {
		button := panel.Find(root, selector)
		button.SetAttribute("aria-label", h.Text([...]string{"paper.back", "paper.next"}[i]))
		node.On(button, "click", func(dom.Event) { v.step(2*i - 1) })
	}
	node.On(v.rows, "click", func(e dom.Event) { v.follow(e) })

	v.id = h.Kept(chosen)
	if !slices.Contains(ids(), v.id) {
		v.id = first
	}
	v.show()
	v.stop = h.Watch(func(*message.Result) { v.hear() })
}

func (v *view) Close() {
	v.stop()
	v.figure.plot.Close()
}

// ids are those of the tables and figures, in the order of the choice.
func ids() []string { return append(slices.Clip(paper.IDs), "fig4", "fig5") }

func (v *view) title(id string) string {
	if number, ok := strings.CutPrefix(id, "fig"); ok {
		return v.host.Text("paper.figure", "n", number, "title", v.host.Text("paper."+id))
	}
	return v.host.Text("paper.table", "n", id, "title", v.host.Text("paper."+id))
}

// choose shows a table and keeps that in the hash.
func (v *view) choose(id string) {
	v.id = id
	v.host.Keep(chosen, id)
	v.show()
	v.host.Say(v.title(id))
}

// step shows the table before or after, around the end.
func (v *view) step(by int) {
	all := ids()
	v.choose(all[(slices.Index(all, v.id)+by+len(all))%len(all)])
}

// hear follows links, and the visitor's controls.
func (v *view) hear() {
	c := v.host.Current()
	linked := v.host.Kept(chosen)
	moved := c.Alpha != v.alpha || c.Resolution != v.resolution
	if linked != v.id && slices.Contains(ids(), linked) {
		v.id, moved = linked, true
	}
	if moved && !node.Focused(v.rows) {
		v.show()
	}
}

// show shows what is chosen.
func (v *view) show() {
	c := v.host.Current()
	v.alpha, v.resolution = c.Alpha, c.Resolution
	v.choice.SetValue(v.id)
	node.SetHTML(v.look, v.host.HTML("paper."+v.id+"-look", "alpha", format.Multiplier(c.Alpha), "pixels", strconv.Itoa(c.Resolution)))
	node.SetHTML(v.note, v.host.HTML("paper."+v.id+"-note", paper.Values(v.id)...))
	table, ok := paper.Of(v.id, c.Alpha, c.Resolution, format.Short)
	node.Show(v.scroll, ok)
	node.Show(v.key, ok)
	v.figure.show(v.id, c)
	if ok {
		v.scroll.SetAttribute("aria-label", v.title(v.id))
		node.SetClass(v.rows, "is-body", v.id == "1")
		node.SetHTML(v.rows, v.markup(table))
	}
}

// follow goes to the network of the row whose button was clicked.
func (v *view) follow(e dom.Event) {
	at := e.Underlying().Get("target").Call("closest", "[data-to]")
	if at.Truthy() {
		v.goTo(at.Get("dataset").Get("to").String())
		node.Focus(v.scroll) // the button is gone
	}
}

// goTo sets the page's controls to a network of the paper, named α/pixels.
func (v *view) goTo(to string) {
	alpha, pixels, _ := strings.Cut(to, "/")
	c := v.host.Current()
	c.Alpha, _ = strconv.ParseFloat(alpha, 64)
	c.Resolution, _ = strconv.Atoi(pixels)
	v.host.GoTo(c)
	v.show()
	v.host.Say(v.host.Text("paper.gone", "alpha", alpha, "pixels", pixels))
}
