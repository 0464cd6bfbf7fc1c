package e2e

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mobilenet/e2e/site"
	"mobilenet/e2e/wrangler"
	"mobilenet/web/wall/walltest"
)

// TestWorkerd runs the site as Cloudflare does: their runtime serves its files, and the worker the rest.
func TestWorkerd(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	err := wrangler.Install(ctx, "..")
	if _, ok := errors.AsType[wrangler.NodeError](err); ok {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	work := t.TempDir()
	worker, dist, state := filepath.Join(work, "worker"), filepath.Join(work, "site"), filepath.Join(work, "state")
	size, err := wrangler.Build(ctx, "..", worker)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("the worker has %d bytes compressed", size)
	if err := site.Build(ctx, "..", dist, ownWeights); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(state, 0o777); err != nil {
		t.Fatal(err)
	}
	start := func(port string) *wrangler.Host {
		t.Helper()
		host, err := wrangler.Start(ctx, "..", worker, dist, state, port)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(host.Close)
		return host
	}
	host := start("0")

	t.Run("answers", func(t *testing.T) { testWorkerAnswers(t, host.URL) })
	t.Run("page", func(t *testing.T) {
		s := &pageSite{url: host.URL + "/", browser: startBrowser(t, ctx)}
		v := s.open(t, "#alpha=0.25&resolution=128")
		v.waitLive()
		if !evaluate[bool](v, `crossOriginIsolated`) {
			t.Error("have a page that is not isolated, want the headers of _headers")
		}
	})
	t.Run("schedule", func(t *testing.T) {
		// Wrangler's own router of files passes no schedule on to the worker; Cloudflare calls the worker itself.
		alone, err := wrangler.Start(ctx, "..", worker, "", t.TempDir(), "0")
		if err != nil {
			t.Fatal(err)
		}
		defer alone.Close()
		testWorkerSchedule(t, alone.URL)
	})
	t.Run("killed", func(t *testing.T) { host = testWorkerKilled(t, host, start) })
	t.Run("walls", func(t *testing.T) { walltest.Run(t, host.URL) }) // after which it refuses codes from here
}

// testWorkerSchedule calls the worker as its schedule does, to remove walls that have ended.
func testWorkerSchedule(t *testing.T, base string) {
	response, err := http.Get(base + "/cdn-cgi/handler/scheduled")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "ok" {
		t.Errorf("have %s, %s, %v, want ok", response.Status, body, err)
	}
}

// testWorkerKilled has a class post at once while the worker is killed and started again.
func testWorkerKilled(t *testing.T, host *wrangler.Host, start func(port string) *wrangler.Host) *wrangler.Host {
	address, err := url.Parse(host.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := walltest.Client{Base: host.URL, HTTP: &http.Client{}}
	walltest.Killed(t, client, 5, 1, 80, func() { host.Close() }, func() { host = start(address.Port()) })
	return host
}

// testWorkerAnswers asks for files, and for what the worker answers.
func testWorkerAnswers(t *testing.T, base string) {
	for _, test := range []struct {
		path         string
		status       int
		header, want string
		body         string
	}{
		{"/", 200, "Content-Type", "text/html; charset=utf-8", `id="alpha"`},
		{"/index.html", 200, "Cross-Origin-Opener-Policy", "same-origin", `id="alpha"`},
		{"/bench.html", 200, "Cross-Origin-Embedder-Policy", "require-corp", "<!doctype html>"},
		{"/mobilenet.js", 200, "Access-Control-Allow-Origin", "*", "export"},
		{"/bench", 404, "Cross-Origin-Opener-Policy", "same-origin", "There is nothing here"},
		{"/_headers", 404, "Content-Type", "text/html; charset=utf-8", "There is nothing here"},
		{"/healthz", 200, "Cache-Control", "no-store", "ok"},
		{"/api/walls", 200, "Content-Type", "application/json", `{"walls":true}`},
		{"/api/else", 404, "Content-Type", "text/html; charset=utf-8", "There is nothing here"},
	} {
		t.Run(test.path, func(t *testing.T) {
			response, err := http.Get(base + test.path)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			body, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if have := response.Header.Get(test.header); response.StatusCode != test.status || have != test.want || !strings.Contains(string(body), test.body) {
				t.Errorf("have %s, %s: %s and %.60q, want %d, %s and %q", response.Status, test.header, have, body, test.status, test.want, test.body)
			}
		})
	}
}
