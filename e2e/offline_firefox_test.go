package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"

	"mobilenet/e2e/firefox"
)

// tellTwice tells the first answer when the page opens without its server too, loads it again, and tells the next.
const tellTwice = `(async () => {
	const until = async (wanted) => { while (!wanted()) await new Promise((later) => setTimeout(later, 100)); };
	const label = () => document.querySelector("#answers .percent")?.textContent && document.querySelector("#answers .label").textContent;
	await until(() => label() && navigator.serviceWorker.controller);
	await fetch("told", {method: "POST", body: JSON.stringify({label: label(), isolated: crossOriginIsolated})});
	if (!sessionStorage.again) {
		sessionStorage.again = "yes";
		location.reload();
	}
})()`

// Firefox opens the page without its server too, isolated by the service worker.
func TestOfflineFirefox(t *testing.T) {
	if _, err := firefox.Find(); err != nil {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := &updateSite{pageSite: *servePage(t, ctx, ownWeights)}
	type visited struct {
		Label    string
		Isolated bool
	}
	heard := make(chan visited, 2)
	var h *host
	pages := http.NewServeMux()
	pages.Handle("/", plain(s.dir))
	pages.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		page := readFile(t, filepath.Join(s.dir, "index.html"))
		w.Write(bytes.Replace(page, []byte("</head>"), []byte(`<script src="tell.js" defer></script></head>`), 1))
	})
	pages.HandleFunc("/tell.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
		w.Write([]byte(tellTwice))
	})
	pages.HandleFunc("/told", func(w http.ResponseWriter, r *http.Request) {
		var v visited
		if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
			t.Error(err)
		}
		h.stop(func(name string) bool { return name != "tell.js" && name != "told" })
		heard <- v
	})
	h = s.serveHost(t, pages, "/")
	stop, err := firefox.Open(ctx, t.TempDir(), h.url)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	var have [2]visited
	for i := range have {
		select {
		case have[i] = <-heard:
		case <-ctx.Done():
			t.Fatalf("visit %d: %v; asked for %q", i+1, ctx.Err(), h.askedFor())
		}
	}
	if have[0].Label == "" || have[1].Label == "" {
		t.Errorf("have the answers %q and %q, want one with the server and one without", have[0].Label, have[1].Label)
	}
	if have[0].Isolated || !have[1].Isolated {
		t.Errorf("have isolated %v and %v, want the second visit's alone", have[0].Isolated, have[1].Isolated)
	}
}
