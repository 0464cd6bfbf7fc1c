package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// Two networks answer the same frames; a picture that stands still counts once; the choices are in the link.
func (s *pageSite) testCompare(t *testing.T) {
	v := s.open(t, "#panel=compare&source=sample/golf-ball&alpha=0.25&resolution=128&compare.b=0.5-160-int8")
	v.waitAt("0.25", "128")
	madds, answer := v.text("madds-exact"), v.answers()[0]
	v.wait(`document.querySelectorAll("#panel select.alpha").length === 2`, "the choices")
	v.press("compare-start", kb.Enter)
	v.wait(`document.querySelector("#panel .compare-state").textContent.startsWith("Same first answer on ")`, "one picture, counted once")
	if have := v.textOf(".compare-state"); !strings.Contains(have, "of 1 frame") {
		t.Errorf("have %q, want one frame: the picture stands still", have)
	}
	for _, side := range []struct {
		section, alpha, rho, format string
		cells                       int
	}{
		{".compare-a", "0.25", "128", "f32", 4},
		{".compare-b", "0.5", "160", "int8", 5},
	} {
		at := "#panel " + side.section
		have := evaluate[[]string](v, `["alpha", "rho", "format"].map((c) => document.querySelector("`+at+` select." + c).value)`)
		if have[0] != side.alpha || have[1] != side.rho || have[2] != side.format {
			t.Errorf("%s: have %q, want %s, %s, %s", side.section, have, side.alpha, side.rho, side.format)
		}
		if have := evaluate[string](v, `document.querySelector("`+at+` .compare-answers").innerText`); have == "" || s.official && !strings.HasPrefix(have, "golf ball") {
			t.Errorf("%s answers %q, want an answer, of Google's files golf ball", side.section, have)
		}
		if have := evaluate[int](v, `document.querySelector("`+at+` .seen-veil").width`); have != side.cells {
			t.Errorf("%s: have %d cells across, want %d", side.section, have, side.cells)
		}
	}
	evaluate[any](v, `(() => { const e = document.querySelector("#panel .compare-a select.alpha"); e.value = "0.5"; e.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	v.wait(`location.hash.includes("compare.a=0.5-128-f32")`, "the choice in the link")
	v.press("compare-start", kb.Enter)
	v.wait(`document.getElementById("compare-start").textContent === "Compare"`, "the end")
	v.wait(fmt.Sprintf(`document.getElementById("madds-exact").textContent === %q && document.querySelector("#answers .label").textContent === %q`, madds, answer), "the page's own network again")
}
