package requestlog

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestLog(t *testing.T) {
	answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasSuffix(r.URL.Path, "/events"):
			io.WriteString(w, "event")
			if err := http.NewResponseController(w).Flush(); err != nil {
				t.Errorf("flush: %v", err)
			}
			panic(http.ErrAbortHandler)
		case r.Method == "POST":
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusCreated)
		default:
			io.WriteString(w, "page")
		}
	})
	tests := []struct{ name, method, target, want string }{
		{"a file", "GET", "/index.html", "GET /index.html 200 4 B"},
		{"no query", "GET", "/?name=Kim", "GET / 200 4 B"},
		{"no code", "GET", "/api/walls/K7QM-3XPT/posts.csv?after=1", "GET /api/walls/CODE/posts.csv 200 4 B"},
		{"no code of a wall alone", "GET", "/api/walls/K7QM3XPT", "GET /api/walls/CODE 200 4 B"},
		{"the walls", "GET", "/api/walls", "GET /api/walls 200 4 B"},
		{"a status without a body", "POST", "/api/walls/K7QM3XPT/posts", "POST /api/walls/CODE/posts 201 0 B"},
		{"a stream that breaks off", "GET", "/api/walls/K7QM3XPT/events", "GET /api/walls/CODE/events 200 5 B"},
		{"a line of its own", "GET", "/a%0ab%20c", "GET /a%0Ab%20c 200 4 B"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			func() {
				defer func() { _ = recover() }()
				New(answer, &out).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(test.method, test.target, nil))
			}()
			line := regexp.MustCompile(`^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (.*) \d+ ms\n$`).FindStringSubmatch(out.String())
			if line == nil || line[1] != test.want {
				t.Errorf("have %q, want the time, %s and how long it took", &out, test.want)
			}
		})
	}
}
