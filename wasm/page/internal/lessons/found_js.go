package lessons

import (
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/lesson"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// bar is the markup of a value on the axis.
func bar(class, text, source string) string {
	return `<div class="lesson-bar ` + class + `"><span data-text="` + text + `"></span><span class="lesson-track"><i></i></span><b data-source="` + source + `"></b></div>`
}

// bars shows guess, expectation and measurement side by side on one axis.
func (v *view) bars(root dom.Element, l *lesson.Lesson, r *lesson.Record) {
	if r.Measured == nil {
		return
	}
	markup := bar("guess", "lessons.bar-guess", "guess")
	values := []float64{r.Guess}
	if reference, ok := l.Reference(r.Measured); ok {
		markup += bar("reference", "lessons."+l.ID+"-bar", l.ReferenceSource())
		values = append(values, reference)
	}
	markup += bar("measured", l.OutcomeText(), "lesson-outcome")
	values = append(values, l.Outcome(r.Measured))
	laid, ticks := lesson.Bars(values)
	markup += `<div class="lesson-axis" data-source="name" aria-hidden="true"><span></span><span class="lesson-track">`
	for range ticks {
		markup += "<s></s>"
	}
	panel.Lay(v.host, root, markup+"</span><b></b></div>")
	numbers := node.All(root, "b")
	for i, e := range node.All(root, "i") {
		numbers[i].SetTextContent(v.unit(l, values[i]))
		node.SetShare(e, "left", laid[i].Left)
		node.SetShare(e, "width", laid[i].Width)
	}
	for i, e := range node.All(root, "s") {
		e.SetTextContent(ticks[i].Text)
		node.SetShare(e, "left", ticks[i].At)
	}
}

// found shows what was measured as a table, and what must be said of it; without a measurement, nil, the table to fill in.
func (v *view) found(root dom.Element, l *lesson.Lesson, m []float64) {
	table := l.Table(m)
	var w strings.Builder
	w.WriteString(`<div class="scroll"><table class="lesson-table"><thead><tr>`)
	for _, column := range table.Columns {
		w.WriteString(`<th scope="col" data-text="` + column.Key + `"></th>`)
	}
	w.WriteString("</tr></thead><tbody>")
	for _, row := range table.Rows {
		name := row.Name
		if row.Key != "" {
			name = v.host.HTML(row.Key)
		}
		w.WriteString(`<tr><th scope="row" data-source="name">` + name + "</th>")
		for i, cell := range row.Cells {
			w.WriteString(`<td data-source="` + table.Columns[i+1].Source + `">` + cell + "</td>")
		}
		w.WriteString("</tr>")
	}
	w.WriteString(`</tbody></table></div><p class="fine" data-source="lesson-scenes"></p>`)
	panel.Lay(v.host, root, w.String())
	if key, values := l.Note(m); key != "" {
		panel.Find(root, ".fine").SetTextContent(v.host.Text(key, values...))
	}
}
