// Package chart draws points and lines on two axes as SVG, and lists the same data as a table.
//
// A Chart is a value that says what is to be seen; its methods write markup. Colours and type are the style sheet's:
// web/chart.css for the page, and a palette of its own for a picture that leaves it ([Chart.Standalone]).
package chart

import "math"

// Shape tells points apart without their colour.
type Shape uint8

// The shapes of points.
const (
	Circle Shape = iota
	Diamond
	Square
	Triangle
)

// Point is a point of the chart.
type Point struct {
	X, Y      float64 // in the axes' units; a Y that is not a number stands in the lane
	Low, High float64 // a whisker along X; no whisker if both are 0
	Shape     Shape
	Class     string   // of the style sheet: "is-alpha", "is-isa", "dim", "ghost", …
	Label     string   // drawn beside the point where there is room
	Says      string   // the point in words, for a screen reader; "" if it cannot be reached
	Key       string   // what the page hears when the point is chosen
	Cells     []string // its row of the table; none if it is not in the table
	Order     int      // of its row
}

// Spot is a place on the chart.
type Spot struct{ X, Y float64 }

// Line joins places.
type Line struct {
	Spots []Spot
	Class string // "front", "fit", "move is-alpha", …
	Steps bool   // goes right first, then up
}

// Chart is what is to be seen.
type Chart struct {
	X, Y          Axis
	Lane          string // name of the lane under the plane, for points without a Y; "" for none
	Lines         []Line
	Points        []Point // the first get their labels first; the last lie on top
	Here          *Point  // the one that is looked at, with a ring; nil for none
	Crowded       bool    // Here moves often among many: its label gives way to theirs, which then stand still
	Width, Height float64 // pixels
}

// Room around the plane, in pixels.
const (
	left       = 38
	right      = 14
	top        = 24
	bottom     = 44
	laneHeight = 26
	radius     = 5
	ring       = 9
)

// Place returns where a point stands, in pixels.
func (c *Chart) Place(x, y float64) (px, py float64) {
	px = left + c.X.At(x)*(c.Width-left-right)
	floor := c.floor()
	if math.IsNaN(y) {
		return px, floor + laneHeight/2
	}
	return px, floor - c.Y.At(y)*(floor-top)
}

// ValueAt returns the X that stands at px pixels, within the axis.
func (c *Chart) ValueAt(px float64) float64 {
	share := (px - left) / (c.Width - left - right)
	return c.X.Value(min(1, max(0, share)))
}

// Plane returns the box of the plane and the lane in pixels.
func (c *Chart) Plane() Box {
	return Box{left, top, c.Width - left - right, c.Height - top - bottom}
}

// floor returns where the plane ends and the lane begins, if there is one.
func (c *Chart) floor() float64 {
	if c.Lane == "" {
		return c.Height - bottom
	}
	return c.Height - bottom - laneHeight
}
