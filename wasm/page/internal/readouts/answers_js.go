package readouts

import (
	"fmt"
	"strconv"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/among"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
)

// Answered is how many of the most probable classes are shown.
const Answered = 5

// leastShown is the least share that is not rounded to nothing.
const leastShown = 0.0005

// speakPause is the least time between two answers that a screen reader speaks.
const speakPause = 4 * time.Second

// answers are the rows of the most probable classes.
type answers struct {
	labels, percents [Answered]node.Wording
	meters           [Answered]node.Gauge
	note             node.Wording // of what set they are
	among            string       // that set
	classes          string       // how many there are in it
	spoken           string       // the answer that a screen reader heard last
	first            string       // the answer at the last paint
	later            bool         // an answer waits to be spoken
}

func newAnswers() (a answers) {
	a.note = node.WordingOf("among-note")
	for i, row := range node.All(node.Get[dom.HTMLElement]("answers"), "li") {
		a.labels[i].Element = node.Find(row, ".label").(dom.HTMLElement)
		a.percents[i].Element = node.Find(row, ".percent").(dom.HTMLElement)
		a.meters[i] = node.Gauge{Element: node.Find(row, ".meter span"), Property: "transform"}
	}
	return a
}

// Answers shows the newest answers, the most probable first. A meaningful one is spoken; again has it shown once more, when
// it is time to speak.
func (r *Readouts) Answers(result *message.Result, meaningful bool, again func()) {
	for i := range Answered {
		label, percent, share := "", "", 0.0
		if i < len(result.Top) {
			share = result.Top[i].Probability
			label = r.words.Class(result.Top[i].Index)
			percent = format.Percent(share) + "%"
		}
		r.labels[i].Set(label)
		r.percents[i].Set(percent)
		r.meters[i].Set(fmt.Sprintf("scaleX(%.2f)", share))
	}
	within := format.Percent(result.Within) + "%"
	if result.Within < leastShown {
		within = "< 0.1%" // 0.0% would say none
	}
	r.noteSet(result.Among, within)
	r.speak(within, meaningful, again)
}

// noteSet says of what set the answers are, and how much of the probability it has.
func (r *Readouts) noteSet(set, within string) {
	if set != r.among {
		classes, _ := among.Parse(set)
		r.among, r.classes, r.spoken = set, strconv.Itoa(len(classes)), ""
		node.Show(r.note.Element, set != "")
	}
	said := ""
	if set != "" {
		said = r.words.Text("among.note-"+among.Kind(set), "n", r.classes, "share", within)
	}
	r.note.Set(said)
}

// speak has a screen reader speak the first answer when it is new and has stood for two paints. Answers that change faster
// than they can be heard wait, and only the newest of them is spoken.
func (r *Readouts) speak(within string, meaningful bool, again func()) {
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
	said := label + ", " + r.percents[0].Says()
	if r.among != "" {
		said = r.words.Text("among.spoken", "answer", said, "n", r.classes, "share", within)
	}
	r.notice.Say(said)
}
