package main

import (
	"math"
	"strconv"
	"strings"
)

// Lettering is drawn with a round pen along lines and arcs, in the manner of engineers' stencils. A glyph is a list of
// strokes on a grid 4 wide and 6 high, y up: "l x y x y …" a line through points, "a x y r from to" an arc about a
// centre, in degrees.
var glyphs = map[rune]string{
	'0':  "a 2 4 2 0 180,a 2 2 2 180 360,l 0 2 0 4,l 4 2 4 4",
	'1':  "l 0.6 4.6 2.2 6 2.2 0",
	'2':  "a 2 4 2 -37 170,l 3.6 2.8 0 0 4 0",
	'3':  "a 2 4.4 1.6 -90 150,a 2 1.6 1.8 -155 90",
	'4':  "l 3 0 3 6 0 1.6 4 1.6",
	'5':  "l 3.6 6 0.6 6 0.3 3.3,a 1.9 2 2.1 -150 130",
	'6':  "a 2 2 2 0 360,l 0.25 3 2.4 6",
	'7':  "l 0 6 4 6 1.4 0",
	'8':  "a 2 4.5 1.5 0 360,a 2 1.6 1.7 0 360",
	'9':  "a 2 4 2 0 360,l 3.75 3 1.6 0",
	'A':  "l 0 0 2 6 4 0,l 0.7 2 3.3 2",
	'B':  "l 0 0 0 6 2.2 6,a 2.2 4.6 1.4 -90 90,l 0 3.2 2.4 3.2,a 2.4 1.6 1.6 -90 90,l 2.4 0 0 0",
	'C':  "a 2.2 3.8 2.2 40 180,a 2.2 2.2 2.2 180 320,l 0 2.2 0 3.8",
	'D':  "l 0 0 0 6 1.6 6,a 1.6 3.6 2.4 0 90,a 1.6 2.4 2.4 -90 0,l 4 2.4 4 3.6,l 1.6 0 0 0",
	'E':  "l 4 0 0 0 0 6 4 6,l 0 3.2 3.2 3.2",
	'F':  "l 0 0 0 6 4 6,l 0 3.2 3.2 3.2",
	'G':  "a 2.2 3.8 2.2 40 180,a 2.2 2.2 2.2 180 330,l 0 2.2 0 3.8,l 2.4 2.7 4.1 2.7 4.1 1.1",
	'H':  "l 0 0 0 6,l 4 0 4 6,l 0 3.1 4 3.1",
	'I':  "l 2 0 2 6",
	'J':  "l 3.2 6 3.2 1.8,a 1.6 1.7 1.6 190 360",
	'K':  "l 0 0 0 6,l 4 6 0 2.4,l 1.3 3.5 4 0",
	'L':  "l 0 6 0 0 3.6 0",
	'M':  "l 0 0 0 6 2 2.4 4 6 4 0",
	'N':  "l 0 0 0 6 4 0 4 6",
	'O':  "a 2 4 2 0 180,a 2 2 2 180 360,l 0 2 0 4,l 4 2 4 4",
	'P':  "l 0 0 0 6 2.4 6,a 2.4 4.5 1.5 -90 90,l 2.4 3 0 3",
	'Q':  "a 2 4 2 0 180,a 2 2 2 180 360,l 0 2 0 4,l 4 2 4 4,l 2.6 1.6 4.2 -0.3",
	'R':  "l 0 0 0 6 2.4 6,a 2.4 4.5 1.5 -90 90,l 2.4 3 0 3,l 2 3 4 0",
	'S':  "a 2 4.5 1.5 30 270,a 2 1.5 1.5 -150 90",
	'T':  "l 0 6 4 6,l 2 6 2 0",
	'U':  "l 0 6 0 2,a 2 2 2 180 360,l 4 2 4 6",
	'V':  "l 0 6 2 0 4 6",
	'W':  "l 0 6 1 0 2 4.4 3 0 4 6",
	'X':  "l 0 0 4 6,l 0 6 4 0",
	'Y':  "l 0 6 2 3 4 6,l 2 3 2 0",
	'Z':  "l 0 6 4 6 0 0 4 0",
	'.':  "l 2 0 2 0.1",
	'-':  "l 0.8 3 3.2 3",
	'/':  "l 0.4 -0.5 3.6 6.5",
	',':  "l 2.1 0.2 1.6 -1",
	';':  "l 2.1 0.2 1.6 -1,l 2 2.9 2 3",
	'\'': "l 2 6 2 4.6",
	'=':  "l 0.8 2.2 3.2 2.2,l 0.8 3.8 3.2 3.8",
	'[':  "l 2.8 6.4 1.6 6.4 1.6 -0.4 2.8 -0.4",
	']':  "l 1.2 6.4 2.4 6.4 2.4 -0.4 1.2 -0.4",
}

const advance = 5.8 // from one letter to the next, in grid units

// line is a stroke from one point to another.
type line struct{ ax, ay, bx, by float64 }

// arc is a stroke about a centre, to both sides of a middle direction as far as the angle open.
type arc struct{ x, y, r, open, mx, my float64 }

// lettering is a line of text, centred on the origin, its capitals 1 high.
type lettering struct {
	lines []line
	arcs  []arc
	w     float64 // half width
}

// letters sets a text. Characters that have no glyph are blank.
func letters(text string) lettering {
	var l lettering
	left := -mad(advance, float64(len(text)-1), 4) / 2
	for i, r := range text {
		for _, part := range strings.Split(glyphs[r], ",") {
			l.addStroke(part, mad(advance, float64(i), left))
		}
	}
	l.w = -left / 6
	return l
}

// addStroke reads one stroke and moves it right by x.
func (l *lettering) addStroke(part string, x float64) {
	words := strings.Fields(part)
	if len(words) == 0 {
		return // a blank
	}
	var n []float64
	for _, w := range words[1:] {
		n = append(n, decimal(w))
	}
	if words[0] == "a" {
		from, to := n[3]*math.Pi/180, n[4]*math.Pi/180
		middle, open := (from+to)/2, (to-from)/2
		l.arcs = append(l.arcs, arc{(n[0] + x) / 6, (n[1] - 3) / 6, n[2] / 6, open, cos(middle), sin(middle)})
		return
	}
	for i := 0; i+3 < len(n); i += 2 {
		l.lines = append(l.lines, line{(n[i] + x) / 6, (n[i+1] - 3) / 6, (n[i+2] + x) / 6, (n[i+3] - 3) / 6})
	}
}

// dist is how far (x, y) is from the pen's line.
func (l lettering) dist(x, y float64) float64 {
	if d := rectangle(x, y, l.w, 0.5, 0); d > 0.5 {
		return d // far from the text, its frame is near enough
	}
	best := math.Inf(1)
	for _, s := range l.lines {
		best = min(best, segment(x, y, s.ax, s.ay, s.bx, s.by))
	}
	for _, s := range l.arcs {
		px, py := x-s.x, y-s.y
		along, across := float64(px*s.mx)+float64(py*s.my), math.Abs(float64(py*s.mx)-float64(px*s.my))
		if angle(across, along) < s.open {
			best = min(best, math.Abs(hypot(px, py)-s.r))
		} else {
			best = min(best, hypot(along-float64(s.r*cos(s.open)), across-float64(s.r*sin(s.open))))
		}
	}
	return best
}

// decimal reads a number and panics if it is none.
func decimal(s string) float64 {
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic("render: bad number in a glyph: " + s)
	}
	return f
}
