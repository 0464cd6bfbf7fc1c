package photos

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"honnef.co/go/js/dom/v2"

	"mobilenet/wasm/internal/check"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/page/internal/node"
	"mobilenet/wasm/page/internal/panel"
)

// confusion is the confusion matrix of a network, and the photos of one of its cells.
type confusion struct {
	table, title, grid dom.HTMLElement
	check.Matrix
	row, column int // classes of the cell that is shown
	shown       bool
}

// heats is how many shades of a cell the style has.
const heats = 5

func (v *view) openMatrix() {
	c := &v.confusion
	c.table, c.title = panel.Find(v.matrixPart, ".photos-confusion"), panel.Find(v.matrixPart, "#photos-cell")
	c.grid = panel.Find(v.matrixPart, ".photos-grid")
	node.On(c.table, "click", func(e dom.Event) {
		at := e.Underlying().Get("target").Call("closest", "[data-cell]")
		if !at.Truthy() {
			return
		}
		row, column, _ := strings.Cut(at.Get("dataset").Get("cell").String(), "/")
		r, err := strconv.Atoi(row)
		k, err2 := strconv.Atoi(column)
		if err != nil || err2 != nil {
			return
		}
		c.row, c.column, c.shown = c.Rows[r], c.Columns[k], true
		v.showCell()
		v.host.Say(node.Text(c.title))
	})
}

// answerName names a column.
func (v *view) answerName(class int) string {
	if class == check.Other {
		return v.host.Text("photos.other")
	}
	return v.host.Label(class)
}

// showMatrix shows the confusion matrix of the network that is chosen.
func (v *view) showMatrix() {
	c := &v.confusion
	c.Matrix = check.Confuse(v.photos, chosen(v.of))
	var m strings.Builder
	m.WriteString(`<thead><tr><th scope="col">` + v.host.HTML("photos.corner-matrix") + "</th>")
	for _, class := range c.Columns {
		name := html.EscapeString(v.answerName(class))
		m.WriteString(`<th scope="col" title="` + name + `"><span>` + name + "</span></th>")
	}
	m.WriteString("</tr></thead><tbody>")
	for row, class := range c.Rows {
		total := 0
		for _, n := range c.Counts[row] {
			total += n
		}
		m.WriteString(`<tr><th scope="row">` + html.EscapeString(v.host.Label(class)) + "</th>")
		for column, n := range c.Counts[row] {
			if n == 0 {
				m.WriteString("<td></td>")
				continue
			}
			right := ""
			if c.Columns[column] == class {
				right = " right"
			}
			cell := strconv.Itoa(row) + "/" + strconv.Itoa(column)
			m.WriteString(`<td><button type="button" class="heat-` + strconv.Itoa((n*heats+total-1)/total) + right + `" data-cell="` + cell + `" aria-label="` +
				html.EscapeString(v.cellName(row, column)) + `">` + strconv.Itoa(n) + "</button></td>")
		}
		m.WriteString("</tr>")
	}
	m.WriteString("</tbody>")
	focused := node.Focused(c.table)
	node.SetHTML(c.table, m.String())
	if focused {
		node.Focus(node.Parent(c.table))
	}
	v.showCell()
}

// cellName says what is in a cell.
func (v *view) cellName(row, column int) string {
	c := &v.confusion
	return v.host.Text("photos.cell", "n", strconv.Itoa(c.Counts[row][column]), "class", v.host.Label(c.Rows[row]), "answer", v.answerName(c.Columns[column]))
}

// showCell shows the photos of the cell that was chosen, if there is one of these classes.
func (v *view) showCell() {
	c := &v.confusion
	row, column := slices.Index(c.Rows, c.row), slices.Index(c.Columns, c.column)
	shown := c.shown && row >= 0 && column >= 0 && c.Counts[row][column] > 0
	node.Show(c.title, shown)
	node.Show(c.grid, shown)
	pressed := ""
	if shown {
		pressed = strconv.Itoa(row) + "/" + strconv.Itoa(column)
		c.title.SetTextContent(v.cellName(row, column))
		network := chosen(v.of)
		var m strings.Builder
		for _, p := range c.In(v.photos, network, row, column) {
			first := p.First(network)
			m.WriteString(`<li><img src="` + p.Small + `" alt="" width="96" height="96">` + fileName(p.Name) + `<b data-source="answer">` + html.EscapeString(v.host.Label(first.Index)) + " " + format.Percent(float64(first.Probability)) + " %</b></li>")
		}
		node.SetHTML(c.grid, m.String())
	}
	for _, button := range node.All(c.table, "button") {
		is := "false"
		if node.Attribute(button, "data-cell") == pressed {
			is = "true"
		}
		button.SetAttribute("aria-pressed", is)
	}
}
