package stats_test

import (
	"math"
	"slices"
	"testing"

	"mobilenet/wasm/internal/stats"
)

func TestQuantile(t *testing.T) {
	twenty := make([]float64, 20)
	for i := range twenty {
		twenty[i] = float64(20 - i)
	}
	for _, c := range []struct {
		name             string
		values           []float64
		median, p10, p95 float64
	}{
		{"one", []float64{3}, 3, 3, 3},
		{"two", []float64{4, 2}, 3, 2, 4},
		{"odd, unsorted", []float64{9, 1, 5}, 5, 1, 9},
		{"twenty", twenty, 10.5, 2, 19},
	} {
		if have := stats.Median(c.values); have != c.median {
			t.Errorf("%s: have the median %v, want %v", c.name, have, c.median)
		}
		if have := stats.Sort(c.values).Quantile(0.1); have != c.p10 {
			t.Errorf("%s: have the 10th percentile %v, want %v", c.name, have, c.p10)
		}
		if have := stats.Sort(c.values).Quantile(0.95); have != c.p95 {
			t.Errorf("%s: have the 95th percentile %v, want %v", c.name, have, c.p95)
		}
	}
	if !slices.Equal(twenty[:3], []float64{20, 19, 18}) {
		t.Errorf("the values were sorted in their place: %v", twenty)
	}
}

func TestFront(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		name    string
		choices []stats.Choice
		want    []int
	}{
		{"none", nil, []int{}},
		{"in any order", []stats.Choice{{4, 70}, {1, 40}, {2, 60}}, []int{1, 2, 0}},
		{"dominated by a cheaper and better one", []stats.Choice{{1, 50}, {2, 45}, {3, 60}}, []int{0, 2}},
		{"equal worth: the cheaper", []stats.Choice{{2, 50}, {1, 50}}, []int{1}},
		{"equal cost: the better", []stats.Choice{{1, 40}, {1, 50}}, []int{1}},
		{"equal: the first", []stats.Choice{{1, 40}, {1, 40}}, []int{0}},
		{"unknown worth", []stats.Choice{{1, nan}, {2, 50}}, []int{1}},
	} {
		if have := stats.Front(c.choices); !slices.Equal(have, c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

// The published accuracies of the sixteen networks, by their million multiply-adds: 5.75 points per doubling, that is
// 8.29 for each factor of e, and an R² of 0.966.
func TestLogLinear(t *testing.T) {
	fit, ok := stats.LogLinear([]stats.Choice{
		{568.74, 70.9},
		{418.12, 70.0},
		{290.68, 68.0},
		{186.40, 65.2},
		{325.40, 68.4},
		{239.27, 67.2},
		{166.40, 65.3},
		{106.77, 62.1},
		{149.50, 63.3},
		{109.97, 61.7},
		{76.52, 59.1},
		{49.16, 56.3},
		{41.03, 49.8},
		{30.21, 47.7},
		{21.06, 45.5},
		{13.57, 41.5},
		{100, math.NaN()},
	})
	if !ok || math.Abs(fit.PerDoubling-8.29*math.Ln2) > 0.01 || math.Abs(fit.At1-21.2) > 0.1 || math.Abs(fit.R2-0.966) > 0.001 {
		t.Errorf("have %+v, want 21.2 at 1, 5.75 per doubling, R² 0.966", fit)
	}
	if have, want := fit.At(4), fit.At1+2*fit.PerDoubling; math.Abs(have-want) > 1e-9 {
		t.Errorf("at 4: have %v, want two doublings over 1: %v", have, want)
	}
	for name, few := range map[string][]stats.Choice{
		"two points": {{1, 2}, {2, 3}}, "one cost": {{1, 2}, {1, 3}, {1, 4}}, "no points": nil,
	} {
		if _, ok := stats.LogLinear(few); ok {
			t.Errorf("%s: have a line, want none", name)
		}
	}
}

// Reference values: Newcombe 1998, method 3, for 81 of 263; and 35 of 50 by the formula.
func TestWilson(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{0, 20, 0, 0.1611},
		{35, 50, 0.5625, 0.8090},
		{0, 0, 0, 1},
	} {
		low, high := stats.Wilson(c.hits, c.n)
		if math.Abs(low-c.low) > 1e-4 || math.Abs(high-c.high) > 1e-4 {
			t.Errorf("%d of %d: have %.4f to %.4f, want %.4f to %.4f", c.hits, c.n, low, high, c.low, c.high)
		}
	}
}

// A share times a number of values is rounded up in whole numbers, too.
func TestQuantileOfMany(t *testing.T) {
	var values []float64
	for n := 1; n <= 1000; n++ {
		values = append(values, float64(n))
		if have, want := stats.Sort(values).Quantile(0.95), float64((95*n+99)/100); have != want {
			t.Errorf("%d values: have %v, want %v", n, have, want)
		}
	}
}
