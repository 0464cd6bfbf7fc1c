package readout

import "math"

// Axis is a logarithmic axis from Low to High.
type Axis struct{ Low, High float64 }

// Widen returns the axis stretched, in steps of 1, 2, 5, 10, …, so that value (> 0)
// stands within it.
func (a Axis) Widen(value float64) Axis {
	for value < a.Low && a.Low > 1e-6 {
		a.Low = below(a.Low)
	}
	for value > a.High && a.High < 1e9 {
		a.High = above(a.High)
	}
	return a
}

// At returns where value stands on the axis: 0 at Low, 1 at High.
func (a Axis) At(value float64) float64 {
	return math.Log(value/a.Low) / math.Log(a.High/a.Low)
}

// Ticks returns the values 1, 2, 5, 10, … that lie on the axis.
func (a Axis) Ticks() []float64 {
	var ticks []float64
	for v := a.Low; v <= a.High*1.0001; v = above(v) {
		ticks = append(ticks, v)
	}
	return ticks
}

// above and below step through 1, 2, 5, 10, …, from one of these.
func above(v float64) float64 {
	mantissa, decade := split(v)
	switch mantissa {
	case 1:
		return 2 * decade
	case 2:
		return 5 * decade
	}
	return 10 * decade
}

func below(v float64) float64 {
	mantissa, decade := split(v)
	switch mantissa {
	case 5:
		return 2 * decade
	case 2:
		return decade
	}
	return 5 * decade / 10
}

func split(v float64) (mantissa int, decade float64) {
	decade = math.Pow(10, math.Floor(math.Log10(v)+1e-9))
	return int(math.Round(v / decade)), decade
}
