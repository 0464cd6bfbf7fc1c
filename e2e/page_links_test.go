package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/chromium"
)

// TestLinks holds links that hide parts of the page, the page in a frame, and the dialog that builds both to what is
// promised of them.
func TestLinks(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, "")
	s.browser = startBrowser(t, ctx, chromium.FakeCamera("")...)

	t.Run("dialog by keyboard", s.testShareKeyboard)
	t.Run("code", s.testShareCode)
	t.Run("every state", s.testShareState)
	t.Run("parts", s.testParts)
	t.Run("before the program", s.testLinkBeforeTheProgram)
	t.Run("every control has a name", s.testNames)
	t.Run("way back", s.testWayBack)
	t.Run("embedded", s.testEmbedded)
	t.Run("in a frame", s.testFrame)
}

// openShare opens the dialog with the keyboard.
func (v *visit) openShare() {
	v.t.Helper()
	v.press("share", kb.Enter)
	v.wait(`document.getElementById("share-dialog").open`, "the dialog")
}

// shared returns the link that the dialog shows.
func (v *visit) shared() string {
	v.t.Helper()
	return evaluate[string](v, `document.querySelector("#share-link input").value`)
}

// tick moves the focus to a box of the dialog and presses the space bar.
func (v *visit) tick(part string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`document.querySelector("#share-parts input[value='%s']").focus()`, part))
	v.do(chromedp.KeyEvent(" "))
}

// visibleControls lists the controls outside the dialog that can be seen, by id, name or class.
const visibleControls = `[...document.querySelectorAll("button, input, select, textarea, summary, a[href], [role=slider]")]
	.filter((e) => e.checkVisibility() && !e.closest("dialog, .skip, .notice")).map((e) => e.id || e.name || e.className || e.textContent)`

// A teacher publishes exactly one slider, by keyboard alone.
func (s *pageSite) testShareKeyboard(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.openShare()
	if have := evaluate[string](v, `document.activeElement.textContent`); have != "Copy link" {
		t.Errorf("the focus is on %q in the dialog, want the button that copies", have)
	}
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.querySelector("#share-link [role=status]").textContent === "Link copied"`, "the word that it was copied")
	var reached []string
	for range 70 { // round the dialog: what lies behind it cannot be reached
		v.do(chromedp.KeyEvent(kb.Tab))
		reached = append(reached, evaluate[string](v, `document.activeElement.closest("dialog") ? document.activeElement.id || document.activeElement.value || document.activeElement.tagName : "outside: " + document.activeElement.outerHTML.slice(0, 80)`))
	}
	for _, want := range []string{"share-open", "share-all", "share-none", "header", "alpha", "tab-time", "footer", "SUMMARY", "share-close", "share-project"} {
		if !slices.Contains(reached, want) {
			t.Errorf("the Tab key reached %q, want %s among them", reached, want)
		}
	}
	for _, at := range reached {
		if strings.HasPrefix(at, "outside:") && !strings.HasPrefix(at, "outside: <body") { // where the browser's own buttons have it
			t.Errorf("the Tab key left the dialog: %s", at)
		}
	}
	v.press("share-none", kb.Enter)
	v.tick("alpha")
	if !evaluate[bool](v, `document.querySelector("#share-parts input[value=controls]").checked && !document.querySelector("#share-parts input[value=rho]").checked`) {
		t.Error("ticking a slider did not tick its block alone")
	}
	link := v.shared()
	v.do(chromedp.KeyEvent(kb.Escape))
	v.wait(`!document.getElementById("share-dialog").open && document.activeElement.id === "share"`, "the focus back on the button")

	other := s.open(t, strings.TrimPrefix(link, s.url))
	other.wait(`document.getElementById("madds-exact").textContent === "13,570,048"`, "the link's network")
	if have := evaluate[[]string](other, visibleControls); !slices.Equal(have, []string{"alpha", "show-all"}) {
		t.Errorf("the link %s shows %q, want the slider, and the way back", link, have)
	}
	other.press("alpha", kb.ArrowRight)
	other.wait(`document.getElementById("madds-exact").textContent === "49,160,192"`, "another width at the same, hidden resolution")
}

// scan reads the QR code on the screen, as a camera would.
func (v *visit) scan() string {
	v.t.Helper()
	content, err := chromedp.Run(v.tab, chromedp.CaptureScreenshot())
	if err != nil {
		v.t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		v.t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		v.t.Fatal(err)
	}
	found, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		v.t.Fatalf("have no QR code that can be read on the screen: %v", err)
	}
	return found.GetText()
}

// The code is that of the link, whatever is ticked, and fills a projector's screen.
func (s *pageSite) testShareCode(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128&theme=dark&lang=ko&panel=separable&separable.step=12")
	v.waitAnswered("13,570,048")
	v.openShare()
	if have, want := v.scan(), v.shared(); have != want {
		t.Errorf("the code says %s, want %s", have, want)
	}
	v.tick("figure")
	have, want := v.scan(), v.shared()
	if have != want || !strings.Contains(want, "hide=figure") {
		t.Errorf("the code says %s, want %s, with hide=figure", have, want)
	}
	v.press("share-project", kb.Enter)
	v.wait(`document.fullscreenElement?.id === "share-code"`, "the code on the whole screen")
	v.wait(`document.querySelector("#share-code svg").getBoundingClientRect().width >= 0.9 * Math.min(innerWidth, innerHeight)`, "a code of nearly all of the screen")
	if have := v.scan(); have != want {
		t.Errorf("on the whole screen the code says %s, want %s", have, want)
	}
	evaluate[any](v, `document.exitFullscreen()`)
	evaluate[any](v, `document.getElementById("share-dialog").close()`)
	// More than a camera reads easily.
	evaluate[any](v, fmt.Sprintf(`void (location.hash = "#alpha=0.25&resolution=128&separable.long=%s")`, strings.Repeat("x", 1000)))
	v.wait(`document.querySelectorAll("[role=tab][aria-selected=true]").length === 0`, "the other link")
	v.openShare()
	v.wait(`!document.querySelector("#share-code svg") && document.getElementById("share-code").textContent.length > 20`, "words in place of a code")
}

// A link made of controls opens a page with the same.
func (s *pageSite) testShareState(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.press("rho", kb.ArrowRight)
	evaluate[any](v, `(() => {
		for (const s of ["#format input[value=int8]", "#isa input[value=scalar]", "#theme input[value=dark]", "#cores input[value='1']", "#mirror", "#seen", "#sweep-float", "#sweep-cores, #sweep-int8", "#tab-compare", ".sample:nth-child(3)"]) document.querySelector(s).click();
	})()`)
	v.wait(`document.querySelector("#compare-b-rho")`, "the panel")
	evaluate[any](v, `(() => { const e = document.getElementById("compare-b-rho"); e.value = "192"; e.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	evaluate[any](v, `(() => { const e = document.getElementById("language"); e.value = "ko"; e.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	const phone = `[...document.querySelectorAll("#ghosts label")].find((l) => l.textContent.includes("Pixel 2")).querySelector("input")`
	v.wait(`document.documentElement.lang === "ko" && document.querySelector("#compare-b-rho") && `+phone, "Korean")
	evaluate[any](v, phone+`.click()`)
	const state = `JSON.stringify([...document.querySelectorAll("main :is(input, select), #theme input, #language, #panel select, [aria-pressed], [role=tab]")]
		.filter((e) => !e.closest("dialog") && e.type !== "file" && !e.id.startsWith("budget") && e.id !== "devices")
		.map((e) => (e.id || e.name || e.getAttribute("aria-label") || e.textContent) + "=" + (e.type === "checkbox" || e.type === "radio" ? e.value + e.checked : e.value ?? "") + (e.getAttribute("aria-pressed") ?? "") + (e.getAttribute("aria-selected") ?? "")))`
	v.wait(`document.getElementById("caption").textContent.length > 2 && location.hash.includes("source=sample/balloon") && location.hash.includes("figure.ghosts=phone")`, "the third sample in the link")
	v.openShare()
	link := v.shared()
	want := evaluate[string](v, state)
	other := s.open(t, strings.TrimPrefix(link, s.url))
	other.waitAnswered("21,059,200")
	other.wait(`document.querySelector(".sample:nth-child(3)[aria-pressed=true]") && document.querySelector("#compare-b-rho")?.value === "192"`, "the link's network, sample and panel")
	if have := evaluate[string](other, state); have != want {
		t.Errorf("%s\nopens as %s\nwant     %s", link, have, want)
	}
}

// Before the program has come, JavaScript reads theme, language and what is hidden out of a link, and finds what
// TestBeforeTheProgram in wasm/internal/link has the program find.
func (s *pageSite) testLinkBeforeTheProgram(t *testing.T) {
	content, err := os.ReadFile("../wasm/internal/link/testdata/links.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Hash, Theme, Language, Hide string
		Embed                             bool
	}
	if err := json.Unmarshal(content, &cases); err != nil {
		t.Fatal(err)
	}
	v := s.open(t, "bench.html") // has web/theme.js, and follows no link besides
	v.wait(`document.readyState === "complete"`, "the page")
	found := evaluate[[]struct {
		Theme, Language, Hide string
		Embed                 bool
	}](v, fmt.Sprintf(`(async () => {
		const module = (name) => import(%s);
		await module("parts.js");
		const {chosenLanguage} = await module("language.js");
		const chooser = document.createElement("select");
		chooser.id = "language";
		chooser.append(...["en", "ko", "es-419"].map((language) => new Option(language, language)));
		document.body.append(chooser);
		const root = document.documentElement;
		return %s.map(({hash}) => {
			history.replaceState(null, "", hash);
			dispatchEvent(new Event("hashchange"));
			const {theme, hide} = root.dataset;
			return {theme, language: chosenLanguage(), hide, embed: root.classList.contains("embedded")};
		});
	})()`, benchpage.File("name"), content))
	if len(found) != len(cases) {
		t.Fatalf("have %d answers, want %d", len(found), len(cases))
	}
	none := found[0] // the device's theme, and the first of its languages that there is
	for i, c := range cases {
		hide := strings.ReplaceAll(c.Hide, ",", " ")
		if c.Embed {
			hide = strings.TrimSpace(hide + " header footer notes")
		}
		theme, language, have := cmp.Or(c.Theme, none.Theme), cmp.Or(c.Language, none.Language), found[i]
		if have.Theme != theme || have.Language != language || have.Hide != hide || have.Embed != c.Embed {
			t.Errorf("%s: %s: have %+v, want %q, %q, %q and %v", c.Name, c.Hash, have, theme, language, hide, c.Embed)
		}
	}
}
