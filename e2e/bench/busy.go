package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// How many passes are measured on a busy machine, and how many of them at a time: a crew has to find out what pays.
const (
	busyCalls = 10
	busyRuns  = 20
)

// busy is how the largest network runs in float32 while all processors but one are kept busy by another program.
type busy struct {
	MedianMs float64   // of a pass on one thread
	CrewMs   []float64 // passes of a crew that was formed before, one after the other
	Threads  int       // that compute in the end
}

// measureBusy has a crew come together on a machine that is at rest, and measures it and one thread on one that is not.
func (s *session) measureBusy(ctx, browser context.Context, site string) error {
	var pages [2]*benchpage.Page // one thread, a crew
	for i, threads := range []string{"1", "auto"} {
		tab, closeTab := chromedp.NewContext(browser)
		defer closeTab()
		page, err := benchpage.Open(tab, site+"/bench.html?isa=relaxed&threads="+threads)
		if err != nil {
			return err
		}
		hurry(ctx)
		waitIdle(ctx)
		if _, err := page.Bench(largestPoint.Alpha, largestPoint.Resolution, benchpage.Options{Warmup: 10, Runs: 10}); err != nil {
			return err
		}
		pages[i] = page
	}
	defer keepBusy(runtime.NumCPU() - 1)()
	var alone []float64
	b := new(busy)
	for i, samples := range []*[]float64{&alone, &b.CrewMs} {
		for range busyCalls {
			have, err := pages[i].Bench(largestPoint.Alpha, largestPoint.Resolution, benchpage.Options{Runs: busyRuns})
			if err != nil {
				return err
			}
			*samples = append(*samples, have.Samples...)
		}
	}
	slices.Sort(alone)
	b.MedianMs = alone[len(alone)/2]
	info, err := benchpage.Call[benchpage.Info](pages[1], "window.info()")
	b.Threads, s.Busy = info.Threads, b
	return err
}

// keepBusy keeps so many processors busy until stop.
func keepBusy(n int) (stop func()) {
	done := make(chan struct{})
	for range n {
		go func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				for start := time.Now(); time.Since(start) < time.Millisecond; {
				}
			}
		}()
	}
	return func() { close(done) }
}

// busyMachine checks that a crew does not keep the page waiting where other programs need the processors.
func (s *session) busyMachine() check {
	c := check{what: fmt.Sprintf("7. float32, 1.0/224, all processors but one taken: 95%% of a crew's passes within %v times the median of one thread", maxBusy)}
	if s.Busy == nil || s.Busy.MedianMs == 0 || len(s.Busy.CrewMs) == 0 {
		c.absent, c.why = true, "it was not measured"
		return c
	}
	sorted := slices.Sorted(slices.Values(s.Busy.CrewMs))
	ratio := sorted[len(sorted)*95/100] / s.Busy.MedianMs
	c.passed, c.why = ratio <= maxBusy, fmt.Sprintf("%.2f; median %.1f beside %.1f ms; %s in the end",
		ratio, sorted[len(sorted)/2], s.Busy.MedianMs, threadsText(s.Busy.Threads))
	return c
}
