package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// A group is what is compared with each other: the same precision and number of threads.
type group struct {
	Precision string
	Threads   int
}

// groups in the order in which they are shown.
var groups = []group{{"f32", 1}, {"int8", 1}, {"f32", 2}, {"int8", 2}}

// String names the group.
func (g group) String() string {
	precision := "float32"
	if g.Precision == "int8" {
		precision = "8-bit integers"
	}
	return precision + ", " + threadsText(g.Threads)
}

// names returns the group's runtimes that were measured, ours first.
func (s *session) names(g group) []string {
	var names []string
	for _, c := range contestants {
		if c.Precision != g.Precision || c.Threads != g.Threads {
			continue
		}
		if slices.ContainsFunc(s.Points, func(p *pointResults) bool { return p.find(c.Name, g.Precision, g.Threads) != nil }) {
			names = append(names, c.Name)
		}
	}
	return names
}

// isOurs reports whether a runtime is this project's.
func isOurs(name string) bool { return strings.HasPrefix(name, "Go, ") }

// markdown returns the session as tables.
func (s *session) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "One forward pass of MobileNet v1, batch 1, batch norm folded, 1000 logits, the same random weights and input for all; milliseconds.\n")
	fmt.Fprintf(&b, "Best round (median and p95 of all rounds); ratio of best rounds: this project to the other, below 1 is faster.\n\n")
	fmt.Fprintf(&b, "%s; %s; %s; clock tick %.0f µs; %.1f%% of the processors' time stolen; %.0f minutes.\n",
		s.Date.Format("2006-01-02"), s.Machine, s.Browser, 1000*s.TickMs, 100*s.Stolen, s.Minutes)
	for _, g := range groups {
		if names := s.names(g); len(names) > 0 {
			s.table(&b, g, names)
		}
	}
	s.peakTable(&b)
	s.detectorTable(&b)
	fmt.Fprintf(&b, "\n### What it should show\n\n")
	for _, check := range s.checks() {
		fmt.Fprintf(&b, "- %s\n", check)
	}
	s.runtimes(&b)
	for _, note := range s.Notes {
		fmt.Fprintf(&b, "- %s\n", note)
	}
	return b.String()
}

// table writes a group's times and ratios.
func (s *session) table(b *strings.Builder, g group, names []string) {
	fmt.Fprintf(b, "\n### %s\n\n", capitalised(g.String()))
	head, rule := "| α / pixels |", "|---|"
	for _, name := range names {
		head += " " + name + " |"
		rule += "---:|"
	}
	for _, name := range names {
		if isOurs(names[0]) && !isOurs(name) {
			head += " ratio to " + name + " |"
			rule += "---:|"
		}
	}
	fmt.Fprintf(b, "%s\n%s\n", head, rule)
	for _, p := range s.Points {
		fmt.Fprintf(b, "| %v |", p.networkPoint)
		for _, name := range names {
			fmt.Fprintf(b, " %s |", cell(p.find(name, g.Precision, g.Threads)))
		}
		for _, name := range names {
			if isOurs(names[0]) && !isOurs(name) {
				fmt.Fprintf(b, " %.2f |", p.ratio(names[0], name, g))
			}
		}
		fmt.Fprintln(b)
	}
}

// cell shows a result.
func cell(r *result) string {
	if !r.measured() {
		return "–"
	}
	samples := r.pooled()
	return fmt.Sprintf("**%.2f** (%.2f, %.2f)", r.best(), quantile(samples, 0.5), quantile(samples, 0.95))
}

// ratio returns one runtime's best round in parts of the other's, NaN where one is missing.
func (p *pointResults) ratio(name, other string, g group) float64 {
	a, b := p.find(name, g.Precision, g.Threads), p.find(other, g.Precision, g.Threads)
	if !a.measured() || !b.measured() {
		return math.NaN()
	}
	return a.best() / b.best()
}

// runtimes writes what each contestant loaded and how far its logits were from the reference.
func (s *session) runtimes(b *strings.Builder) {
	fmt.Fprintf(b, "\n### What ran\n\n| runtime | WebAssembly | SIMD | threads | largest error of a logit |\n|---|---|---|---:|---:|\n")
	for _, l := range s.Loaded {
		fmt.Fprintf(b, "| %s | %s | %s | %d | %.1e |\n", l.Contestant, l.Binary, l.ISA, l.Threads, s.worst(l.Contestant))
	}
	fmt.Fprintf(b, "\nErrors are in parts of the largest logit, against a reference in double precision.")
	if s.Peers != "" {
		fmt.Fprintf(b, " Other runtimes: %s.", s.Peers)
	}
	fmt.Fprint(b, "\n\n")
}

// worst returns a contestant's largest error at any point.
func (s *session) worst(contestantName string) float64 {
	worst := 0.0
	for _, p := range s.Points {
		for _, r := range p.Results {
			if (contestant{Name: r.Name, Precision: r.Precision, Threads: r.Threads}).String() == contestantName {
				worst = max(worst, r.Error)
			}
		}
	}
	return worst
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
