package figure

import (
	"math"
	"strconv"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/sweep"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// spent is the key of the hash that holds the budget in ms.
const spent = "figure.budget"

// mostBudget is beyond what anybody waits for, in ms.
const mostBudget = 1e6

// budget is the line at a time that must not be exceeded, and what fits before it.
type budget struct {
	ms       float64         // 0: not chosen yet
	line     dom.HTMLElement // over the chart
	grip     dom.HTMLElement
	time     *dom.HTMLInputElement // ms
	rate     *dom.HTMLInputElement // frames per second
	section  dom.HTMLElement
	verdict  dom.HTMLElement
	list     dom.HTMLElement
	dragging bool
}

const budgetLine = `<div class="budget-line" id="budget-line" role="slider" tabindex="0" hidden><span></span></div>`

const budgetSkeleton = `<section class="budget" id="budget"><h3 data-text="budget.title"></h3><p class="budget-fields"><span data-text="budget.allow"></span>` +
	`<label><input type="number" id="budget-ms" min="0.1" step="any"><span data-text="budget.ms"></span></label><span data-text="budget.or"></span>` +
	`<label><input type="number" id="budget-fps" min="0.1" step="any"><span data-text="budget.fps"></span></label></p>` +
	`<div class="verdict" data-source="sweep"></div><details class="table"><summary data-text="budget.all"></summary><ul class="fits" data-source="sweep"></ul></details></section>`

// initBudget connects the line over the chart, and the fields below.
func (f *Figure) initBudget(holder dom.HTMLElement) {
	b := &f.budget
	b.ms = f.keptBudget()
	holder.Underlying().Call("insertAdjacentHTML", "beforeend", budgetLine)
	b.line = panel.Find(holder, "#budget-line")
	b.grip = panel.Find(b.line, "span")
	b.section = panel.Find(f.found, "#budget")
	b.time, b.rate = panel.Find(b.section, "#budget-ms").(*dom.HTMLInputElement), panel.Find(b.section, "#budget-fps").(*dom.HTMLInputElement)
	b.verdict, b.list = panel.Find(b.section, ".verdict"), panel.Find(b.section, ".fits")
	node.On(b.time, "change", func(dom.Event) { f.spend(b.time.ValueAsNumber()) })
	node.On(b.rate, "change", func(dom.Event) { f.spend(1000 / b.rate.ValueAsNumber()) })
	f.dragBudget(holder)
}

// keptBudget is the budget of the hash, 0 for none.
func (f *Figure) keptBudget() float64 {
	ms, err := strconv.ParseFloat(f.host.Kept(spent), 64)
	if err != nil || !(ms > 0 && ms < mostBudget) {
		return 0
	}
	return ms
}

// dragBudget moves the line by pointer and by keys: a twentieth of a doubling, or a half.
func (f *Figure) dragBudget(holder dom.HTMLElement) {
	b := &f.budget
	node.On(b.line, "pointerdown", func(e dom.Event) {
		b.dragging = true
		b.line.Underlying().Call("setPointerCapture", e.Underlying().Get("pointerId"))
		node.Handled(e)
		node.Focus(b.line)
	})
	node.On(b.line, "pointermove", func(e dom.Event) {
		if b.dragging {
			left := node.BoxOf(holder).Left
			f.spend(f.plot.Chart.ValueAt(e.Underlying().Get("clientX").Float() - left))
		}
	})
	for _, end := range []string{"pointerup", "pointercancel"} {
		node.On(b.line, end, func(dom.Event) { b.dragging = false })
	}
	node.On(b.line, "keydown", func(e dom.Event) {
		doublings := map[string]float64{
			"ArrowRight": 0.05, "ArrowUp": 0.05, "ArrowLeft": -0.05, "ArrowDown": -0.05, "PageUp": 0.5, "PageDown": -0.5, "Home": -99, "End": 99,
		}[e.Underlying().Get("key").String()]
		if doublings != 0 {
			node.Handled(e)
			x := f.plot.Chart.X
			f.spend(min(max(b.ms*math.Exp2(doublings), x.Low), x.High))
		}
	})
}

// spend sets the budget.
func (f *Figure) spend(ms float64) {
	if !(ms > 0 && ms < mostBudget) { // an empty field is not a number
		return
	}
	f.budget.ms = ms
	f.host.Keep(spent, strconv.FormatFloat(ms, 'f', 2, 64))
	f.showBudget()
}

// showBudget shows what fits.
func (f *Figure) showBudget() {
	b := &f.budget
	points := f.points()
	ready := len(points) > 0 && f.cancel == nil
	node.Show(b.section, ready)
	node.Show(b.line, ready)
	if !ready {
		return
	}
	if b.ms == 0 {
		times := make([]float64, len(points))
		for i, p := range points {
			times[i] = p.Median
		}
		b.ms = math.Round(stats.Median(times)*10) / 10
	}
	if !node.Focused(b.time) {
		b.time.SetValue(format.Milliseconds(b.ms))
	}
	b.rate.SetValue(format.Digits(1000 / b.ms))
	f.placeBudget()
	f.showVerdict(sweep.Within(points, b.ms))
}

// placeBudget puts the line where its time stands.
func (f *Figure) placeBudget() {
	b, c := &f.budget, &f.plot.Chart
	if b.ms == 0 || c.Width == 0 {
		return
	}
	x, _ := c.Place(min(max(b.ms, c.X.Low), c.X.High), c.Y.Low)
	plane := c.Plane()
	for _, at := range []struct {
		property  string
		value, of float64
	}{{"left", x, c.Width}, {"top", plane.Y, c.Height}, {"height", plane.Height, c.Height}} {
		node.SetShare(b.line, at.property, at.value/at.of) // of a chart that is printed in another size
	}
	said := f.host.Text("budget.spoken", "ms", format.Milliseconds(b.ms), "fps", format.Digits(1000/b.ms))
	b.grip.SetTextContent(format.Milliseconds(b.ms) + " ms")
	b.line.SetAttribute("aria-label", f.host.Text("budget.title"))
	b.line.SetAttribute("aria-valuemin", strconv.FormatFloat(c.X.Low, 'g', 4, 64))
	b.line.SetAttribute("aria-valuemax", strconv.FormatFloat(c.X.High, 'g', 4, 64))
	b.line.SetAttribute("aria-valuenow", strconv.FormatFloat(b.ms, 'f', 2, 64))
	b.line.SetAttribute("aria-valuetext", said)
}

// showVerdict says which is the best that fits, and what spending only one of α and ρ would give.
func (f *Figure) showVerdict(found sweep.Budget) {
	b := &f.budget
	node.Clear(b.verdict)
	node.Clear(b.list)
	if found.Best == nil {
		why := "budget.none"
		if !f.judged() {
			why = "budget.unknown"
		}
		b.verdict.AppendChild(node.Build("p", "", f.host.Text(why)))
		return
	}
	best := f.candidate("budget.best", "best-fit", found.Best, nil)
	button := node.Button("button primary", f.host.Text("budget.go"), func() { f.host.GoTo(found.Best.Configuration) })
	button.SetAttribute("id", "budget-go")
	best.AppendChild(button)
	b.verdict.AppendChild(best)
	b.verdict.AppendChild(f.candidate("budget.only-alpha", "is-alpha", found.OnlyAlpha, found.Best))
	b.verdict.AppendChild(f.candidate("budget.only-rho", "is-rho", found.OnlyRho, found.Best))
	for _, p := range found.Fits {
		choose := node.Button("link", f.name(&p), func() { f.host.GoTo(p.Configuration) })
		b.list.AppendChild(node.Build("li", "", choose))
	}
}

// candidate shows a choice under its heading, and how far it lies behind another.
func (f *Figure) candidate(heading, class string, p, best *sweep.Point) dom.HTMLElement {
	card := node.Build("div", "candidate "+class, node.Build("h4", "", f.host.Text(heading)))
	if p == nil {
		card.AppendChild(node.Build("p", "", f.host.Text("budget.not-one")))
		return card
	}
	card.AppendChild(node.Build("p", "", f.name(p)))
	if best != nil && best.Accuracy > p.Accuracy {
		card.AppendChild(node.Build("p", "behind", f.host.Text("budget.behind", "points", format.Digits(best.Accuracy-p.Accuracy))))
	}
	return card
}

// name says what a point is, how often it is right and how long it takes.
func (f *Figure) name(p *sweep.Point) string {
	name := label(p.Configuration)
	if p.Integers() { // which need not be named
		name += " " + f.format(p.Configuration)
	}
	return f.host.Text("budget.point", "name", name, "accuracy", format.Percent(p.Accuracy/100), "ms", format.Milliseconds(p.Median))
}
