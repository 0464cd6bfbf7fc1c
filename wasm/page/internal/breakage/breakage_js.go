// Package breakage is the panel "break it": weights are damaged on purpose, and the damaged network answers the same
// pictures as the whole one.
package breakage

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model"
	"mobilenet/wasm/internal/agreement"
	"mobilenet/wasm/internal/experiment"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/reply"
	"mobilenet/weights/layers"
)

const choice = `<label class="break-choice"><input type="radio" name="break-how" id="break-HOW" value="HOW"><b data-source="name" data-text="break.HOW"></b>` +
	`<span data-source="name" data-text="break.HOW-text"></span><em></em></label>`

const skeleton = `<div class="break-steps is-precision" id="break-coarse" hidden><div class="segments" role="radiogroup">
<label><input type="radio" name="break-per" id="break-tensor" value="tensor"><span data-text="break.tensor"></span></label>
<label><input type="radio" name="break-per" id="break-channel" value="channel"><span data-text="break.channel"></span></label></div>
<label class="break-bits"><span data-text="break.bits"></span><input type="range" id="break-bits" min="-8" max="-2" step="1"><output data-source="control" for="break-bits"></output></label></div>
<div class="break-guess" role="group" aria-labelledby="break-question"><p id="break-question" data-text="break.question"></p>
<button type="button" class="button" id="break-yes" data-text="break.yes"></button>
<button type="button" class="button" id="break-no" data-text="break.no"></button>
<button type="button" class="button" id="break-stop" data-text="sweep.stop"></button></div>
<p class="break-verdict" data-source="agreement"></p><p class="break-reason" data-source="name"></p><p class="break-state" role="status" data-source="agreement"></p>
<div class="compare-two"><section class="break-a"><h2 data-text="break.whole"></h2><p class="fine" data-source="control"></p>` + reply.Markup + `</section>
<section class="break-b"><h2 data-text="break.broken"></h2><p class="fine" data-source="control"></p>` + reply.Markup + `</section></div>
<section class="break-noise is-precision" hidden><h2 data-text="break.noise"></h2><p class="fine" data-source="name" data-text="break.noise-text"></p>
<div class="break-bars" role="img" data-source="noise"></div>
<p class="break-legend"><i></i><span data-text="time.depthwise" data-source="name"></span><i class="other"></i><span data-text="break.other"></span></p>
<p class="break-worst" data-source="noise"></p>
<details class="table" data-part="table"><summary data-text="figure.table"></summary><div class="scroll"><table>
<thead><tr><th scope="col" data-text="time.layer"></th><th scope="col">dB</th></tr></thead>
<tbody data-source="noise"></tbody></table></div></details></section>
<p class="fine" data-text="break.note"></p>`

// guess is what the visitor expects.
type guess string

const (
	yes guess = "yes"
	no  guess = "no"
	now guess = "now" // nothing: what was guessed was changed since
)

type view struct {
	host    panel.Host
	stop    func() // watching
	weights experiment.Weights
	widest  panel.Configuration // of the weights

	how    experiment.How
	per    string // what shares a step: "tensor" or "channel"
	bits   int
	guess  guess
	again  bool               // the weights are to be damaged anew
	cancel context.CancelFunc // nil when nothing runs
	count  agreement.Count    // over the samples
	before agreement.Count    // that before the network was mended
	spoken bool               // the verdict is out

	root                   dom.HTMLElement
	coarse                 dom.HTMLElement
	slider                 *dom.HTMLInputElement
	state, verdict, reason dom.HTMLElement
	wholeIs, brokenIs      dom.HTMLElement
	title                  dom.HTMLElement // of the broken one
	whole, broken          reply.Reply
	noise                  chart
}

// New returns the panel.
func New(host panel.Host) panel.Panel { return &view{host: host} }

func (v *view) Open(root dom.HTMLElement) {
	v.root = root
	markup := `<p data-text="break.lede"></p><div class="break-choices" role="radiogroup">`
	for _, how := range experiment.All {
		markup += strings.ReplaceAll(choice, "HOW", string(how))
	}
	panel.Lay(v.host, root, markup+"</div>"+skeleton)
	v.find()
	v.restore()
	for _, how := range experiment.All {
		node.On(v.radio(how), "change", func(dom.Event) { v.choose(how) })
	}
	for _, per := range []string{"tensor", "channel"} {
		node.On(v.element("#break-"+per), "change", func(dom.Event) { v.per = per; v.retune("break.per", per) })
	}
	node.On(v.slider, "input", func(dom.Event) {
		v.bits = -int(v.slider.ValueAsNumber())
		v.retune("break.bits", strconv.Itoa(v.bits))
	})
	node.On(v.element("#break-yes"), "click", func(dom.Event) { v.start(yes) })
	node.On(v.element("#break-no"), "click", func(dom.Event) { v.start(no) })
	node.On(v.element("#break-stop"), "click", func(dom.Event) { v.end() })
	v.offer()
	v.stop = v.host.Watch(func(*message.Result) { v.offer() }) // a link may open the panel before there are weights
}

func (v *view) Close() {
	v.stop()
	v.end()
}

func (v *view) element(selector string) dom.HTMLElement { return panel.Find(v.root, selector) }

func (v *view) radio(how experiment.How) *dom.HTMLInputElement {
	return v.element("#break-" + string(how)).(*dom.HTMLInputElement)
}

func (v *view) find() {
	v.element(".break-choices").SetAttribute("aria-label", v.host.Text("break.choices"))
	v.element(".segments").SetAttribute("aria-label", v.host.Text("break.per"))
	v.coarse, v.slider = v.element("#break-coarse"), v.element("#break-bits").(*dom.HTMLInputElement)
	v.state, v.verdict, v.reason = v.element(".break-state"), v.element(".break-verdict"), v.element(".break-reason")
	a, b := v.element(".break-a"), v.element(".break-b")
	v.wholeIs, v.brokenIs = panel.Find(a, ".fine"), panel.Find(b, ".fine")
	v.title = panel.Find(b, "h2")
	v.whole, v.broken = reply.Find(v.host, a), reply.Find(v.host, b)
	v.noise.open(v.host, v.element(".break-noise"))
}

// restore takes what the hash holds.
func (v *view) restore() {
	v.per, v.bits = v.host.Kept("break.per"), 8
	if v.per != "channel" {
		v.per = "tensor"
	}
	if bits, err := strconv.Atoi(v.host.Kept("break.bits")); err == nil {
		v.bits = min(max(bits, 2), 8)
	}
	v.element("#break-" + v.per).(*dom.HTMLInputElement).SetChecked(true)
	v.slider.SetValue(strconv.Itoa(-v.bits)) // fewer bits to the right
	v.showBits()
}

// offer enables the experiments that the chosen weights allow, if those are other than before.
func (v *view) offer() {
	w, widest := v.chosen()
	if w == v.weights && widest == v.widest && node.Attribute(v.root, "data-offered") != "" {
		return
	}
	v.root.SetAttribute("data-offered", widest.Weights)
	v.weights, v.widest = w, widest
	for _, how := range experiment.All {
		why := w.Forbids(how)
		radio := v.radio(how)
		radio.SetDisabled(why != "")
		said := ""
		if why != "" {
			said = v.host.Text(why)
		}
		node.Find(node.Parent(radio), "em").SetTextContent(said)
	}
	v.how = ""
	for _, how := range slices.Backward(experiment.All) {
		if w.Forbids(how) == "" {
			v.how = how
		}
	}
	if kept := experiment.How(v.host.Kept("break.how")); slices.Contains(experiment.All, kept) && w.Forbids(kept) == "" {
		v.how = kept
	}
	v.show()
}

// chosen returns the weights that the visitor has chosen, and their widest network.
func (v *view) chosen() (w experiment.Weights, widest panel.Configuration) {
	points := v.host.Points()
	if len(points) == 0 {
		return w, widest
	}
	widest = points[len(points)-1]
	widest.Precision, widest.Threads = model.Float32.String(), 1
	w = experiment.Weights{
		Random: widest.Weights == "random", Widest: widest.Alpha, Narrowest: layers.MinAlpha,
	}
	if widest.Weights == "file" { // of which nobody knows the largest picture that it was trained with
		widest.Resolution = v.host.Current().Resolution
	}
	return w, widest
}

// choose takes the visitor's experiment.
func (v *view) choose(how experiment.How) {
	v.end()
	v.how = how
	v.host.Keep("break.how", string(how))
	v.show()
}

// retune has the network that runs quantised anew.
func (v *view) retune(key, value string) {
	v.host.Keep(key, value)
	v.showBits()
	if v.cancel != nil {
		v.again, v.guess = true, now
		v.press()
	}
}

func (v *view) showBits() {
	v.element("output").SetTextContent(strconv.Itoa(v.bits))
	v.slider.SetAttribute("aria-valuetext", strconv.Itoa(v.bits))
}

// show shows the experiment that is chosen, which has not run.
func (v *view) show() {
	for _, how := range experiment.All {
		v.radio(how).SetChecked(how == v.how)
	}
	node.Show(v.coarse, v.how == experiment.Quantise)
	node.Show(v.noise.root, false)
	for _, e := range []dom.Element{v.verdict, v.reason, v.state} {
		e.SetTextContent("")
	}
	v.guess = ""
	v.press()
}

// press shows what was guessed, and which buttons do something.
func (v *view) press() {
	for _, g := range []guess{yes, no} {
		button := v.element("#break-" + string(g)).(*dom.HTMLButtonElement)
		button.SetDisabled(v.how == "")
		button.SetAttribute("aria-pressed", strconv.FormatBool(v.guess == g))
	}
	v.element("#break-stop").(*dom.HTMLButtonElement).SetDisabled(v.cancel == nil)
}
