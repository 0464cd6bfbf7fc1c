package teach

import (
	"html"
	"math"
	"strconv"
	"strings"

	"mobilenet/model/head"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/page/internal/node"
)

// heats is how many shades of a cell the style has.
const heats = 5

// showTaught shows the head that was taught, and how well it does.
func (v *view) showTaught() {
	one := v.taught
	section := v.element(".teach-found")
	node.Show(section, one != nil && !one.imported)
	node.Show(v.element(".teach-widths"), one != nil && !one.imported)
	threshold := v.element(".teach-threshold")
	if one == nil {
		node.SetHTML(v.answers.list, "")
		v.answers.said.Set(v.host.Text("teach.nothing"))
		threshold.SetTextContent("")
		v.curves.show(v.host, nil, false)
		return
	}
	v.answers.lay(one.Head)
	v.curves.show(v.host, one.curve, one.heldOut > 0)
	threshold.SetTextContent(v.thresholdText())
	if !one.imported {
		v.showHeldOut()
		v.showWarnings()
		v.showTable()
	}
	v.showAnswer()
}

// thresholdText says what the head's threshold is, and what it does to what was held out.
func (v *view) thresholdText() string {
	one := v.taught
	text := v.host.Text("teach.threshold-"+one.Kind.String(), "threshold", v.figure(one.Threshold))
	switch r := one.rejection; {
	case r.Right+r.Wrong == 0 || one.Kind == head.Sigmoid:
	case r.Wrong == 0:
		text += " " + v.host.Text("teach.rejects-unknown")
	default:
		text += " " + v.host.Text("teach.rejects", "right", strconv.Itoa(r.Right), "rightRejected", strconv.Itoa(r.RightRejected),
			"wrong", strconv.Itoa(r.Wrong), "wrongRejected", strconv.Itoa(r.WrongRejected))
	}
	return text
}

// showHeldOut says how much of what was held out is right, and between what that may truly be.
func (v *view) showHeldOut() {
	one, e := v.taught, v.taught.evaluation
	if e.Examples == 0 {
		v.element(".teach-held").SetTextContent(v.host.Text("teach.none-held"))
		return
	}
	low, high := stats.Wilson(e.Right, e.Examples)
	said := v.host.HTML("teach.held-"+one.Kind.String(), "right", strconv.Itoa(e.Right), "n", strconv.Itoa(e.Examples),
		"share", format.Percent(float64(e.Right)/float64(e.Examples)), "low", format.Percent(low), "high", format.Percent(high))
	if mean := e.MeanAveragePrecision(); one.Kind == head.Sigmoid && !math.IsNaN(mean) {
		said += " " + v.host.HTML("teach.mean-precision", "mean", strconv.FormatFloat(mean, 'f', 2, 64))
	}
	if one.Kind == head.Cells {
		said += " " + v.host.HTML("teach.within", "n", strconv.Itoa(e.Within(1)))
	}
	node.SetHTML(v.element(".teach-held"), said)
}

// problems are the texts of what may be wrong with pictures.
var problems = [...]string{
	head.TooFew: "teach.too-few", head.Imbalance: "teach.imbalance", head.NotHeldOut: "teach.not-held-out", head.Alike: "teach.alike",
}

// showWarnings says what is wrong with the pictures.
func (v *view) showWarnings() {
	var m strings.Builder
	for _, w := range v.taught.warnings {
		have, want := strconv.FormatFloat(w.Have, 'f', 0, 64), strconv.FormatFloat(w.Want, 'f', 0, 64)
		if w.Problem == head.Alike {
			have, want = strconv.FormatFloat(w.Have, 'f', 2, 64), strconv.FormatFloat(w.Want, 'f', 1, 64)
		}
		m.WriteString("<li>" + v.host.HTML(problems[w.Problem], "name", v.taught.Classes[w.Class], "have", have, "want", want) + "</li>")
	}
	list := v.element(".teach-warnings")
	node.SetHTML(list, m.String())
	node.Show(list, m.Len() > 0)
}

// showTable shows the confusion matrix of what was held out, or each attribute's average precision.
func (v *view) showTable() {
	one := v.taught
	var m strings.Builder
	if one.Kind == head.Sigmoid {
		m.WriteString(`<thead><tr><th scope="col">` + v.host.HTML("teach.sigmoid") + `</th><th scope="col">` + v.host.HTML("teach.column-precision") + "</th></tr></thead><tbody>")
		for k, name := range one.Classes {
			precision := "–"
			if value := one.evaluation.AveragePrecision[k]; !math.IsNaN(value) {
				precision = strconv.FormatFloat(value, 'f', 2, 64)
			}
			m.WriteString(`<tr><th scope="row">` + html.EscapeString(name) + "</th><td>" + precision + "</td></tr>")
		}
	} else {
		m.WriteString(`<thead><tr><th scope="col">` + v.host.HTML("teach.corner") + "</th>")
		for _, name := range one.Classes {
			m.WriteString(`<th scope="col">` + html.EscapeString(name) + "</th>")
		}
		m.WriteString("</tr></thead><tbody>")
		for truth, row := range one.evaluation.Confusion {
			m.WriteString(`<tr><th scope="row">` + html.EscapeString(one.Classes[truth]) + "</th>")
			total := 0
			for _, n := range row {
				total += n
			}
			for answer, n := range row {
				class := ""
				if n > 0 {
					class = "heat-" + strconv.Itoa((n*heats+total-1)/total)
				}
				if answer == truth {
					class += " right"
				}
				m.WriteString(`<td class="` + class + `">` + strconv.Itoa(n) + "</td>")
			}
			m.WriteString("</tr>")
		}
	}
	node.SetHTML(v.element(".teach-table"), m.String()+"</tbody>")
}
