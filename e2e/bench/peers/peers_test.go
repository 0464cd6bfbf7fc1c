package peers

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// root is the repository's.
const root = "../../.."

func TestVersions(t *testing.T) {
	have, err := Versions(root)
	if err != nil {
		t.Fatal(err)
	}
	if exact := regexp.MustCompile(`^(\S+ \d+\.\d+\.\d+(, |$)){5}$`); !exact.MatchString(have) {
		t.Errorf("have %q, want five packages with exact versions", have)
	}
}

func TestHandler(t *testing.T) {
	models := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(r.URL.Path)) })
	h := Handler(root, models)
	for _, test := range []struct{ path, want string }{
		{"/litert.html", "LiteRT.js"},
		{"/models/1_224/input.bin", "1_224/input.bin"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", test.path, nil))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), test.want) {
			t.Errorf("%s: have %d %q, want %q in it", test.path, w.Code, w.Body, test.want)
		}
		if have := w.Header().Get("Cross-Origin-Embedder-Policy"); have != "require-corp" {
			t.Errorf("%s: have Cross-Origin-Embedder-Policy %q, want require-corp", test.path, have)
		}
	}
}
