package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	_ "image/png"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

// unreachable is what the console says of a server that does not answer.
var unreachable = []string{"ERR_EMPTY_RESPONSE", "ERR_CONNECTION_REFUSED", "ServiceWorker"}

// TestOffline holds the page to what it does without its server, and when that has another build.
func TestOffline(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := &updateSite{pageSite: *servePage(t, ctx, ownWeights)}
	s.camera = sampleScene(t, 0)
	s.browser = startBrowser(t, ctx, chromium.FakeCamera(mjpeg(t, s.camera.picture))...)
	s.other = s.buildOther(t, ctx)

	t.Run("serve.go", func(t *testing.T) { s.testOfflineServed(t, ctx) })
	t.Run("plain server", s.testOfflinePlain)
	t.Run("isolated by the service worker", s.testIsolatedAgain)
	t.Run("update", s.testUpdate)
	t.Run("update interrupted", s.testUpdateInterrupted)
	t.Run("update in bytes", func(t *testing.T) { s.testUpdateBytes(t, ctx) })
	t.Run("site at work on", s.testFresh)
	t.Run("other pages", s.testOtherPages)
	t.Run("installable", s.testInstallable)
}

// updateSite is a site of which there is another build.
type updateSite struct {
	pageSite
	other string // directory: one text is another
}

// newText is a text of the other build, in the place of oldText.
const oldText, newText = "Ten-minute lessons", "Lessons of ten minutes"

// buildOther builds the site with another text.
func (s *updateSite) buildOther(t *testing.T, ctx context.Context) string {
	t.Helper()
	root, dir := t.TempDir(), filepath.Join(t.TempDir(), "site")
	for _, name := range []string{"kernels", "model", "wasm", "web", "weights/layers", "weights/internal"} {
		if err := os.CopyFS(filepath.Join(root, name), os.DirFS(filepath.Join("..", name))); err != nil {
			t.Fatal(err)
		}
	}
	for _, pattern := range []string{"go.*", "weights/*.*", "e2e/bench/runtimes.json"} {
		names, err := filepath.Glob(filepath.Join("..", pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			path := filepath.Join(root, strings.TrimPrefix(name, ".."))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			writeFile(t, path, string(readFile(t, name)))
		}
	}
	english := filepath.Join(root, "web", "text", "en.json")
	writeFile(t, english, strings.ReplaceAll(string(readFile(t, english)), `"`+oldText+`"`, `"`+newText+`"`))
	if err := site.Build(ctx, root, dir, ownWeights); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A host serves a site below a path. It can be stopped, and given another build.
type host struct {
	*pageSite

	mu      sync.Mutex
	build   http.Handler
	stopped func(name string) bool // what is not answered
	asked   []string               // the names of what was asked for
	bytes   int                    // of the answers' bodies
}

// serveHost serves a build at a path with a slash at the end.
func (s *updateSite) serveHost(t *testing.T, build http.Handler, at string) *host {
	t.Helper()
	h := &host{build: build}
	server := httptest.NewServer(http.StripPrefix(at[:len(at)-1], http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.mu.Lock()
		name := strings.TrimPrefix(r.URL.Path, "/")
		h.asked = append(h.asked, name)
		build, stopped := h.build, h.stopped != nil && h.stopped(name)
		h.mu.Unlock()
		if stopped {
			panic(http.ErrAbortHandler)
		}
		build.ServeHTTP(counted{w, h}, r)
	})))
	t.Cleanup(server.Close)
	own := s.pageSite
	own.url, h.pageSite = server.URL+at, &own
	return h
}

// counted counts the bytes of an answer.
type counted struct {
	http.ResponseWriter
	to *host
}

func (c counted) Write(content []byte) (int, error) {
	c.to.mu.Lock()
	c.to.bytes += len(content)
	c.to.mu.Unlock()
	return c.ResponseWriter.Write(content)
}

// plain serves the build in a directory as the plainest of servers do: no headers, nothing compressed, programs as bytes of
// any kind.
func plain(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path.Ext(r.URL.Path) == ".wasm" {
			w.Header().Set("Content-Type", "application/octet-stream")
		}
		files.ServeHTTP(w, r)
	})
}

// serves gives the host another build.
func (h *host) serves(build http.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.build, h.asked, h.bytes = build, nil, 0
}

// servesPlain gives the host another build, as the plainest of servers has it. It is the newest, as it is when it has just
// been put there: these tell by time whether a file has changed.
func (h *host) servesPlain(t *testing.T, dir string) {
	t.Helper()
	for _, name := range []string{"index.html", "sw.js"} {
		if err := os.Chtimes(filepath.Join(dir, name), time.Time{}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	h.serves(plain(dir))
}

// stop has the host answer nothing of which the function says so.
func (h *host) stop(these func(name string) bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.stopped = these
}

// stopAll has it answer nothing, as if it was killed.
func (h *host) stopAll() { h.stop(func(string) bool { return true }) }

// askedFor returns what was asked for since the host has this build.
func (h *host) askedFor() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.asked)
}

// openKept opens the page and waits until it opens without its server too.
func (s *pageSite) openKept(t *testing.T, where string) *visit {
	t.Helper()
	v := s.open(t, where, unreachable...)
	v.waitLive()
	v.wait(`navigator.serviceWorker.controller`, "the service worker")
	return v
}

// says is JavaScript: whether the page has that text of the one build or the other.
func says(text string) string {
	return fmt.Sprintf(`(document.getElementById("to-lessons").textContent === %q)`, text)
}

// offered is JavaScript: whether the page offers another build.
const offeredBuild = `document.getElementById("update").checkVisibility()`

// wantOffline fails unless two tabs classify what the camera sees, and run the widest of the networks.
func (s *pageSite) wantOffline(t *testing.T) {
	t.Helper()
	for _, name := range []string{"", "index.html"} {
		v := s.open(t, name, unreachable...)
		v.waitLive()
		v.click("camera")
		v.wait(`document.getElementById("camera-text").textContent === "Stop camera"`, "the camera")
		v.waitLive()
		evaluate[any](v, `void (location.hash = "#alpha=0.75&resolution=224")`)
		v.waitAt("0.75", "224")
	}
}

// The server is killed after the first visit.
func (s *updateSite) testOfflineServed(t *testing.T, ctx context.Context) {
	served, err := site.Serve(ctx, "..", t.TempDir(), s.dir)
	if err != nil {
		t.Fatal(err)
	}
	own := s.pageSite
	own.url = served.URL + "/"
	v := own.openKept(t, "")
	if err := served.Close(); err != nil {
		t.Fatal(err)
	}
	v.do(chromedp.Reload())
	v.waitLive()
	own.wantOffline(t)
}

// The same on a host that knows nothing of the site; what the page has fetched is fetched once.
func (s *updateSite) testOfflinePlain(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/a/b/")
	v := h.openKept(t, "")
	var late []string // by the service worker
	asked := h.askedFor()
	for _, name := range asked[slices.Index(asked, "sw.js"):] {
		late = append(late, path.Base(name))
	}
	if want := []string{"sw.js", ".", "detectors.json"}; !slices.Equal(late, want) {
		t.Errorf("have fetched %q for later, want what the page has not fetched itself: %q", late, want)
	}
	if slices.ContainsFunc(asked, func(name string) bool { return path.Base(name) == "engine.wasm" }) {
		t.Error("have fetched the engine's binary for browsers without relaxed SIMD, want one binary")
	}
	// The host sends no policy: the page has its own.
	other := h.open(t, "", append(unreachable, "Content Security Policy", "elsewhere.invalid")...)
	other.waitLive()
	refused := evaluate[string](other, `new Promise((resolve) => {
		addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {once: true});
		fetch("http://elsewhere.invalid/").catch(() => setTimeout(resolve, 1000, "by nobody"));
	})`)
	if refused != "connect-src" {
		t.Errorf("have another origin refused by %q, want it refused by the policy's connect-src", refused)
	}
	h.stopAll()
	v.do(chromedp.Reload())
	v.waitLive()
	h.wantOffline(t)
}

// Where the host sends no headers the page has one core, says that a reload brings more, and waits for the visitor's.
func (s *updateSite) testIsolatedAgain(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/")
	v := h.openKept(t, "")
	v.waitCores("reload the page once")
	if evaluate[bool](v, `crossOriginIsolated || performance.getEntriesByType("navigation")[0].type !== "navigate"`) {
		t.Error("have the page isolated or reloaded, want neither before the visitor reloads it")
	}
	v.do(chromedp.Reload())
	v.waitLive()
	if !evaluate[bool](v, `crossOriginIsolated`) {
		t.Error("have the page not isolated by its service worker, want it isolated")
	}
	v.waitCores("core")
	if evaluate[bool](v, `navigator.hardwareConcurrency > 1 && document.querySelector("#cores input[value='2']").disabled`) {
		t.Errorf("have two cores disabled, want them offered: %s", v.text("cores-text"))
	}
	if have := evaluate[int](v, `performance.getEntriesByType("navigation").length`); have != 1 {
		t.Errorf("have %d navigations, want one", have)
	}
}

// Two tabs run one build while the server has another: both offer it and go on with what they began with, until the visitor
// takes it in one and in the other, in either order. Then what only the old one needed is gone.
func (s *updateSite) testUpdate(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/a/b/")
	tabs := []*visit{h.openKept(t, ""), h.openKept(t, "")}
	before := oldText
	for _, b := range []struct{ dir, text string }{{s.other, newText}, {s.dir, oldText}} {
		h.servesPlain(t, b.dir)
		tabs[1].do(chromedp.Reload())
		for _, v := range tabs {
			v.wait(offeredBuild, "the offer of another build")
			v.speak("ko", "!"+says(before))
			v.speak("en", says(before)) // of the build that the page began with
		}
		evaluate[any](tabs[0], `document.querySelector("#update button").click()`)
		tabs[0].wait(says(b.text), "the other build")
		tabs[0].waitLive()
		if evaluate[bool](tabs[0], offeredBuild) || !evaluate[bool](tabs[1], offeredBuild+" && "+says(before)) {
			t.Error("have a tab with another build than it began with, want one of each")
		}
		tabs[1].do(chromedp.Reload())
		tabs[1].wait(says(b.text), "the other build")
		tabs[1].waitLive()
		h.wantTidied(t, tabs[1], b.dir)
		before = b.text
		slices.Reverse(tabs)
	}
}

// speak chooses a language, and waits until the page says something in it.
func (v *visit) speak(language, says string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.getElementById("language"); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); })()`, language))
	v.wait(fmt.Sprintf(`document.documentElement.lang === %q && %s`, language, says), "the language "+language)
}

// wantTidied waits until the browser keeps only files of that build.
func (h *host) wantTidied(t *testing.T, v *visit, dir string) {
	t.Helper()
	const paths = `(async () => {
		const [name] = (await caches.keys()).filter((name) => name.endsWith(new URL(".", location).href));
		return (await (await caches.open(name)).keys()).map(({url}) => url.replace(new URL(".", location).href, ""));
	})()`
	var strangers []string
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Second) {
		have := evaluate[[]string](v, paths)
		strangers = slices.DeleteFunc(have, func(name string) bool {
			_, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name)))
			return err == nil || strings.HasPrefix(name, "?")
		})
		if len(strangers) == 0 {
			return
		}
	}
	t.Errorf("have kept %q, want the newest build's files only", strangers)
}

// An update that breaks off leaves the page as it was, and goes on when the server is back.
func (s *updateSite) testUpdateInterrupted(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/")
	h.openKept(t, "")
	text := asset(t, s.other, "text/en.json")
	h.servesPlain(t, s.other)
	h.stop(func(name string) bool { return name == text })
	v := h.open(t, "", unreachable...)
	v.wait(says(oldText), "a text of the first build")
	v.waitLive()
	const settled = `navigator.serviceWorker.getRegistration().then((r) => Boolean(r.active) && !r.installing && !r.waiting)`
	for end := time.Now().Add(patience); !slices.Contains(h.askedFor(), text) || !evaluate[bool](v, settled); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("have asked for %q, want %s among it, and nothing installed", h.askedFor(), text)
		}
	}
	h.stopAll()
	v.do(chromedp.Reload())
	v.waitLive()
	if !evaluate[bool](v, says(oldText)+" && !"+offeredBuild) {
		t.Error("have the other build, or its offer, want the page as it was")
	}
	h.wantOffline(t)
	h.stop(nil)
	v.do(chromedp.Reload())
	v.wait(offeredBuild, "the offer of the other build")
	v.do(chromedp.Reload())
	v.wait(says(newText), "the other build")
	v.waitLive()
}

// mostOfText is how many bytes a visitor who has been here may have to fetch when one text has changed, everything counted.
const mostOfText = 60_000

// A text that has changed is fetched with the page that says where it is, and nothing else.
func (s *updateSite) testUpdateBytes(t *testing.T, ctx context.Context) {
	served := func(dir string) http.Handler {
		h, err := site.Serve(ctx, "..", t.TempDir(), dir)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { h.Close() })
		to, err := url.Parse(h.URL)
		if err != nil {
			t.Fatal(err)
		}
		return httputil.NewSingleHostReverseProxy(to)
	}
	h := s.serveHost(t, served(s.dir), "/")
	h.openKept(t, "")
	h.serves(served(s.other))
	v := h.open(t, "", unreachable...)
	v.wait(offeredBuild, "the offer of the other build")
	v.do(chromedp.Reload())
	v.wait(says(newText), "the other build")
	v.waitLive()
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.bytes > mostOfText {
		t.Errorf("have fetched %d bytes for another text, want at most %d: %q", h.bytes, mostOfText, h.asked)
	}
	t.Logf("%d bytes: %q", h.bytes, h.asked)
}

// Of a site that is built with -fresh a reload shows what the server has, and without the server what was there last.
func (s *updateSite) testFresh(t *testing.T) {
	fresh := func(from string) http.Handler {
		dir := filepath.Join(t.TempDir(), "site")
		if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		worker := string(readFile(t, filepath.Join(dir, "sw.js")))
		const no = "const FRESH = false;"
		if !strings.Contains(worker, no) {
			t.Fatalf("have no %s in sw.js, want it", no)
		}
		if err := os.WriteFile(filepath.Join(dir, "sw.js"), []byte(strings.Replace(worker, no, "const FRESH = true;", 1)), 0o666); err != nil {
			t.Fatal(err)
		}
		return plain(dir)
	}
	h := s.serveHost(t, fresh(s.dir), "/")
	v := h.openKept(t, "")
	h.serves(fresh(s.other))
	v.do(chromedp.Reload())
	v.wait(says(newText), "the other build")
	v.waitLive()
	h.wantTidied(t, v, s.other)
	if evaluate[bool](v, offeredBuild) {
		t.Error("have the offer of a build that is there, want none")
	}
	h.stopAll()
	v.do(chromedp.Reload())
	v.wait(says(newText), "the other build")
	h.wantOffline(t)
}

// The site's other pages are as without a service worker.
func (s *updateSite) testOtherPages(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/")
	h.openKept(t, "")
	v := h.open(t, "bench.html", unreachable...)
	if have := evaluate[bool](v, `window.ready.then((info) => info.isolated)`); have {
		t.Error("bench.html: have it isolated, want it as the host sends it")
	}
	v = h.open(t, "teachers.html#lang=ko", unreachable...)
	v.wait(`document.documentElement.lang === "ko"`, "Korean")
}

// The browser would install the page.
func (s *updateSite) testInstallable(t *testing.T) {
	h := s.serveHost(t, plain(s.dir), "/a/b/")
	v := h.openKept(t, "")
	manifest, err := chromedp.Call(v.tab, cdppage.GetAppManifest, cdppage.GetAppManifestParams{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range manifest.Errors {
		t.Errorf("the manifest: have %q, want no error", e.Message)
	}
	errors, err := chromedp.Call(v.tab, cdppage.GetInstallabilityErrors, cdp.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range errors.InstallabilityErrors {
		t.Errorf("have %s, want the page installable", e.ErrorID)
	}
	var read struct {
		Icons []struct{ Src, Sizes string }
	}
	if err := json.Unmarshal([]byte(manifest.Data), &read); err != nil {
		t.Fatal(err)
	}
	for _, icon := range read.Icons {
		if strings.HasSuffix(icon.Src, ".svg") {
			continue
		}
		content := readFile(t, filepath.Join(s.dir, filepath.FromSlash(icon.Src)))
		size, _, err := image.DecodeConfig(bytes.NewReader(content))
		if have := fmt.Sprintf("%d×%d", size.Width, size.Height); err != nil || have != strings.ReplaceAll(icon.Sizes, "x", "×") {
			t.Errorf("%s: have %s, %v, want %s", icon.Src, have, err, icon.Sizes)
		}
	}
}
