package files

import (
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

const (
	assets  = "/v/0123456789ab/"
	weights = "/weights/mobilenet_v1_0.25_128.0123456789ab.safetensors"

	detector = "/weights/ssd_mobilenet_v1_0.75_300_quant.0123456789ab.tflite"
)

// testSite has what a built site has; the content of a compressed file says which one it is.
var testSite = fstest.MapFS{
	"index.html":                              {Data: []byte("<!doctype html>page")},
	"bench.html":                              {Data: []byte("<!doctype html>bench")},
	"_headers":                                {Data: []byte("/*")},
	"_redirects":                              {Data: []byte("/ /index.html 200")},
	"mobilenet.js":                            {Data: []byte("export {}")},
	"mobilenet.d.ts":                          {Data: []byte("types")},
	".hidden":                                 {Data: []byte("secret")},
	"v/.hidden/file":                          {Data: []byte("secret")},
	"v/0123456789ab/mobilenet.wasm":           {Data: []byte("\x00asm0123456789")},
	"v/0123456789ab/mobilenet.wasm.br":        {Data: []byte("brotli")},
	"v/0123456789ab/mobilenet.wasm.gz":        {Data: []byte("gzip")},
	"v/0123456789ab/boot.js":                  {Data: []byte("boot()")},
	"v/0123456789ab/boot.js.gz":               {Data: []byte("gzip")},
	"v/0123456789ab/style.css":                {Data: []byte("body {}")},
	"v/0123456789ab/samples/clock.jpg":        {Data: []byte("\xff\xd8")},
	"weights/index.json":                      {Data: []byte("[]")},
	strings.TrimPrefix(weights, "/"):          {Data: []byte("weights")},
	strings.TrimPrefix(detector, "/"):         {Data: []byte("detector")},
	"weights/by-hand.safetensors":             {Data: []byte("weights")},
	"v/0123456789ab/directory.html/x.html":    {Data: []byte("x")},
	"v/0123456789ab/samples/clock \u00e9.txt": {Data: []byte("x")},
}

// get asks the test site for a path, as it stands in the request line, with headers given in pairs.
func get(t *testing.T, method, path string, headers ...string) *http.Response {
	t.Helper()
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Add(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	New(testSite).ServeHTTP(recorder, request)
	return recorder.Result()
}

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFiles(t *testing.T) {
	const immutable, ask = "public, max-age=31536000, immutable", "no-cache"
	tests := []struct{ path, contentType, cache, body string }{
		{"/", "text/html; charset=utf-8", ask, "<!doctype html>page"},
		{"/index.html", "text/html; charset=utf-8", ask, "<!doctype html>page"},
		{"/bench.html?isa=scalar", "text/html; charset=utf-8", ask, "<!doctype html>bench"},
		{assets + "mobilenet.wasm", "application/wasm", immutable, "\x00asm0123456789"},
		{assets + "boot.js", "text/javascript; charset=utf-8", immutable, "boot()"},
		{assets + "style.css", "text/css; charset=utf-8", immutable, "body {}"},
		{assets + "samples/clock.jpg", "image/jpeg", immutable, "\xff\xd8"},
		{assets + "samples/clock%20%C3%A9.txt", "text/plain; charset=utf-8", immutable, "x"},
		{"/mobilenet.js", "text/javascript; charset=utf-8", ask, "export {}"},
		{"/mobilenet.d.ts", "text/plain; charset=utf-8", ask, "types"},
		{"/weights/index.json", "application/json", ask, "[]"},
		{weights, "application/octet-stream", immutable, "weights"},
		{detector, "application/octet-stream", immutable, "detector"},
		{"/weights/by-hand.safetensors", "application/octet-stream", ask, "weights"},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			response := get(t, "GET", test.path)
			if response.StatusCode != 200 {
				t.Fatalf("status: have %s, want 200", response.Status)
			}
			if have := response.Header.Get("Content-Type"); have != test.contentType {
				t.Errorf("content type: have %q, want %q", have, test.contentType)
			}
			if have := response.Header.Get("Cache-Control"); have != test.cache {
				t.Errorf("cache control: have %q, want %q", have, test.cache)
			}
			if have := body(t, response); have != test.body {
				t.Errorf("body: have %q, want %q", have, test.body)
			}
			tag := response.Header.Get("ETag")
			again := get(t, "GET", test.path, "If-None-Match", tag)
			if tag == "" || again.StatusCode != http.StatusNotModified {
				t.Errorf("with the tag %q: have %s, want 304", tag, again.Status)
			}
			head := get(t, "HEAD", test.path)
			if head.StatusCode != 200 || head.ContentLength != int64(len(test.body)) || body(t, head) != "" {
				t.Errorf("HEAD: have %s, %d bytes, want 200, %d bytes and no body", head.Status, head.ContentLength, len(test.body))
			}
		})
	}
}

func TestAbsent(t *testing.T) {
	paths := []string{
		"/absent", "/absent.html", "/index.html/", "/weights", "/weights/", "/v/", assets, assets + "directory.html",
		assets + "absent.js", assets + "samples", "/v/0123456789ab", "/_headers", "/_redirects", "/.hidden", "/v/.hidden/file",
		"//index.html", "/./index.html", "/v/../index.html", "/../serve.go", "/%2e%2e/serve.go", "/..%2fserve.go",
		"/v/%2e%2e/%2e%2e/serve.go", "/..\\serve.go", "/%5c..%5cserve.go", "/index.html%00", "/%00", "/C:/serve.go",
		"/index.html:stream", "/%ff",
	}
	for _, path := range paths {
		t.Run(path, func(t *testing.T) {
			response := get(t, "GET", path)
			if response.StatusCode != 404 || response.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("have %s, cache %q, want 404, no-store", response.Status, response.Header.Get("Cache-Control"))
			}
			if have := body(t, response); have != notFoundPage {
				t.Errorf("have %q, want the page that says so", have)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"} {
		response := get(t, method, "/")
		if response.StatusCode != 405 || response.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: have %s, allowed %q, want 405, GET, HEAD", method, response.Status, response.Header.Get("Allow"))
		}
	}
}

func TestCodings(t *testing.T) {
	wasm, script, page := assets+"mobilenet.wasm", assets+"boot.js", "/"
	tests := []struct{ path, accept, coding, vary string }{
		{wasm, "gzip, deflate, br, zstd", "br", "Accept-Encoding"},
		{wasm, "gzip, deflate", "gzip", "Accept-Encoding"},
		{wasm, "BR", "br", "Accept-Encoding"},
		{wasm, "br;q=0.5, gzip;q=0.8", "gzip", "Accept-Encoding"},
		{wasm, "br; q=0.5 , gzip;q=0.1", "br", "Accept-Encoding"},
		{wasm, "br;q=0, gzip;q=0", "", "Accept-Encoding"},
		{wasm, "br;q=0, *", "gzip", "Accept-Encoding"},
		{wasm, "*", "br", "Accept-Encoding"},
		{wasm, "*;q=0", "", "Accept-Encoding"},
		{wasm, "identity;q=1, *;q=0", "", "Accept-Encoding"},
		{wasm, "identity, br;q=0.9", "", "Accept-Encoding"},
		{wasm, "identity;q=0, gzip", "gzip", "Accept-Encoding"},
		{wasm, "br;q=2", "", "Accept-Encoding"},
		{wasm, "br;q=x", "", "Accept-Encoding"},
		{wasm, "", "", "Accept-Encoding"},
		{wasm, ";;,,=", "", "Accept-Encoding"},
		{script, "br, gzip", "gzip", "Accept-Encoding"},
		{script, "br", "", "Accept-Encoding"},
		{page, "br, gzip", "", ""},
	}
	content := map[string]string{"br": "brotli", "gzip": "gzip"}
	for _, test := range tests {
		t.Run(test.path+" "+test.accept, func(t *testing.T) {
			response := get(t, "GET", test.path, "Accept-Encoding", test.accept)
			if have := response.Header.Get("Content-Encoding"); have != test.coding {
				t.Errorf("coding: have %q, want %q", have, test.coding)
			}
			if have := response.Header.Get("Vary"); have != test.vary {
				t.Errorf("vary: have %q, want %q", have, test.vary)
			}
			plain := get(t, "GET", test.path)
			if have, want := response.Header.Get("Content-Type"), plain.Header.Get("Content-Type"); have != want {
				t.Errorf("content type: have %q, want %q", have, want)
			}
			if test.coding == "" {
				return
			}
			if have, want := body(t, response), content[test.coding]; have != want || response.ContentLength != int64(len(want)) {
				t.Errorf("body: have %q of length %d, want %q", have, response.ContentLength, want)
			}
			tag := response.Header.Get("ETag")
			if tag == plain.Header.Get("ETag") {
				t.Errorf("tag: have %s for both the compressed and the plain file, want two", tag)
			}
			again := get(t, "GET", test.path, "Accept-Encoding", test.accept, "If-None-Match", tag)
			if again.StatusCode != http.StatusNotModified || again.Header.Get("Vary") != test.vary {
				t.Errorf("with the tag %s: have %s, vary %q, want 304, vary %q", tag, again.Status, again.Header.Get("Vary"), test.vary)
			}
		})
	}
}

func TestCodingsInTwoHeaders(t *testing.T) {
	response := get(t, "GET", assets+"mobilenet.wasm", "Accept-Encoding", "gzip", "Accept-Encoding", "br")
	if have := response.Header.Get("Content-Encoding"); have != "br" {
		t.Errorf("have %q, want br", have)
	}
}

func TestRanges(t *testing.T) {
	wasm := assets + "mobilenet.wasm"
	compressedTag := get(t, "GET", wasm, "Accept-Encoding", "br").Header.Get("ETag")
	plainTag := get(t, "GET", wasm).Header.Get("ETag")
	tests := []struct {
		name, bytes, ifRange string
		status               int
		contentRange, body   string
	}{
		{"middle", "bytes=4-7", "", 206, "bytes 4-7/14", "0123"},
		{"end", "bytes=-2", "", 206, "bytes 12-13/14", "89"},
		{"same file", "bytes=4-7", plainTag, 206, "bytes 4-7/14", "0123"},
		{"tag of the compressed file", "bytes=4-7", compressedTag, 200, "", "\x00asm0123456789"},
		{"past the end", "bytes=99-", "", 416, "bytes */14", "invalid range: failed to overlap\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := get(t, "GET", wasm, "Accept-Encoding", "br, gzip", "Range", test.bytes, "If-Range", test.ifRange)
			if response.StatusCode != test.status || response.Header.Get("Content-Encoding") != "" {
				t.Errorf("have %s, coding %q, want %d and none", response.Status, response.Header.Get("Content-Encoding"), test.status)
			}
			if have := response.Header.Get("Content-Range"); have != test.contentRange {
				t.Errorf("range: have %q, want %q", have, test.contentRange)
			}
			if have := body(t, response); have != test.body {
				t.Errorf("body: have %q, want %q", have, test.body)
			}
		})
	}
}

// TestStaticHosts holds the rules for static hosts and this handler together, for every kind of answer.
func TestStaticHosts(t *testing.T) {
	rules, err := os.ReadFile("../../wasm/site/_headers")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/", "/bench.html", "/mobilenet.js", "/examples/classify.html", assets + "mobilenet.wasm", "/weights/index.json", weights, detector, "/absent"} {
		want := rulesFor(path, string(rules))
		response := get(t, "GET", path)
		have := make(map[string]string)
		for name := range headers {
			have[name] = response.Header.Get(name)
		}
		if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "" {
			have["Access-Control-Allow-Origin"] = allowed
		}
		if cache := response.Header.Get("Cache-Control"); strings.HasSuffix(cache, "immutable") {
			have["Cache-Control"] = cache // static hosts let a browser ask every time by themselves
		}
		if !maps.Equal(have, want) {
			t.Errorf("%s: have %q, want %q", path, have, want)
		}
	}
	for _, response := range []*http.Response{get(t, "POST", "/"), get(t, "GET", assets+"mobilenet.wasm", "Range", "bytes=99-")} {
		for name, want := range headers {
			if have := response.Header.Get(name); have != want {
				t.Errorf("%s, %s: have %q, want %q", response.Status, name, have, want)
			}
		}
	}
}

// rulesFor returns the headers that the rules of a _headers file give to a path.
func rulesFor(path, rules string) map[string]string {
	found := make(map[string]string)
	matches := false
	for line := range strings.Lines(rules) {
		line = strings.TrimRight(line, "\n")
		switch {
		case strings.HasPrefix(line, "/"):
			before, after, _ := strings.Cut(line, "*")
			matches = strings.HasPrefix(path, before) && strings.HasSuffix(path, after)
		case strings.HasPrefix(line, "  ") && matches:
			name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
			found[name] = value
		}
	}
	return found
}

// FuzzFileName looks for a URL path that leads out of the site.
func FuzzFileName(f *testing.F) {
	for _, seed := range []string{"/", "/a/b", "/../a", "/a/../b", "//a", "/.a", `/..\a`, "/a\x00", "a", "/_headers"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		name, ok := fileName(path)
		if ok && (!fs.ValidPath(name) || !filepath.IsLocal(name) || strings.Contains(name, "..") && strings.Contains("/"+name+"/", "/../")) {
			t.Errorf("%q: have the file %q, want none", path, name)
		}
	})
}

func TestDirectory(t *testing.T) {
	if runtime.GOOS == "js" {
		t.Skip("a worker has no directory")
	}
	outside := t.TempDir()
	dir := filepath.Join(t.TempDir(), "site")
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write(filepath.Join(outside, "secret.txt"), "secret")
	write(filepath.Join(dir, "index.html"), "page")
	link("index.html", "link.html")
	link(filepath.Join(outside, "secret.txt"), "secret.txt")
	link(outside, "outside")
	link("../"+filepath.Base(outside), "relative")
	tests := []struct {
		path   string
		status int
	}{
		{"/", 200},
		{"/link.html", 200},
		{"/secret.txt", 404},
		{"/outside/secret.txt", 404},
		{"/relative/secret.txt", 404},
	}
	for _, test := range tests {
		recorder := httptest.NewRecorder()
		New(Directory(dir)).ServeHTTP(recorder, httptest.NewRequest("GET", test.path, nil))
		if recorder.Code != test.status {
			t.Errorf("%s: have %d, want %d", test.path, recorder.Code, test.status)
		}
	}
}
