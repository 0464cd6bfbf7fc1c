package e2e

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/benchpage"
	"mobilenet/e2e/panels"
)

// TestPanels holds the page's panels, languages and sources to what is promised of them.
func TestPanels(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)

	t.Run("languages", s.testLanguages)
	t.Run("class names", s.testClassNames)
	t.Run("English is in the document", s.testDocument)
	t.Run("tabs", s.testTabs)
	t.Run("documented", s.testDocumented)
	t.Run("at rest", s.testAtRest)
	t.Run("sources", s.testSources)
	t.Run("inside", s.testInside)
	t.Run("compare", s.testCompare)
	t.Run("paper", s.testPaper)
	t.Run("time", s.testTime)
	t.Run("predict", s.testPredict)
	t.Run("separable", s.testSeparable)
	t.Run("race", s.testSeparableRace)
}

// panelIDs returns the ids of the panels that the page has.
func (v *visit) panelIDs() []string {
	v.t.Helper()
	ids, err := panels.IDs(v.tab)
	if err != nil {
		v.t.Fatal(err)
	}
	return ids
}

// eachPanel opens each panel, takes some steps with it, unfolds what is folded and has look look at it.
func (v *visit) eachPanel(look func(id string), steps ...func(tab context.Context, id string) error) {
	v.t.Helper()
	for _, id := range v.panelIDs() {
		for _, step := range append([]func(context.Context, string) error{panels.Open}, steps...) {
			if err := step(v.tab, id); err != nil {
				v.t.Fatal(err)
			}
		}
		v.unfold()
		look(id)
	}
}

// unfold opens what is folded.
func (v *visit) unfold() {
	v.t.Helper()
	evaluate[any](v, `document.querySelectorAll("main details, #panel details").forEach((details) => { details.open = true; })`)
}

// The page speaks the language of the link, and changes it without being loaded anew.
func (s *pageSite) testLanguages(t *testing.T) {
	v := s.open(t, "#lang=ko")
	v.waitLive()
	v.wait(`document.documentElement.lang === "ko" && document.getElementById("camera-text").textContent === "카메라 켜기"`, "Korean")
	v.wantText("caption", "알람 시계")
	evaluate[any](v, `document.getElementById("language").focus()`)
	speak(v, "en")
	v.wait(`document.documentElement.lang === "en" && location.hash.includes("lang=en") && document.getElementById("camera-text").textContent === "Start camera" && document.getElementById("alpha-text").textContent.includes("channels")`, "English")
	v.wantText("caption", "Alarm clock")
	v.wait(`!/[가-힣]/.test(document.getElementById("answers").textContent)`, "answers in English")
}

// Names of classes in another language are fetched with it, and only then.
func (s *pageSite) testClassNames(t *testing.T) {
	const fetched = `performance.getEntriesByType("resource").filter(({name}) => name.includes("labels.")).map(({name}) => name.split("/").at(-1))`
	const hangul = `[...document.querySelectorAll("#answers .label")].every((e) => /[가-힣]/.test(e.textContent))`
	v := s.open(t, "#lang=en&source=sample/strawberry")
	v.waitLive()
	if have := evaluate[[]string](v, fetched); len(have) > 0 {
		t.Errorf("the English page has fetched %q, want no names", have)
	}
	speak(v, "ko")
	v.wait(hangul, "answers in Korean")
	if have := evaluate[[]string](v, fetched); !slices.Equal(have, []string{"labels.ko.txt"}) {
		t.Errorf("the Korean page has fetched %q, want its names once", have)
	}
	speak(v, "en")
	v.wait(`[...document.querySelectorAll("#answers .label")].every((e) => !/[가-힣]/.test(e.textContent))`, "answers in English")

	// Where the names cannot be had, the English ones stand.
	files := http.FileServer(http.Dir(s.dir))
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "labels.") {
			http.NotFound(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	defer server.Close()
	elsewhere := *s
	elsewhere.url = server.URL + "/"
	v = elsewhere.open(t, "#lang=ko&source=sample/strawberry", "404")
	v.waitLive()
	if have := v.answers(); have[0] == "" || strings.ContainsFunc(strings.Join(have, ""), func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
		t.Errorf("without names have the answers %q, want the English ones", have)
	}
}

// speak chooses the page's language.
func speak(v *visit, language string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.getElementById("language"); e.value = %q; e.dispatchEvent(new Event("change", {bubbles: true})); })()`, language))
	v.wait(fmt.Sprintf(`document.documentElement.lang === %q`, language), "the language "+language)
}

// What the document says before the program comes is what the English table says.
func (s *pageSite) testDocument(t *testing.T) {
	v := s.open(t, "")
	wrong := evaluate[[]string](v, `(async () => {
		const source = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
		const texts = await (await fetch(`+benchpage.File(`"text/en.json"`)+`)).json();
		const wrong = [];
		const compare = (attribute, have) => {
			for (const element of source.querySelectorAll("[data-" + attribute + "]")) {
				const key = element.dataset[attribute], want = texts[key], is = have(element);
				// The parser writes some characters in its own way.
				const plain = document.createElement("p");
				plain.innerHTML = want;
				if (is !== (attribute === "text" ? plain.innerHTML : want)) wrong.push(key + ": have " + is + ", want " + want);
			}
		};
		compare("text", (e) => e.innerHTML);
		compare("title", (e) => e.title);
		compare("label", (e) => e.getAttribute("aria-label"));
		return wrong;
	})()`)
	for _, w := range wrong {
		t.Error(w)
	}
}

// Tabs are walked by arrows and opened by Enter; a link opens its panel; one is open at a time.
func (s *pageSite) testTabs(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	ids := v.panelIDs()
	if len(ids) == 0 {
		if !evaluate[bool](v, `document.getElementById("panels").hidden`) {
			t.Error("have a bar without panels, want none")
		}
		return
	}
	if evaluate[int](v, `document.getElementById("panel").childElementCount`) != 0 {
		t.Error("a panel was built before it was opened")
	}
	v.press("tab-"+ids[0], kb.End+kb.Enter)
	last := ids[len(ids)-1]
	v.wait(fmt.Sprintf(`document.getElementById("tab-%s").getAttribute("aria-selected") === "true" && location.hash.includes("panel=%[1]s")`, last), "the last panel by key")
	for _, id := range ids {
		evaluate[any](v, fmt.Sprintf(`void (location.hash = "#panel=%s")`, id))
		v.wait(fmt.Sprintf(`document.querySelectorAll("[role=tab][aria-selected=true]").length === 1 && document.getElementById("panel").classList.contains("panel-%s") && document.getElementById("panel").childElementCount > 0`, id), "the panel "+id+" by link")
	}
}

// docs/panels.md shows every panel, and the README has a row of each.
func (s *pageSite) testDocumented(t *testing.T) {
	v := s.open(t, "")
	v.wait(`document.querySelector("#tabs [role=tab]")`, "the tabs")
	content, err := os.ReadFile("../docs/panels.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := strings.ReplaceAll(string(readme), `\|`, "|")
	for _, name := range evaluate[[]string](v, `[...document.querySelectorAll("#tabs [role=tab]")].map((tab) => tab.textContent)`) {
		if !strings.Contains(rows, "\n| "+name+" |") {
			t.Errorf("the README's table of panels has no row %q, want one", name)
		}
	}
	for _, id := range v.panelIDs() {
		picture := "panel-" + id + ".png"
		if _, err := os.Stat("../docs/" + picture); err != nil || !strings.Contains(string(content), "("+picture+")") {
			t.Errorf("docs/panels.md lacks %s: make screenshots ONLY=%s takes it (%v)", picture, id, err)
		}
	}
}

// A panel that is opened when the picture has been measured and rests shows what it has to show all the same.
func (s *pageSite) testAtRest(t *testing.T) {
	v := s.open(t, "#alpha=0.25&resolution=128")
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "the end of measuring")
	v.press("tab-time", kb.Enter)
	v.wait(`document.querySelector("#panel .time-takeaway b")`, "the times of layers")
	v.wait(`document.getElementById("state-text").textContent === "Measured, resting"`, "rest again")
}

// bareFigures lists the texts with a digit that have no source.
const bareFigures = `(() => {
	const bare = [];
	const texts = document.createTreeWalker(document.querySelector("body"), NodeFilter.SHOW_TEXT);
	while (texts.nextNode()) {
		const text = texts.currentNode.data.trim(), e = texts.currentNode.parentElement;
		if (/[0-9]/.test(text) && !e.closest("script, style, noscript, [data-source]")) bare.push(text);
	}
	return bare;
})()`

// Every figure says where it comes from, on the page and in every panel, and the sources can be read.
func (s *pageSite) testSources(t *testing.T) {
	v := s.open(t, "")
	v.waitLive()
	check := func(where string) {
		for _, text := range evaluate[[]string](v, bareFigures) {
			t.Errorf("%s: %q has no data-source", where, text)
		}
	}
	card := func(where, button string) {
		const open = `document.getElementById("source-card").matches(":popover-open")`
		for end := time.Now().Add(patience); !evaluate[bool](v, open) && time.Now().Before(end); time.Sleep(time.Second) {
			v.press(button, kb.Enter) // what the panel was put to work on may take the focus once more
		}
		v.wait(open, "the card")
		for _, key := range evaluate[[]string](v, `[...document.querySelectorAll("#source-list dt")].map((e) => e.textContent).filter((text) => text.startsWith("source."))`) {
			t.Errorf("%s: have no text %s, want what the source is", where, key)
		}
		for _, text := range evaluate[[]string](v, `[...document.querySelectorAll("#source-list dd")].filter((e) => !e.textContent).map((e) => e.previousSibling.textContent)`) {
			t.Errorf("%s: have no place of the source %q, want one in package provenance", where, text)
		}
		v.do(chromedp.KeyEvent(kb.Escape))
	}
	check("the page")
	v.eachPanel(func(id string) {
		check("the panel " + id)
		card("the panel "+id, "panel-sources")
	}, panels.Work, panels.Stop)
	card("the page", "page-sources")
	if have := evaluate[int](v, `document.querySelectorAll("#source-list dt").length`); have < 8 {
		t.Errorf("the card of the page lists %d sources, want at least eight", have)
	}
	evaluate[any](v, `document.getElementById("madds").click()`)
	v.wait(`document.querySelectorAll("#source-list dt").length === 1 && document.getElementById("source-card").matches(":popover-open")`, "the source of one figure")
}
