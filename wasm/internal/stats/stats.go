// Package stats holds the few statistics that the page needs of measurements.
package stats

import (
	"cmp"
	"math"
	"slices"
)

// Sorted are values in ascending order, one at least.
type Sorted []float64

// Sort returns values in ascending order.
func Sort(values []float64) Sorted { return slices.Sorted(slices.Values(values)) }

// Quantile returns the smallest value that at least a share (0..1) of them do not exceed.
func (s Sorted) Quantile(share float64) float64 {
	at := int(math.Ceil(share*float64(len(s)))) - 1
	return s[min(max(at, 0), len(s)-1)]
}

// Median returns the middle value, of an even number the mean of the middle two.
func (s Sorted) Median() float64 { return (s[(len(s)-1)/2] + s[len(s)/2]) / 2 }

// Median returns the median of values in any order. It panics without values.
func Median(values []float64) float64 { return Sort(values).Median() }

// Choice is something that can be chosen: what it costs, and what it is worth.
type Choice struct{ Cost, Worth float64 }

// Front returns the indices of the choices that no other dominates, in the order of their cost. A choice dominates
// another if it costs no more, is worth no less, and is better in one of the two. Of equal ones the first stays. A
// choice whose worth is not a number is not on the front.
func Front(choices []Choice) []int {
	order := make([]int, 0, len(choices))
	for i, c := range choices {
		if !math.IsNaN(c.Worth) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(choices[a].Cost, choices[b].Cost), cmp.Compare(choices[b].Worth, choices[a].Worth))
	})
	best := math.Inf(-1)
	return slices.DeleteFunc(order, func(i int) bool {
		if choices[i].Worth <= best {
			return true
		}
		best = choices[i].Worth
		return false
	})
}

// Fit is a line worth = At1 + PerDoubling · log₂(cost), and the share of the variance that it explains.
type Fit struct{ At1, PerDoubling, R2 float64 }

// At returns the line's worth at a cost.
func (f Fit) At(cost float64) float64 { return f.At1 + f.PerDoubling*math.Log2(cost) }

// LogLinear fits the line by least squares. It needs three choices with a worth and two different costs.
func LogLinear(choices []Choice) (Fit, bool) {
	var n, sx, sy, sxx, sxy, syy float64
	for _, c := range choices {
		if math.IsNaN(c.Worth) || c.Cost <= 0 {
			continue
		}
		x, y := math.Log2(c.Cost), c.Worth
		n, sx, sy, sxx, sxy, syy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y, syy+y*y
	}
	varX, varY, cov := sxx-sx*sx/n, syy-sy*sy/n, sxy-sx*sy/n
	if n < 3 || varX < 1e-9 {
		return Fit{}, false
	}
	slope := cov / varX
	fit := Fit{At1: (sy - slope*sx) / n, PerDoubling: slope, R2: 1}
	if varY > 1e-9 {
		fit.R2 = cov * cov / (varX * varY)
	}
	return fit, true
}

// Wilson returns the 95 % interval of a share of which hits of n were counted.
func Wilson(hits, n int) (low, high float64) {
	const z = wide
	if n == 0 {
		return 0, 1
	}
	count, share := float64(n), float64(hits)/float64(n)
	middle := (share + z*z/(2*count)) / (1 + z*z/count)
	half := z / (1 + z*z/count) * math.Sqrt(share*(1-share)/count+z*z/(4*count*count))
	return max(0, middle-half), min(1, middle+half)
}
