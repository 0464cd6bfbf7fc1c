package main

import (
	"fmt"
	"math"
	"strings"
)

// What is wanted of the ratios of best rounds.
const (
	maxOfLiteRT     = 0.80 // float32, one thread, at the widest and largest network
	maxOfLiteRTInt8 = 0.72 // 8-bit, the same
	maxPlain        = 1.00 // SIMD128 without relaxed SIMD, the same
	minOfPeak       = 0.75 // float32, one thread, of the pointwise layers, the same
	minTwoThreads   = 1.70 // times as fast as one thread, the same
	maxFloatError   = 1e-5 // of a logit, in parts of the largest
	maxOfBefore     = 1.03 // of what an earlier commit took, at any point
	maxLater        = 1.10 // of when something of the page came at an earlier commit, over any line

	maxBusy = 3.0 // for 19 of 20 passes of a crew on a busy machine, in passes of one thread there

	maxPageShare   = 0.05 // of the time, for the page's own code
	maxFramePasses = 0.11 // for a camera's frame beside the network, in passes of the largest network in float32
	maxSlidePasses = 2.7  // for a move of a slider between the project's own networks, in the same
)

// The network at which they are wanted, and the smallest at which two threads must win.
var (
	largestPoint   = networkPoint{1, 224}
	twoThreadsFrom = networkPoint{0.5, 160}
)

// A check is a line that says whether something is as it should be.
type check struct {
	what   string
	passed bool
	why    string // what was measured; if nothing was, the check says so
	absent bool
}

func (c check) String() string {
	verdict := "FAIL"
	switch {
	case c.absent:
		verdict = "not measured"
	case c.passed:
		verdict = "PASS"
	}
	return fmt.Sprintf("%s: %s (%s)", verdict, c.what, c.why)
}

// checks compares the session with what is wanted.
func (s *session) checks() []check {
	if s.Before != "" {
		return []check{
			s.notSlower(), s.notLater("first answer", func(a firstAnswer) float64 { return a.Ms }),
			s.notLater("first paint", func(a firstAnswer) float64 { return a.PaintMs }), s.logits(),
		}
	}
	f32, int8, both := group{"f32", 1}, group{"int8", 1}, group{"f32", 2}
	everywhere := func(networkPoint) bool { return true }
	return []check{
		s.fastest("1. float32, one thread: faster than every other runtime", relaxed, f32, everywhere),
		s.within("1. float32, one thread, 1.0/224", relaxed, liteRT, f32, maxOfLiteRT),
		s.ofPeak(),
		s.fastest("2. 8-bit, one thread: faster than every other runtime", relaxed, int8, everywhere),
		s.within("2. 8-bit, one thread, 1.0/224", relaxed, liteRT, int8, maxOfLiteRTInt8),
		s.twoThreads(),
		s.fastest("3. float32, two threads, from 0.5/160 up: faster than every other runtime", relaxed, both, func(p networkPoint) bool {
			return p.Alpha >= twoThreadsFrom.Alpha && p.Resolution >= twoThreadsFrom.Resolution
		}),
		s.within("4. float32 without relaxed SIMD, one thread, 1.0/224", plain, liteRT, f32, maxPlain),
		s.logits(),
		s.pageShare(),
		s.passes("5. the page: a camera's frame at 224 pixels, without the network", maxFramePasses, func(p *pageCosts) float64 { return p.FrameMs }),
		s.passes("5. the page: a move of a slider in float32", maxSlidePasses, func(p *pageCosts) float64 { return p.Slide["f32"] }),
		s.passes("5. the page: a move of a slider in 8-bit", maxSlidePasses, func(p *pageCosts) float64 { return p.Slide["int8"] }),
		s.firstAnswer(),
		s.detectorAhead(),
		s.busyMachine(),
	}
}

// fastest checks that a runtime is faster than all others of its group, at the points that count.
func (s *session) fastest(what, name string, g group, counts func(networkPoint) bool) check {
	c := check{what: what}
	points, lost, worst, where := 0, 0, math.Inf(-1), ""
	for _, p := range s.Points {
		if !counts(p.networkPoint) {
			continue
		}
		here := math.Inf(-1) // the largest ratio at this point
		for _, other := range s.names(g) {
			ratio := p.ratio(name, other, g)
			if isOurs(other) || math.IsNaN(ratio) {
				continue
			}
			here = max(here, ratio)
			if ratio > worst {
				worst, where = ratio, fmt.Sprintf("%.2f of %s at %v", ratio, other, p.networkPoint)
			}
		}
		if !math.IsInf(here, -1) {
			points++
		}
		if here >= 1 {
			lost++
		}
	}
	switch {
	case points == 0:
		c.absent, c.why = true, "one of them is missing"
	case lost > 0:
		c.why = fmt.Sprintf("not at %d of %d points, at worst %s", lost, points, where)
	default:
		c.passed, c.why = true, fmt.Sprintf("%d points, at worst %s", points, where)
	}
	return c
}

// within checks that a runtime takes at most that part of another's time at the largest network.
func (s *session) within(what, name, other string, g group, limit float64) check {
	c := check{what: fmt.Sprintf("%s: at most %.2f of %s", what, limit, other)}
	ratio := math.NaN()
	if p := s.point(largestPoint); p != nil {
		ratio = p.ratio(name, other, g)
	}
	if math.IsNaN(ratio) {
		c.absent, c.why = true, "one of them is missing"
		return c
	}
	c.passed, c.why = ratio <= limit, fmt.Sprintf("%.2f", ratio)
	return c
}

// twoThreads checks that a second thread is worth it at the largest network.
func (s *session) twoThreads() check {
	c := check{what: fmt.Sprintf("3. two threads, 1.0/224: at least %.1f times as fast as one", minTwoThreads)}
	if p := s.point(largestPoint); p != nil {
		one, two := p.find(relaxed, "f32", 1), p.find(relaxed, "f32", 2)
		if one.measured() && two.measured() {
			times := one.best() / two.best()
			c.passed, c.why = times >= minTwoThreads, fmt.Sprintf("%.2f", times)
			return c
		}
	}
	c.absent, c.why = true, "one of them is missing"
	return c
}

// logits checks that everybody who computes in float32 computes the same.
func (s *session) logits() check {
	worst, who := 0.0, ""
	for _, p := range s.Points {
		for _, r := range p.Results {
			if r.Precision == "f32" && r.Error >= worst {
				worst, who = r.Error, fmt.Sprintf("%s at %v", r.Name, p.networkPoint)
			}
		}
	}
	return check{
		what:   fmt.Sprintf("logits of all float32 runtimes: within %.0e of the largest", maxFloatError),
		passed: worst <= maxFloatError,
		why:    fmt.Sprintf("%.1e, %s", worst, who),
	}
}

// pageShare checks that the page's own code takes a small part of the time, whatever is open.
func (s *session) pageShare() check {
	c := check{what: fmt.Sprintf("5. the page: its own code takes at most %.0f %% of the time", 100*maxPageShare)}
	if s.Page == nil || len(s.Page.Shares) == 0 {
		c.absent, c.why = true, "the page is missing"
		return c
	}
	worst, where := 0.0, ""
	for what, share := range s.Page.Shares {
		if share >= worst {
			worst, where = share, what
		}
	}
	c.passed, c.why = worst <= maxPageShare, fmt.Sprintf("at worst %.1f %%, %s", 100*worst, where)
	return c
}

// firstAnswer checks that the page gives its first answer before the smallest pages of other runtimes do, over the lines
// that visitors have. On this machine nothing has to come, and those have nothing else to show.
func (s *session) firstAnswer() check {
	c := check{what: "5. the page: the first answer in a new profile before every other runtime's smallest page, over both slow lines"}
	ours := make(map[string]float64) // by line
	if s.Page == nil {
		c.absent, c.why = true, "the page is missing"
		return c
	}
	for _, a := range s.Page.First {
		if a.Who == relaxed {
			ours[a.Line] = a.Ms
		}
	}
	worst, where := 0.0, ""
	for _, l := range lines[1:] {
		for _, a := range s.Page.First {
			if ratio := ours[l.name] / a.Ms; a.Line == l.name && a.Who != relaxed && ratio > worst {
				worst, where = ratio, fmt.Sprintf("%.2f of %s, %s", ratio, a.Who, l.name)
			}
		}
	}
	if worst == 0 {
		c.absent, c.why = true, "one of them is missing"
		return c
	}
	var times []string
	for _, l := range lines {
		if ms, ok := ours[l.name]; ok {
			times = append(times, fmt.Sprintf("%s: %.1f s", l.name, ms/1000))
		}
	}
	c.passed, c.why = worst < 1, fmt.Sprintf("at worst %s; %s", where, strings.Join(times, "; "))
	return c
}

// notLater checks that something of the page, opened in a new profile, comes about as soon as at an
// earlier commit, over any line.
func (s *session) notLater(what string, ms func(firstAnswer) float64) check {
	c := check{what: fmt.Sprintf("the page's %s in a new profile: at most %.2f of what it took at %s", what, maxLater, s.Before)}
	before := make(map[string]float64) // by line
	if s.Page == nil {
		c.absent, c.why = true, "the page is missing"
		return c
	}
	for _, a := range s.Page.First {
		if a.Who == relaxed+earlier {
			before[a.Line] = ms(a)
		}
	}
	c.passed = true
	var times []string
	for _, a := range s.Page.First {
		if a.Who == relaxed {
			c.passed = c.passed && ms(a) <= maxLater*before[a.Line]
			times = append(times, fmt.Sprintf("%s: %.2f s, before %.2f", a.Line, ms(a)/1000, before[a.Line]/1000))
		}
	}
	c.why = strings.Join(times, "; ")
	return c
}

// passes checks that something takes at most so many times the best pass of the largest network in float32 on one thread.
func (s *session) passes(what string, most float64, ms func(*pageCosts) float64) check {
	c := check{what: fmt.Sprintf("%s: at most %v times a pass of 1.0/224", what, most)}
	if p := s.point(largestPoint); p != nil && s.Page != nil {
		if pass := p.find(relaxed, "f32", 1); pass.measured() && ms(s.Page) > 0 {
			ratio := ms(s.Page) / pass.best()
			c.passed, c.why = ratio <= most, fmt.Sprintf("%.2f", ratio)
			return c
		}
	}
	c.absent, c.why = true, "one of them is missing"
	return c
}

// point returns a point's results, nil if it was not measured.
func (s *session) point(at networkPoint) *pointResults {
	for _, p := range s.Points {
		if p.networkPoint == at {
			return p
		}
	}
	return nil
}
