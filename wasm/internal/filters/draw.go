package filters

import (
	"strconv"
	"strings"

	"mobilenet/weights/layers"
)

// Kind is a convolution of Figure 2.
type Kind int

// The convolutions of Figure 2.
const (
	Standard Kind = iota
	Depthwise
	Pointwise
)

// MultiplyAdds returns what a kind of c computes.
func (k Kind) MultiplyAdds(c layers.Convolution) int64 {
	return [...]int64{c.Standard(), c.Depthwise(), c.Pointwise()}[k]
}

// picture is markup of SVG in the making.
type picture struct{ strings.Builder }

func number(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }

// shape draws a line or an area of a class through points.
func (p *picture) shape(tag, class string, points ...float64) {
	p.WriteString("<" + tag + ` class="` + class + `" points="`)
	for _, v := range points {
		p.WriteString(number(v) + " ")
	}
	p.WriteString(`"/>`)
}

func (p *picture) label(class string, x, y float64, text string) {
	p.WriteString(`<text class="` + class + `" x="` + number(x) + `" y="` + number(y) + `">` + text + "</text>")
}

// box is a block whose front face has its lower left corner at x, y. What lies behind is drawn up and to the right.
type box struct{ x, y, width, height, depth float64 }

// The direction of depth.
const behindX, behindY = 0.7, 0.4

// draw draws a box's three visible faces.
func (b box) draw(p *picture, class string) {
	dx, dy := behindX*b.depth, behindY*b.depth
	top, right := b.y-b.height, b.x+b.width
	p.shape("polygon", class+" face-top", b.x, top, right, top, right+dx, top-dy, b.x+dx, top-dy)
	p.shape("polygon", class+" face-side", right, b.y, right+dx, b.y-dy, right+dx, top-dy, right, top)
	p.shape("polygon", class+" face-front", b.x, b.y, right, b.y, right, top, b.x, top)
}

// edges marks width, height and depth with the colours of what they stand for.
func (b box) edges(p *picture, width, height, depth string) {
	p.shape("polyline", "edge "+height, b.x, b.y, b.x, b.y-b.height)
	p.shape("polyline", "edge "+width, b.x, b.y, b.x+b.width, b.y)
	p.shape("polyline", "edge "+depth, b.x+b.width, b.y, b.x+b.width+behindX*b.depth, b.y-behindY*b.depth)
}

const (
	cell      = 14 // pixels of the picture for one tap of a filter
	widest    = 60 // filter
	deepest   = 70 // of a filter, at 1024 channels
	roomFor   = 75 // pixels from filter to filter, for three
	blockSide = 128
	blockDeep = 100
)

// Draw returns the picture of a kind of convolution: above its filters, below a block whose volume is its multiply-adds.
// The dashed block is the standard convolution at α = 1 and ρ = 1. title says the same in words.
func Draw(k Kind, s Sizes, title string) string {
	var p picture
	p.WriteString(`<svg viewBox="0 0 300 328" role="img" aria-label="` + title + `">`)
	c := s.Small()
	p.filters(k, c)
	p.block(k, s.Full(), c)
	p.WriteString("</svg>")
	return p.String()
}

// filters draws a few of a kind's filters, as Figure 2 does.
func (p *picture) filters(k Kind, c layers.Convolution) {
	taps, channels, count, of := c.Window, c.Inputs, c.Outputs, "var-n"
	switch k {
	case Depthwise:
		channels, count, of = 1, c.Inputs, "var-m"
	case Pointwise:
		taps = 1
	}
	const bottom = 96
	tap := min(cell, widest/float64(c.Window))
	side, depth := tap*float64(taps), max(deepest*float64(channels)/1024, 2)
	pitch := side + behindX*depth + 8
	drawn := 3.0 // the others are left out
	if pitch > roomFor {
		drawn = 2
	}
	for i := range int(drawn) {
		b := box{6 + float64(i)*pitch, bottom, side, side, depth}
		b.draw(p, "filter")
		for t := 1; t < taps; t++ {
			at := float64(t) * tap
			p.shape("polyline", "tap", b.x+at, b.y, b.x+at, b.y-side)
			p.shape("polyline", "tap", b.x, b.y-at, b.x+side, b.y-at)
		}
		b.edges(p, "var-k", "var-k", "var-m")
	}
	p.label("var-k", 6, bottom+20, strconv.Itoa(taps)+"×"+strconv.Itoa(taps))
	p.label("var-m", 36, bottom+20, "×"+strconv.Itoa(channels))
	p.label("more", 6+drawn*pitch, bottom-6, "…")
	p.label(of, 6+drawn*pitch+18, bottom-6, "× "+strconv.Itoa(count))
}

// block draws a kind's multiply-adds: N wide, D_K·D_K·M high, D_F·D_F deep. A depthwise convolution is one of the N
// slices, a pointwise one the D_K·D_K-th part of the height.
func (p *picture) block(k Kind, whole, c layers.Convolution) {
	ghost := box{40, 300, blockSide, blockSide, blockDeep}
	share := func(part, all int) float64 { return float64(part) / float64(all) }
	b := ghost
	b.width *= share(c.Outputs, whole.Outputs)
	b.height *= share(c.Inputs, whole.Inputs)
	b.depth *= share(c.Size*c.Size, whole.Size*whole.Size)
	switch k {
	case Depthwise:
		b.width /= float64(c.Outputs)
	case Pointwise:
		b.height /= float64(c.Window * c.Window)
	}
	ghost.draw(p, "ghost")
	b.draw(p, "solid")
	ghost.edges(p, "var-n", "var-m", "var-f")
	p.label("var-n", ghost.x+blockSide/2-6, ghost.y+20, "N")
	p.label("var-f", ghost.x+blockSide+behindX*blockDeep/2+10, ghost.y-behindY*blockDeep/2+14, subscript("F"))
	p.label("var-k", 0, ghost.y-blockSide/2, subscript("K"))
	p.label("var-m", 6, ghost.y-blockSide/2+20, "·M")
}

// subscript writes D² with a letter below.
func subscript(letter string) string {
	return `D<tspan class="sub" dy="4">` + letter + `</tspan><tspan dy="-4">²</tspan>`
}
