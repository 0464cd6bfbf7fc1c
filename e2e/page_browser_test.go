package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// TestBrowsers holds the page to what it does in browsers that withhold something, or change the page.
func TestBrowsers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	s := servePage(t, ctx, "../weights")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("site data denied", func(t *testing.T) { s.testSiteDataDenied(t, ctx) })
	t.Run("getters that throw", s.testGettersThrow)
	t.Run("getters are asked in JavaScript", testGettersAsked)
	t.Run("translated", s.testTranslated)
}

// openWith opens the page after scripts that change what its browser is.
func (s *pageSite) openWith(t *testing.T, where string, scripts ...string) *visit {
	t.Helper()
	v := s.blank(t)
	v.size(1280, 900)
	for _, script := range scripts {
		if _, err := chromedp.Call(v.tab, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script}); err != nil {
			t.Fatal(err)
		}
	}
	v.do(chromedp.Navigate(s.url + where))
	return v
}
