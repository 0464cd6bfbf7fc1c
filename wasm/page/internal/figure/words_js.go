package figure

import (
	"math"
	"strconv"

	"mobilenet/wasm/internal/chart"
	"mobilenet/wasm/internal/format"
	"mobilenet/wasm/internal/offers"
	"mobilenet/wasm/page/internal/panel"
)

// accuracy writes a visit's accuracy for the table.
func (f *Figure) accuracy(v Visit) string {
	switch {
	case math.IsNaN(v.Accuracy):
		return "–"
	case v.Measured:
		return f.host.Text("figure.measured", "accuracy", format.Percent(v.Accuracy/100))
	case v.Borrowed:
		return f.host.Text("figure.if-trained", "accuracy", format.Percent(v.Accuracy/100))
	}
	return format.Percent(v.Accuracy / 100)
}

// says puts a point into words.
func (f *Figure) says(c panel.Configuration, ms, accuracy float64) string {
	of := "figure.point"
	if math.IsNaN(accuracy) {
		of = "figure.point-unknown"
	}
	return f.host.Text(of, "alpha", format.Multiplier(c.Alpha), "side", strconv.Itoa(c.Resolution),
		"arithmetic", f.arithmetic(c), "ms", format.Milliseconds(ms), "accuracy", format.Percent(accuracy/100))
}

// arithmetic says how a configuration computes.
func (f *Figure) arithmetic(c panel.Configuration) string {
	said := f.isa(c) + ", " + f.format(c)
	if c.Threads > 1 {
		said += ", " + f.host.Text("figure.cores", "n", strconv.Itoa(c.Threads))
	}
	return said
}

// isa names the instruction set as the page's control does.
func (f *Figure) isa(c panel.Configuration) string { return f.host.Text("isa." + c.Arithmetic()) }

// format names the number format as the page's control does.
func (f *Figure) format(c panel.Configuration) string { return f.host.Text("format." + c.Format()) }

// look tells the series apart by shape, so that colour is not needed, and by colour. More than one core makes a point
// hollow. web/index.html explains the same shapes.
func look(c panel.Configuration) (shape chart.Shape, class string) {
	scalar, int8 := c.ISA == offers.Scalar, c.Integers()
	switch {
	case scalar && int8:
		shape, class = chart.Triangle, "is-precision"
	case scalar:
		shape, class = chart.Diamond, "is-isa"
	case int8:
		shape, class = chart.Square, "is-precision"
	}
	if c.Threads > 1 {
		class += " is-cores"
	}
	return shape, class
}

// label names the point as the paper names its networks: α, then pixels; and how many cores compute, if not one.
func label(c panel.Configuration) string {
	name := format.Multiplier(c.Alpha) + "/" + strconv.Itoa(c.Resolution)
	if c.Threads > 1 {
		name += " ×" + strconv.Itoa(c.Threads)
	}
	return name
}

// key tells points apart.
func key(c panel.Configuration) string {
	return format.Multiplier(c.Alpha) + "/" + strconv.Itoa(c.Resolution) + "/" + c.ISA + "/" + c.Precision + "/" + strconv.Itoa(c.Threads) + "/" + c.Weights
}
