package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// sweepPatience is how long a test waits for a sweep of sixteen networks.
const sweepPatience = 20 * time.Minute

// TestSweep holds the sweep over all configurations, and what it is good for, to what is promised.
func TestSweep(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)

	t.Run("stopped", s.testSweepStopped)
	t.Run("other runtimes", s.testRuntimes)
	v := s.openPaper(t, "#alpha=0.5&resolution=160")
	v.waitAnswered("76,524,800")
	if !t.Run("whole", func(t *testing.T) { testSweep(t, v.of(t)) }) {
		return
	}
	t.Run("chart by keyboard", func(t *testing.T) { testChartKeyboard(t, v.of(t)) })
	t.Run("budget", func(t *testing.T) { testBudget(t, v.of(t)) })
	t.Run("exports", func(t *testing.T) { testExports(t, v.of(t)) })
	t.Run("link", func(t *testing.T) { s.testSweepLink(t, v.of(t)) })
	t.Run("widths and colours", func(t *testing.T) { testSweepLayout(t, v.of(t)) })
}

// of is the visit in the hands of a subtest.
func (v *visit) of(t *testing.T) *visit { return &visit{t: t, tab: v.tab} }

// A sweep that is stopped leaves nothing behind, and the picture goes on.
func (s *pageSite) testSweepStopped(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.press("sweep-start", kb.Enter)
	v.wait(`document.getElementById("sweep-progress").value > 0 && /s left/.test(document.getElementById("sweep-state").textContent)`, "progress and the time left")
	if have := v.text("state-text"); !strings.Contains(have, "Measuring") {
		t.Errorf("the stage says %q, want that the live picture waits", have)
	}
	v.press("sweep-start", kb.Enter)
	v.wait(`document.getElementById("sweep-state").textContent === "Stopped."`, "the end of the sweep")
	v.waitAnswered("13,570,048")
	if !evaluate[bool](v, `document.getElementById("budget").hidden && !localStorage.getItem("sweeps")`) {
		t.Error("have a budget or a kept sweep after one that was stopped, want none")
	}
}

// One button measures all networks, and says what it found and how.
func testSweep(t *testing.T, v *visit) {
	evaluate[any](v, `document.getElementById("sweep-float").click()`) // 8-bit numbers are enough here
	v.press("sweep-start", kb.Enter)
	const done = `!document.getElementById("budget").hidden`
	if !v.holds(done, sweepPatience) {
		v.t.Fatalf("waited %v for the end of the sweep; have %q", sweepPatience, v.text("sweep-state"))
	}
	if have := evaluate[int](v, `document.querySelectorAll("#table tr").length`); have < 16 || have > 17 {
		t.Errorf("have %d rows in the table, want the sixteen networks, and the live one if it is another", have)
	}
	best, dim := evaluate[int](v, `document.querySelectorAll("#chart .point.best").length`), evaluate[int](v, `document.querySelectorAll("#chart .point.dim").length`)
	if best < 2 || best+dim != 16 {
		t.Errorf("have %d points on the front and %d in grey, want sixteen in all", best, dim)
	}
	if !evaluate[bool](v, `["front", "fit", "whisker"].every((c) => document.querySelector("#chart ." + c)?.getAttribute("d").length > 5)`) {
		t.Error("have no front, fit or whisker in the chart")
	}
	conditions := v.text("sweep-conditions")
	for _, want := range []string{"16 networks", "3 rounds", "random order", "warming up", "smallest step", "changed its speed"} {
		if !strings.Contains(conditions, want) {
			t.Errorf("have the conditions %q, want %q in them", conditions, want)
		}
	}
	v.waitAnswered("76,524,800") // what ran before runs again
	// Wider networks take longer, and the figures are those of one device.
	times := evaluate[[]float64](v, `["0.25/128", "1/224"].map((name) => parseFloat([...document.querySelectorAll("#chart .point")].map((p) => p.getAttribute("aria-label")).find((l) => l?.includes("α " + name.split("/")[0] + ", " + name.split("/")[1] + " "))?.match(/([\d.]+) ms/)[1]))`)
	if len(times) != 2 || times[1] < 5*times[0] {
		t.Errorf("0.25/128 and 1/224 take %v ms, want the second many times longer: 42 times the multiply-adds", times)
	}
}

// Arrows walk from point to point, each says what it is, and Enter goes there.
func testChartKeyboard(t *testing.T, v *visit) {
	evaluate[any](v, `document.querySelector("#chart [data-key][tabindex='0']").focus()`)
	v.do(chromedp.KeyEvent(kb.Home))
	first := evaluate[string](v, `document.activeElement.getAttribute("aria-label")`)
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	second := evaluate[string](v, `document.activeElement.getAttribute("aria-label")`)
	if first == second || !strings.HasPrefix(first, "0.25/128: α 0.25, 128 pixels") || !strings.Contains(second, " ms") {
		t.Errorf("the first point says %q, the next %q; want 0.25/128 and another", first, second)
	}
	if have := evaluate[string](v, `document.querySelector("#chart .says").textContent`); have != second {
		t.Errorf("have %q beside the chart, want %q", have, second)
	}
	v.do(chromedp.KeyEvent(kb.Home + kb.Enter))
	v.wait(`document.getElementById("alpha-value").textContent === "0.25" && document.getElementById("rho-value").textContent === "0.57"`, "the sliders at 0.25/128")
}

// A time says what fits, by keys on the line and by the fields, and "go there" goes there.
func testBudget(t *testing.T, v *visit) {
	v.press("budget-line", kb.Home)
	v.wait(`document.querySelector("#budget .verdict").textContent.includes("Nothing is that fast")`, "nothing that fits")
	v.press("budget-line", kb.End)
	v.wait(`document.querySelector("#budget .best-fit")?.textContent.includes("1/224")`, "the widest network within all the time there is")
	at := evaluate[float64](v, `+document.getElementById("budget-line").getAttribute("aria-valuenow")`)
	v.press("budget-line", kb.ArrowLeft)
	if now := evaluate[float64](v, `+document.getElementById("budget-line").getAttribute("aria-valuenow")`); now >= at || now < 0.9*at {
		t.Errorf("one step to the left takes the budget from %v to %v ms, want a little less", at, now)
	}
	// Between the fastest and the slowest: a part of them fits.
	middle := evaluate[float64](v, `(() => {
		const times = [...document.querySelectorAll("#chart .point.best")].map((p) => parseFloat(p.getAttribute("aria-label").match(/([\d.]+) ms/)[1])).sort((a, b) => a - b);
		return times[1] + 0.01; // rounded to hundredths
	})()`)
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.getElementById("budget-fps"); e.value = %v; e.dispatchEvent(new Event("change")); })()`, 1000/middle))
	v.wait(`document.querySelectorAll("#budget .fits li").length >= 2`, "what fits")
	if all := evaluate[int](v, `document.querySelectorAll("#budget .fits li").length`); all > 15 {
		t.Errorf("all %d fit within %v ms, want a part", all, middle)
	}
	if have := evaluate[int](v, `document.querySelectorAll("#budget .candidate").length`); have != 3 {
		t.Errorf("have %d choices, want the best, only α and only ρ", have)
	}
	if have := evaluate[string](v, `location.hash`); !strings.Contains(have, "figure.budget=") {
		t.Errorf("have the state %s, want the budget in it", have)
	}
	want := evaluate[string](v, `document.querySelector("#budget .best-fit p").textContent.match(/^[\d.]+/)[0]`)
	v.press("budget-go", kb.Enter)
	v.wait(fmt.Sprintf(`document.getElementById("alpha-value").textContent === %q`, want), "the slider where the best is")
}

// What is exported is what was measured.
func testExports(t *testing.T, v *visit) {
	if lines := strings.Split(strings.TrimSpace(string(v.save("export-csv", "csv"))), "\r\n"); len(lines) != 17 || !strings.HasPrefix(lines[0], "alpha,resolution") {
		t.Errorf("have %d lines of CSV that begin %.80q, want a heading and sixteen", len(lines), lines[0])
	}
	var record struct{ Points []any }
	if err := json.Unmarshal(v.save("export-json", "json"), &record); err != nil || len(record.Points) != 16 {
		t.Errorf("have %d points in JSON and the error %v, want 16 and none", len(record.Points), err)
	}
	if svg := string(v.save("export-svg", "svg")); !strings.HasPrefix(svg, "<svg xmlns=") || strings.Count(svg, `class="point`) != 16 {
		t.Errorf("have %d points in SVG, want 16: %.100s", strings.Count(svg, `class="point`), svg)
	}
	// Drawn from the same SVG.
	if png := v.save("export-png", "png"); !bytes.HasPrefix(png, []byte("\x89PNG")) || len(png) <= 5000 {
		t.Errorf("have %d bytes that begin %.4q, want PNG of more than 5 kB", len(png), png)
	}
}

// A link carries the sweep to another device, where it is a ghost; this one keeps it by itself.
func (s *pageSite) testSweepLink(t *testing.T, v *visit) {
	v.press("export-link", kb.Enter)
	v.wait(`document.getElementById("share-card").matches(":popover-open") && document.querySelector("#share-card svg.qr path").getAttribute("d").length > 1000`, "the card with its QR code")
	link := evaluate[string](v, `document.querySelector("#share-card input").value`)
	if have := v.scan(); !strings.HasPrefix(have, link[:strings.Index(link, "figure.sweep=")]) || !strings.Contains(have, "figure.sweep=") {
		t.Errorf("the code says %s, want the link or, if that is too long, one with the front only: %s", have, link)
	}
	if strings.Contains(evaluate[string](v, "location.hash"), "figure.sweep") {
		t.Error("the address of the page itself has the sweep, want it in the link only")
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	other := s.open(t, strings.TrimPrefix(link, s.url))
	known := evaluate[int](v, `[...document.querySelectorAll("#chart .point")].filter((p) => !p.getAttribute("aria-label").includes("unknown")).length`)
	other.wait(`document.querySelectorAll("#chart .point.ghost").length === `+strconv.Itoa(known), "the link's points as ghosts, those whose accuracy is known")
	kept := evaluate[[]string](other, `[...document.querySelectorAll("#ghosts .check")].map((e) => e.textContent)`)
	if len(kept) < 3 || !strings.Contains(kept[0], "link") || !strings.Contains(kept[1], "earlier") || !strings.Contains(kept[2], "Pixel 2") {
		t.Errorf("can be compared with %q, want the link's sweep, the earlier one, the phone, and other runtimes", kept)
	}
	before := evaluate[int](other, `document.querySelectorAll("#chart .point.ghost").length`)
	evaluate[any](other, `document.querySelectorAll("#ghosts input")[2].click()`)
	other.wait(`document.querySelectorAll("#chart .point.ghost").length === `+strconv.Itoa(before+32), "the phone's thirty-two points")
}

// Nothing is wider than the window, and everything can be read, in both colours.
func testSweepLayout(t *testing.T, v *visit) {
	for _, theme := range []string{"light", "dark"} {
		evaluate[any](v, fmt.Sprintf(`document.querySelector("#theme input[value=%s]").click()`, theme))
		for _, width := range []int64{360, 820, 1440} {
			v.resize(width, 900)
			if wide := evaluate[[]string](v, tooWide); len(wide) > 0 {
				t.Errorf("%s, %d pixels: wider than the window: %q", theme, width, wide)
			}
		}
		for _, weak := range evaluate[[]string](v, weakText) {
			t.Errorf("%s: %s", theme, weak)
		}
	}
}

// tooWide lists elements that make the page scroll sideways.
const tooWide = `(() => {
	if (document.documentElement.scrollWidth <= innerWidth) return [];
	return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && e.checkVisibility()).slice(0, 5)
		.map((e) => e.tagName + "#" + e.id + "." + e.className);
})()`
