package wall_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

// The QR code is of this host's own page, and of nothing else that somebody might want drawn here. TestWallPage reads it.
func TestQR(t *testing.T) {
	w := newWall(t, filepath.Join(t.TempDir(), "walls.sqlite"))
	do := func(method, target, body string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Host = "school.example"
		r.Header.Set("Content-Type", "application/json")
		answer := httptest.NewRecorder()
		w.ServeHTTP(answer, r)
		return answer
	}
	opened := do("POST", "/api/walls", `{"title":"","hours":1}`).Body.String()
	_, code, _ := strings.Cut(opened, `"code":"`)
	code, _, _ = strings.Cut(code, `"`)
	for _, test := range []struct {
		name, page string
		status     int
	}{
		{"the site", "https://school.example/", http.StatusOK},
		{"a site in a directory", "http://school.example/a/b/", http.StatusOK},
		{"another host", "https://elsewhere.example/", http.StatusBadRequest},
		{"another port", "https://school.example:8443/", http.StatusBadRequest},
		{"another scheme", "javascript://school.example/", http.StatusBadRequest},
		{"a user", "https://me@school.example/", http.StatusBadRequest},
		{"a query", "https://school.example/?a=b", http.StatusBadRequest},
		{"a hash", "https://school.example/#a", http.StatusBadRequest},
		{"no slash", "https://school.example/a", http.StatusBadRequest},
		{"too long", "https://school.example/" + strings.Repeat("a", 200) + "/", http.StatusBadRequest},
		{"none", "", http.StatusBadRequest},
	} {
		have := do("GET", "/api/walls/"+code+"/code.svg?page="+url.QueryEscape(test.page), "")
		if have.Code != test.status {
			t.Errorf("%s: have %d %s, want %d", test.name, have.Code, have.Body, test.status)
		}
		if kind := have.Header().Get("Content-Type"); (kind == "image/svg+xml") != (test.status == http.StatusOK) {
			t.Errorf("%s: have the type %q", test.name, kind)
		}
	}
}
