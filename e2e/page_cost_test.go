package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/panels"
)

// The page's own work on the main thread, scripts and what they make the browser lay out, is a small part of a frame's
// time while the camera runs and the chart is drawn, and while any of the panels is open beside them. It is processor
// time, so that other programs do not count.
func (s *pageSite) testCost(t *testing.T) {
	v := s.open(t, "")
	v.waitAnswered("76,524,800")
	v.click("camera")
	v.wait(`document.getElementById("caption").textContent === "Camera" && document.getElementById("latency-note").textContent === "50 frames"`, "fifty frames of the camera")
	_, err := chromedp.Call(v.tab, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
	if err != nil {
		t.Fatal(err)
	}
	v.wantCheap("the page", 6*time.Second)
	v.eachPanel(func(id string) {
		v.wantCheap("the panel "+id, 3*time.Second)
		if err := panels.Stop(v.tab, id); err != nil {
			t.Fatal(err)
		}
		v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 3 && document.getElementById("state-text").textContent === ""`, "the camera's frames again")
	}, func(tab context.Context, id string) error {
		if !panels.GoesOn(id) {
			return nil
		}
		return panels.Work(tab, id)
	})
}

// wantCheap fails unless the page's own code takes a small part of the time. What else the machine does only adds: the
// least of three spans counts.
func (v *visit) wantCheap(what string, span time.Duration) {
	v.t.Helper()
	const limit = 0.05
	least := 1.0
	for range 3 {
		before, start := v.ownSeconds(), time.Now()
		v.do(chromedp.Sleep(span))
		used, elapsed := v.ownSeconds()-before, time.Since(start).Seconds()
		v.t.Logf("%s: %.1f %% of the time, at %.0f frames a second", what, 100*used/elapsed, v.milliseconds("fps"))
		if used <= 0 {
			v.t.Fatalf("%s: have %v s of the page's own code, want some", what, used)
		}
		if least = min(least, used/elapsed); least <= limit {
			return
		}
	}
	v.t.Errorf("%s: its own code takes %.1f %% of the time, want at most %.0f %%", what, 100*least, 100*limit)
}

// ownSeconds returns the main thread's processor time for scripts, style and layout.
func (v *visit) ownSeconds() (total float64) {
	v.t.Helper()
	found, err := chromedp.Call(v.tab, performance.GetMetrics, cdp.Empty{})
	if err != nil {
		v.t.Fatal(err)
	}
	for _, m := range found.Metrics {
		switch m.Name {
		case "ScriptDuration", "LayoutDuration", "RecalcStyleDuration":
			total += m.Value
		}
	}
	return total
}
