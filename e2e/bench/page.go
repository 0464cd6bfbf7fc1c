package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
	"mobilenet/e2e/panels"
)

// pageCosts is what the page takes beside the network.
type pageCosts struct {
	Shares  map[string]float64 // of the time, that the page's own code takes, by what is open
	FrameMs float64            // of a camera's frame of 640×480 pixels at 224: grabbing, copying, resizing
	Slide   map[string]float64 // ms of a move of a slider between the project's own networks, by precision
	First   []firstAnswer      // of the page, of the page as it was, and of the smallest pages of other runtimes
}

// measurePage measures the page, with the browser's own moving picture on its camera.
func (s *session) measurePage(ctx context.Context, at hosts) error {
	site := at.site
	tab, stop, err := chromium.Start(ctx, chromium.FakeCamera("")...)
	if err != nil {
		return err
	}
	defer stop()
	s.Page = &pageCosts{Shares: make(map[string]float64)}
	if s.Page.Slide, err = slideTimes(tab, site); err != nil {
		return err
	}
	if s.Page.FrameMs, err = frameTime(tab, site); err != nil {
		return err
	}
	if err := s.Page.measureShares(tab, site); err != nil {
		return err
	}
	return s.Page.measureFirst(ctx, at)
}

// slideTimes returns the median time from one network and resolution to another when all have run before, in each
// precision.
func slideTimes(tab context.Context, site string) (map[string]float64, error) {
	if err := chromedp.Do(tab, chromedp.Navigate(site+"/bench.html")); err != nil {
		return nil, err
	}
	return chromedp.Run(tab, chromedp.Evaluate[map[string]float64](benchpage.OwnEngine(`
		const widths = [...files.keys()], median = {};
		for (const precision of ["f32", "int8"]) {
			const times = [];
			for (let i = 0; i < 60; i++) {
				const {ms} = await configure(widths[i % widths.length], [128, 160, 192, 224][i % 4], precision);
				if (i >= 12) times.push(ms);
			}
			median[precision] = times.sort((a, b) => a - b)[times.length / 2];
		}
		return median;`), chromedp.EvalAwaitPromise))
}

// openCamera opens the page at a link, starts the camera and waits for fifty frames.
func openCamera(tab context.Context, link string) error {
	if err := chromedp.Do(tab, chromedp.Navigate("about:blank"), chromedp.Navigate(link)); err != nil {
		return err
	}
	const frames = `parseInt(document.getElementById("latency-note").textContent)`
	if err := until(tab, frames+` >= 3`); err != nil {
		return err
	}
	if err := chromedp.Do(tab, chromedp.Click(chromedp.ID("camera"))); err != nil {
		return err
	}
	return until(tab, `!document.getElementById("video").hidden && `+frames+` === 50`)
}

// frameTime returns what a camera's frame takes beside the network, of the page's medians of fifty frames.
func frameTime(tab context.Context, site string) (float64, error) {
	if err := openCamera(tab, site+"/#alpha=0.25&resolution=224&weights=random"); err != nil {
		return 0, err
	}
	return chromedp.Run(tab, chromedp.Evaluate[float64](
		`["capture", "copy", "resize"].reduce((sum, stage) => sum + parseFloat(document.getElementById("time-" + stage).textContent), 0)`))
}

// measureShares measures what the page's own code takes of the time while the camera runs and the chart is drawn, and
// while each panel is open beside them.
func (p *pageCosts) measureShares(tab context.Context, site string) error {
	if err := openCamera(tab, site+"/#alpha=0.5&resolution=160"); err != nil {
		return err
	}
	if _, err := chromedp.Call(tab, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks}); err != nil {
		return err
	}
	share, err := ownShare(tab)
	if err != nil {
		return err
	}
	p.Shares["the page"] = share
	ids, err := panels.IDs(tab)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := panels.Open(tab, id); err != nil {
			return err
		}
		if panels.GoesOn(id) {
			if err := panels.Work(tab, id); err != nil {
				return err
			}
		}
		if p.Shares["the panel "+id], err = ownShare(tab); err != nil {
			return err
		}
		if err := panels.Stop(tab, id); err != nil {
			return err
		}
		if err := until(tab, `parseInt(document.getElementById("latency-note").textContent) >= 3 && document.getElementById("state-text").textContent === ""`); err != nil {
			return err
		}
	}
	return nil
}

// ownShare returns which part of the time the page's own code takes on the main thread: processor time, and the least
// of three spans, so that other programs do not count.
func ownShare(tab context.Context) (float64, error) {
	const span = 3 * time.Second
	least := math.Inf(1)
	for range 3 {
		before, err := ownSeconds(tab)
		if err != nil {
			return 0, err
		}
		start := time.Now()
		if err := chromedp.Do(tab, chromedp.Sleep(span)); err != nil {
			return 0, err
		}
		after, err := ownSeconds(tab)
		if err != nil {
			return 0, err
		}
		least = min(least, (after-before)/time.Since(start).Seconds())
	}
	return least, nil
}

// ownSeconds returns the main thread's processor time for scripts, style and layout.
func ownSeconds(tab context.Context) (total float64, err error) {
	found, err := chromedp.Call(tab, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		return 0, err
	}
	for _, m := range found.Metrics {
		switch m.Name {
		case "ScriptDuration", "LayoutDuration", "RecalcStyleDuration":
			total += m.Value
		}
	}
	return total, nil
}

// until waits until a JavaScript condition holds.
func until(tab context.Context, condition string) error {
	const patience = 5 * time.Minute
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		held, err := chromedp.Run(tab, chromedp.Evaluate[bool]("Boolean("+condition+")"))
		if err != nil || held {
			return err
		}
	}
	return fmt.Errorf("the page: waited %v for %s", patience, condition)
}
