// Bench measures every network of the paper's Figure 4 in one Chromium, one thread: each contestant takes its turn at
// a point, round after round, so that what else the machine does falls on all alike.
//
//	go run ./e2e/bench
//
// It prints a Markdown table, writes every sample to build/bench/bench.json, and fails if SIMD128 is not at least ten
// times as fast as scalar Go at 1.0/224. It runs in the repository's root.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

// A contestant is a page that offers window.bench, and how often it runs in a turn.
type contestant struct {
	Name   string
	page   string
	warmup int // runs before those that count, in every turn
	runs   int
}

// contestants take their turns in this order. The first is the one that the others are compared with. Scalar Go
// runs less often because it takes a second.
var contestants = []contestant{
	{"scalar Go", "bench.html?isa=scalar&weights=random", 0, 2},
	{"SIMD128", "bench.html?isa=simd&weights=random", 10, 20},
}

// minSpeedup is how many times as fast as scalar Go SIMD128 must be at the widest and largest network.
const minSpeedup = 10

func main() {
	rounds := flag.Int("rounds", 3, "turns of each contestant at each `point`")
	out := flag.String("out", "build/bench/bench.json", "`file` for all samples")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *rounds, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run builds and serves the site, measures, and reports.
func run(ctx context.Context, rounds int, out string) error {
	work, err := os.MkdirTemp("", "mobilenet-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	dir := filepath.Join(work, "site")
	if err := site.Build(ctx, ".", dir, ""); err != nil {
		return err
	}
	host, err := site.Serve(ctx, ".", work, dir)
	if err != nil {
		return err
	}
	defer host.Close()
	browser, cancel, err := chromium.Start(ctx)
	if err != nil {
		return err
	}
	defer cancel()

	pages := make([]*benchpage.Page, len(contestants))
	for i, c := range contestants {
		tab, cancel := chromedp.NewContext(browser)
		defer cancel()
		if pages[i], err = benchpage.Open(tab, host.URL+"/"+c.page); err != nil {
			return fmt.Errorf("%s: %w", c.Name, err)
		}
	}
	s := session{Date: time.Now().UTC().Truncate(time.Second), Machine: describeMachine(), TickMs: pages[0].Info.TickMs}
	if s.Browser, err = benchpage.Call[string](pages[0], "navigator.userAgent"); err != nil {
		return err
	}
	before := readCPU()
	for _, alpha := range []float64{1, 0.75, 0.5, 0.25} {
		for _, resolution := range []int{224, 192, 160, 128} {
			p, err := measure(ctx, pages, alpha, resolution, rounds)
			if err != nil {
				return err
			}
			s.Points = append(s.Points, p)
			fmt.Fprintf(os.Stderr, "\r%d of 16 points", len(s.Points))
		}
	}
	fmt.Fprint(os.Stderr, "\r                \r")
	s.Stolen = readCPU().stolenSince(before)

	if err := write(out, s); err != nil {
		return err
	}
	fmt.Print(s.markdown())
	return s.check()
}

// measure gives every contestant its turns at a point.
func measure(ctx context.Context, pages []*benchpage.Page, alpha float64, resolution, rounds int) (point, error) {
	p := point{Alpha: alpha, Resolution: resolution, Results: make([]result, len(contestants))}
	for range rounds {
		for i, c := range contestants {
			waitIdle(ctx)
			have, err := pages[i].Bench(alpha, resolution, benchpage.Options{Warmup: c.warmup, Runs: c.runs})
			if err != nil {
				return p, fmt.Errorf("%s at %v/%d: %w", c.Name, alpha, resolution, err)
			}
			p.Results[i].Contestant = c.Name
			p.Results[i].Rounds = append(p.Results[i].Rounds, have.Samples)
		}
	}
	return p, nil
}

// write puts all samples into a file.
func write(path string, s session) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	content, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(content, '\n'), 0o666)
}
