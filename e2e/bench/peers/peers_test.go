package peers

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// root is the repository's.
const root = "../../.."

func TestInstallWithoutNPM(t *testing.T) {
	dir := t.TempDir()
	lock := filepath.Join(dir, Dir, "package-lock.json")
	if err := os.MkdirAll(filepath.Dir(lock), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lock, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	if err := Install(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "npm") {
		t.Errorf("have %v, want an error that names npm", err)
	}
}

func TestVersions(t *testing.T) {
	have, err := Versions(root)
	if err != nil {
		t.Fatal(err)
	}
	if exact := regexp.MustCompile(`^(\S+ \d+\.\d+\.\d+(, |$)){5}$`); !exact.MatchString(have) {
		t.Errorf("have %q, want five packages with exact versions", have)
	}
	lock, err := os.ReadFile(filepath.Join(root, Dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(lock), `"resolved"`) {
		t.Error("have addresses in package-lock.json, want none: npm writes them unless omit-lockfile-registry-resolved is set")
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
