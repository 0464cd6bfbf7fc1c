// Package reply shows what one of several networks answers to a picture: where it sees its answer, how long it took,
// and the first answers.
package reply

import (
	"html"
	"strings"
	"syscall/js"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/message"
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

// Show shows a result, unless the last was shown a moment ago.
func (a *Reply) Show(r *message.Result) {
	now := js.Global().Get("performance").Call("now").Float()
	if now-a.shown < interval {
		return
	}
	a.shown = now
	a.seen.Show(a.host, r)
	a.ms.SetTextContent(format.Milliseconds(r.Times.Network))
	var m strings.Builder
	for _, one := range r.Top {
		m.WriteString("<li><span>" + html.EscapeString(a.host.Label(one.Index)) + "</span> <b>" + format.Percent(one.Probability) + " %</b></li>")
	}
	node.SetHTML(a.answers, m.String())
}
