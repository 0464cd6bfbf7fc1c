// Package stops moves a slider along the values that it may stand at.
package stops

import "math"

// Snap returns the stop for a slider that stood at from and was moved to value.
// A pointer snaps to the nearest stop. A key press means "the next one", however
// far away that is: a move that would fall back to where it began goes one stop on
// in its direction. stops are in ascending order and there is at least one.
func Snap(stops []float64, from, value float64, pointer bool) float64 {
	at := nearest(stops, value)
	if pointer || stops[at] != from || value == from {
		return stops[at]
	}
	if value > from && at+1 < len(stops) {
		at++
	}
	if value < from && at > 0 {
		at--
	}
	return stops[at]
}

// Nearest returns the stop closest to value, the lower one of two equally close.
func Nearest(stops []float64, value float64) float64 { return stops[nearest(stops, value)] }

func nearest(stops []float64, value float64) int {
	best := 0
	for i, s := range stops {
		if math.Abs(s-value) < math.Abs(stops[best]-value) {
			best = i
		}
	}
	return best
}

// Step returns the step of a native range input that reaches every stop: the
// greatest common divisor of their distances, in thousandths, or 1 for a single stop.
func Step(stops []float64) float64 {
	const parts = 1000
	step := 0
	for i := 1; i < len(stops); i++ {
		a, b := step, int(math.Round((stops[i]-stops[i-1])*parts))
		for b != 0 {
			a, b = b, a%b
		}
		step = a
	}
	if step == 0 {
		return 1
	}
	return float64(step) / parts
}
