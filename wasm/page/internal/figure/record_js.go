package figure

import (
	"math"
	"slices"
	"strconv"

	"mobilenet/model"
	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/frames"
	"mobilenet/wasm/internal/stats"
	"mobilenet/wasm/internal/sweep"
)

// judge adds to points what is known of how often they are right. Random weights borrow the accuracy published for
// trained ones of their shape, so that the figure has its form, and say so.
func (f *Figure) judge(points []sweep.Point) []sweep.Point {
	for i := range points {
		p := &points[i]
		if found, ok := f.host.Accuracy(p.Configuration); ok {
			p.Accuracy, p.Measured = found.Top1, found.Measured
		} else if p.Weights == "random" {
			p.Accuracy, p.Borrowed = published(p.Alpha, p.Resolution, p.Integers()), true
		}
	}
	return points
}

// published returns the accuracy of Google's files in percent, NaN if there is none.
func published(alpha float64, resolution int, int8 bool) float64 {
	found, ok := model.PublishedAccuracy(alpha, resolution, int8)
	if !ok {
		return math.NaN()
	}
	return found.Top1
}

// drawRecord draws a sweep: what no other point dominates, with a line over what it reaches; the rest in grey; and the
// fit.
func (f *Figure) drawRecord() {
	c := &f.plot.Chart
	points := f.points()
	for _, p := range points {
		f.room(p.Median, p.Accuracy)
	}
	front := stats.Front(sweep.Choices(points))
	var line []chart.Spot
	for _, i := range front {
		line = append(line, chart.Spot{X: points[i].Median, Y: points[i].Accuracy})
	}
	if fit, ok := stats.LogLinear(sweep.Choices(plain(points))); ok {
		low, high := reach(plain(points))
		c.Lines = append(c.Lines, chart.Line{Class: "fit", Spots: []chart.Spot{{X: low, Y: fit.At(low)}, {X: high, Y: fit.At(high)}}})
	}
	c.Lines = append(c.Lines, chart.Line{Class: "front", Spots: line, Steps: true})
	for i, p := range points {
		point := f.point(Visit{p.Configuration, frames.Summary{Median: p.Median, P95: p.P95}, p.Accuracy, p.Measured, p.Borrowed})
		point.Low, point.High, point.Order = p.Low, p.High, i
		if slices.Contains(front, i) {
			point.Class += " best"
		} else {
			point.Class, point.Label = "dim "+point.Class, ""
			point.Says = f.host.Text("figure.dominated", "point", point.Says)
		}
		if c.Here != nil && c.Here.Key == point.Key {
			c.Here.Cells = nil // the sweep's row says it
		}
		c.Points = append(c.Points, point)
	}
	slices.SortStableFunc(c.Points, func(a, b chart.Point) int { return rank(a) - rank(b) }) // the front lies on top
}

func rank(p chart.Point) int {
	if p.Says == "" || p.Label == "" {
		return 0
	}
	return 1
}

// plain returns the points of one core and real numbers, which the paper's figure has.
func plain(points []sweep.Point) []sweep.Point {
	found := slices.DeleteFunc(slices.Clone(points), func(p sweep.Point) bool {
		return p.Threads > 1 || p.Integers()
	})
	if len(found) == 0 {
		return points
	}
	return found
}

// reach returns the least and the greatest time.
func reach(points []sweep.Point) (low, high float64) {
	low, high = math.Inf(1), 0
	for _, p := range points {
		low, high = min(low, p.Median), max(high, p.Median)
	}
	return low, high
}

// judged tells whether any accuracy of the sweep is known.
func (f *Figure) judged() bool {
	return slices.ContainsFunc(f.points(), func(p sweep.Point) bool { return !math.IsNaN(p.Accuracy) })
}

// fitted says what a sweep found, in a sentence.
func (f *Figure) fitted() string {
	if !f.judged() {
		return f.host.HTML("figure.unknown-all")
	}
	points := f.points()
	front := len(stats.Front(sweep.Choices(points)))
	said := f.host.HTML("figure.front", "front", strconv.Itoa(front), "n", strconv.Itoa(len(points)))
	if slices.ContainsFunc(points, func(p sweep.Point) bool { return p.Borrowed }) {
		said = f.host.HTML("figure.borrowed")
	}
	if fit, ok := stats.LogLinear(sweep.Choices(plain(points))); ok {
		said += " " + f.host.HTML("figure.fit", "points", format.Digits(fit.PerDoubling), "r2", strconv.FormatFloat(fit.R2, 'f', 2, 64))
	}
	return said
}
