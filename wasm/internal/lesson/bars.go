package lesson

import (
	"strconv"

	"mobilenet/wasm/internal/chart"
)

// Bar is a value on the axis that all bars of a lesson share, in percent of the axis' length.
type Bar struct{ Left, Width float64 }

// Axis is where bars begin and what stands along them.
type Axis struct {
	Zero  float64 // where 0 is, in percent
	Ticks []Tick
}

// Tick is a line across the bars.
type Tick struct {
	At   float64 // in percent
	Text string
}

// Bars lays out values as bars from 0 on one axis, which has a little room beyond the longest.
func Bars(values []float64) ([]Bar, Axis) {
	axis := chart.Axis{}
	for _, v := range values {
		axis.Low, axis.High = min(axis.Low, v), max(axis.High, v)
	}
	if axis.Low == axis.High {
		axis.High = 1
	}
	ticks := axis.Ticks()
	step := ticks[1] - ticks[0]
	for axis.High > ticks[len(ticks)-1] {
		ticks = append(ticks, ticks[len(ticks)-1]+step)
	}
	if axis.Low < ticks[0] {
		ticks = append([]float64{ticks[0] - step}, ticks...)
	}
	axis.Low, axis.High = ticks[0], ticks[len(ticks)-1]
	place := func(v float64) float64 { return 100 * axis.At(v) }
	laid := Axis{Zero: place(0)}
	for _, tick := range ticks {
		laid.Ticks = append(laid.Ticks, Tick{place(tick), signed(strconv.FormatFloat(tick, 'g', 3, 64))})
	}
	var bars []Bar
	for _, v := range values {
		bars = append(bars, Bar{place(min(v, 0)), place(max(v, 0)) - place(min(v, 0))})
	}
	return bars, laid
}
