package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/axe"
	"mobilenet/e2e/panels"
)

// ownWeights is the directory of the weights that this project has trained.
const ownWeights = "../weights"

// widths are those of a phone, a tablet and a desk.
var widths = []int64{360, 820, 1440}

// TestAccessibility holds every page, panel and card of the site to having no serious or critical violation of the
// guidelines that axe-core knows. New ones are found by themselves.
func TestAccessibility(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	checker, err := axe.New(ctx, "..")
	if err != nil {
		t.Fatal(err)
	}
	s := servePage(t, ctx, withDetector(t))
	s.browser = startBrowser(t, ctx)
	a := &audit{s: s, checker: checker}

	t.Run("page", a.testPage)
	t.Run("Korean", a.testKorean)
	t.Run("other pages", a.testOthers)
}

// audit is a site in the hands of axe-core.
type audit struct {
	s       *pageSite
	checker *axe.Checker
}

// open opens the page, without motion: what fades is hard to read for a moment.
func (a *audit) open(t *testing.T, where string) *visit {
	t.Helper()
	v := a.s.blank(t)
	if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}},
	}); err != nil {
		t.Fatal(err)
	}
	v.size(1440, 900)
	v.do(chromedp.Navigate(a.s.url + where))
	return v
}

// check reports what is wrong in the elements that a selector names, in both colours and at each width.
func (a *audit) check(v *visit, what, selector string) {
	v.t.Helper()
	for _, theme := range []string{"light", "dark"} {
		evaluate[any](v, fmt.Sprintf(`document.documentElement.dataset.theme = %q`, theme))
		for _, width := range widths {
			v.resize(width, 900)
			a.checkOnce(v, fmt.Sprintf("%s, %s, %d pixels", what, theme, width), selector)
		}
	}
}

func (a *audit) checkOnce(v *visit, what, selector string) {
	v.t.Helper()
	found, err := a.checker.Check(v.tab, selector)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, violation := range found {
		v.t.Errorf("%s: %s", what, violation)
	}
}

// The page as it comes and after a sweep, each of its cards, and each panel with the result of what it does.
func (a *audit) testPage(t *testing.T) {
	v := a.open(t, "#alpha=0.25&resolution=128&source=sample/clock")
	v.waitLive()
	a.check(v, "the page", "body")
	for _, id := range evaluate[[]string](v, `[...document.querySelectorAll("[popover]")].map((card) => card.id)`) {
		evaluate[any](v, fmt.Sprintf(`document.getElementById(%q).showPopover()`, id))
		a.check(v, "the card "+id, "#"+id)
		evaluate[any](v, fmt.Sprintf(`document.getElementById(%q).hidePopover()`, id))
	}
	v.click("share")
	evaluate[any](v, `document.querySelector("#share-dialog details").open = true`)
	a.check(v, "the dialog for links", "#share-dialog")
	evaluate[any](v, `document.getElementById("share-dialog").close()`)
	evaluate[any](v, `document.getElementById("sweep-float").click()`) // 8-bit numbers are enough here
	v.click("sweep-start")
	v.wait(`!document.getElementById("budget").hidden`, "the end of the sweep")
	v.unfold()
	a.check(v, "Figure 4 after a sweep", ".figure")
	v.eachPanel(func(id string) { a.check(v, "the panel "+id, "#panels") }, panels.Work, panels.Stop)
	evaluate[any](v, `void (location.hash = "#alpha=0.25&resolution=128&source=sample/clock&among=409,504-510")`)
	v.waitNote("8 of 1000 classes")
	v.unfold()
	evaluate[any](v, `(() => { const e = document.getElementById("among-search"); e.value = "clock"; e.dispatchEvent(new Event("input")); })()`)
	a.check(v, "answers among a list", ".answers")
}

// The page and its panels in Korean.
func (a *audit) testKorean(t *testing.T) {
	v := a.open(t, "#lang=ko&alpha=0.25&resolution=128")
	v.waitLive()
	v.resize(820, 900)
	a.checkOnce(v, "the Korean page", "body")
	v.eachPanel(func(id string) { a.checkOnce(v, "the Korean panel "+id, "#panels") })
}

// What the site has beside the page.
func (a *audit) testOthers(t *testing.T) {
	pages, err := filepath.Glob(filepath.Join(a.s.dir, "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	if len(pages) < 2 {
		t.Fatalf("have the pages %q, want bench.html among them", pages)
	}
	for _, path := range pages {
		if name := filepath.Base(path); name != "index.html" {
			v := a.open(t, name)
			v.wait(`!document.querySelector("button:disabled")`, name+" to be ready")
			a.check(v, name, "body")
		}
	}
	examples, err := filepath.Glob(filepath.Join(a.s.dir, "examples", "*.html"))
	if err != nil || len(examples) == 0 {
		t.Fatalf("have the examples %q, %v, want some", examples, err)
	}
	for _, path := range examples {
		name := "examples/" + filepath.Base(path)
		a.check(a.open(t, name), name, "body")
	}
}
