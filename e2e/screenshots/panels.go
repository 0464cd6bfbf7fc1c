package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/panels"
)

// panelHash is how the page is opened for the panels.
const panelHash = "/#theme=light&source=sample/golf-ball&alpha=0.5&resolution=160&format=float&cores=1" +
	"&compare.a=0.25-160-f32&compare.b=0.5-160-f32&separable.guess=9&lessons.at=separable"

// The window for these pictures, and the greatest height of one, in pixels.
const (
	panelWidth  = 1320
	panelHeight = 1200
)

// margin is the room around what is shown, in pixels.
const margin = 16

// A frame is what a picture shows of a panel or of the page: from the top of one element to the bottom of another, of all panels'
// place where they are not named.
type frame struct{ name, from, to string }

// framed are the pictures of each panel; one that is not here is shown from its top, as far as there is room.
var framed = map[string][]frame{
	"time":      {{"", "", ".time-kinds-place ~ p"}, {"-predict", "h2:has(+ .time-predict-place)", ".time-results .chart"}},
	"separable": {{"", "", ".sep-three"}, {"-race", "h2:has(+ .sep-race)", ".sep-race table"}},
	"inside":    {{"", "", ".inside-top"}, {"-maps", "h2:has(+ .inside-layer)", ".inside-maps"}},
	"compare":   {{"", "", ".compare-two"}},
	"break":     {{"", "", ".compare-two"}},
	"detect":    {{"", "", ".detect-body"}, {"-boxes", "#stage", "#stage"}},
	"photos":    {{"", "#photos-found", ".photos-matrix .scroll"}},
	"teach":     {{"", "", ".teach-two"}},
	"lessons":   {{"", ".lesson-guess", ".lesson-compare"}},
}

// dark are the panels that are shown in dark colours.
var dark = map[string]bool{"inside": true}

// settle is how long a panel shows its result before its picture is taken.
const settle = 2 * time.Second

// takePanels writes the pictures of all panels that the page has into the directory out, or of the one of that id only. detects
// tells whether there is a detector.
func takePanels(browser context.Context, url, out, only string, detects bool) error {
	tab, cancel, err := newTab(browser, panelWidth, panelHeight)
	if err != nil {
		return err
	}
	defer cancel()
	if err := chromedp.Do(tab, chromedp.Navigate(url+panelHash), chromedp.Sleep(stay)); err != nil {
		return err
	}
	ids, err := panels.IDs(tab)
	if err != nil {
		return err
	}
	if only != "" {
		if !slices.Contains(ids, only) {
			return fmt.Errorf("have no panel %q, want one of %q", only, ids)
		}
		ids = []string{only}
	}
	for _, id := range ids {
		if id == "detect" && !detects {
			fmt.Fprintln(os.Stderr, "detect: left as it was, there is no detector: make weights fetches it")
			continue
		}
		if err := takePanel(tab, id, filepath.Join(out, "panel-"+id)); err != nil {
			return fmt.Errorf("%s: %w", id, err)
		}
	}
	return nil
}

// takePanel opens a panel, has it do what it is for, and writes its pictures, whose names begin with name.
func takePanel(tab context.Context, id, name string) error {
	theme := "light"
	if dark[id] {
		theme = "dark"
	}
	_, err := chromedp.Run(tab, chromedp.Evaluate[any](fmt.Sprintf(`document.querySelector("#theme input[value=%s]").click()`, theme)))
	if err != nil {
		return err
	}
	if err := panels.Open(tab, id); err != nil {
		return err
	}
	if err := panels.Work(tab, id); err != nil {
		return err
	}
	shown := framed[id]
	if shown == nil {
		shown = []frame{{}}
	}
	for _, f := range shown {
		if err := capture(tab, f, name+f.name+".png"); err != nil {
			return err
		}
	}
	return panels.Stop(tab, id)
}

// place is the JavaScript that returns where a frame is: left, top, width and height, in pixels of a page that is not
// scrolled. It is as wide as the part of the page that it belongs to.
const place = `((from, to, margin, most) => {
	scrollTo(0, 0);
	const first = document.querySelector(from || "#panels"), last = document.querySelector(to || "#panels");
	const top = first.getBoundingClientRect().top - margin, bottom = last.getBoundingClientRect().bottom + margin;
	const part = first.closest("#stage, .figure, #panels").getBoundingClientRect(), left = Math.max(part.left - margin, 0);
	return [left, top, Math.min(part.right + margin, innerWidth) - left, Math.min(bottom - top, most)].map(Math.round);
})(%q, %q, %d, %d)`

// capture writes a picture of a frame.
func capture(tab context.Context, f frame, path string) error {
	if err := chromedp.Do(tab, chromedp.Sleep(settle)); err != nil {
		return err
	}
	at, err := chromedp.Run(tab, chromedp.Evaluate[[]float64](fmt.Sprintf(place, f.from, f.to, margin, panelHeight)))
	if err != nil {
		return err
	}
	if at[3] <= 0 { // Chromium never answers then
		return fmt.Errorf("%q to %q: have nothing shown there, want a part of the page", f.from, f.to)
	}
	beyond := true
	shot, err := chromedp.Call(tab, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Clip: &page.Viewport{X: at[0], Y: at[1], Width: at[2], Height: at[3], Scale: 1}, CaptureBeyondViewport: &beyond,
	})
	if err != nil {
		return err
	}
	return save(path, shot.Data)
}
