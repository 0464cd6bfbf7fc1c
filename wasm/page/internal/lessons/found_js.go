package lessons

import (
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/internal/readout"
	"mobilenet/wasm/page/internal/node"
)

// bars shows guess, expectation and measurement side by side on one axis.
func (v *view) bars(root dom.Element, l lesson.Lesson, r lesson.Record) {
	if r.Measured == nil {
		return
	}
	type line struct {
		key, source, class string
		value              float64
	}
	lines := []line{{"lessons.bar-guess", "guess", "guess", r.Guess}}
	if reference, ok := l.Reference(r.Measured); ok {
		lines = append(lines, line{"lessons." + l.ID + "-bar", "cost", "reference", reference})
	}
	lines = append(lines, line{"lessons.bar-" + said(l), "lesson-outcome", "measured", l.Outcome(r.Measured)})
	values := make([]float64, len(lines))
	for i, line := range lines {
		values[i] = line.value
	}
	laid, axis := lesson.Bars(values)
	var m strings.Builder
	for _, line := range lines {
		m.WriteString(`<div class="lesson-bar ` + line.class + `"><span>` + v.host.HTML(line.key) + `</span><span class="lesson-track"><i></i></span><b data-source="` +
			line.source + `">` + v.unit(l, line.value) + "</b></div>")
	}
	m.WriteString(`<div class="lesson-axis" data-source="name" aria-hidden="true"><span></span><span class="lesson-track">`)
	for _, tick := range axis.Ticks {
		m.WriteString("<s>" + tick.Text + "</s>")
	}
	node.SetHTML(root, m.String()+"</span><b></b></div>")
	for i, bar := range node.All(root, "i") {
		node.SetStyle(bar, "left", percent(laid[i].Left))
		node.SetStyle(bar, "width", percent(laid[i].Width))
	}
	for i, tick := range node.All(root, "s") {
		node.SetStyle(tick, "left", percent(axis.Ticks[i].At))
	}
}

// said tells what an outcome is: most are measured.
func said(l lesson.Lesson) string {
	switch l.Recipe {
	case lesson.Trade:
		return "published"
	case lesson.Column:
		return "summed"
	}
	return "measured"
}

func percent(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) + "%" }

// found writes what was measured as a table, and what must be said of it; without a measurement, the table to fill in.
func (v *view) found(l lesson.Lesson, r lesson.Record) string {
	table := l.Table(r.Measured)
	var m strings.Builder
	m.WriteString(`<div class="scroll"><table class="lesson-table"><thead><tr>`)
	for _, key := range table.Columns {
		m.WriteString(`<th scope="col">` + v.host.HTML(key) + "</th>")
	}
	m.WriteString("</tr></thead><tbody>")
	for _, row := range table.Rows {
		name := row.Name
		if row.Key != "" {
			name = v.host.HTML(row.Key)
		}
		m.WriteString(`<tr><th scope="row" data-source="name">` + name + "</th>")
		for _, cell := range row.Cells {
			m.WriteString(`<td data-source="` + cell.Source + `">` + cell.Text + "</td>")
		}
		m.WriteString("</tr>")
	}
	m.WriteString(`</tbody></table></div>`)
	if note := v.note(l, r.Measured); note != "" {
		m.WriteString(`<p class="fine" data-source="lesson-scenes">` + note + "</p>")
	}
	return m.String()
}

// note says what ran.
func (v *view) note(l lesson.Lesson, m []float64) string {
	whole := func(i int) string { return strconv.Itoa(int(m[i])) }
	switch {
	case l.Recipe == lesson.Column || l.Recipe == lesson.Formats && m == nil || l.Recipe == lesson.Agreement && m == nil:
		return ""
	case l.Recipe == lesson.Formats && m[4] > 0:
		return v.host.HTML("lessons.note-format", "alpha", readout.Multiplier(m[6]), "pixels", whole(7), "hits", whole(5), "n", whole(4))
	case l.Recipe == lesson.Agreement:
		return v.host.HTML("lessons.note-agreement", "alpha", readout.Multiplier(m[5]), "pixels", whole(6), "narrow", readout.Multiplier(m[7]), "few", whole(8))
	}
	return v.host.HTML("lessons.note-random")
}
