// Package reply shows what one of several networks answers to a picture: where it sees its answer, how long it took,
// and the first answers.
package reply

import (
	"html"
	"strconv"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/canvas"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// Markup is the markup of a Reply.
const Markup = canvas.Markup + `<p class="compare-ms" data-source="stages"><b>–</b> ms</p><ol class="compare-answers" data-source="answer" translate="no"></ol>`

// interval is the least time between two pictures, in ms: answers that change faster cannot be read.
const interval = 100

// Reply is what a network answers.
type Reply struct {
	host        panel.Host
	seen        canvas.Seen
	ms, answers dom.HTMLElement
	shown       float64 // when, ms
}

// Find returns the first Reply under root.
func Find(host panel.Host, root dom.Element) Reply {
	return Reply{host: host, seen: canvas.FindSeen(root), ms: panel.Find(root, ".compare-ms b"), answers: panel.Find(root, ".compare-answers")}
}

// Show shows a result, with a class activation map if it has one, unless the last was shown a moment ago. It returns the
// index and the probability of the first answer.
func (a *Reply) Show(r panel.Result) (first int, probability float64) {
	top := r.Get("top")
	if now := js.Global().Get("performance").Call("now").Float(); now-a.shown >= interval {
		a.shown = now
		a.show(r, top)
	}
	if top.Length() == 0 { // logits that are no numbers
		return -1, 0
	}
	return top.Index(0).Get("index").Int(), top.Index(0).Get("probability").Float()
}

func (a *Reply) show(r panel.Result, top js.Value) {
	a.seen.Show(r)
	a.ms.SetTextContent(format.Milliseconds(r.NetworkMs()))
	var m strings.Builder
	for i := range top.Length() {
		one := top.Index(i)
		m.WriteString("<li><span>" + html.EscapeString(a.host.Label(one.Get("index").Int())) + "</span> <b>" +
			format.Percent(one.Get("probability").Float()) + " %</b></li>")
	}
	node.SetHTML(a.answers, m.String())
	if cam := r.Get("cam"); cam.Truthy() {
		row, column, rows, columns := a.seen.ShowMap(cam)
		a.seen.Describe(a.host.Text("inside.cam-says", "label", a.host.Label(cam.Get("index").Int()),
			"cells", strconv.Itoa(rows)+"×"+strconv.Itoa(columns), "row", strconv.Itoa(row+1), "column", strconv.Itoa(column+1)))
	}
}
