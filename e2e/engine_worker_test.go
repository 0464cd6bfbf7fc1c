package e2e

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"mobilenet/e2e/benchpage"
)

// configured is the part of the engine's answer to a configure that the tests look at.
type configured struct {
	Name       string
	Alpha      float64
	Resolution int
	Classes    int
	Random     bool
	WarmupMs   float64
}

// A file of the visitor's runs as it was trained unless told otherwise.
func (s *engineSite) testWeightsAsFile(t *testing.T) {
	page := s.open(t, "")
	good := s.add(t, "file.safetensors", randomNetwork(0.25, 6).safetensors(0.25, nil))
	configure := func(point, name, address string) string {
		return "await " + client + fmt.Sprintf(`.request({kind: "configure", %s weights:
			{source: "file", name: %q, buffer: await (%s).arrayBuffer()}})`, point, name, fetched(address))
	}
	have := call[configured](t, page, configure("", "mine.safetensors", good))
	if have.Name != "test" || have.Alpha != 0.25 || have.Resolution != 128 || have.Classes != 1000 || have.Random {
		t.Errorf("have %+v, want the network as its file says: alpha 0.25 at 128, 1000 classes", have)
	}
	have = call[configured](t, page, configure("resolution: 160,", "mine.safetensors", good))
	if have.Resolution != 160 {
		t.Errorf("have %+v, want 160 pixels", have)
	}
	empty := s.add(t, "empty.safetensors", nil)
	wantRejected(t, page, configure("", "mine.safetensors", empty), "mine.safetensors", "empty")
	// The network before it is still there.
	samples := call[[]float64](t, page, "(await "+client+`.request({kind: "bench", input: null, warmup: 0, runs: 2})).samples`)
	if len(samples) != 2 {
		t.Errorf("have %d samples after a failed configure, want 2", len(samples))
	}
}

// A download tells how far it is, to its last byte, and its digest is checked.
func (s *engineSite) testDownload(t *testing.T) {
	content := randomNetwork(0.5, 8).safetensors(0.5, nil)
	address := s.add(t, "download.safetensors", content)
	page := s.open(t, "")
	have := call[struct {
		Progress   []struct{ Loaded, Total int }
		Configured struct{ WeightsBytes int }
	}](t, page, fmt.Sprintf(`await new Promise((resolve, reject) => {
		const file = (name) => %s;
		const worker = new Worker(file("engine.js"), {type: "module"});
		const progress = [], url = new URL(%q, document.baseURI).href;
		worker.onmessage = ({data}) => {
			if (data.kind === "progress") progress.push(data);
			if (data.kind === "configured") resolve({progress, configured: data});
			if (data.kind === "failure") reject(new Error(data.why.message));
		};
		WebAssembly.compileStreaming(fetch(file("engine.wasm"))).then((module) => {
			worker.postMessage({kind: "boot", module});
			worker.postMessage({kind: "configure", id: 1, weights: {source: "url", url, bytes: %d, sha256: "%x"}});
		}, reject);
	})`, benchpage.File("name"), address, len(content), sha256.Sum256(content)))
	if have.Configured.WeightsBytes != len(content) || len(have.Progress) == 0 {
		t.Fatalf("have %+v, want progress and %d bytes of weights", have, len(content))
	}
	last := 0
	for _, p := range have.Progress {
		if p.Loaded <= last || p.Total != len(content) {
			t.Errorf("have progress %+v after %d bytes, want more of %d", p, last, len(content))
		}
		last = p.Loaded
	}
	if last != len(content) {
		t.Errorf("have %d bytes in the last progress, want all %d", last, len(content))
	}
}

// A configure that is overtaken by another says so and changes nothing.
func (s *engineSite) testNewestConfigureWins(t *testing.T) {
	page := s.open(t, "")
	slow := s.add(t, "slow.safetensors", randomNetwork(0.5, 7).safetensors(0.5, nil))
	have := call[[]string](t, page, fmt.Sprintf(`await (async () => {
		const engine = await %s, url = new URL(%q, document.baseURI).href;
		const settled = await Promise.allSettled([
			engine.request({kind: "configure", alpha: 0.5, resolution: 128, weights: {source: "url", url}}),
			engine.request({kind: "configure", alpha: 0.5, resolution: 160, weights: {source: "url", url: url + "?again"}}),
			engine.request({kind: "configure", alpha: 0.25, resolution: 96, weights: {source: "random", seed: 1}}),
		]);
		const {alpha, resolution} = await engine.request({kind: "frame", bitmap: await createImageBitmap(new ImageData(9, 7))});
		return [...settled.map((s) => s.reason?.message ?? s.value.name), alpha + "/" + resolution];
	})()`, client, slow))
	want := []string{"engine: a newer request came first", "engine: a newer request came first", "random", "0.25/96"}
	if fmt.Sprint(have) != fmt.Sprint(want) {
		t.Errorf("have %q, want %q", have, want)
	}
}

// The kernels agree with their definition in this browser.
func (s *engineSite) testSelfTest(t *testing.T) {
	page := s.open(t, "")
	have := call[struct {
		OK   bool
		Text string
	}](t, page, "await "+client+`.request({kind: "selftest"})`)
	if !have.OK || have.Text == "" {
		t.Errorf("have ok %v, want true:\n%s", have.OK, have.Text)
	}
}

// A program that panics says why to whoever waits, and the next request starts another.
func (s *engineSite) testDeathAndRestart(t *testing.T) {
	page := s.open(t, "")
	call[any](t, page, "await "+client+".ready()")
	// A second boot has no answer: somebody who waits when the program ends.
	call[any](t, page, "void (window.waiting = "+client+`.request({kind: "boot"}))`)
	_, err := chromedp.Run(worker(t, page.Tab, "client"), chromedp.Evaluate[any](`engine.pixels("no number")`))
	if err == nil {
		t.Fatal("have no error from a call that must panic")
	}
	wantRejected(t, page, "await window.waiting", "The program stopped: panic:", "Value.Int")
	have := call[configured](t, page, "await "+client+`.request({kind: "configure", alpha: 0.25, resolution: 128, weights: {source: "random", seed: 1}})`)
	if have.Resolution != 128 {
		t.Errorf("have %+v after a restart, want a network at 128 pixels", have)
	}
}

// worker attaches to the worker of that name in a tab. It asks no other: one of a crew may wait for its leader, and answers
// nobody meanwhile.
func worker(t *testing.T, tab context.Context, name string) context.Context {
	t.Helper()
	targets, err := chromedp.Targets(tab)
	if err != nil {
		t.Fatal(err)
	}
	frame := chromedp.FromContext(tab).Target.TargetID
	for _, info := range targets {
		if info.Type == "worker" && info.Title == name && info.ParentID == frame {
			worker, cancel := chromedp.NewContext(tab, chromedp.WithTargetID(info.TargetID))
			t.Cleanup(cancel)
			return worker
		}
	}
	t.Fatalf("have no worker %q of this tab among %d targets", name, len(targets))
	return nil
}

// Without isolation, compression or the right content type, under any path, the engine runs; without its files it
// says what is missing.
func (s *engineSite) testPlainHosting(t *testing.T) {
	files := http.FileServer(http.Dir(s.dir))
	plain := func(change func(w http.ResponseWriter, r *http.Request) bool) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !change(w, r) {
				files.ServeHTTP(w, r)
			}
		})
	}
	absent := func(name string) http.Handler {
		return plain(func(w http.ResponseWriter, r *http.Request) bool {
			if path.Base(r.URL.Path) != name {
				return false
			}
			http.NotFound(w, r)
			return true
		})
	}
	mux := http.NewServeMux()
	for prefix, handler := range map[string]http.Handler{
		"/some/course": plain(func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, ".wasm") {
				w.Header().Set("Content-Type", "application/octet-stream")
			}
			return false
		}),
		"/no-program": absent("engine-relaxed.wasm"),
		"/no-support": absent("wasm_exec.js"),
		"/damaged": plain(func(w http.ResponseWriter, r *http.Request) bool {
			if !strings.HasSuffix(r.URL.Path, ".wasm") {
				return false
			}
			content, _ := os.ReadFile(s.dir + r.URL.Path)
			w.Header().Set("Content-Type", "application/wasm")
			w.Write(content[:len(content)/2])
			return true
		}),
	} {
		mux.Handle(prefix+"/", http.StripPrefix(prefix, handler))
	}
	server := httptest.NewServer(mux)
	defer server.Close()

	page, err := benchpage.Open(s.tab(t), server.URL+"/some/course/bench.html")
	if err != nil {
		t.Fatal(err)
	}
	if page.Info.Isolated {
		t.Error("have an isolated page, want one without the headers for it")
	}
	wantWorks(t, page)
	two, err := benchpage.Open(s.tab(t), server.URL+"/some/course/bench.html?threads=2")
	if err != nil {
		t.Fatal(err)
	}
	wantWorks(t, two)
	if have := call[threadsInfo](t, two, "info()"); have.Threads != 1 || !strings.Contains(have.ThreadsNote, "not isolated") {
		t.Errorf("have %+v without isolation, want one thread, and why", have)
	}
	for prefix, words := range map[string][]string{
		"/no-program": {"did not load", "404"},
		"/no-support": {"wasm_exec.js did not load"},
		"/damaged":    {"damaged"},
	} {
		t.Run(prefix, func(t *testing.T) {
			_, err := benchpage.Open(s.tab(t), server.URL+prefix+"/bench.html")
			wantWords(t, err, words...)
		})
	}
}
