package main

import (
	"math"
	"slices"
)

// scale places milliseconds on a logarithmic axis.
type scale struct {
	low, high   float64 // milliseconds
	left, right float64 // pixels
}

// newScale returns the axis that holds all best rounds of some groups, without its place.
func newScale(s *session, groups []group) scale {
	a := scale{low: math.Inf(1)}
	for _, p := range s.Points {
		for _, r := range p.Results {
			if r.measured() && slices.Contains(groups, group{r.Precision, r.Threads}) {
				a.low, a.high = min(a.low, r.best()), max(a.high, r.best())
			}
		}
	}
	return a
}

// at returns where a time is.
func (a scale) at(ms float64) float64 {
	return a.left + (a.right-a.left)*math.Log(ms/a.low)/math.Log(a.high/a.low)
}

// ticks returns round times on the axis, as many as there is room for.
func (a scale) ticks() []float64 {
	const room = 24 // pixels between two ticks, at least
	steps := []float64{1, 2, 5}
	if a.at(2)-a.at(1) < room {
		steps = steps[:1]
	}
	var ticks []float64
	for _, decade := range []float64{0.01, 0.1, 1, 10, 100, 1000, 10000} {
		for _, step := range steps {
			if ms := step * decade; a.low <= ms && ms <= a.high {
				ticks = append(ticks, ms)
			}
		}
	}
	return ticks
}
