package lessons

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/qrcode"
	"mobilenet/wasm/page/internal/node"
)

// print makes the worksheet of the lesson that is open, of the list those of all.
func (v *view) print() {
	if v.sheets == nil {
		return
	}
	shown := lesson.All
	if v.index >= 0 {
		shown = shown[v.index : v.index+1]
	}
	var m strings.Builder
	records := make([]lesson.Record, len(shown))
	for i, l := range shown {
		if !v.empty {
			records[i] = v.load(l)
		}
		m.WriteString(v.sheet(l, records[i]))
	}
	node.SetHTML(v.sheets, m.String())
	for i, holder := range node.All(v.sheets, ".lesson-bars") {
		v.bars(holder, shown[i], records[i])
	}
}

// sheet writes a worksheet; what the record lacks is left to be filled in by hand.
func (v *view) sheet(l lesson.Lesson, r lesson.Record) string {
	h := v.host
	link := v.address(l)
	code, err := qrcode.SVG(link)
	if err != nil {
		code = "" // the address of this page is too long for a code; it stands beside
	}
	blank := `<span class="sheet-blank"></span>`
	guess := h.HTML("lessons.unit-"+l.Guess.Unit, "n", "")
	if r.Guessed {
		guess = html.EscapeString(v.unit(l, r.Guess))
	} else {
		guess = blank + " " + guess
	}
	device := blank
	if r.Device != "" {
		device = html.EscapeString(r.Device)
	}
	words := strings.Repeat(`<p class="sheet-rule"></p>`, 6)
	if r.Words != "" {
		words = `<p class="sheet-words">` + strings.ReplaceAll(html.EscapeString(r.Words), "\n", "<br>") + "</p>"
	}
	date := blank
	if r.Date != "" {
		date = r.Date
	}
	number := strconv.Itoa(lesson.Index(l.ID) + 1)
	field := func(key, value string) string {
		return `<p><span class="sheet-label">` + h.HTML(key) + "</span> " + value + "</p>"
	}
	return `<article class="worksheet" data-source="lesson"><header><div><p class="sheet-kicker">` +
		h.HTML("lessons.of", "n", number, "all", strconv.Itoa(len(lesson.All)), "minutes", strconv.Itoa(lesson.Minutes)) +
		"</p><h2>" + v.text(l, "") + `</h2></div><div class="sheet-code">` + code + `</div></header><div class="sheet-fields">` +
		field("lessons.name", blank) + field("lessons.class", blank) + field("lessons.date", date) + `</div><section class="sheet-read"><h3>` +
		h.HTML("lessons.step-read") + "</h3>" + v.lines(l) + "</section><section><h3>" + h.HTML("lessons.step-guess") + "</h3><p>" + v.text(l, "-guess") +
		`</p><p class="sheet-answer" data-source="guess">` + guess + "</p></section><section><h3>" + h.HTML("lessons.step-measure") + "</h3>" +
		field("lessons.measured-on", device) + v.found(l, r) + `<div class="lesson-bars"></div></section><section><h3>` +
		h.HTML("lessons.step-why") + "</h3><p>" + v.text(l, "-why") + "</p>" + words + `</section><footer data-source="name">` + html.EscapeString(link) + "</footer></article>"
}

// address is the link to a lesson, and nothing else of the page.
func (v *view) address(l lesson.Lesson) string {
	location := js.Global().Get("location")
	return location.Get("origin").String() + location.Get("pathname").String() + "#lang=" + v.language() + "&panel=lessons&" + at + "=" + l.ID
}
