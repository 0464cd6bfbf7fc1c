package sweep

import (
	"cmp"
	"math"
	"slices"
	"time"

	"mobilenet/wasm/internal/stats"
)

// Point is what a sweep found of a configuration.
type Point struct {
	Configuration
	Median, P95 float64 // ms
	Low, High   float64 // 10th and 90th percentile, ms
	Samples     int
	Accuracy    float64 // top-1 in percent, NaN if none is known
	Measured    bool    // the accuracy is this project's figure, not a published one
	Borrowed    bool    // the accuracy is that of trained weights of this shape, and random ones ran
}

// Record is a sweep.
type Record struct {
	Time   time.Time
	TickMs float64 // the smallest step of the clock
	Drift  float64 // how much slower the device was in one third of the sweep than in another: 0.1 is a tenth
	Points []Point // in the order of their configurations
}

// DriftLimit is the drift from which a sweep is doubtful: the device got hot, or did something else beside.
const DriftLimit = 0.15

// Measurements gathers the samples of a sweep under way.
type Measurements struct {
	samples   map[Configuration][]float64
	reference []float64 // medians
}

// Add takes in the samples of a visit, in ms.
func (m *Measurements) Add(v Visit, samples []float64) {
	if len(samples) == 0 {
		return
	}
	if v.Reference {
		m.reference = append(m.reference, stats.Median(samples))
		return
	}
	if m.samples == nil {
		m.samples = make(map[Configuration][]float64)
	}
	m.samples[v.Configuration] = append(m.samples[v.Configuration], samples...)
}

// Typical returns the median so far of a configuration, 0 if it has not been visited.
func (m *Measurements) Typical(c Configuration) float64 {
	if s := m.samples[c]; len(s) > 0 {
		return stats.Median(s)
	}
	return 0
}

// Drift returns how much slower the device was in the slowest third of the sweep than in the fastest, each by its fastest
// visit of the reference: the whiskers tell of a moment's disturbance.
func (m *Measurements) Drift() float64 {
	if len(m.reference) < 2 {
		return 0
	}
	var thirds []float64
	for visits := range slices.Chunk(m.reference, (len(m.reference)+2)/3) {
		thirds = append(thirds, slices.Min(visits))
	}
	return slices.Max(thirds)/slices.Min(thirds) - 1
}

// Points returns what was found so far, without accuracies.
func (m *Measurements) Points() []Point {
	var points []Point
	for c, s := range m.samples {
		sorted := stats.Sort(s)
		points = append(points, Point{
			Configuration: c, Samples: len(s), Accuracy: math.NaN(),
			Median: sorted.Median(), P95: sorted.Quantile(0.95), Low: sorted.Quantile(0.1), High: sorted.Quantile(0.9),
		})
	}
	slices.SortStableFunc(points, func(a, b Point) int { return a.Compare(b.Configuration) })
	return points
}

// Choices returns the points as what they cost, in ms, and are worth, in percent.
func Choices(points []Point) []stats.Choice {
	choices := make([]stats.Choice, len(points))
	for i, p := range points {
		choices[i] = stats.Choice{Cost: p.Median, Worth: p.Accuracy}
	}
	return choices
}

// Budget is what fits within a time.
type Budget struct {
	Fits []Point // the most accurate first
	// The best of all that fit; of those at the greatest resolution, where only α was spent; of those of the greatest
	// width, where only ρ was. Nil where none fits.
	Best, OnlyAlpha, OnlyRho *Point
}

// Within returns what fits within so many ms.
func Within(points []Point, ms float64) Budget {
	var b Budget
	widest, sharpest := 0.0, 0
	for _, p := range points {
		widest, sharpest = max(widest, p.Alpha), max(sharpest, p.Resolution)
		if p.Median <= ms && !math.IsNaN(p.Accuracy) {
			b.Fits = append(b.Fits, p)
		}
	}
	slices.SortStableFunc(b.Fits, func(a, b Point) int {
		return cmp.Or(cmp.Compare(b.Accuracy, a.Accuracy), cmp.Compare(a.Median, b.Median))
	})
	first := func(ok func(Point) bool) *Point {
		if i := slices.IndexFunc(b.Fits, ok); i >= 0 {
			return &b.Fits[i]
		}
		return nil
	}
	b.Best = first(func(Point) bool { return true })
	b.OnlyAlpha = first(func(p Point) bool { return p.Resolution == sharpest })
	b.OnlyRho = first(func(p Point) bool { return p.Alpha == widest })
	return b
}
