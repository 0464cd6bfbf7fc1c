package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// unable tells whether the page says one sentence of what keeps it from starting, and no longer that something comes.
const unable = `(() => {
	const seen = [...document.querySelectorAll("#unable p")].filter((e) => e.checkVisibility());
	const waits = [...document.querySelectorAll(".state, .caption, .progress, #status")].filter((e) => e.checkVisibility());
	return seen.length === 1 && waits.length === 0 ? seen[0].textContent : "";
})()`

// wantUnable fails unless all pages of a site say so, in both languages.
func (s *pageSite) wantUnable(t *testing.T, english, korean string, tolerated ...string) {
	t.Helper()
	for _, name := range []string{"index.html", "bench.html", "teachers.html"} {
		for hash, want := range map[string]string{"#lang=en": english, "#lang=ko": korean} {
			t.Run(name+hash, func(t *testing.T) {
				v := s.open(t, name+hash, tolerated...)
				v.wait(unable, "a sentence")
				if have := evaluate[string](v, unable); !strings.Contains(have, want) {
					t.Errorf("have %q, want a sentence with %q", have, want)
				}
			})
		}
	}
}

// Whoever opens the built page by a double click is told how to.
func (s *pageSite) testFile(t *testing.T) {
	file := *s
	file.url = "file://" + s.dir + "/"
	file.wantUnable(t, "make serve", "make serve", "CORS", "ERR_FAILED")
}

// In a frame with sandbox="allow-scripts" the page has an origin of its own, as it has by the header that says so.
func (s *pageSite) testOpaqueOrigin(t *testing.T) {
	own := s.altered(t, func(_ string, answer *http.Response) error {
		answer.Header.Add("Content-Security-Policy", "sandbox allow-scripts")
		return nil
	})
	own.wantUnable(t, "allow-same-origin", "allow-same-origin", "CORS", "ERR_FAILED", "worker-src")
}

// A module that does not come is told of, whoever keeps it away.
func (s *pageSite) testProgramAbsent(t *testing.T) {
	for _, file := range []string{"/boot.js", "/told.js"} {
		t.Run(file, func(t *testing.T) {
			own := s.altered(t, func(path string, answer *http.Response) error {
				if strings.HasSuffix(path, file) {
					answer.StatusCode = http.StatusForbidden
				}
				return nil
			})
			v := own.open(t, "", "403")
			v.wait(unable, "a sentence")
			if have := evaluate[string](v, unable); !strings.Contains(have, "did not load") {
				t.Errorf("have %q, want that the program did not load", have)
			}
		})
	}
}
