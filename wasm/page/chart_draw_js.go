package main

import (
	"fmt"
	"strings"

	"mobilenet/wasm/internal/readout"
)

// The chart's accuracies, in percent: all sixteen that are published lie between.
const (
	lowestAccuracy  = 36
	highestAccuracy = 74
)

// Room around the plane, in pixels. The lane under it holds points without an accuracy.
const (
	chartLeft   = 38
	chartRight  = 14
	chartTop    = 24
	chartBottom = 44
	laneHeight  = 26
	dotRadius   = 5
)

// x returns where a time in ms stands.
func (c *chart) x(ms float64) float64 {
	return chartLeft + c.axis.At(ms)*(c.width-chartLeft-chartRight)
}

// y returns where an accuracy in percent stands: for 0, in the lane.
func (c *chart) y(accuracy float64) float64 {
	floor := c.floor()
	if accuracy == 0 {
		return floor + laneHeight/2
	}
	share := (accuracy - lowestAccuracy) / (highestAccuracy - lowestAccuracy)
	return floor - share*(floor-chartTop)
}

// floor returns where the plane ends and the lane begins, if any point needs one.
func (c *chart) floor() float64 {
	if !c.lane {
		return c.height - chartBottom
	}
	return c.height - chartBottom - laneHeight
}

// drawFrame draws the axes. The document's style gives colours and type.
func (c *chart) drawFrame() {
	if c.width < chartLeft+chartRight+1 || c.height < 100 {
		return // not laid out
	}
	var s strings.Builder
	right, floor, bottom := c.width-chartRight, c.floor(), c.height-chartBottom
	for percent := 40.0; percent < highestAccuracy; percent += 10 {
		y := c.y(percent)
		fmt.Fprintf(&s, `<path class="grid" d="M%d %.1fH%.1f"/><text x="%d" y="%.1f" text-anchor="end">%.0f</text>`, chartLeft, y, right, chartLeft-8, y+4, percent)
	}
	for _, ms := range c.axis.Ticks() {
		x := c.x(ms)
		fmt.Fprintf(&s, `<path class="grid" d="M%.1f %dV%.1f"/><text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`, x, chartTop, bottom, x, bottom+17, number(ms))
	}
	fmt.Fprintf(&s, `<path class="axis" d="M%d %.1fH%.1f"/>`, chartLeft, bottom, right)
	if c.lane {
		fmt.Fprintf(&s, `<path class="axis" d="M%d %.1fH%.1f"/><text x="%d" y="%.1f" text-anchor="end">none</text>`, chartLeft, floor, right, chartLeft-8, floor+laneHeight/2+4)
	}
	fmt.Fprintf(&s, `<text class="title" x="0" y="11">accuracy: published top-1, %%</text>`)
	fmt.Fprintf(&s, `<text class="title" x="%.1f" y="%.1f" text-anchor="end">time of the network here, ms (median; log scale)</text>`, right, c.height-5)
	c.frame.SetInnerHTML(s.String())
}

// drawPoints draws what was measured, and the lines between points that differ in one thing only.
func (c *chart) drawPoints() {
	here := c.find(c.at)
	if here == nil || c.width == 0 {
		return
	}
	c.moves.SetInnerHTML(c.lines())

	var s strings.Builder
	for _, v := range c.points {
		if v.place != c.at {
			fmt.Fprintf(&s, `<path class="dot%s" d="%s"/>`, v.class(), v.shape(c.x(v.network.Median), c.y(v.accuracy)))
		}
	}
	for i, box := range c.labels() {
		if box != (readout.Box{}) && c.points[i].place != c.at {
			fmt.Fprintf(&s, `<text x="%.1f" y="%.1f">%s</text>`, box.X, box.Y+box.Height-3, c.points[i].label())
		} else if c.points[i].place == c.at {
			c.drawHere(here, box)
		}
	}
	c.dots.SetInnerHTML(s.String())
}

// drawHere moves the highlighted point; the style lets it glide.
func (c *chart) drawHere(here *visited, label readout.Box) {
	x, y := c.x(here.network.Median), c.y(here.accuracy)
	c.here.SetAttribute("class", "named here"+here.class())
	c.here.Underlying().Get("style").Set("transform", fmt.Sprintf("translate(%.1fpx, %.1fpx)", x, y))
	c.here.QuerySelector(".dot").SetAttribute("d", here.shape(0, 0))
	c.hereText.SetTextContent(here.label())
	c.hereText.SetAttribute("x", number(label.X-x))
	c.hereText.SetAttribute("y", number(label.Y+label.Height-3-y))
	c.here.RemoveAttribute("visibility")
	summary := fmt.Sprintf("Chart of time and accuracy, %d points. Now α %s, %d pixels: %s ms", len(c.points),
		readout.Multiplier(here.alpha), here.resolution, readout.Milliseconds(here.network.Median))
	if here.accuracy != 0 && !here.borrowed {
		summary += fmt.Sprintf(", %.1f percent", here.accuracy)
	}
	c.holder.SetAttribute("aria-label", summary)
}

// labels places the points' labels, that of the current point first.
func (c *chart) labels() []readout.Box {
	const (
		height    = 15
		character = 6.6 // width of one, about
	)
	order := make([]int, 0, len(c.points))
	for i, v := range c.points {
		if v.place == c.at {
			order = append([]int{i}, order...)
		} else {
			order = append(order, i)
		}
	}
	dots := make([]readout.Dot, len(order))
	for i, at := range order {
		v := c.points[at]
		dots[i] = readout.Dot{X: c.x(v.network.Median), Y: c.y(v.accuracy), Radius: dotRadius + 1, Height: height, Width: character * float64(len(v.label()))}
		if v.place == c.at {
			dots[i].Radius += 3 // its ring
			dots[i].Width *= 1.2
		}
	}
	bounds := readout.Box{X: chartLeft, Y: chartTop - height, Width: c.width - chartLeft, Height: c.height - chartBottom - chartTop + height}
	boxes := make([]readout.Box, len(order))
	for i, box := range readout.PlaceLabels(dots, bounds) {
		boxes[order[i]] = box
	}
	return boxes
}

// lines joins each point with the next in α, in ρ, and with its twin in the other arithmetic.
func (c *chart) lines() string {
	var s strings.Builder
	join := func(class string, same func(a, b visited) bool) {
		for i, a := range c.points {
			for _, b := range c.points[i+1:] {
				if a.accuracy != 0 && b.accuracy != 0 && same(a, b) {
					fmt.Fprintf(&s, `<path class="move %s" d="M%.1f %.1fL%.1f %.1f"/>`, class,
						c.x(a.network.Median), c.y(a.accuracy), c.x(b.network.Median), c.y(b.accuracy))
					break // points are in order: the first is the next
				}
			}
		}
	}
	join("is-alpha", func(a, b visited) bool { return a.scalar == b.scalar && a.resolution == b.resolution })
	join("is-rho", func(a, b visited) bool { return a.scalar == b.scalar && a.alpha == b.alpha })
	join("is-isa", func(a, b visited) bool { return a.alpha == b.alpha && a.resolution == b.resolution })
	return s.String()
}

// label names the point as the paper names its networks: α, then pixels.
func (v visited) label() string {
	return fmt.Sprintf("%s/%d", readout.Multiplier(v.alpha), v.resolution)
}

func (v visited) class() string {
	if v.scalar {
		return " scalar"
	}
	return ""
}

// shape is a circle for SIMD and a diamond for plain Go, so that colour is not needed to tell them apart.
func (v visited) shape(x, y float64) string {
	const r = dotRadius
	if v.scalar {
		return fmt.Sprintf("M%.1f %.1fl%d %dl%d %dl%d %dz", x-r-1, y, r+1, -r-1, r+1, r+1, -r-1, r+1)
	}
	return fmt.Sprintf("M%.1f %.1fa%d %d 0 1 0 %d 0a%d %d 0 1 0 %d 0z", x-r, y, r, r, 2*r, r, r, -2*r)
}
