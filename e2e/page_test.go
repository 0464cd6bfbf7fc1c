package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/chromium"
	"mobilenet/e2e/site"
)

// pageSite is the site under test, with a host, and a browser whose camera plays a photo.
type pageSite struct {
	dir      string
	url      string // with a slash at the end
	official bool   // its weights are Google's
	camera   scene  // what the camera looks at
	photo    scene  // what the visitor opens
	browser  context.Context
}

// TestPage holds the page to what a visitor sees and does.
func TestPage(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.camera, s.photo = sampleScene(t, 0), sampleScene(t, 1)
	s.browser = startBrowser(t, ctx, chromium.FakeCamera(mjpeg(t, s.camera.picture))...)

	t.Run("sample without a click", s.testSample)
	t.Run("sample that comes late", s.testLateSample)
	t.Run("first paint", s.testFirstPaint)
	t.Run("camera", s.testCamera)
	t.Run("early camera", s.testEarlyCamera)
	t.Run("costs", s.testCosts)
	t.Run("arithmetic", s.testArithmetic)
	t.Run("number format", s.testFormat)
	t.Run("cores", s.testCores)
	t.Run("cores given up", s.testCoresGivenUp)
	t.Run("cores offered", s.testCoresOffered)
	t.Run("not isolated", s.testNotIsolated)
	t.Run("steady", s.testSteady)
	t.Run("mirror", s.testMirror)
	t.Run("hidden tab", s.testHiddenTab)
	t.Run("photo", s.testPhoto)
	t.Run("bad photo", s.testBadPhoto)
	t.Run("bad weights", s.testBadWeights)
	t.Run("weights of the visitor", s.testOwnWeights)
	t.Run("weights that come late", s.testLateWeights)
	t.Run("other classes", s.testOtherClasses)
	t.Run("other files", s.testOtherFiles)
	t.Run("files of others", s.testBroughtFiles)
	t.Run("among", s.testAmong)
	t.Run("among other classes", s.testAmongOtherClasses)
	t.Run("link", s.testLink)
	t.Run("keyboard", s.testKeyboard)
	t.Run("narrow", s.testNarrow)
	t.Run("colours", s.testColours)
	t.Run("hues", s.testHues)
	t.Run("engine dies", s.testEngineDies)
	t.Run("self-test", s.testPageSelfTest)
	t.Run("absent weights", s.testAbsentWeights)
	t.Run("no SIMD", s.testNoSIMD)
	t.Run("no camera", func(t *testing.T) { s.testNoCamera(t, ctx) })
	t.Run("video frames", s.testVideoFrames)
	t.Run("random weights", func(t *testing.T) { testRandomWeights(t, ctx) })
}

// servePage builds the site with the weights in a directory, and hosts it until the test ends.
func servePage(t *testing.T, ctx context.Context, weights string) *pageSite {
	t.Helper()
	dir, url := serveSite(t, ctx, weights)
	return &pageSite{dir: dir, url: url}
}

// serveSite builds the site with the weights in that directory ("" for none) into dir and serves it until the test ends.
func serveSite(t *testing.T, ctx context.Context, weights string) (dir, url string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "site")
	if err := site.Build(ctx, "..", dir, weights); err != nil {
		t.Fatal(err)
	}
	host, err := site.Serve(ctx, "..", t.TempDir(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	return dir, host.URL + "/"
}

// asset returns the address of a file of the site in dir that lies under the hash of its content.
func asset(t *testing.T, dir, name string) string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "v", "*", filepath.FromSlash(name)))
	if err != nil || len(paths) != 1 {
		t.Fatalf("%s: have %q on the site, %v, want one", name, paths, err)
	}
	address, err := filepath.Rel(dir, paths[0])
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(address)
}

func startBrowser(t *testing.T, ctx context.Context, flags ...string) context.Context {
	t.Helper()
	browser, stop, err := chromium.Start(ctx, flags...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	return browser
}

// visit is the page in a tab of its own.
type visit struct {
	t   *testing.T
	tab context.Context

	mu       sync.Mutex
	problems []string // in the console
}

// open opens the page with that query or hash, 1280×900 pixels large. When the test ends, anything in the console
// that is not mere information fails it, but for messages with one of the words tolerated.
func (s *pageSite) open(t *testing.T, where string, tolerated ...string) *visit {
	t.Helper()
	v := s.blank(t, tolerated...)
	v.size(1280, 900)
	v.do(chromedp.Navigate(s.url + where))
	return v
}

// openPaper opens the page with weights of all sixteen networks of the paper, and 1000 classes: Google's, where the site
// has them, else random ones. What it is for does not depend on what the network knows.
func (s *pageSite) openPaper(t *testing.T, where string, tolerated ...string) *visit {
	t.Helper()
	return s.open(t, s.paper(where), tolerated...)
}

// paper adds those weights to a link.
func (s *pageSite) paper(where string) string {
	if s.official {
		return where
	}
	if where == "" {
		where = "#alpha=0.5&resolution=160"
	}
	return where + "&weights=random"
}

// blank is a tab without a page.
func (s *pageSite) blank(t *testing.T, tolerated ...string) *visit {
	t.Helper()
	tab, cancel := chromedp.NewContext(s.browser)
	v := &visit{t: t, tab: tab}
	if err := chromedp.Do(tab); err != nil {
		t.Fatal(err)
	}
	messages := chromedp.Console(tab)
	read := make(chan struct{})
	go func() {
		defer close(read)
		for m, err := range messages {
			if err != nil {
				return
			}
			if m.IsException() || m.Type == "error" || m.Type == "warning" {
				v.mu.Lock()
				v.problems = append(v.problems, m.String())
				v.mu.Unlock()
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-read
		for _, problem := range v.problems {
			if !holdsOne(problem, tolerated) {
				t.Errorf("have in the console: %s", problem)
			}
		}
	})
	return v
}

func holdsOne(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func (v *visit) size(width, height int64) {
	v.t.Helper()
	_, err := chromedp.Call(v.tab, emulation.SetDeviceMetricsOverride,
		emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
	if err != nil {
		v.t.Fatal(err)
	}
}

// resize gives the window another size and waits until the page has been drawn in it.
func (v *visit) resize(width, height int64) {
	v.t.Helper()
	v.size(width, height)
	evaluate[any](v, `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))).then(() => null)`)
}

func (v *visit) do(steps ...chromedp.Action[chromedp.Void]) {
	v.t.Helper()
	if err := chromedp.Do(v.tab, steps...); err != nil {
		v.t.Fatal(err)
	}
}

// evaluate returns the value of a JavaScript expression, of a promise what it resolves to.
func evaluate[T any](v *visit, expression string) T {
	v.t.Helper()
	value, err := chromedp.Run(v.tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		v.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// patience is how long a test waits for the page before it gives up: a machine may be ten times slower than another,
// the browser without a GPU. A wait ends when the page says so.
const patience = 5 * time.Minute

// suitePatience is how long a whole suite may take. The limit is there to end a browser that hangs.
const suitePatience = 40 * time.Minute

// wait waits until a JavaScript condition holds. A failure says in one line what it was for, the condition, and what
// the page says of itself.
func (v *visit) wait(condition, what string) {
	v.t.Helper()
	if !v.holds(condition, patience) {
		v.t.Fatalf("waited %v for %s; have %s, want %s", patience, what, evaluate[string](v, pageState), condition)
	}
}

// holds waits until a JavaScript condition holds, and reports whether it did in that time. It does not hold while an
// element that it asks is not there.
func (v *visit) holds(condition string, within time.Duration) bool {
	v.t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(40 * time.Millisecond) {
		if evaluate[bool](v, fmt.Sprintf(`(() => { try { return Boolean(%s); } catch (e) { if (e instanceof TypeError) return false; throw e; } })()`, condition)) {
			return true
		}
	}
	return false
}

// pageState is the page's state in one line: the link, what the stage and the message say, the answer and its frames.
const pageState = `[location.hash, ...["state-text", "notice-title", "notice-detail", "weights-text", "latency-note"].map((id) => document.getElementById(id))
	.filter((e) => e?.checkVisibility()).map((e) => e.textContent), document.querySelector("#answers .label")?.textContent ?? ""]
	.map((text) => text.replace(/\s+/g, " ").trim().slice(0, 200)).filter(Boolean).join(" | ") || "an empty page"`

// text returns what an element shows.
func (v *visit) text(id string) string {
	v.t.Helper()
	return strings.TrimSpace(evaluate[string](v, fmt.Sprintf("document.getElementById(%q).textContent", id)))
}

// wantText fails unless the element shows exactly that.
func (v *visit) wantText(id, want string) {
	v.t.Helper()
	if have := v.text(id); have != want {
		v.t.Errorf("#%s: have %q, want %q", id, have, want)
	}
}

// click clicks as a visitor does, and fails where something lies over the element.
func (v *visit) click(id string) {
	v.t.Helper()
	hit := evaluate[bool](v, fmt.Sprintf(`(() => {
		const element = document.getElementById(%q);
		element.scrollIntoView({block: "center"});
		const box = element.getBoundingClientRect();
		return element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
	})()`, id))
	if !hit {
		v.t.Errorf("#%s cannot be clicked: something covers it", id)
	}
	v.do(chromedp.Click(chromedp.ID(id)))
}

// press moves the focus to an element and presses keys.
func (v *visit) press(id, keys string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf("document.getElementById(%q).focus()", id))
	v.do(chromedp.KeyEvent(keys))
}

// waitAnswered waits until the page shows the answers of a network of that many multiply-adds, from a few frames.
func (v *visit) waitAnswered(multiplyAdds string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.getElementById("madds-exact").textContent === %q && parseInt(document.getElementById("latency-note").textContent) >= 3 && document.querySelector("#answers .percent").textContent`, multiplyAdds),
		"answers at "+multiplyAdds+" multiply-adds")
}

// waitLive waits until the page shows the answers of whatever network runs, from a few frames.
func (v *visit) waitLive() {
	v.t.Helper()
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 3 && document.querySelector("#answers .percent").textContent`, "answers")
}

// waitAt waits until the page shows the answers of a network at that α and ρ, from a few frames.
func (v *visit) waitAt(alpha, resolution string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`location.hash.includes("alpha=%s&resolution=%s") && document.getElementById("alpha").value === %[1]q`, alpha, resolution), "α = "+alpha)
	v.waitLive()
}

// answers returns the five labels that the page shows.
func (v *visit) answers() []string {
	v.t.Helper()
	return evaluate[[]string](v, `[...document.querySelectorAll("#answers .label")].map((e) => e.textContent)`)
}

// notice waits for a message on the stage and returns it. It must say what to do, which takes some words.
func (v *visit) notice(title string) string {
	v.t.Helper()
	v.wait(fmt.Sprintf(`!document.getElementById("notice").hidden && document.getElementById("notice-title").textContent === %q`, title), "the message "+title)
	text := v.text("notice-text")
	if len(strings.Fields(text)) < 8 {
		v.t.Errorf("message %q: have %q, want what happened and what to do", title, text)
	}
	return text + " " + v.text("notice-detail")
}

// milliseconds returns a time that the page shows.
func (v *visit) milliseconds(id string) float64 {
	v.t.Helper()
	return evaluate[float64](v, fmt.Sprintf("parseFloat(document.getElementById(%q).textContent)", id))
}
