package e2e

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// engineSite is the site under test, as it is built and hosted, in a browser of its own.
type engineSite struct {
	dir     string // of the site; tests may add files
	url     string // with a slash at the end
	browser context.Context
}

// TestEngine holds the engine, from its worker's messages to its numbers, to what it promises, in the browser and
// through bench.html, with weights that the tests bring.
func TestEngine(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := serveEngine(t, ctx, "")

	t.Run("instruction sets", s.testISAs)
	t.Run("raw weights", s.testRawWeights)
	t.Run("precision", s.testPrecision)
	t.Run("arithmetic", s.testArithmetic)
	t.Run("bad queries", s.testBadQueries)
	t.Run("bad weights", s.testBadWeights)
	t.Run("bad photos", s.testBadPhotos)
	t.Run("picture sizes", s.testPictureSizes)
	t.Run("bad points", s.testBadPoints)
	t.Run("weights as a file", s.testWeightsAsFile)
	t.Run("download", s.testDownload)
	t.Run("newest configure wins", s.testNewestConfigureWins)
	t.Run("messages", s.testMessages)
	t.Run("slots", s.testSlots)
	t.Run("memory of slots", s.testSlotsMemory)
	t.Run("activation map", s.testActivationMap)
	t.Run("among", s.testAmong)
	t.Run("features", s.testFeatures)
	t.Run("inspect", s.testInspect)
	t.Run("layers and architectures", s.testLayersAndArchitectures)
	t.Run("race", s.testRace)
	t.Run("parts of a detector", s.testParts)
	t.Run("break", s.testBreak)
	t.Run("self-test", s.testSelfTest)
	t.Run("death and restart", s.testDeathAndRestart)
	t.Run("threads", s.testThreads)
	t.Run("fastest threads", s.testFastestThreads)
	t.Run("crew changes", s.testCrewChanges)
	t.Run("crew returns", s.testCrewReturns)
	t.Run("member dies", s.testMemberDies)
	t.Run("memory of a crew", s.testCrewMemory)
	t.Run("memory", s.testMemory)
	t.Run("memory grows after a pass", s.testMemoryGrows)
	t.Run("memory bound", s.testMemoryBound)
	t.Run("eviction", s.testEviction)
	t.Run("plain hosting", s.testPlainHosting)
}

// serveEngine builds the site with the weights in a directory, "" for none, and hosts it until the test ends.
func serveEngine(t *testing.T, ctx context.Context, weights string) *engineSite {
	t.Helper()
	dir, url := serveSite(t, ctx, weights)
	return &engineSite{dir: dir, url: url, browser: startBrowser(t, ctx)}
}

// open opens bench.html with that query in a tab of its own and waits until it is ready.
func (s *engineSite) open(t *testing.T, query string) *benchpage.Page {
	t.Helper()
	page, err := benchpage.Open(s.tab(t), s.url+"bench.html"+query)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// tab opens a tab that closes with the test.
func (s *engineSite) tab(t *testing.T) context.Context {
	t.Helper()
	tab, cancel := chromedp.NewContext(s.browser)
	t.Cleanup(cancel)
	return tab
}

// add puts a file into the site and returns its address relative to bench.html.
func (s *engineSite) add(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(s.dir, "fixtures", name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o666); err != nil {
		t.Fatal(err)
	}
	return "fixtures/" + name
}

// call evaluates an expression in the page.
func call[T any](t *testing.T, p *benchpage.Page, expression string) T {
	t.Helper()
	value, err := benchpage.Call[T](p, expression)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// wantRejected fails unless the expression is rejected with a message that holds all the words.
func wantRejected(t *testing.T, p *benchpage.Page, expression string, words ...string) {
	t.Helper()
	_, err := benchpage.Call[any](p, expression)
	wantWords(t, err, words...)
}

// wantWords fails unless err is a rejection whose message holds all the words.
func wantWords(t *testing.T, err error, words ...string) {
	t.Helper()
	var rejected benchpage.Rejected
	if !errors.As(err, &rejected) {
		t.Fatalf("have error %v, want a rejection that says %q", err, words)
	}
	for _, word := range words {
		if !strings.Contains(string(rejected), word) {
			t.Errorf("have message %q, want one that says %q", rejected, word)
		}
	}
}

// wantWorks fails unless the page still measures.
func wantWorks(t *testing.T, p *benchpage.Page) {
	t.Helper()
	result, err := p.Bench(0.25, 128, benchpage.Options{Runs: 1, Logits: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Logits) < 1000 {
		t.Errorf("have %d logits, want at least 1000", len(result.Logits))
	}
}
