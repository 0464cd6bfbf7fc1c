package photos

import (
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/link"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// The keys of the hash that say which networks are checked: points, as 0.5-160,1-224, and number formats.
const (
	chosenPoints  = "photos.with"
	chosenFormats = "photos.formats"
)

const networksMarkup = `<section id="photos-networks"><h2 data-text="photos.networks"></h2><p class="fine" data-text="photos.networks-how"></p>
<div class="scroll" tabindex="0" role="region"><table class="photos-points" data-source="control"></table></div>
<p class="photos-bar" data-source="control"><label class="check is-precision"><input type="checkbox" value="f32"><span data-text="format.float"></span></label>
<label class="check is-precision"><input type="checkbox" value="int8"><span data-text="format.int8"></span></label>
<button type="button" class="button" id="photos-all" data-text="photos.all"></button><button type="button" class="button" id="photos-one" data-text="photos.one"></button></p>
<p class="photos-bar"><button type="button" class="button primary" id="photos-start"></button><progress id="photos-progress" max="1" hidden></progress>
<span id="photos-state" class="sweep-state" data-source="photos"></span></p></section>`

// networks is the choice of what is checked.
type networks struct {
	points   []panel.Configuration // that the weights offer
	table    dom.HTMLElement
	formats  []*dom.HTMLInputElement
	task     panel.Task
	running  bool
	progress dom.HTMLElement
}

func (v *view) openNetworks() {
	section := panel.Find(v.root, "#photos-networks")
	v.table = panel.Find(section, ".photos-points")
	node.Parent(v.table).SetAttribute("aria-label", v.host.Text("photos.networks"))
	v.formats = node.Inputs(section, ".check input")
	node.On(section, "change", func(dom.Event) { v.keepChoice() })
	node.On(panel.Find(section, "#photos-all"), "click", func(dom.Event) { v.tickPoints(func(string) bool { return true }) })
	node.On(panel.Find(section, "#photos-one"), "click", func(dom.Event) {
		now := pointName(v.host.Current())
		v.tickPoints(func(name string) bool { return name == now })
	})
	v.progress = panel.Find(section, "#photos-progress")
	v.progress.SetAttribute("aria-label", v.host.Text("photos.networks"))
	start, state := panel.Find(section, "#photos-start"), panel.Find(section, "#photos-state")
	v.task = panel.Task{Host: v.host, Start: start, State: state, Key: "photos.start"}
	v.task.Ready()
	node.On(start, "click", func(dom.Event) { v.toggle() })
}

// pointName names a point of the weights in the hash.
func pointName(c panel.Configuration) string {
	return strconv.FormatFloat(c.Alpha, 'f', -1, 64) + "-" + strconv.Itoa(c.Resolution)
}

// offerNetworks lets the visitor tick what the weights offer, if that is other than before.
func (v *view) offerNetworks() {
	points := v.host.Points()
	if slices.Equal(points, v.points) {
		return
	}
	first := v.points == nil
	v.points = points
	now := v.host.Current()
	ticked, formats := v.host.Kept(chosenPoints), v.host.Kept(chosenFormats)
	if ticked == "" {
		ticked = pointName(now)
	}
	if formats == "" {
		formats = now.Precision
	}
	var head, body strings.Builder
	row := 0.0
	for _, p := range points {
		if p.Alpha == points[0].Alpha {
			head.WriteString(`<th scope="col" class="is-rho">` + strconv.Itoa(p.Resolution) + "</th>")
		}
		if p.Alpha != row {
			row = p.Alpha
			body.WriteString(`</tr><tr><th scope="row" class="is-alpha"><i>α</i> ` + format.Multiplier(p.Alpha) + "</th>")
		}
		checked := ""
		if link.Has(ticked, pointName(p)) {
			checked = " checked"
		}
		body.WriteString(`<td><label><input type="checkbox" value="` + pointName(p) + `"` + checked + ` aria-label="α ` + format.Multiplier(p.Alpha) +
			", " + strconv.Itoa(p.Resolution) + " " + v.host.Text("photos.pixels") + `"></label></td>`)
	}
	node.SetHTML(v.table, `<thead><tr><th scope="col" class="is-rho">`+v.host.HTML("photos.corner")+`</th>`+head.String()+`</tr></thead><tbody>`+
		strings.TrimPrefix(body.String(), "</tr>")+"</tr></tbody>")
	if first {
		for _, box := range v.formats {
			box.SetChecked(link.Has(formats, box.Value()))
		}
	}
}

// boxesOfPoints returns the boxes of the table.
func (v *view) boxesOfPoints() []*dom.HTMLInputElement { return node.Inputs(v.table, "input") }

// tickPoints ticks the points for which it holds, and no others.
func (v *view) tickPoints(holds func(name string) bool) {
	for _, box := range v.boxesOfPoints() {
		box.SetChecked(holds(box.Value()))
	}
	v.keepChoice()
}

// keepChoice keeps in the hash what is ticked.
func (v *view) keepChoice() {
	v.host.Keep(chosenPoints, panel.Ticked(v.boxesOfPoints()))
	v.host.Keep(chosenFormats, panel.Ticked(v.formats))
}

// configurations returns what is ticked, as it runs on one core.
func (v *view) configurations() []panel.Configuration {
	var all []panel.Configuration
	for i, box := range v.boxesOfPoints() {
		for _, format := range v.formats {
			if box.Checked() && format.Checked() {
				c := v.points[i]
				c.Precision, c.Threads = format.Value(), 1
				all = append(all, c)
			}
		}
	}
	return all
}

// nameOf is how a network is called in a sentence: 0.5/160 int8.
func (v *view) nameOf(c panel.Configuration) string {
	key := "format.float"
	if c.Integers() {
		key = "format.int8"
	}
	return format.Multiplier(c.Alpha) + "/" + strconv.Itoa(c.Resolution) + " " + v.host.Text(key)
}
