package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
)

// workerPage starts the Go program worker.wasm as Cloudflare does, by what github.com/syumai/workers asks of its host,
// and asks it for the method and path in its query.
const workerPage = `<!doctype html>
<script src="wasm_exec.js"></script>
<script>
async function ask() {
	globalThis.context = { binding: {}, env: {} };
	const go = new Go();
	const ready = new Promise((resolve) => { go.importObject.workers = { ready: resolve }; });
	const { instance } = await WebAssembly.instantiateStreaming(fetch("worker.wasm"), go.importObject);
	go.run(instance);
	await ready;
	const query = new URLSearchParams(location.search);
	const request = new Request("https://example.org" + query.get("path"), { method: query.get("method") });
	const response = await context.binding.handleRequest(request);
	return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() };
}
const answer = ask();
</script>
`

// TestWorker runs the worker where there is no Node.js for TestWorkerd: the platform asks it for what is no file of the site.
func TestWorker(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	worker := filepath.Join(t.TempDir(), "worker.wasm")
	build := exec.CommandContext(ctx, "go", "build", "-o", worker, "mobilenet")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", build, err, output)
	}
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	support := filepath.Join(string(bytes.TrimSpace(goroot)), "lib", "wasm", "wasm_exec.js")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, workerPage)
		case "/wasm_exec.js":
			http.ServeFile(w, r, support)
		case "/worker.wasm":
			http.ServeFile(w, r, worker)
		default:
			http.NotFound(w, r)
		}
	}))
	defer server.Close()
	tab, stop, err := chromium.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()

	tests := []struct {
		method, path string
		status       int
		header, want string
		body         string
	}{
		{"GET", "/absent", 404, "content-type", "text/html; charset=utf-8", "There is nothing here"},
		{"GET", "/", 404, "cross-origin-embedder-policy", "require-corp", "There is nothing here"},
		{"POST", "/", 405, "allow", "GET, HEAD", "405: only GET and HEAD"},
	}
	for _, test := range tests {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			type answer struct {
				Status  int
				Headers map[string]string
				Body    string
			}
			query := url.Values{"method": {test.method}, "path": {test.path}}
			if err := chromedp.Do(tab, chromedp.Navigate(server.URL+"/?"+query.Encode())); err != nil {
				t.Fatal(err)
			}
			have, err := chromedp.Run(tab, chromedp.Evaluate[answer]("answer", chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if have.Status != test.status || have.Headers[test.header] != test.want || !strings.Contains(have.Body, test.body) {
				t.Errorf("have %+v, want %d, %s: %s and %q", have, test.status, test.header, test.want, test.body)
			}
		})
	}
}
