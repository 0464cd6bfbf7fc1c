package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"

	"mobilenet/e2e/firefox"
)

// Firefox shows a wall, and a post as it comes.
func TestWallFirefox(t *testing.T) {
	if _, err := firefox.Find(); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	_, code := s.openWall(t, "Firefox")
	s.post(t, code, 1, 'a', "one", "phone", "Firefox 140", 10)

	to, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	tell := make(chan string)
	pages := http.NewServeMux()
	pages.Handle("/", httputil.NewSingleHostReverseProxy(to))
	pages.HandleFunc("/around", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><iframe src="wall.html#%s&lang=en" width="1200" height="800"></iframe><script type="module">
			const wall = document.querySelector("iframe");
			let told = "";
			setInterval(() => {
				const inside = wall.contentDocument, drawn = inside.querySelectorAll(".wall-chart .device").length;
				const now = [inside.getElementById("state")?.className, drawn, inside.getElementById("qr")?.naturalWidth > 0].join();
				if (now !== told) fetch("told", {method: "POST", body: told = now});
			}, 50);
		</script>`, code)
	})
	pages.HandleFunc("/told", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		select {
		case tell <- string(body):
		case <-ctx.Done():
		}
	})
	server := httptest.NewServer(pages)
	defer server.Close()
	defer server.CloseClientConnections() // of its event stream
	closeBrowser, err := firefox.Open(ctx, t.TempDir(), server.URL+"/around")
	if err != nil {
		t.Fatal(err)
	}
	defer closeBrowser()
	have := ""
	wait := func(want string) {
		t.Helper()
		for have != want {
			select {
			case have = <-tell:
			case <-ctx.Done():
				t.Fatalf("have %q, want %q: the state, the devices drawn, whether the QR code has come", have, want)
			}
		}
	}
	wait("wall-state is-live,1,true")
	s.post(t, code, 1, 'b', "two", "laptop", "Firefox 140", 20)
	wait("wall-state is-live,2,true")
}
