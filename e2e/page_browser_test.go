package e2e

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// TestBrowsers holds the page to what it does in browsers that withhold something, or change the page.
func TestBrowsers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, "../weights")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("site data denied", func(t *testing.T) { s.testSiteDataDenied(t, ctx) })
	t.Run("getters that throw", s.testGettersThrow)
	t.Run("getters are asked in JavaScript", testGettersAsked)
	t.Run("translated", s.testTranslated)
	t.Run("opened as a file", s.testFile)
	t.Run("origin of its own", s.testOpaqueOrigin)
	t.Run("program does not come", s.testProgramAbsent)
	t.Run("hidden pixels", s.testHiddenPixels)
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

// altered is the same site with answers that are changed on their way: change gets the path and the answer.
func (s *pageSite) altered(t *testing.T, change func(path string, answer *http.Response) error) *pageSite {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Header.Set("Accept-Encoding", "identity") // so that answers can be read
		},
		ModifyResponse: func(r *http.Response) error { return change(r.Request.URL.Path, r) },
	})
	t.Cleanup(server.Close)
	other := *s
	other.url = server.URL + "/"
	return &other
}
