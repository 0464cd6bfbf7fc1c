package lessons

import (
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/qrcode"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/words"
)

// blank is a line to write on.
const blank = `<span class="sheet-blank"></span>`

// worksheet is one on which nothing is filled in.
const worksheet = `<article class="worksheet" data-source="lesson"><header><div><p class="sheet-kicker"></p><h2 data-text="lessons.LESSON"></h2></div><div class="sheet-code"></div></header>
<div class="sheet-fields"><p><span class="sheet-label" data-text="lessons.name"></span> ` + blank + `</p><p><span class="sheet-label" data-text="lessons.class"></span> ` + blank +
	`</p><p><span class="sheet-label" data-text="lessons.date"></span> <span class="sheet-date">` + blank + `</span></p></div>
<section class="sheet-read"><h3 data-text="lessons.step-read"></h3>` + reading + `</section>
<section><h3 data-text="lessons.step-guess"></h3><p data-text="lessons.LESSON-guess"></p><p class="sheet-answer" data-source="guess">` + blank + ` <span></span></p></section>
<section><h3 data-text="lessons.step-measure"></h3><p><span class="sheet-label" data-text="lessons.measured-on"></span> <span class="sheet-device">` + blank + `</span></p>
<div class="lesson-found"></div><div class="lesson-bars"></div></section>
<section><h3 data-text="lessons.step-why"></h3><p data-text="lessons.LESSON-why"></p><div class="sheet-words">` + rule + rule + rule + rule + rule + rule + `</div></section>
<footer data-source="name"></footer></article>`

const rule = `<p class="sheet-rule"></p>`

// print makes the worksheet of the lesson that is open, of the list those of all.
func (v *view) print() {
	if v.worksheets == nil {
		return
	}
	first, end := 0, len(lesson.All)
	if v.index >= 0 {
		first, end = v.index, v.index+1
	}
	markup := ""
	for i := first; i < end; i++ {
		markup += of(&lesson.All[i], worksheet)
	}
	panel.Lay(v.host, v.worksheets, markup)
	for i, root := range node.All(v.worksheets, ".worksheet") {
		v.fill(root, first+i)
	}
}

// fill fills in a worksheet; what the record lacks is left to be filled in by hand.
func (v *view) fill(root dom.Element, index int) {
	l := &lesson.All[index]
	r := new(lesson.Record)
	if !v.empty {
		r = load(l)
	}
	write := func(selector, text string) {
		if text != "" {
			panel.Find(root, selector).SetTextContent(text)
		}
	}
	write(".sheet-kicker", v.place(index))
	write(".sheet-answer span:last-child", v.host.Text("lessons.unit-"+l.Guess.Unit, "n", ""))
	if r.Guessed {
		write(".sheet-answer", v.unit(l, r.Guess))
	}
	write(".sheet-date", r.Date)
	write(".sheet-device", r.Device)
	node.SetClass(panel.Find(root, ".sheet-words"), "written", r.Words != "")
	write(".sheet-words", r.Words)
	v.found(panel.Find(root, ".lesson-found"), l, r.Measured)
	v.bars(panel.Find(root, ".lesson-bars"), l, r)
	location := js.Global().Get("location")
	link := location.Get("origin").String() + location.Get("pathname").String() + "#lang=" + words.Spoken() + "&panel=lessons&" + at + "=" + l.ID
	write("footer", link)
	if code, err := qrcode.SVG(link); err == nil { // else the address of this page is too long for one
		node.SetHTML(panel.Find(root, ".sheet-code"), code)
	}
}
