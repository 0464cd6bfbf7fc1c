package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// lines are those from which the site is opened: this machine, what a phone gets of a middling mobile network, and a
// school's line that a class shares.
var lines = []line{
	{name: "this machine"},
	{"9 Mbit/s, 60 ms", 9e6 / 8, 60 * time.Millisecond},
	{"1.6 Mbit/s, 150 ms", 1.6e6 / 8, 150 * time.Millisecond},
}

// firstVisits is how often each page is opened over a line, each time in a new profile.
const firstVisits = 3

// firstAnswer is how long a visitor waits for the first answer, and for the first thing to be seen. Both are medians.
type firstAnswer struct {
	Line, Who   string
	Ms, PaintMs float64
}

// arrivals are the pages that give a first answer, and what watches for it. A runtime's is the smallest that there is: it
// has the network of where the page starts, in the format that makes the smallest file, and gives it a picture that is
// there already. Who is not there has no link.
var arrivals = []struct {
	who   string
	page  func(hosts) string
	watch string
}{
	{relaxed, func(h hosts) string { return pageOf(h.site, "/") }, watchPage},
	{relaxed + earlier, func(h hosts) string { return pageOf(h.before, "/") }, watchPage},
	{liteRT, func(h hosts) string { return pageOf(h.peers, "/litert.html?precision=int8&threads=1") }, watchPeer},
	{tfjs, func(h hosts) string { return pageOf(h.peers, "/tfjs.html?precision=f32&threads=1") }, watchPeer},
}

// pageOf returns the link to a page of a host, "" if there is no host.
func pageOf(host, page string) string {
	if host == "" {
		return ""
	}
	return host + page
}

const watchPage = `(function look() {
	if (document.querySelector("#answers .percent")?.textContent) window.answeredMs = performance.now();
	else requestAnimationFrame(look);
})()`

const watchPeer = `(function look() {
	if (!window.bench) return setTimeout(look, 1);
	window.bench(0.25, 160, {warmup: 0, runs: 1}).then(() => { window.answeredMs = performance.now(); });
})()`

// measureFirst measures how long the first answer takes over each of the lines. The pages take turns.
func (p *pageCosts) measureFirst(ctx context.Context, at hosts) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	packed := newPacker()
	for _, l := range lines {
		answers, paints := make([][]float64, len(arrivals)), make([][]float64, len(arrivals))
		for range firstVisits {
			for i, a := range arrivals {
				there := a.page(at)
				if there == "" {
					continue
				}
				link, err := l.open(ctx, there, packed)
				if err != nil {
					return err
				}
				answer, paint, err := visit(ctx, link, a.watch)
				if err != nil {
					return fmt.Errorf("the first answer of %s, %s: %w", a.who, l.name, err)
				}
				answers[i], paints[i] = append(answers[i], answer), append(paints[i], paint)
			}
		}
		for i, a := range arrivals {
			slices.Sort(answers[i])
			if slices.Sort(paints[i]); len(answers[i]) > 0 {
				p.First = append(p.First, firstAnswer{l.name, a.who, answers[i][firstVisits/2], paints[i][firstVisits/2]})
			}
		}
	}
	return nil
}

// visit opens a link in a new profile and returns when the first answer was there, as watch noted, and when anything was
// painted, in ms.
func visit(ctx context.Context, link, watch string) (answer, paint float64, err error) {
	tab, stop, err := chromium.Start(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer stop()
	_, err = chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	if err != nil {
		return 0, 0, err
	}
	if err := chromedp.Do(tab, chromedp.Navigate(link)); err != nil {
		return 0, 0, err
	}
	if err := until(tab, "window.answeredMs"); err != nil {
		return 0, 0, err
	}
	answer, err = chromedp.Run(tab, chromedp.Evaluate[float64]("window.answeredMs"))
	if err != nil {
		return 0, 0, err
	}
	paint, err = chromedp.Run(tab, chromedp.Evaluate[float64](`performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0`))
	return answer, paint, err
}
