package main

import (
	"context"
	"fmt"
	"strings"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/benchpage"
)

// peak is the most that the instructions of one of our runtimes can do, and what its pointwise layers make of it at the
// largest network. Both are the best of all loads and rounds, in thousand million multiply-adds per second.
type peak struct {
	Name      string
	Precision string
	Registers float64 // with all operands in registers
	Pointwise float64
}

// share returns the part of the peak that the pointwise layers reach.
func (p *peak) share() float64 { return p.Pointwise / p.Registers }

// peak returns a runtime's peak, nil if it was not measured.
func (s *session) peak(name, precision string) *peak {
	for _, p := range s.Peaks {
		if p.Name == name && p.Precision == precision {
			return p
		}
	}
	return nil
}

// measurePeaks measures those of our runtimes that use one thread and vectors.
func (s *session) measurePeaks(ctx context.Context, players []player, n *models.Network) {
	for _, c := range players {
		if !c.Ours || c.Threads != 1 || c.Name == scalar {
			continue
		}
		waitIdle(ctx)
		registers, pointwise, err := c.peak(n)
		if err != nil {
			s.Notes = append(s.Notes, fmt.Sprintf("No peak of %s: %v", c, err))
			continue
		}
		p := s.peak(c.Name, c.Precision)
		if p == nil {
			p = &peak{Name: c.Name, Precision: c.Precision}
			s.Peaks = append(s.Peaks, p)
		}
		p.Registers, p.Pointwise = max(p.Registers, registers), max(p.Pointwise, pointwise)
	}
}

// peak measures what the page's instructions can do and what the network's pointwise layers make of it.
func (p player) peak(n *models.Network) (registers, pointwise float64, err error) {
	most, err := benchpage.Call[benchpage.Peak](p.page, "await window.peak()")
	if err != nil {
		return 0, 0, err
	}
	registers = most.F32 / 1e6
	if p.Precision == "int8" {
		registers = most.Int8 / 1e6
	}
	have, err := p.page.Bench(n.Alpha, n.Resolution, benchpage.Options{Warmup: everybody.warmup, Runs: everybody.runs, Layers: true})
	if err != nil {
		return 0, 0, err
	}
	return registers, pointwiseRate(n, have.Layers), nil
}

// pointwiseRate returns what the pointwise layers make, of which times are the milliseconds of each layer. Up to the mean,
// which has no weights, times and the network's layers have the same places.
func pointwiseRate(n *models.Network, times []float64) float64 {
	multiplyAdds, ms := 0, 0.0
	for i, l := range n.Layers {
		if l.Kind == models.Pointwise {
			multiplyAdds += l.OutSize * l.OutSize * l.In * l.Out
			ms += times[i]
		}
	}
	return float64(multiplyAdds) / ms / 1e6
}

// peakTable writes the peaks, if there are any.
func (s *session) peakTable(b *strings.Builder) {
	if len(s.Peaks) == 0 {
		return
	}
	fmt.Fprintf(b, "\n### Against the registers' peak\n\n")
	fmt.Fprintf(b, "The most multiply-adds that one core makes when all operands lie in registers, and what the pointwise layers make at %v; 10⁹ per second.\n\n", largestPoint)
	fmt.Fprintf(b, "| runtime | precision | registers | pointwise layers | share |\n|---|---|---:|---:|---:|\n")
	for _, p := range s.Peaks {
		fmt.Fprintf(b, "| %s | %s | %.1f | %.1f | %.0f%% |\n", p.Name, p.Precision, p.Registers, p.Pointwise, 100*p.share())
	}
}

// ofPeak checks that the pointwise layers reach enough of it.
func (s *session) ofPeak() check {
	c := check{what: fmt.Sprintf("1. float32, one thread, 1.0/224: pointwise layers at least %.0f%% of the registers' peak", 100*minOfPeak)}
	p := s.peak(relaxed, "f32")
	if p == nil {
		c.absent, c.why = true, "it is missing"
		return c
	}
	c.passed, c.why = p.share() >= minOfPeak, fmt.Sprintf("%.0f%%", 100*p.share())
	return c
}
