package lessons

import (
	"math"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

const pageSkeleton = `<p class="lesson-nav" data-source="lesson"></p>
<article class="lesson" data-source="lesson"><h2 tabindex="-1"></h2>
<section class="lesson-read"><h3 data-text="lessons.step-read"></h3><div></div></section>
<section class="lesson-guess"><h3 data-text="lessons.step-guess"></h3><p class="lesson-question" id="lesson-question"></p>
<div class="lesson-adder" hidden></div>
<form class="lesson-field"><input type="range" id="lesson-slider" aria-labelledby="lesson-question">
<input type="number" id="lesson-guess" aria-labelledby="lesson-question"><span class="lesson-unit"></span>
<button class="button primary" id="lesson-commit" data-text="lessons.commit" disabled></button></form>
<p class="lesson-locked" data-source="guess" hidden></p></section>
<section class="lesson-measure"><h3 data-text="lessons.step-measure"></h3>
<p><button type="button" class="button primary" id="lesson-run"></button> <progress max="1" hidden></progress></p>
<p class="lesson-state" role="status" data-source="lesson"></p></section>
<section class="lesson-compare" hidden><h3 data-text="lessons.step-compare"></h3><p class="lesson-verdict" data-source="lesson-outcome"></p>
<div class="lesson-bars"></div><div class="lesson-found"></div></section>
<section class="lesson-why" hidden><h3 data-text="lessons.step-why"></h3><p class="lesson-question"></p>
<label for="lesson-words" data-text="lessons.words"></label><textarea id="lesson-words" rows="4"></textarea>
<p><button type="button" class="button" id="lesson-show" data-text="lessons.show"></button></p><div class="lesson-because" hidden></div></section></article>
<p class="lesson-foot"><button type="button" class="button" id="lesson-reset"></button> <span class="lesson-next"></span></p>` + printing

// page is a lesson that is open: it grows downward as the student goes on.
type page struct {
	panel.Task
	lesson.Lesson
	view   *view
	root   dom.HTMLElement
	record lesson.Record

	slider, number *dom.HTMLInputElement
	words          *dom.HTMLTextAreaElement
	progress       dom.HTMLElement
	sure           bool // to begin anew: the button was pressed once
}

func (p *page) find(selector string) dom.HTMLElement { return panel.Find(p.root, selector) }

// fill puts markup into an element of the page.
func (p *page) fill(selector, html string) { node.SetHTML(p.find(selector), html) }

func (p *page) open(root dom.HTMLElement) {
	h := p.view.host
	p.root, p.record = root, p.view.load(p.Lesson)
	panel.Lay(h, root, pageSkeleton)
	p.fill(".lesson-nav", p.view.link("", h.HTML("lessons.all"))+" <span>"+h.HTML("lessons.of",
		"n", strconv.Itoa(p.view.index+1), "all", strconv.Itoa(len(lesson.All)), "minutes", strconv.Itoa(lesson.Minutes))+"</span>")
	p.fill("h2", p.view.text(p.Lesson, ""))
	p.fill(".lesson-read div", p.view.lines(p.Lesson))
	p.fill("#lesson-question", p.view.text(p.Lesson, "-guess"))
	p.fill(".lesson-why .lesson-question", p.view.text(p.Lesson, "-why"))
	if next := p.view.index + 1; next < len(lesson.All) {
		p.fill(".lesson-next", p.view.link(lesson.All[next].ID, h.HTML("lessons.next")+" <b>"+p.view.text(lesson.All[next], "")+"</b> →"))
	}
	p.Task = panel.Task{Host: h, Start: p.find("#lesson-run"), State: p.find(".lesson-state"), Key: "lessons.measure"}
	p.progress = p.find("progress")
	p.openGuess()
	p.openWhy()
	panel.On(p.Start, "click", func(dom.Event) { p.begin() })
	panel.On(p.find("#lesson-reset"), "click", func(dom.Event) { p.reset() })
	p.show()
}

// lines are the three that a lesson begins with.
func (v *view) lines(l lesson.Lesson) string {
	var m strings.Builder
	for _, n := range [...]string{"1", "2", "3"} {
		m.WriteString("<p>" + v.text(l, "-read-"+n) + "</p>")
	}
	return m.String()
}

// unit writes a value with the lesson's unit.
func (v *view) unit(l lesson.Lesson, value float64) string {
	return v.host.Text("lessons.unit-"+l.Guess.Unit, "n", l.Write(value))
}

// openGuess has slider and field say the same, and nothing before the student does.
func (p *page) openGuess() {
	p.slider, p.number = p.find("#lesson-slider").(*dom.HTMLInputElement), p.find("#lesson-guess").(*dom.HTMLInputElement)
	for _, input := range [...]*dom.HTMLInputElement{p.slider, p.number} {
		input.SetAttribute("min", strconv.FormatFloat(p.Guess.Low, 'f', -1, 64))
		input.SetAttribute("max", strconv.FormatFloat(p.Guess.High, 'f', -1, 64))
		input.SetAttribute("step", strconv.FormatFloat(p.Guess.Step, 'f', -1, 64))
	}
	p.fill(".lesson-unit", strings.TrimSpace(p.view.host.HTML("lessons.unit-"+p.Guess.Unit, "n", "")))
	commit := p.find("#lesson-commit").(*dom.HTMLButtonElement)
	change := func(from, to *dom.HTMLInputElement) {
		panel.On(from, "input", func(dom.Event) {
			to.SetValue(from.Value())
			p.number.SetAttribute("aria-valuetext", from.Value())
			commit.SetDisabled(!p.Legal(p.guessed()))
		})
	}
	change(p.slider, p.number)
	change(p.number, p.slider)
	panel.On(p.find(".lesson-field"), "submit", func(e dom.Event) {
		node.Handled(e)
		p.commit()
	})
	if p.Recipe == lesson.Column {
		p.openAdder()
	}
}

// guessed returns what the field says, not a number if it is empty.
func (p *page) guessed() float64 {
	guess, err := strconv.ParseFloat(p.number.Value(), 64)
	if err != nil {
		return math.NaN()
	}
	return guess
}

// commit makes the guess stand.
func (p *page) commit() {
	guess := p.guessed()
	if p.record.Guessed || !p.Legal(guess) {
		return
	}
	p.record.Guessed, p.record.Guess, p.record.Date = true, guess, today()
	p.save()
	p.show()
	node.Focus(p.Start)
	p.view.host.Say(p.view.host.Text("lessons.locked", "guess", p.view.unit(p.Lesson, guess)))
}

// openAdder lays out the numbers of the column, which the student ticks to add them up.
func (p *page) openAdder() {
	h, adder := p.view.host, p.find(".lesson-adder")
	var m strings.Builder
	for i, row := range p.Table(nil).Rows {
		n := strconv.Itoa(i)
		m.WriteString(`<label class="check" for="lesson-add-` + n + `"><input type="checkbox" id="lesson-add-` + n + `"><span data-text="` + row.Key +
			`"></span> <b data-source="paper">` + row.Cells[0].Text + " %</b></label>")
	}
	panel.Lay(h, adder, m.String()+`<p><span data-text="lessons.sum"></span> <output data-source="lesson-outcome">0.00</output> %</p>`)
	panel.Show(adder, true)
	boxes, total := node.All(adder, "input"), panel.Find(adder, "output")
	panel.On(adder, "change", func(dom.Event) {
		sum := 0.
		for i, printed := range lesson.Printed() {
			if boxes[i].(*dom.HTMLInputElement).Checked() {
				v, _ := strconv.ParseFloat(printed, 64) // the paper's are numbers
				sum += v
			}
		}
		total.SetTextContent(strconv.FormatFloat(sum, 'f', 2, 64))
	})
}

// openWhy connects the student's words and the explanation.
func (p *page) openWhy() {
	p.words = p.find("#lesson-words").(*dom.HTMLTextAreaElement)
	p.words.Underlying().Set("value", p.record.Words)
	panel.On(p.words, "input", func(dom.Event) {
		p.record.Words = p.words.Underlying().Get("value").String()
		p.save()
	})
	panel.On(p.find("#lesson-show"), "click", func(dom.Event) {
		p.record.Read = true
		p.save()
		p.show()
		node.Focus(p.find(".lesson-because"))
	})
}

// save keeps what the student has done, for the browser and for the printer.
func (p *page) save() {
	store(p.Lesson).Save(p.record.Encode())
	p.view.print()
}

// reset begins the lesson anew, once the student is sure.
func (p *page) reset() {
	if !p.sure {
		p.sure = true
		p.find("#lesson-reset").SetTextContent(p.view.host.Text("lessons.sure"))
		return
	}
	store(p.Lesson).Save("")
	p.view.show()
	p.view.reveal()
}

// show shows as much of the lesson as has been reached.
func (p *page) show() {
	h, r := p.view.host, p.record
	panel.Show(p.find(".lesson-field"), !r.Guessed)
	panel.Show(p.find(".lesson-locked"), r.Guessed)
	if r.Guessed {
		p.fill(".lesson-locked", h.HTML("lessons.locked", "guess", p.view.unit(p.Lesson, r.Guess)))
	}
	p.find("#lesson-reset").SetTextContent(h.Text("lessons.reset"))
	panel.Show(p.find("#lesson-reset"), r.Guessed)
	run := p.Start.(*dom.HTMLButtonElement)
	run.SetDisabled(!r.Guessed)
	p.State.SetTextContent("")
	if !r.Guessed {
		p.State.SetTextContent(h.Text("lessons.first"))
	}
	if r.Measured != nil {
		p.Key = "lessons.again"
	}
	p.Ready()
	panel.Show(p.find(".lesson-compare"), r.Measured != nil)
	panel.Show(p.find(".lesson-why"), r.Measured != nil)
	if r.Measured != nil {
		p.fill(".lesson-verdict", p.verdict())
		p.view.bars(p.find(".lesson-bars"), p.Lesson, r)
		p.fill(".lesson-found", p.view.found(p.Lesson, r))
	}
	panel.Show(p.find("#lesson-show"), !r.Read)
	because := p.find(".lesson-because")
	panel.Show(because, r.Read)
	because.SetAttribute("tabindex", "-1")
	if r.Read {
		node.SetHTML(because, "<p>"+p.view.text(p.Lesson, "-because")+`</p><p class="fine">`+p.view.text(p.Lesson, "-where")+
			` <a href="#panel=`+p.Panel+keep(p.Keep)+`">`+h.HTML("lessons.further", "panel", h.Text("panel."+p.Panel))+"</a></p>")
	}
}

// keep writes what a link has a panel keep.
func keep(pair string) string {
	if pair == "" {
		return ""
	}
	return "&amp;" + pair
}

// verdict says how the guess compares with what was measured.
func (p *page) verdict() string {
	outcome := p.Outcome(p.record.Measured)
	return p.view.host.HTML("lessons.verdict-"+p.Verdict(p.record.Guess, outcome),
		"guess", p.view.unit(p.Lesson, p.record.Guess), "measured", p.view.unit(p.Lesson, outcome))
}
