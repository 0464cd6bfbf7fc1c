package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"mobilenet/e2e/bench/models"
	"mobilenet/e2e/benchpage"
)

// plan says what is measured, and how often.
type plan struct {
	points        []networkPoint
	loads, rounds int
	before        string // the commit that is measured beside this one; "" for none
	detector      string // the file of the detector, which need not be there
	noVNNI        bool   // the processor's dot product of bytes is not used, by anybody
}

// networkPoint is one network of Figure 4.
type networkPoint struct {
	Alpha      float64
	Resolution int
}

// String writes the point as the paper's tables do.
func (p networkPoint) String() string { return fmt.Sprintf("%v / %d", p.Alpha, p.Resolution) }

// choose fills in what was not asked for.
func (p *plan) choose(quick bool) {
	if quick {
		p.points = []networkPoint{{1, 224}, {0.75, 192}, {0.5, 160}, {0.25, 128}}
	} else {
		for _, alpha := range []float64{1, 0.75, 0.5, 0.25} {
			for _, resolution := range []int{224, 192, 160, 128} {
				p.points = append(p.points, networkPoint{alpha, resolution})
			}
		}
	}
	loads := 4
	if quick {
		loads = 2
	}
	p.loads, p.rounds = cmp.Or(p.loads, loads), cmp.Or(p.rounds, 2)
}

// writeModels writes weights and input of every point where bench.html finds them.
func (p *plan) writeModels(dir string, store *models.Store) error {
	for _, at := range p.points {
		n := store.Network(at.Alpha, at.Resolution)
		point := filepath.Join(dir, models.Name(at.Alpha, at.Resolution))
		if err := os.MkdirAll(point, 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(point, "raw.bin"), n.Raw(), 0o666); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(point, "input.bin"), n.RawInput(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// measure takes all samples.
func (s *session) measure(ctx, browser context.Context, at hosts, store *models.Store, p plan) error {
	for _, point := range p.points {
		s.Points = append(s.Points, &pointResults{networkPoint: point})
	}
	absent := make(map[string]string)
	before := readCPU()
	for load := range p.loads {
		players, closeTabs := at.open(browser, absent)
		if len(players) == 0 {
			closeTabs()
			return fmt.Errorf("nobody can play: %v", absent)
		}
		if err := s.describe(players[0]); err != nil {
			closeTabs()
			return err
		}
		for i, point := range s.Points {
			fmt.Fprintf(os.Stderr, "\rload %d of %d, point %d of %d", load+1, p.loads, i+1, len(s.Points))
			players = point.prepare(players, store.Reference(point.Alpha, point.Resolution), absent)
			hurry(ctx)
			for round := range p.rounds {
				players = point.round(ctx, players, round, absent)
				if point.networkPoint == largestPoint {
					s.measurePeaks(ctx, players, store.Network(point.Alpha, point.Resolution))
				}
			}
			if err := ctx.Err(); err != nil {
				closeTabs()
				return err
			}
		}
		s.loaded(players)
		closeTabs()
	}
	fmt.Fprint(os.Stderr, "\r                                        \r")
	s.Minutes = time.Since(s.Date).Minutes()
	s.Stolen = readCPU().stolenSince(before)
	for _, name := range slices.Sorted(maps.Keys(absent)) {
		s.Notes = append(s.Notes, fmt.Sprintf("Left out: %s: %s", name, absent[name]))
	}
	return nil
}

// maxError of a logit, in parts of the largest, is what even 8-bit arithmetic keeps to; above it another network ran.
const maxError = 0.1

// prepare loads the point's network into every page and compares the logits. Who cannot do it is absent from then on.
func (p *pointResults) prepare(players []player, reference models.Reference, absent map[string]string) []player {
	return slices.DeleteFunc(players, func(c player) bool {
		have, err := c.page.Bench(p.Alpha, p.Resolution, benchpage.Options{Runs: 1, Logits: true})
		worst := reference.Error(have.Logits)
		if err == nil && !(worst <= maxError) {
			err = fmt.Errorf("logits are wrong by %.1e of the largest", worst)
		}
		if err != nil {
			absent[c.String()] = fmt.Sprintf("at %v: %v", p.networkPoint, err)
			return true
		}
		p.result(c.contestant).Error = worst
		return false
	})
}

// round gives every contestant a turn. Another one begins each time. Who fails is absent from then on.
func (p *pointResults) round(ctx context.Context, players []player, round int, absent map[string]string) []player {
	failed := make(map[string]bool)
	for i := range players {
		c := players[(i+round)%len(players)]
		if c.turns.rounds > 0 && round >= c.turns.rounds {
			continue
		}
		waitIdle(ctx)
		have, err := c.page.Bench(p.Alpha, p.Resolution, benchpage.Options{Warmup: c.turns.warmup, Runs: c.turns.runs})
		if err != nil {
			absent[c.String()] = fmt.Sprintf("at %v: %v", p.networkPoint, err)
			failed[c.String()] = true
			continue
		}
		r := p.result(c.contestant)
		r.Rounds = append(r.Rounds, have.Samples)
	}
	return slices.DeleteFunc(players, func(c player) bool { return failed[c.String()] })
}
