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

const pageSkeleton = `<p class="lesson-nav" data-source="lesson"><a href="#panel=lessons" data-lesson="" data-text="lessons.all"></a> <span></span></p>
<article class="lesson" data-source="lesson"><h2 tabindex="-1" data-text="lessons.LESSON"></h2>
<section class="lesson-read"><h3 data-text="lessons.step-read"></h3><div>` + reading + `</div></section>
<section class="lesson-guess"><h3 data-text="lessons.step-guess"></h3><p class="lesson-question" id="lesson-question" data-text="lessons.LESSON-guess"></p>
<div class="lesson-adder" hidden></div>
<form class="lesson-field"><input type="range" id="lesson-slider" aria-labelledby="lesson-question">
<input type="number" id="lesson-guess" placeholder=" " aria-labelledby="lesson-question"><span class="lesson-unit"></span>
<button class="button primary" id="lesson-commit" data-text="lessons.commit" disabled></button></form>
<p class="lesson-locked" data-source="guess" hidden></p><p class="lessons-unkept" data-text="lessons.unkept"></p></section>
<section class="lesson-measure"><h3 data-text="lessons.step-measure"></h3>
<p><button type="button" class="button primary" id="lesson-run"></button> <progress max="1" hidden></progress></p>
<p class="lesson-state" role="status" data-source="lesson"></p></section>
<section class="lesson-compare" hidden><h3 data-text="lessons.step-compare"></h3><p class="lesson-verdict" data-source="lesson-outcome"></p>
<div class="lesson-bars"></div><div class="lesson-found"></div></section>
<section class="lesson-why" hidden><h3 data-text="lessons.step-why"></h3><p class="lesson-question" data-text="lessons.LESSON-why"></p>
<label for="lesson-words" data-text="lessons.words"></label><textarea id="lesson-words" rows="4"></textarea>
<p><button type="button" class="button" id="lesson-show" data-text="lessons.show"></button></p>
<div class="lesson-because" tabindex="-1" hidden><p data-text="lessons.LESSON-because"></p>
<p class="fine"><span data-text="lessons.LESSON-where"></span> <a></a></p></div></section></article>
<p class="lesson-foot"><button type="button" class="button" id="lesson-reset"></button> <a class="lesson-next" hidden><span data-text="lessons.next"></span> <b></b> →</a></p>` + printing

// reading are the three lines that a lesson begins with.
const reading = `<p data-text="lessons.LESSON-read-1"></p><p data-text="lessons.LESSON-read-2"></p><p data-text="lessons.LESSON-read-3"></p>`

// page is a lesson that is open: it grows downward as the student goes on.
type page struct {
	panel.Task
	*lesson.Lesson
	view   *view
	root   dom.HTMLElement
	record *lesson.Record

	slider, number *dom.HTMLInputElement
	words          *dom.HTMLTextAreaElement
	progress       dom.HTMLElement
	sure           bool // to begin anew: the button was pressed once
}

func (p *page) find(selector string) dom.HTMLElement { return panel.Find(p.root, selector) }

func (p *page) open(root dom.HTMLElement) {
	h := p.view.host
	p.root, p.record = root, load(p.Lesson)
	panel.Lay(h, root, of(p.Lesson, pageSkeleton))
	p.find(".lesson-nav span").SetTextContent(p.view.place(p.view.index))
	if i := p.view.index + 1; i < len(lesson.All) {
		next, id := p.find(".lesson-next"), lesson.All[i].ID
		node.Show(next, true)
		next.SetAttribute("href", "#panel=lessons&"+at+"="+id)
		next.SetAttribute("data-lesson", id)
		node.SetHTML(panel.Find(next, "b"), h.HTML("lessons."+id))
	}
	further := p.find(".lesson-because a")
	further.SetAttribute("href", "#panel="+p.Panel+"&"+p.Keep)
	further.SetTextContent(h.Text("lessons.further", "panel", h.Text("panel."+p.Panel)))
	p.Task = panel.Task{Host: h, Start: p.find("#lesson-run"), State: p.find(".lesson-state"), Key: "lessons.measure"}
	p.progress = p.find("progress")
	p.openGuess()
	p.openWhy()
	node.On(p.Start, "click", func(dom.Event) { p.begin() })
	node.On(p.find("#lesson-reset"), "click", func(dom.Event) { p.reset() })
	p.show()
}

// place says which of the lessons one is.
func (v *view) place(index int) string {
	return v.host.Text("lessons.of", "n", strconv.Itoa(index+1), "all", strconv.Itoa(len(lesson.All)), "minutes", strconv.Itoa(lesson.Minutes))
}

// unit writes a value with the lesson's unit.
func (v *view) unit(l *lesson.Lesson, value float64) string {
	return v.host.Text("lessons.unit-"+l.Guess.Unit, "n", l.Write(value))
}

// openGuess has slider and field say the same, and nothing before the student does.
func (p *page) openGuess() {
	p.slider, p.number = p.find("#lesson-slider").(*dom.HTMLInputElement), p.find("#lesson-guess").(*dom.HTMLInputElement)
	for i, name := range [...]string{"min", "max", "step"} {
		value := strconv.FormatFloat([...]float64{p.Guess.Low, p.Guess.High, p.Guess.Step}[i], 'f', -1, 64)
		p.slider.SetAttribute(name, value)
		p.number.SetAttribute(name, value)
	}
	p.slider.SetValue(strconv.FormatFloat((p.Guess.Low+p.Guess.High)/2, 'f', -1, 64)) // where it says nothing
	p.find(".lesson-unit").SetTextContent(p.view.host.Text("lessons.unit-"+p.Guess.Unit, "n", ""))
	commit := p.find("#lesson-commit").(*dom.HTMLButtonElement)
	change := func(from, to *dom.HTMLInputElement) {
		node.On(from, "input", func(dom.Event) {
			to.SetValue(from.Value())
			p.number.SetAttribute("aria-valuetext", from.Value())
			commit.SetDisabled(!p.Legal(p.guessed()))
		})
	}
	change(p.slider, p.number)
	change(p.number, p.slider)
	node.On(p.find(".lesson-field"), "submit", func(e dom.Event) {
		node.Handled(e)
		p.commit()
	})
	if p.Recipe == lesson.Adding {
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
		m.WriteString(`<label class="check"><input type="checkbox" id="lesson-add-` + strconv.Itoa(i) + `"><span data-text="` + row.Key +
			`"></span> <b data-source="paper">` + row.Cells[0] + " %</b></label>")
	}
	panel.Lay(h, adder, m.String()+`<p><span data-text="lessons.sum"></span> <output data-source="lesson-outcome">0.00</output> %</p>`)
	node.Show(adder, true)
	boxes, total := node.Inputs(adder, "input"), panel.Find(adder, "output")
	node.On(adder, "change", func(dom.Event) {
		sum := 0.
		for i, printed := range lesson.Printed() {
			if boxes[i].Checked() {
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
	node.On(p.words, "input", func(dom.Event) {
		p.record.Words = p.words.Underlying().Get("value").String()
		p.save()
	})
	node.On(p.find("#lesson-show"), "click", func(dom.Event) {
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
	node.Show(p.find(".lesson-field"), !r.Guessed)
	node.Show(p.find(".lessons-unkept"), !panel.Keeps())
	node.Show(p.find(".lesson-locked"), r.Guessed)
	if r.Guessed {
		p.find(".lesson-locked").SetTextContent(h.Text("lessons.locked", "guess", p.view.unit(p.Lesson, r.Guess)))
	}
	p.find("#lesson-reset").SetTextContent(h.Text("lessons.reset"))
	node.Show(p.find("#lesson-reset"), r.Guessed)
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
	node.Show(p.find(".lesson-compare"), r.Measured != nil)
	node.Show(p.find(".lesson-why"), r.Measured != nil)
	if r.Measured != nil {
		p.find(".lesson-verdict").SetTextContent(p.verdict())
		p.view.bars(p.find(".lesson-bars"), p.Lesson, r)
		p.view.found(p.find(".lesson-found"), p.Lesson, r.Measured)
	}
	node.Show(p.find("#lesson-show"), !r.Read)
	node.Show(p.find(".lesson-because"), r.Read)
}

// verdict says how the guess compares with what was measured.
func (p *page) verdict() string {
	outcome := p.Outcome(p.record.Measured)
	return p.view.host.Text("lessons.verdict-"+p.Verdict(p.record.Guess, outcome),
		"guess", p.view.unit(p.Lesson, p.record.Guess), "measured", p.view.unit(p.Lesson, outcome))
}
