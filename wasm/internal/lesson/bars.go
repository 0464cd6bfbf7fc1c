package lesson

import (
	"strconv"

	"mobilenet/wasm/internal/chart"
)

// Bar is a value on the axis that all bars of a lesson share, in parts of the axis' length.
type Bar struct{ Left, Width float64 }

// Tick is a line across the bars.
type Tick struct {
	At   float64 // in parts of the axis' length
	Text string
}

// Bars lays out values as bars from 0 on one axis, which has a little room beyond the longest, and what stands along it.
func Bars(values []float64) (bars []Bar, along []Tick) {
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
	for _, tick := range ticks {
		along = append(along, Tick{axis.At(tick), signed(strconv.FormatFloat(tick, 'g', 3, 64))})
	}
	for _, v := range values {
		bars = append(bars, Bar{axis.At(min(v, 0)), axis.At(max(v, 0)) - axis.At(min(v, 0))})
	}
	return bars, along
}
