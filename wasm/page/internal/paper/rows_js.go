package paper

import (
	"html"
	"strconv"
	"strings"

	"mobilenet/model/paper"
	"mobilenet/wasm/internal/format"
)

// markup writes a table: what is computed bold, what is quoted plain, and what is printed beside it where they differ.
// Names stay as they are printed, in English.
func (v *view) markup(t paper.Table) string {
	var m strings.Builder
	leads := false // some row leads to a network
	for _, row := range t.Rows {
		leads = leads || row.Alpha > 0
	}
	m.WriteString("<thead><tr>")
	for _, column := range t.Columns {
		m.WriteString(`<th scope="col" data-source="name">` + v.host.HTML("paper.column-"+column) + "</th>")
	}
	if leads {
		m.WriteString("<td></td>")
	}
	m.WriteString("</tr></thead><tbody>")
	for _, row := range t.Rows {
		v.row(&m, row, leads)
	}
	m.WriteString("</tbody>")
	return m.String()
}

func (v *view) row(m *strings.Builder, row paper.Row, leads bool) {
	runs := row.Alpha > 0 && row.Alpha == v.alpha && row.Resolution == v.resolution
	switch {
	case runs:
		m.WriteString(`<tr class="here" aria-current="true">`)
	case row.Name == "":
		m.WriteString(`<tr class="sum">`)
	default:
		m.WriteString("<tr>")
	}
	if row.Name == "" {
		put(m, `<th scope="row">`, v.host.Text("time.all"), "</th>")
	} else {
		put(m, `<th scope="row" lang="en" data-source="paper">`, row.Name, v.printed(row.Printed)+"</th>")
	}
	for _, cell := range row.Cells {
		switch {
		case cell.Computed == "":
			put(m, `<td data-source="paper">`, cell.Printed, "</td>")
		case cell.Differs():
			put(m, `<td data-source="cost"><b>`, cell.Computed, "</b>"+v.printed(cell.Printed)+"</td>")
		default:
			put(m, `<td data-source="cost"><b>`, cell.Computed, "</b></td>")
		}
	}
	if leads {
		m.WriteString("<td>")
		if row.Alpha > 0 {
			v.button(m, row, runs)
		}
		m.WriteString("</td>")
	}
	m.WriteString("</tr>")
}

// put writes a text between markup.
func put(m *strings.Builder, before, text, after string) {
	m.WriteString(before)
	m.WriteString(html.EscapeString(text))
	m.WriteString(after)
}

// printed says what stands in print.
func (v *view) printed(text string) string {
	if text == "" {
		return ""
	}
	return ` <small data-source="paper">` + v.host.HTML("paper.printed", "text", text) + "</small>"
}

// button leads to the network of a row, or says that it runs.
func (v *view) button(m *strings.Builder, row paper.Row, runs bool) {
	if runs {
		m.WriteString(v.host.HTML("paper.here"))
		return
	}
	alpha, pixels := format.Multiplier(row.Alpha), strconv.Itoa(row.Resolution)
	m.WriteString(`<button type="button" class="button" data-to="` + alpha + "/" + pixels + `" aria-label="` +
		html.EscapeString(v.host.Text("paper.go-to", "alpha", alpha, "pixels", pixels)) + `">` + v.host.HTML("paper.go") + "</button>")
}
