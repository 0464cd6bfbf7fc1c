package e2e

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"mobilenet/e2e/panels"
)

// TestMedia holds the page to what it looks like on paper, and in the few colours that a visitor has chosen.
func TestMedia(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	t.Run("print", s.testPrint)
	t.Run("forced colours", s.testForcedColours)
}

// emulate has the page believe in a medium, and in a feature of it unless that is "".
func (v *visit) emulate(medium, feature, value string) {
	v.t.Helper()
	params := emulation.SetEmulatedMediaParams{Media: medium}
	if feature != "" {
		params.Features = []*emulation.MediaFeature{{Name: feature, Value: value}}
	}
	if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, params); err != nil {
		v.t.Fatal(err)
	}
}

// openPanels opens each panel, unfolded, with what shows without measuring.
func (v *visit) openPanels(look func(id string)) {
	v.t.Helper()
	v.eachPanel(look, func(tab context.Context, id string) error {
		switch id {
		case "time", "separable":
			return panels.Work(tab, id)
		}
		return nil
	})
}

// printed lists what is wrong on paper: a ground that is not white, light words in charts, charts that keep the size of
// the screen, and parts that a page break may cut where the browser then lays lines over each other.
const printed = `(() => {
	const wrong = [];
	const style = (e) => getComputedStyle(e);
	if (style(document.documentElement).backgroundColor !== "rgb(255, 255, 255)") wrong.push("the ground is " + style(document.documentElement).backgroundColor);
	if (style(document.documentElement).printColorAdjust !== "exact") wrong.push("the browser may leave out bars");
	for (const e of document.querySelectorAll(".chart text")) {
		const [r, g, b] = style(e).fill.match(/[0-9.]+/g).map(Number);
		if (Math.max(r, g, b) > 130) wrong.push("a chart says " + e.textContent + " in " + style(e).fill);
		if (/255|250/.test(style(e).stroke) === false && style(e).stroke !== "none") wrong.push("a chart smears " + e.textContent + " with " + style(e).stroke);
	}
	for (const e of document.querySelectorAll(".chart svg")) {
		if (e.checkVisibility() && !e.hasAttribute("viewBox")) wrong.push("a chart has the size of the screen");
	}
	for (const e of document.querySelectorAll("main > section")) {
		if (style(e).breakInside !== "avoid") wrong.push("a page break may cut " + e.className);
	}
	if (style(document.getElementById("panel")).display !== "block") wrong.push("the panel is broken as " + style(document.getElementById("panel")).display);
	for (const e of document.querySelectorAll("#panel :is(h2, h3), .figure-head")) {
		if (style(e).breakAfter !== "avoid") wrong.push("a page may end with " + e.textContent);
	}
	for (const e of document.querySelectorAll(".scroll")) {
		if (e.checkVisibility() && e.scrollWidth > e.clientWidth + 3) wrong.push("the paper cuts " + (e.scrollWidth - e.clientWidth) + " pixels of " + e.outerHTML.slice(0, 90));
	}
	return wrong;
})()`

// The dark page is printed dark on white, in light colours' hues, and every panel with it.
func (s *pageSite) testPrint(t *testing.T) {
	v := s.open(t, "#theme=dark&alpha=0.25&resolution=128&source=sample/clock")
	v.waitLive()
	v.openPanels(func(id string) {
		if id == "lessons" {
			return // printed as worksheets
		}
		v.emulate("print", "", "")
		v.size(680, 1000) // A4 between its margins
		v.wait(`document.querySelector(".chart svg")`, "the chart")
		for _, wrong := range append(evaluate[[]string](v, printed), evaluate[[]string](v, weakText)...) {
			t.Errorf("%s: %s", id, wrong)
		}
		v.emulate("", "", "")
		v.size(1280, 900)
	})
}

// flat lists what cannot be told from the ground in forced colours: bars and legends, and choices that look as those
// that were not made.
const flat = `(() => {
	const wrong = [];
	const ground = getComputedStyle(document.documentElement).backgroundColor;
	const looks = (e) => { const s = getComputedStyle(e); return [s.backgroundColor, s.borderBottomColor, s.outlineStyle + s.outlineWidth].join(" "); };
	for (const e of document.querySelectorAll(".time-bar, .sep-meter span, .inside-bar, .inside-bar span, .break-bars i, .break-legend i, .lesson-bar i, .bar span, .meter span, .channels, .pixels")) {
		const s = getComputedStyle(e);
		if (e.checkVisibility() && e.offsetWidth > 1 && s.backgroundImage === "none" && [ground, "rgba(0, 0, 0, 0)"].includes(s.backgroundColor)) wrong.push("the bar " + e.outerHTML.slice(0, 80));
		if (e.matches(".channels, .pixels") && !s.backgroundImage.includes("gradient")) wrong.push("the track " + e.id);
	}
	for (const e of document.querySelectorAll(".segments")) {
		const made = [...e.querySelectorAll("label")].find((l) => l.matches(":has(:checked)")), other = [...e.querySelectorAll("label")].find((l) => !l.matches(":has(:checked)"));
		if (e.checkVisibility() && made && other && looks(made) === looks(other)) wrong.push("the choice " + made.textContent.trim() + " of #" + e.id);
	}
	for (const [made, other] of [["[role=tab][aria-selected=true]", "[role=tab][aria-selected=false]"], [".break-choice:has(:checked)", ".break-choice:not(:has(:checked))"], ["#mirror[aria-pressed=true]", "#photo"]]) {
		const [a, b] = [made, other].map((selector) => document.querySelector(selector));
		if (a && b && looks(a) === looks(b)) wrong.push("the choice " + made);
	}
	for (const e of document.querySelectorAll(".button.primary")) {
		const s = getComputedStyle(e);
		if (e.checkVisibility() && s.color === s.backgroundColor) wrong.push("the words of " + e.outerHTML.slice(0, 80));
	}
	for (const e of document.querySelectorAll(".chart :is(.title, .dot)")) {
		const ink = getComputedStyle(document.body).color, {fill, stroke} = getComputedStyle(e);
		if (e.checkVisibility() && fill !== ink && stroke !== ink) wrong.push("the chart's " + e.outerHTML.slice(0, 80));
	}
	return wrong;
})()`

// In forced colours, whatever the page's own theme, bars are to be seen, and so is which choice was made.
func (s *pageSite) testForcedColours(t *testing.T) {
	for _, theme := range []string{"light", "dark"} {
		v := s.open(t, fmt.Sprintf("#theme=%s&alpha=0.25&resolution=128&source=sample/clock", theme))
		v.emulate("", "forced-colors", "active")
		v.waitLive()
		if v.press("mirror", " "); !evaluate[bool](v, `matchMedia("(forced-colors: active)").matches`) {
			t.Fatal("have no forced colours, want them emulated")
		}
		v.openPanels(func(id string) {
			for _, wrong := range evaluate[[]string](v, flat) {
				t.Errorf("%s, %s: cannot be seen: %s", theme, id, wrong)
			}
			for _, weak := range evaluate[[]string](v, weakText) {
				t.Errorf("%s, %s: have a contrast of %s, want 4.5", theme, id, weak)
			}
		})
	}
}
