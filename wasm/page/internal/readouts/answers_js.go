package readouts

import (
	"fmt"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
)

// Answered is how many of the most probable classes are shown.
const Answered = 5

// speakPause is the least time between two answers that a screen reader speaks.
const speakPause = 4 * time.Second

// answers are the rows of the most probable classes.
type answers struct {
	labels, percents [Answered]node.Wording
	meters           [Answered]node.Gauge
	spoken           string // the answer that a screen reader heard last
	first            string // the answer at the last paint
	later            bool   // an answer waits to be spoken
}

func newAnswers() (a answers) {
	for i, row := range node.All(node.Get[dom.HTMLElement]("answers"), "li") {
		a.labels[i].Element = node.Find(row, ".label").(dom.HTMLElement)
		a.percents[i].Element = node.Find(row, ".percent").(dom.HTMLElement)
		a.meters[i] = node.Gauge{Element: node.Find(row, ".meter span"), Property: "transform"}
	}
	return a
}

// Answers shows the newest answers, the most probable first. A meaningful one is spoken; again has it shown once more, when
// it is time to speak.
func (r *Readouts) Answers(top []message.Answer, meaningful bool, again func()) {
	for i := range Answered {
		label, percent, share := "", "", 0.0
		if i < len(top) {
			share = top[i].Probability
			label = r.words.Class(top[i].Index)
			percent = format.Percent(share) + "%"
		}
		r.labels[i].Set(label)
		r.percents[i].Set(percent)
		r.meters[i].Set(fmt.Sprintf("scaleX(%.2f)", share))
	}
	r.speak(meaningful, again)
}

// speak has a screen reader speak the first answer when it is new and has stood for two paints. Answers that change faster
// than they can be heard wait, and only the newest of them is spoken.
func (r *Readouts) speak(meaningful bool, again func()) {
	label := r.labels[0].Says()
	steady := label == r.first
	r.first = label
	if !steady || label == r.spoken || !meaningful || r.later {
		return
	}
	if wait := speakPause - r.notice.Silence(); wait > 0 {
		r.later = true
		time.AfterFunc(wait, func() {
			r.later = false
			again()
		})
		return
	}
	r.spoken = label
	r.notice.Say(label + ", " + r.percents[0].Says())
}
