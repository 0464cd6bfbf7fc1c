package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// What a phone gets of a middling mobile network.
const (
	linkRate  = 10e6 / 8              // bytes a second
	linkDelay = 40 * time.Millisecond // to the first byte of an answer
)

// firstAnswerVisits is how often each page is opened in a new profile.
const firstAnswerVisits = 5

// A slowLink passes a host's answers on, all of them together at linkRate.
type slowLink struct {
	mu   sync.Mutex
	free time.Time // when all that was sent has arrived
}

// open returns the address at which the link answers for a host until ctx is done.
func (l *slowLink) open(ctx context.Context, host string) (string, error) {
	to, err := url.Parse(host)
	if err != nil {
		return "", err
	}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		time.Sleep(linkDelay)
		body := r.Body
		r.Body = struct {
			io.Reader
			io.Closer
		}{readerFunc(func(p []byte) (int, error) {
			n, err := body.Read(p[:min(len(p), 16<<10)])
			l.wait(n)
			return n, err
		}), body}
		return nil
	}
	server := httptest.NewServer(proxy)
	context.AfterFunc(ctx, server.Close)
	return server.URL, nil
}

// wait waits until so many bytes have come, after all those before.
func (l *slowLink) wait(n int) {
	l.mu.Lock()
	if now := time.Now(); l.free.Before(now) {
		l.free = now
	}
	l.free = l.free.Add(time.Duration(float64(n) / linkRate * float64(time.Second)))
	arrived := l.free
	l.mu.Unlock()
	time.Sleep(time.Until(arrived))
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// firstAnswer returns how long a visitor waits for the first answer, in a new profile and behind a slow link, in ms: of
// the project's own networks, and of random weights, which need no file. The two take turns.
func firstAnswer(ctx context.Context, host string) (own, random float64, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	address, err := new(slowLink).open(ctx, host)
	if err != nil {
		return 0, 0, err
	}
	var waits [2][]float64
	for range firstAnswerVisits {
		for i, hash := range []string{"", "#weights=random"} {
			ms, err := visit(ctx, address+"/"+hash)
			if err != nil {
				return 0, 0, fmt.Errorf("the first answer: %w", err)
			}
			waits[i] = append(waits[i], ms)
		}
	}
	for _, w := range waits {
		slices.Sort(w)
	}
	return waits[0][firstAnswerVisits/2], waits[1][firstAnswerVisits/2], nil
}

// visit opens a link in a new profile and returns when the first answer stood there, in ms: one of weights that mean
// something, unless the link asks for random ones.
func visit(ctx context.Context, link string) (float64, error) {
	tab, stop, err := chromium.Start(ctx)
	if err != nil {
		return 0, err
	}
	defer stop()
	const watch = `(function look() {
		const answered = document.querySelector("#answers .percent")?.textContent;
		if (answered && (document.getElementById("banner").hidden || location.hash.includes("random"))) window.answeredMs = performance.now();
		else requestAnimationFrame(look);
	})()`
	_, err = chromedp.Call(tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watch})
	if err != nil {
		return 0, err
	}
	if err := chromedp.Do(tab, chromedp.Navigate(link)); err != nil {
		return 0, err
	}
	if err := until(tab, "window.answeredMs"); err != nil {
		return 0, err
	}
	return chromedp.Run(tab, chromedp.Evaluate[float64]("window.answeredMs"))
}
