package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// offered lists the names of the dialog's boxes.
const offered = `[...document.querySelectorAll("#share-parts input")].map((box) => box.value)`

// Each name hides what it says and nothing else, and comes back; what is no name hides nothing.
func (s *pageSite) testParts(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&panel=break")
	v.waitAnswered("13,570,048")
	v.wait(`document.querySelector("#break-yes")`, "the panel")
	v.openShare()
	names := evaluate[[]string](v, offered)
	if len(names) < 40 {
		t.Fatalf("the dialog offers %q, want all parts, tabs and controls of the panel", names)
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	const visible = `JSON.stringify([...document.querySelectorAll("[data-part], .figure [id], .panels [id]")].filter((e) => e.checkVisibility()).map((e) => (e.dataset.part ?? "") + "#" + e.id))`
	const named = `[...document.querySelectorAll("[data-part~=%[1]s], .panels [id=%[1]s]")].filter((e) => e.checkVisibility()).length`
	all := evaluate[string](v, visible)
	there := make(map[string]bool) // what can be seen at all before a sweep and an experiment
	for _, name := range names {
		there[name] = evaluate[int](v, fmt.Sprintf(named, name)) > 0
	}
	for _, name := range names {
		evaluate[any](v, fmt.Sprintf(`void (location.hash = "#alpha=0.25&resolution=128&panel=break&hide=%s")`, name))
		v.wait(`document.documentElement.dataset.hide === "`+name+`"`, "the link that hides "+name)
		if left := evaluate[int](v, fmt.Sprintf(named, name)); left > 0 {
			t.Errorf("hide=%s: %d elements of that name can be seen", name, left)
		}
		if now := evaluate[string](v, visible); now == all && there[name] {
			t.Errorf("hide=%s: nothing was hidden", name)
		}
	}
	evaluate[any](v, `void (location.hash = "#alpha=0.25&resolution=128&panel=break&hide=no-such-part,\"]")`)
	v.wait(`document.documentElement.dataset.hide === "no-such-part"`, "a link that hides nothing")
	v.wait(visible+` === `+fmt.Sprintf("%q", all), "everything again")
}

// Whoever adds a control gives it a name: in web/index.html a data-part that the dialog offers, in a panel an id, its own
// or around it, or such a part.
func (s *pageSite) testNames(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.openShare()
	names := evaluate[[]string](v, offered)
	v.do(chromedp.KeyEvent(kb.Escape))
	const controls = `:is(button, input, select, textarea, summary, a[href], [role=slider], [tabindex]:not(.scroll))` // what scrolls is no control
	for _, bare := range evaluate[[]string](v, `[...document.querySelectorAll("`+controls+`")]
		.filter((e) => !e.closest("[data-part], dialog, #notice, [popover], .skip, .way-back, .whole, #selftest")).map((e) => e.outerHTML.slice(0, 120))`) {
		t.Errorf("%s has no name to be hidden by, want a data-part", bare)
	}
	for _, part := range evaluate[[]string](v, `[...document.querySelectorAll("[data-part]")].map((e) => e.dataset.part)`) {
		if !slices.ContainsFunc(strings.Fields(part), func(name string) bool { return slices.Contains(names, name) }) && part != "source" {
			t.Errorf("the dialog does not offer %q, want a row in wasm/page/internal/share", part)
		}
	}
	for _, name := range names {
		if evaluate[int](v, fmt.Sprintf(`document.querySelectorAll("[data-part~=%[1]s], .panels [id=%[1]s]").length`, name)) == 0 {
			t.Errorf("the dialog offers %q, and nothing on the page has that name", name)
		}
	}
	v.eachPanel(func(id string) {
		for _, bare := range evaluate[[]string](v, `[...document.querySelectorAll("#panel `+controls+`")]
			.filter((e) => !e.closest("#panel :is([id], [data-part])")).map((e) => e.outerHTML.slice(0, 120))`) {
			t.Errorf("the panel %s: %s has no name to be hidden by, want an id", id, bare)
		}
	})
}

// What a link hides can be shown again, and keeps what the link set.
func (s *pageSite) testWayBack(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=192&hide=header,rho,panels,tab-time&panel=break")
	v.waitAnswered("30,212,608")
	if evaluate[int](v, `document.getElementById("panel").childElementCount`) > 0 {
		t.Error("a panel that nobody can see was opened")
	}
	v.press("show-all", kb.Enter)
	v.wait(`document.getElementById("rho").checkVisibility() && !document.getElementById("show-all").checkVisibility() && document.getElementById("rho-value").textContent === "0.86" && document.getElementById("break-yes")`, "the whole page, as the link set it")
	if have := evaluate[string](v, `document.activeElement.id`); have != "controls" {
		t.Errorf("the focus is on %q, want the controls", have)
	}
	evaluate[any](v, `history.back()`)
	v.wait(`!document.getElementById("rho").checkVisibility() && document.getElementById("show-all").checkVisibility()`, "the parts hidden again")
	// Arrows pass over tabs that are hidden, and the Tab key finds another.
	evaluate[any](v, `void (location.hash = "#alpha=0.25&resolution=192&hide=tab-time,tab-inside")`)
	v.wait(`document.querySelector("#tabs [tabindex='0']")?.id === "tab-separable"`, "the first tab that is shown, for the Tab key")
	v.press("tab-separable", kb.ArrowRight)
	if have := evaluate[string](v, `document.activeElement.id`); have != "tab-compare" {
		t.Errorf("the next tab is %q, want tab-compare: inside is hidden", have)
	}
}

// In a frame there is the instrument and a way to the whole page, as narrow as a telephone.
func (s *pageSite) testEmbedded(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&embed=1&hide=figure,cores")
	v.waitAnswered("13,570,048")
	for _, width := range []int64{360, 820, 1440} {
		v.size(width, 740)
		for _, hidden := range []string{".masthead", ".colophon", ".way-back", "#alpha-text", ".figure", "#cores"} {
			if evaluate[bool](v, fmt.Sprintf(`document.querySelector(%q).checkVisibility()`, hidden)) {
				t.Errorf("%d pixels: %s can be seen", width, hidden)
			}
		}
		if wide := evaluate[int](v, `document.documentElement.scrollWidth`); wide > int(width) {
			t.Errorf("the page is %d pixels wide, want at most %d", wide, width)
		}
	}
	v.press("alpha", kb.ArrowRight)
	v.wait(`document.getElementById("whole").checkVisibility() && document.getElementById("whole").getAttribute("href").startsWith("#alpha=0.5&")`, "the link to the whole page as it is now")
	if href := evaluate[string](v, `document.getElementById("whole").getAttribute("href")`); strings.Contains(href, "embed") || strings.Contains(href, "hide") {
		t.Errorf("the whole page is %s, want nothing hidden", href)
	}
}

// The code of the frame works in a page of another site: network, camera, and one core, with the reason.
func (s *pageSite) testFrame(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.openShare()
	code := evaluate[string](v, `document.querySelector("#share-frame textarea").value`)
	course := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>A course</title><link rel=icon href=data:,><h1>A course</h1>", code)
	}))
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	course.Listener.Close()
	course.Listener = listener
	course.Start()
	defer course.Close()
	_, port, _ := net.SplitHostPort(listener.Addr().String())

	parent := s.blank(t)
	parent.size(900, 900)
	parent.do(chromedp.Navigate("http://localhost:" + port + "/"))
	frame := &visit{t: t, tab: s.frame(t)}
	frame.waitAnswered("13,570,048")
	if evaluate[bool](frame, `self.crossOriginIsolated`) {
		t.Error("have an isolated frame in a page that is not, want the page that says why there is one core")
	}
	frame.wait(`/COOP/.test(document.getElementById("cores-text").textContent)`, "why there is one core")
	evaluate[any](frame, `document.getElementById("camera").click()`)
	frame.wait(`document.getElementById("caption").textContent === "Camera" && !document.getElementById("video").hidden`, "the camera in the frame")
	if evaluate[bool](frame, `document.querySelector(".masthead").checkVisibility()`) {
		t.Error("have the header in a frame, want none")
	}
}

// frame attaches to the page's frame in a page of another site.
func (s *pageSite) frame(t *testing.T) context.Context {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		targets, err := chromedp.Targets(s.browser)
		if err != nil {
			t.Fatal(err)
		}
		for _, info := range targets {
			if info.Type == "iframe" && strings.HasPrefix(info.URL, s.url) {
				frame, cancel := chromedp.NewContext(s.browser, chromedp.WithTargetID(info.TargetID))
				t.Cleanup(cancel)
				return frame
			}
		}
	}
	t.Fatalf("have no frame of %s after %v", s.url, patience)
	return nil
}
