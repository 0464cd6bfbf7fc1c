package main

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// Measures of the plot, in pixels.
const (
	plotWidth  = 720
	plotMargin = 20
	labelWidth = 62 // of the rows' names
	valueWidth = 42 // of the columns of ratios and of our own time
	panelGap   = 18 // between panels side by side
	rowHeight  = 17
	alphaGap   = 7 // between the rows of one α and the next
	panelHead  = 38
	panelFoot  = 40
	legendHead = 74
)

// marks are how runtimes are drawn: a shape and the class of its colour. Shapes differ as much as colours do.
var marks = []struct{ name, shape, class string }{
	{relaxed, "disc", "ours"},
	{plain, "ring", "ours"},
	{scalar, "cross", "ours"},
	{liteRT, "square", "litert"},
	{tfjs, "triangle", "tfjs"},
	{ort, "diamond", "ort"},
}

const plotStyle = `<style>
svg { font: 12px -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
.ground { fill: #fff } text { fill: #1b1b20 } .faint { fill: #6b6a70 } .title { font-size: 15px; font-weight: 600 } .head { font-weight: 600 }
.alpha { fill: #b34405; font-weight: 600 } .rho { fill: #1657bf } .end { text-anchor: end } .middle { text-anchor: middle }
.grid { stroke: #efece4 } .row { stroke: #e2dfd6; stroke-dasharray: 1 3 }
.ours { --hue: #00705a } .litert { --hue: #1b1b20 } .tfjs { --hue: #8a3fc0 } .ort { --hue: #8b8880 }
.fill { fill: var(--hue) } .line { fill: none; stroke: var(--hue); stroke-width: 1.6 } .won { fill: #00705a; font-weight: 600 }
@media (prefers-color-scheme: dark) {
.ground { fill: #16181c } text { fill: #efede8 } .faint { fill: #a5a39e }
.alpha { fill: #ff9f61 } .rho { fill: #84b6ff } .grid { stroke: #26292f } .row { stroke: #34373f }
.ours { --hue: #4fcfab } .litert { --hue: #efede8 } .tfjs { --hue: #c99bf2 } .ort { --hue: #8f8d88 } .won { fill: #4fcfab }
}
</style>
`

// plot is a picture in the making.
type plot struct{ strings.Builder }

// svg draws the session: for every group a panel with a row for every point and a mark for every runtime's best round.
// The first panel, float32 on one thread, is as wide as the plot; the others share a row of panels below.
func (s *session) svg() string {
	var shown []group
	for _, g := range groups {
		if len(s.names(g)) > 0 {
			shown = append(shown, g)
		}
	}
	rows := s.rows()
	panelHeight := panelHead + rows[len(rows)-1] + rowHeight + panelFoot
	height := legendHead + panelHeight
	if len(shown) > 1 {
		height += panelHeight
	}
	p := &plot{}
	fmt.Fprintf(p, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\" aria-labelledby=\"title about\">\n",
		plotWidth, height, plotWidth, height)
	fmt.Fprintf(p, "<title id=\"title\">Time of one forward pass in the browser</title>\n")
	fmt.Fprintf(p, "<desc id=\"about\">%s</desc>\n", html.EscapeString("Best rounds in milliseconds, one row for each width and resolution; "+s.Machine+", "+s.Date.Format("2 January 2006")+"."))
	p.WriteString(plotStyle)
	fmt.Fprintf(p, "<rect class=\"ground\" width=\"%d\" height=\"%d\" rx=\"8\"/>\n", plotWidth, height)
	p.legend(s)
	left, width := plotMargin+labelWidth, plotWidth-2*plotMargin-labelWidth
	p.rowNames(s, legendHead+panelHead, rows)
	p.panel(s, shown[0], left, legendHead, width, newScale(s, shown[:1]), rows)
	if below := shown[1:]; len(below) > 0 {
		scale := newScale(s, below)
		width = (width+panelGap)/len(below) - panelGap
		p.rowNames(s, legendHead+panelHeight+panelHead, rows)
		for _, g := range below {
			p.panel(s, g, left, legendHead+panelHeight, width, scale, rows)
			left += width + panelGap
		}
	}
	p.WriteString("</svg>\n")
	return p.String()
}

// rows returns the middle of each point's row, with a gap before every α.
func (s *session) rows() []int {
	rows, y := make([]int, len(s.Points)), rowHeight/2
	for i, p := range s.Points {
		if i > 0 {
			y += rowHeight
			if p.Alpha != s.Points[i-1].Alpha {
				y += alphaGap
			}
		}
		rows[i] = y
	}
	return rows
}

// text writes a line of text.
func (p *plot) text(x, y int, class, format string, values ...any) {
	fmt.Fprintf(p, "<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>\n", x, y, class, html.EscapeString(fmt.Sprintf(format, values...)))
}

// legend writes what the plot shows and what the marks mean.
func (p *plot) legend(s *session) {
	p.text(plotMargin, 28, "title", "One forward pass in the browser, milliseconds")
	p.text(plotWidth-plotMargin, 28, "faint end", "best round; ratio: this project to LiteRT.js")
	x := plotMargin
	for _, mark := range marks {
		for _, g := range groups {
			if slices.Contains(s.names(g), mark.name) {
				p.mark(mark.shape, mark.class, float64(x+5), 50)
				p.text(x+15, 54, "", "%s", mark.name)
				x += 38 + 6*len(mark.name)
				break
			}
		}
	}
}

// rowNames writes every row's α, where it changes, and resolution.
func (p *plot) rowNames(s *session, top int, rows []int) {
	p.text(plotMargin, top-12, "alpha", "α")
	p.text(plotMargin+labelWidth-10, top-12, "rho end", "pixels")
	for i, at := range s.Points {
		if i == 0 || at.Alpha != s.Points[i-1].Alpha {
			p.text(plotMargin, top+rows[i]+4, "alpha", "%v", at.Alpha)
		}
		p.text(plotMargin+labelWidth-10, top+rows[i]+4, "rho end", "%d", at.Resolution)
	}
}

// panel draws a group. Its last column is the ratio to LiteRT.js; before it is our time, if there is room.
func (p *plot) panel(s *session, g group, left, top, width int, scale scale, rows []int) {
	first, bottom, right := top+panelHead, top+panelHead+rows[len(rows)-1]+rowHeight/2+4, left+width
	p.text(left, top+12, "head", "%s", capitalised(g.String()))
	chart := right
	ours := slices.ContainsFunc(s.names(g), isOurs)
	wide := ours && width > plotWidth/2
	if ours {
		p.text(right, first-12, "faint end", "ratio")
		chart -= valueWidth
	}
	if wide {
		p.text(right-valueWidth, first-12, "faint end", "ms")
		chart -= valueWidth
	}
	scale.left, scale.right = float64(left+10), float64(chart-10)
	for _, ms := range scale.ticks() {
		x := scale.at(ms)
		fmt.Fprintf(p, "<path class=\"grid\" d=\"M%.1f %dV%d\"/>\n", x, first-6, bottom)
		p.text(int(x+0.5), bottom+15, "faint middle", "%v", ms)
	}
	for i, at := range s.Points {
		y := first + rows[i]
		fmt.Fprintf(p, "<path class=\"row\" d=\"M%d %dH%d\"/>\n", left, y, chart)
		for _, mark := range slices.Backward(marks) { // ours on top
			if r := at.find(mark.name, g.Precision, g.Threads); r.measured() {
				p.mark(mark.shape, mark.class, scale.at(r.best()), float64(y))
			}
		}
		if r := at.find(relaxed, g.Precision, g.Threads); wide && r.measured() {
			p.text(right-valueWidth, y+4, "end", "%.2f", r.best())
		}
		if ratio := at.ratio(relaxed, liteRT, g); !math.IsNaN(ratio) {
			class := "end"
			if ratio < 1 {
				class = "won end"
			}
			p.text(right, y+4, class, "%.2f", ratio)
		}
	}
}

// mark draws a runtime's mark.
func (p *plot) mark(shape, class string, x, y float64) {
	switch shape {
	case "disc":
		fmt.Fprintf(p, "<circle class=\"%s fill\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.6\"/>\n", class, x, y)
	case "ring":
		fmt.Fprintf(p, "<circle class=\"%s line\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.8\"/>\n", class, x, y)
	case "cross":
		fmt.Fprintf(p, "<path class=\"%s line\" d=\"M%.1f %.1fl7 7m0 -7l-7 7\"/>\n", class, x-3.5, y-3.5)
	case "square":
		fmt.Fprintf(p, "<rect class=\"%s fill\" x=\"%.1f\" y=\"%.1f\" width=\"7\" height=\"7\"/>\n", class, x-3.5, y-3.5)
	case "triangle":
		fmt.Fprintf(p, "<path class=\"%s fill\" d=\"M%.1f %.1fl4.4 7.6h-8.8z\"/>\n", class, x, y-4.6)
	case "diamond":
		fmt.Fprintf(p, "<path class=\"%s fill\" d=\"M%.1f %.1fl4.6 4.6l-4.6 4.6l-4.6 -4.6z\"/>\n", class, x, y-4.6)
	}
}
