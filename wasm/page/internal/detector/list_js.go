package detector

import (
	"context"
	"strconv"
	"strings"
	"time"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/found"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// The least times between two changes of the list, and between two that are spoken.
const (
	listInterval   = 250 * time.Millisecond
	spokenInterval = 5 * time.Second
)

const listMarkup = `<ol class="detect-list" data-source="detection"></ol><p class="detect-nothing" data-text="detect.nothing" hidden></p>`

// list says in words what was found.
type list struct {
	host  panel.Host
	names []string // of the classes

	rows     dom.HTMLElement
	nothing  dom.HTMLElement
	newest   []message.Detection
	due      bool // a change of the list is to come
	listed   string
	shown    time.Time
	says     string // what was found, in a line
	said     string
	spoken   time.Time
	speaking bool // a change is to be spoken
}

func (l *list) open(host panel.Host, root dom.HTMLElement) {
	l.host = host
	l.rows, l.nothing = panel.Find(root, ".detect-list"), panel.Find(root, ".detect-nothing")
}

// name takes in what the classes are called: in the page's language if they are COCO's and it has names, else as the
// engine names them.
func (l *list) name(loaded *message.DetectorLoaded, things []string) {
	l.names = loaded.ClassNames
	if loaded.COCO && len(things) > 0 {
		l.names = things
	}
}

// called returns the name of a class.
func (l *list) called(class int) string {
	if class < len(l.names) && l.names[class] != "" {
		return l.names[class]
	}
	return l.host.Text("answers.class", "n", strconv.Itoa(class))
}

// label says what a thing is, and how sure the network is.
func (l *list) label(d message.Detection) string {
	return l.called(d.Class) + " " + format.Percent(d.Score) + "%"
}

// show lists what was found, soon.
func (l *list) show(ctx context.Context, things []message.Detection) {
	l.newest = things
	if l.due {
		return
	}
	l.due = true
	go func() {
		if panel.Sleep(ctx, listInterval-time.Since(l.shown)) {
			l.due, l.shown = false, time.Now()
			l.lay()
			l.speak(ctx)
		}
	}()
}

// lay brings the list in line with what was found.
func (l *list) lay() {
	var m strings.Builder
	names := make([]string, len(l.newest))
	for i, d := range l.newest {
		names[i] = l.called(d.Class)
		column, row := found.Box(d.Box).Third(l.host.Mirrored())
		m.WriteString("<li><span></span> <b>" + format.Percent(d.Score) + "%</b> <small>" +
			l.host.HTML("detect.at-"+strconv.Itoa(row)+strconv.Itoa(column)) + "</small></li>")
	}
	if listed := m.String() + strings.Join(names, "\n"); listed != l.listed {
		l.listed = listed
		node.SetHTML(l.rows, m.String())
		for i, name := range node.All(l.rows, "span") {
			name.SetTextContent(names[i]) // a file's own names are no markup
		}
		node.Show(l.nothing, len(names) == 0)
	}
	l.says = l.host.Text("detect.spoken-nothing")
	if counts := found.Counts(names); len(counts) > 0 {
		texts := make([]string, len(counts))
		for i, c := range counts {
			texts[i] = c.Name
			if c.N > 1 {
				texts[i] += " ×" + strconv.Itoa(c.N)
			}
		}
		l.says = l.host.Text("detect.spoken", "what", strings.Join(texts, ", "))
	}
}

// speak has a screen reader say what was found when that is something else, but not all the time.
func (l *list) speak(ctx context.Context) {
	if l.speaking || l.says == l.said {
		return
	}
	l.speaking = true
	go func() {
		if panel.Sleep(ctx, spokenInterval-time.Since(l.spoken)) && l.says != l.said {
			l.said, l.spoken = l.says, time.Now()
			l.host.Say(l.says)
		}
		l.speaking = false
	}()
}
