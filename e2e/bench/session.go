package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"time"

	"mobilenet/e2e/benchpage"
)

// session is everything that one run of the benchmark has measured.
type session struct {
	Date    time.Time
	Minutes float64
	Machine string
	Browser string  // name and version
	Before  string  `json:",omitempty"` // the earlier commit that was measured, if one was
	Peers   string  // packages and versions of the other runtimes
	TickMs  float64 // smallest step of the page's clock
	Stolen  float64 // part of the processors' time that the machine's host gave to others
	Loaded  []loaded
	Notes   []string // what is missing, and why
	Points  []*pointResults
	Peaks   []*peak

	Detector []*result  `json:",omitempty"` // what each runtime took for the SSD detector
	Page     *pageCosts `json:",omitempty"` // nil if it was not measured
	Busy     *busy      `json:",omitempty"` // the same
}

// loaded is what a contestant's page has loaded.
type loaded struct {
	Contestant string
	Binary     string
	ISA        string
	Threads    int
}

// pointResults are the results at a point, one for each contestant that was there.
type pointResults struct {
	networkPoint
	Results []*result
}

// result is what one contestant took at a point.
type result struct {
	Name      string
	Precision string
	Threads   int
	Error     float64     // largest error of the logits, in parts of the largest logit
	Rounds    [][]float64 // the samples of each round, in milliseconds
}

func newSession() *session {
	return &session{Date: time.Now().UTC().Truncate(time.Second), Machine: describeMachine()}
}

// describe takes from the first page what is the same for all.
func (s *session) describe(first player) (err error) {
	s.TickMs = first.page.Info.TickMs
	s.Browser, err = benchpage.Call[string](first.page, "navigator.userAgent.match(/Chrome\\/[\\d.]+/)[0]")
	return err
}

// loaded asks the pages what they have loaded.
func (s *session) loaded(players []player) {
	s.Loaded = nil
	for _, c := range players {
		if info, err := benchpage.Call[benchpage.Info](c.page, "window.info()"); err == nil {
			s.Loaded = append(s.Loaded, loaded{c.String(), info.Binary, info.ISA, info.Threads})
		}
	}
}

// result returns a contestant's result, which it makes if there is none.
func (p *pointResults) result(c contestant) *result {
	if r := p.find(c.Name, c.Precision, c.Threads); r != nil {
		return r
	}
	r := &result{Name: c.Name, Precision: c.Precision, Threads: c.Threads}
	p.Results = append(p.Results, r)
	return r
}

// find returns a contestant's result, nil if there is none.
func (p *pointResults) find(name, precision string, threads int) *result {
	i := slices.IndexFunc(p.Results, func(r *result) bool {
		return r.Name == name && r.Precision == precision && r.Threads == threads
	})
	if i < 0 {
		return nil
	}
	return p.Results[i]
}

// pooled returns the samples of all rounds in order of size.
func (r *result) pooled() []float64 {
	samples := slices.Concat(r.Rounds...)
	slices.Sort(samples)
	return samples
}

// best returns the median of the best round: what the contestant does when nothing disturbs it.
func (r *result) best() float64 {
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

// measured reports whether there is a result.
func (r *result) measured() bool { return r != nil && len(r.Rounds) > 0 }

// write writes table and plot into a directory.
func (s *session) write(dir string) error {
	if err := writeFile(dir, "results.md", []byte(s.markdown())); err != nil {
		return err
	}
	return writeFile(dir, "results.svg", []byte(s.svg()))
}

// writeSamples writes everything into a directory.
func (s *session) writeSamples(dir string) error {
	samples, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return writeFile(dir, "results.json", append(samples, '\n'))
}

// readSamples reads what writeSamples has written.
func readSamples(path string) (*session, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s := new(session)
	if err := json.Unmarshal(content, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func writeFile(dir, name string, content []byte) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name), content, 0o666)
}
