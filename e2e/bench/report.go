package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// session is everything that one run of the benchmark has measured.
type session struct {
	Date    time.Time
	Machine string
	Browser string
	TickMs  float64 // smallest step of the page's clock
	Stolen  float64 // part of the processors' time that the machine's host gave to others
	Points  []point
}

// point is one network.
type point struct {
	Alpha      float64
	Resolution int
	Results    []result // one per contestant, in their order
}

// result is what one contestant took at a point: the samples of each round, in milliseconds.
type result struct {
	Contestant string
	Rounds     [][]float64
}

// pooled returns the samples of all rounds in order of size.
func (r result) pooled() []float64 {
	samples := slices.Concat(r.Rounds...)
	slices.Sort(samples)
	return samples
}

// best returns the median of the best round: what the contestant does when nothing disturbs it.
func (r result) best() float64 {
	best := math.Inf(1)
	for _, round := range r.Rounds {
		best = min(best, quantile(slices.Sorted(slices.Values(round)), 0.5))
	}
	return best
}

// quantile returns the smallest of sorted values that at least that part of them do not exceed.
func quantile(sorted []float64, part float64) float64 {
	return sorted[max(int(math.Ceil(part*float64(len(sorted)))), 1)-1]
}

// speedup returns how many times as fast as the first contestant contestant i is, by their best rounds.
func (p point) speedup(i int) float64 { return p.Results[0].best() / p.Results[i].best() }

// markdown returns the session as a table.
func (s session) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "One forward pass, float32, one thread, random weights; milliseconds.\n")
	fmt.Fprintf(&b, "%s; %s; clock tick %.0f µs; %.1f %% of the processors' time stolen.\n\n", s.Machine, s.Browser, 1000*s.TickMs, 100*s.Stolen)
	head, rule := "| α / pixels |", "|---|"
	for i, c := range contestants {
		head += fmt.Sprintf(" %s best round | median | p95 |", c.Name)
		rule += "---:|---:|---:|"
		if i > 0 {
			head += fmt.Sprintf(" times as fast as %s |", contestants[0].Name)
			rule += "---:|"
		}
	}
	fmt.Fprintln(&b, head)
	fmt.Fprintln(&b, rule)
	for _, p := range s.Points {
		fmt.Fprintf(&b, "| %v / %d |", p.Alpha, p.Resolution)
		for i, r := range p.Results {
			samples := r.pooled()
			fmt.Fprintf(&b, " %.2f | %.2f | %.2f |", r.best(), quantile(samples, 0.5), quantile(samples, 0.95))
			if i > 0 {
				fmt.Fprintf(&b, " %.1f |", p.speedup(i))
			}
		}
		fmt.Fprintln(&b)
	}
	return b.String()
}

// check says whether SIMD128 is as much faster than scalar Go as it must be at 1.0/224, the first point.
func (s session) check() error {
	have := s.Points[0].speedup(1)
	if have < minSpeedup {
		return fmt.Errorf("1.0/224: %s is %.1f times as fast as %s, want at least %d", contestants[1].Name, have, contestants[0].Name, minSpeedup)
	}
	fmt.Printf("\n1.0/224: %s is %.1f times as fast as %s (at least %d wanted).\n", contestants[1].Name, have, contestants[0].Name, minSpeedup)
	return nil
}
