package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// held returns the site as it is seen by who waits for the files whose names end with suffix until come is closed.
func (s *pageSite) held(t *testing.T, suffix string) (held *pageSite, come chan struct{}) {
	t.Helper()
	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	site := httputil.NewSingleHostReverseProxy(to)
	come = make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, suffix) {
			select {
			case <-come:
			case <-r.Context().Done():
				return
			}
		}
		site.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	copied := *s
	copied.url = server.URL + "/"
	return &copied, come
}

// The page can be looked at and read before any of its programs has come, and becomes live when they do.
func (s *pageSite) testFirstPaint(t *testing.T) {
	slow, come := s.held(t, ".wasm")
	v := slow.open(t, "")
	v.wait(`performance.getEntriesByName("first-contentful-paint").length && document.fonts.status === "loaded"`, "the first paint, without the programs")
	absent := evaluate[[]string](v, `[".masthead h1", ".lede", "img.medium", "#alpha", "#alpha-text", "#rho", "#rho-text", "#camera", ".answers", ".readouts dt", "#figure-title", ".privacy"]
		.filter((selector) => {
			const element = document.querySelector(selector), box = element.getBoundingClientRect();
			return !element.checkVisibility() || box.width < 8 || box.height < 8 || (element instanceof HTMLImageElement ? !element.naturalWidth : element.children.length + element.textContent.length === 0 && !element.matches("input"));
		})`)
	if len(absent) > 0 {
		t.Errorf("the first paint lacks %q, want the whole page", absent)
	}
	if !evaluate[bool](v, `getComputedStyle(document.querySelector(".picture")).display === "grid" && !document.querySelector(".segments label :enabled")`) {
		t.Error("the first paint has no style, or offers what nobody listens to yet")
	}
	for _, weak := range evaluate[[]string](v, weakText) {
		t.Errorf("the first paint: %s", weak)
	}
	close(come)
	v.waitLive()
}
