package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/benchpage"
)

// Keys move the sliders to every point, and the page shows what the network there costs, to the last digit.
func (s *pageSite) testCosts(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128&cores=1") // as many as pay may be another number the second time
	v.waitAnswered("13,570,048")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 10`, "ten frames")
	narrow := v.milliseconds("time-network")

	// The costs of the paper's sixteen networks: multiply-adds of all layers, weights without biases.
	weights := []string{"463,600", "1,319,648", "2,568,144", "4,209,088"}
	multiplyAdds := [4][4]string{
		{"13,570,048", "21,059,200", "30,212,608", "41,030,272"},
		{"49,160,192", "76,524,800", "109,970,432", "149,497,088"},
		{"106,770,432", "166,396,800", "239,273,472", "325,400,448"},
		{"186,400,768", "290,675,200", "418,121,728", "568,740,352"},
	}
	for i, row := range multiplyAdds {
		if i > 0 {
			v.press("alpha", kb.ArrowRight)
		}
		for j := range row {
			at := j
			if i%2 == 1 {
				at = len(row) - 1 - j // there and back: each step moves one slider
			}
			if j > 0 && i%2 == 0 {
				v.press("rho", kb.ArrowRight)
			} else if j > 0 {
				v.press("rho", kb.ArrowLeft)
			}
			v.waitAnswered(row[at])
			v.wantText("params-exact", weights[i])
		}
	}
	v.press("rho", kb.End)
	v.waitAnswered("568,740,352")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 10`, "ten frames")
	if wide := v.milliseconds("time-network"); wide < 5*narrow {
		t.Errorf("the network takes %v ms at 42 times the multiply-adds of one that takes %v ms", wide, narrow)
	}
	if have, want := evaluate[string](v, `document.getElementById("alpha").getAttribute("aria-valuetext")`), "1, 32 of 32 channels"; have != want {
		t.Errorf("the width says %q, want %q", have, want)
	}
	if have, want := evaluate[string](v, `document.getElementById("rho").getAttribute("aria-valuetext")`), "224 by 224 pixels"; have != want {
		t.Errorf("the resolution says %q, want %q", have, want)
	}
	if have := evaluate[int](v, `document.querySelectorAll("#table tr").length`); have != 16 {
		t.Errorf("have %d points in the table, want the 16 that were visited", have)
	}
	v.press("rho", kb.Home)
	v.waitAnswered("186,400,768")
	if s.official && v.text("accuracy") != "–" && !strings.Contains(v.text("weights-text"), "Trained at 128") {
		t.Errorf("have the accuracy %s with weights that say %q", v.text("accuracy"), v.text("weights-text"))
	}
}

// Plain Go computes the same answers more slowly, and the page says how much.
func (s *pageSite) testArithmetic(t *testing.T) {
	v := s.openPaper(t, "#alpha=0.25&resolution=128&cores=1")
	v.waitAnswered("13,570,048")
	v.wait(`document.getElementById("latency-note").textContent === "50 frames"`, "fifty frames")
	answers, fast := v.answers(), v.milliseconds("time-network")
	evaluate[any](v, `document.querySelector("#isa input:checked").focus()`)
	v.do(chromedp.KeyEvent(kb.ArrowRight))
	v.wait(`document.querySelector("#isa input[value=scalar]").checked && document.getElementById("isa-text").textContent.includes("times as fast")`, "the comparison")
	v.wait(`parseInt(document.getElementById("latency-note").textContent) >= 5`, "five frames")
	if slow := v.milliseconds("time-network"); slow < 2*fast {
		t.Errorf("plain Go takes %v ms, SIMD %v ms", slow, fast)
	}
	if have := v.answers(); fmt.Sprint(have) != fmt.Sprint(answers) {
		t.Errorf("plain Go answers %q, SIMD %q", have, answers)
	}
}

// A link opens the page in the state that it was copied in, and a wrong one opens it all the same.
func (s *pageSite) testLink(t *testing.T) {
	second := evaluate[string](s.open(t, ""), `fetch(`+benchpage.File(`"samples/samples.json"`)+`).then((r) => r.json()).then((l) => l[1].file.replace(/\.\w+$/, ""))`)
	state := "#alpha=0.25&resolution=192&arithmetic=scalar&format=int8&weights=random&source=sample/" + second + "&mirror=on&theme=dark"
	v := s.open(t, state)
	v.waitAnswered("30,212,608")
	if have := evaluate[string](v, "location.hash"); have != state {
		t.Errorf("have the state %s, want %s", have, state)
	}
	for what, holds := range map[string]string{
		"plain Go":       `document.querySelector("#isa input[value=scalar]").checked`,
		"integers":       `document.querySelector("#format input[value=int8]").checked`,
		"random weights": `document.getElementById("weights").value === "random" && !document.getElementById("banner").hidden`,
		"the sample":     `document.querySelectorAll(".sample")[1].getAttribute("aria-pressed") === "true"`,
		"the mirror":     `document.getElementById("stage").classList.contains("mirrored")`,
		"dark colours":   `document.documentElement.dataset.theme === "dark"`,
	} {
		if !evaluate[bool](v, holds) {
			t.Errorf("the link did not bring %s", what)
		}
	}
	// Another link in the same tab.
	evaluate[any](v, `void (location.hash = "#alpha=0.25&resolution=160&weights=random")`)
	v.waitAnswered("21,059,200")
	if have := evaluate[string](v, "document.documentElement.dataset.theme"); have != "light" {
		t.Errorf("have %s colours after a link that names none, want the system's light ones", have)
	}
	v = s.open(t, "#alpha=7&resolution=dog&arithmetic=gpu&format=int4&cores=none&source=%zz&theme=mauve")
	v.waitLive()
}

// Everything can be reached with the Tab key, in the order of the page, is named, and shows that it has the focus.
func (s *pageSite) testKeyboard(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	type stop struct {
		ID, Name string
		Visible  bool
	}
	const focused = `(() => {
		const e = document.activeElement;
		const marked = [e, e.closest("label"), e.parentElement].some((x) => x && getComputedStyle(x).outlineStyle !== "none");
		const name = e.getAttribute("aria-label") || [...(e.labels ?? [])].map((l) => l.textContent).join(" ") || e.textContent;
		return {ID: e === document.body ? "BODY" : e.id || e.name || e.getAttribute("class") || e.tagName, Name: name.trim(), Visible: marked || e.type === "range"};
	})()`
	var reached []string
	for range 60 {
		v.do(chromedp.KeyEvent(kb.Tab))
		at := evaluate[stop](v, focused)
		if at.ID == "BODY" {
			break
		}
		if at.Name == "" {
			t.Errorf("#%s has no name", at.ID)
		}
		if !at.Visible {
			t.Errorf("#%s does not show that it has the focus", at.ID)
		}
		reached = append(reached, at.ID)
	}
	have := " " + strings.Join(reached, " ") + " "
	at := 0
	for _, want := range []string{"skip", "theme", "share", "seen", "camera", "photo", "mirror", "sample", "alpha", "rho", "format", "isa", "weights", "weights-open", "accuracy-source", "among", "SUMMARY"} {
		next := strings.Index(have[at:], " "+want+" ")
		if next < 0 {
			t.Fatalf("the Tab key reached%s, want %s in its place", have, want)
		}
		at += next
	}
	// The card with the source opens and closes by key, and the focus is not lost.
	v.press("accuracy-source", kb.Enter)
	v.wait(`document.getElementById("accuracy-card").matches(":popover-open")`, "the card")
	v.do(chromedp.KeyEvent(kb.Escape))
	v.wait(`!document.getElementById("accuracy-card").matches(":popover-open") && document.activeElement.id === "accuracy-source"`, "the card's end")
}

// At 360 pixels nothing scrolls sideways, and the order is picture, sliders, readouts, answers, chart.
func (s *pageSite) testNarrow(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	for _, width := range []int64{320, 360, 820, 1440} {
		v.size(width, 740)
		if have := evaluate[int64](v, "document.documentElement.scrollWidth"); have > width {
			t.Errorf("have a page of %d pixels in a window of %d", have, width)
		}
	}
	if gap := evaluate[float64](v, `document.querySelector(".answers").getBoundingClientRect().top - document.querySelector(".samples").getBoundingClientRect().bottom`); gap < 0 || gap > 40 {
		t.Errorf("have the answers %v pixels below the samples in a wide window, want them to follow it", gap)
	}
	v.size(360, 740)
	tops := evaluate[[]float64](v, `["picture", "controls", "readouts", "answers", "figure"].map((c) => document.querySelector("." + c).getBoundingClientRect().top)`)
	for i := 1; i < len(tops); i++ {
		if tops[i] <= tops[i-1] {
			t.Errorf("have sections at %v, want each below the one before", tops)
		}
	}
	small := evaluate[[]string](v, `[...document.querySelectorAll("button, select, input[type=range], .segments label")]
		.filter((e) => e.checkVisibility()).filter((e) => { const b = e.getBoundingClientRect(); return b.width < 24 || b.height < 24; }).map((e) => e.id || e.className)`)
	if len(small) > 0 {
		t.Errorf("%q are smaller than a finger: 24 pixels at least", small)
	}
}

// The page follows the system's colours until the visitor chooses, and all text stands out in both.
func (s *pageSite) testColours(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	scheme := func(value string) {
		t.Helper()
		if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}},
		}); err != nil {
			t.Fatal(err)
		}
		v.wait(fmt.Sprintf(`document.documentElement.dataset.theme === %q`, value), value+" colours")
		for _, weak := range evaluate[[]string](v, weakText) {
			t.Errorf("%s: %s", value, weak)
		}
	}
	scheme("dark")
	scheme("light")
	evaluate[any](v, `document.querySelector("#theme input[value=dark]").click()`)
	v.wait(`document.documentElement.dataset.theme === "dark" && location.hash.includes("theme=dark")`, "the chosen colours")
}

// weakText lists texts with a contrast below 4.5 (WCAG AA), 3 for large type, to the ground on which they stand.
// Texts over the picture have a ground of their own that is nearly opaque.
const weakText = `(() => {
	const pixel = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
	const paint = (colours) => {
		pixel.clearRect(0, 0, 1, 1);
		for (const c of colours) { pixel.fillStyle = c; pixel.fillRect(0, 0, 1, 1); }
		return [...pixel.getImageData(0, 0, 1, 1).data].slice(0, 3).map((v) => v / 255).map((v) => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
	};
	const luminance = (c) => .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
	const weak = [];
	const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const e = texts.currentNode.parentElement;
		if (!texts.currentNode.data.trim() || !e.checkVisibility() || e.closest("svg, option, .unseen, noscript, .skip, .veil, :disabled")) continue;
		const grounds = [];
		let opacity = 1;
		for (let x = e; x; x = x.parentElement) {
			grounds.unshift(getComputedStyle(x).backgroundColor);
			opacity *= getComputedStyle(x).opacity;
		}
		if (opacity < 1) weak.push("an opacity of " + opacity + " for " + JSON.stringify(texts.currentNode.data.trim()));
		const style = getComputedStyle(e);
		const [a, b] = [luminance(paint([...grounds, style.color])), luminance(paint(grounds))].sort();
		const large = parseFloat(style.fontSize) >= 24 || parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 600;
		const contrast = (b + .05) / (a + .05);
		if (contrast < (large ? 3 : 4.5)) weak.push(contrast.toFixed(2) + " for " + JSON.stringify(texts.currentNode.data.trim()));
	}
	return weak;
})()`

// Without weights the page says loudly that answers mean nothing, and works.
func testRandomWeights(t *testing.T, ctx context.Context) {
	s := servePage(t, ctx, "")
	s.browser = startBrowser(t, ctx)
	v := s.open(t, "")
	v.waitAnswered("76,524,800")
	banner := evaluate[string](v, `document.getElementById("banner").innerText`)
	for _, want := range []string{"Random weights", "meaningless", "make weights"} {
		if !strings.Contains(banner, want) {
			t.Errorf("have the banner %q, want %q in it", banner, want)
		}
	}
	v.wantText("accuracy", "–")
	for _, weak := range evaluate[[]string](v, weakText) {
		t.Error(weak)
	}
	v.press("alpha", kb.ArrowLeft)
	v.waitAnswered("21,059,200")
	v.wait(`document.getElementById("figure-note").textContent.includes("random")`, "that the chart's accuracy is not that of what runs")
}
