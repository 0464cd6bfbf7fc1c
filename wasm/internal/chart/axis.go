package chart

import "math"

// Axis is the scale of a chart from Low to High, linear or logarithmic.
type Axis struct {
	Low, High float64
	Log       bool
	Title     string
}

// At returns where value stands on the axis: 0 at Low, 1 at High.
func (a Axis) At(value float64) float64 {
	if a.Log {
		return math.Log(value/a.Low) / math.Log(a.High/a.Low)
	}
	return (value - a.Low) / (a.High - a.Low)
}

// Value returns what stands at a share of the axis: the inverse of At.
func (a Axis) Value(share float64) float64 {
	if a.Log {
		return a.Low * math.Pow(a.High/a.Low, share)
	}
	return a.Low + share*(a.High-a.Low)
}

// Widen returns a logarithmic axis stretched, in steps of 1, 2, 5, 10, …, so that value (> 0) stands within it.
func (a Axis) Widen(value float64) Axis {
	for value < a.Low && a.Low > 1e-6 {
		a.Low = below(a.Low)
	}
	for value > a.High && a.High < 1e9 {
		a.High = above(a.High)
	}
	return a
}

// Around returns the axis for percentages from low to high: the same if they lie on it or there are none (low > high), else
// one of their own, with two to spare and at least ten long, so that neighbours do not look far apart.
func (a Axis) Around(low, high float64) Axis {
	if low > high || low >= a.Low && high <= a.High {
		return a
	}
	a.Low = max(math.Floor(low)-2, 0)
	a.High = max(min(math.Ceil(high)+2, 100), a.Low+10)
	return a
}

// Ticks returns the values that get a line: 1, 2, 5, 10, … on a logarithmic axis, else four to ten even steps.
func (a Axis) Ticks() []float64 {
	var ticks []float64
	if a.Log {
		for v := a.Low; v <= a.High*1.0001; v = above(v) {
			ticks = append(ticks, v)
		}
		return ticks
	}
	step := above(math.Pow(10, math.Floor(math.Log10((a.High-a.Low)/10))))
	for (a.High-a.Low)/step > 9 {
		step = above(step)
	}
	for i := int(math.Ceil(a.Low/step - 1e-9)); float64(i)*step <= a.High+step*1e-9; i++ { // a float would begin at −0
		ticks = append(ticks, float64(i)*step)
	}
	return ticks
}

// above and below step through 1, 2, 5, 10, …, from one of these.
func above(v float64) float64 {
	decade := math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	switch math.Round(v / decade) {
	case 1:
		return 2 * decade
	case 2:
		return 5 * decade
	}
	return 10 * decade
}

func below(v float64) float64 { return 1 / above(1/v) } // the inverses step through the same
