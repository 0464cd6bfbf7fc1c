package teach

import (
	"html"
	"strconv"
	"strings"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
	"mobilenet/wasm/page/internal/training"
)

// answerInterval is the least time between two answers that are shown.
const answerInterval = 140 * time.Millisecond

// answers show what the head says of the live picture.
type answers struct {
	list    dom.HTMLElement
	said    node.Wording
	bars    []node.Gauge
	figures []node.Wording
	rows    []dom.Element
	answer  []float32
}

func (a *answers) open(root dom.HTMLElement) {
	a.list, a.said = panel.Find(root, ".teach-answers"), node.Wording{Element: panel.Find(root, ".teach-said")}
}

// lay makes a row for each class of a head.
func (a *answers) lay(h *head.Head) {
	var m strings.Builder
	for _, name := range h.Classes {
		m.WriteString(`<li><span class="teach-label">` + html.EscapeString(name) + `</span><span class="teach-bar"><span></span><i></i></span><b></b></li>`)
	}
	node.SetHTML(a.list, m.String())
	a.bars, a.figures, a.rows = nil, nil, node.All(a.list, "li")
	for _, row := range a.rows {
		a.bars = append(a.bars, node.Gauge{Element: node.Find(row, ".teach-bar > span"), Property: "width"})
		a.figures = append(a.figures, node.Wording{Element: panel.Find(row, "b")})
		node.SetShare(node.Find(row, "i"), "left", float64(min(1, max(0, h.Threshold))))
	}
}

// hear shows what the head says of a picture that was answered, now and then and always of the last of several. It has
// the pictures seen anew when another network runs.
func (v *view) hear(r *message.Result) {
	if v.host.Running() != v.running {
		v.see()
	}
	v.newest = r
	if v.due {
		return
	}
	v.due = true
	go func() {
		ok := panel.Sleep(v.ctx, answerInterval-time.Since(v.shown))
		v.due, v.shown = false, time.Now()
		if ok {
			v.showAnswer()
		}
	}()
}

// showAnswer shows what the head says of the newest picture.
func (v *view) showAnswer() {
	a, running := &v.answers, v.host.Running()
	if v.taught == nil || v.newest == nil || running == nil {
		return
	}
	h := v.taught.Head
	if h.Backbone != training.Backbone(running) || len(v.newest.Features) != h.Features() {
		a.said.Set(v.host.Text("teach.other-network"))
		return
	}
	a.answer = h.Answer(a.answer, v.newest.Features)
	for k, value := range a.answer {
		a.bars[k].Set(strconv.FormatFloat(float64(100*max(0, value)), 'f', 1, 64) + "%")
		a.figures[k].Set(v.figure(value))
		node.SetClass(a.rows[k], "is-there", value >= h.Threshold && (h.Kind == head.Sigmoid || h.Decide(a.answer) == k))
	}
	a.said.Set(v.decided())
}

// figure writes an answer: a probability in percent, or a cosine.
func (v *view) figure(value float32) string {
	if v.taught.Kind == head.Embedding {
		return strconv.FormatFloat(float64(value), 'f', 2, 64)
	}
	return format.Percent(float64(value)) + "%"
}

// decided says in words what the head has decided.
func (v *view) decided() string {
	h := v.taught.Head
	if h.Kind == head.Sigmoid {
		var there []string
		for k, value := range v.answers.answer {
			if value >= h.Threshold {
				there = append(there, h.Classes[k])
			}
		}
		if len(there) > 0 {
			return strings.Join(there, ", ")
		}
	} else if k := h.Decide(v.answers.answer); k >= 0 {
		return h.Classes[k]
	}
	return v.host.Text("teach.none-" + h.Kind.String())
}
