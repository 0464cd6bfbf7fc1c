package e2e

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// pages returns how many pages the page prints on, each as wide as A4 and as high as Letter, to fit on either.
func (v *visit) pages() int {
	v.t.Helper()
	printed, err := chromedp.Call(v.tab, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11, PreferCSSPageSize: new(true)})
	if err != nil {
		v.t.Fatal(err)
	}
	return bytes.Count(printed.Data, []byte("/Type /Page\n"))
}

// languages returns those of the page.
func languages(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../web/text/*.json")
	if err != nil || len(paths) < 2 {
		t.Fatalf("have the tables %q, %v, want English and Korean at least", paths, err)
	}
	for i, path := range paths {
		paths[i] = strings.TrimSuffix(filepath.Base(path), ".json")
	}
	return paths
}

// A worksheet fits on its page, filled in and empty, in each language; those of all lessons have a page each.
func (s *pageSite) testWorksheets(t *testing.T) {
	for _, language := range languages(t) {
		v := s.open(t, "#panel=lessons&lang="+language)
		v.wait(fmt.Sprintf(`document.querySelectorAll(".worksheet").length === %d`, len(lessonCases)), "all worksheets")
		if have, want := v.pages(), len(lessonCases); have != want {
			t.Errorf("all lessons, %s: have %d pages, want %d", language, have, want)
		}
		for _, c := range lessonCases {
			what := c.id + ", " + language
			evaluate[any](v, `document.querySelector(".lesson-nav a")?.click()`)
			evaluate[any](v, fmt.Sprintf(`document.querySelector("[data-lesson=%s]").click()`, c.id))
			v.wait(fmt.Sprintf(`document.querySelector(".worksheet footer")?.textContent === "%s#lang=%s&panel=lessons&lessons.at=%s" && document.querySelector(".worksheet .qr path")`, s.url, language, c.id),
				what+": the link on paper, and its QR code")
			evaluate[any](v, `(() => { const e = document.getElementById("lesson-words"); e.value = "Half of half is a quarter. ".repeat(20); e.dispatchEvent(new Event("input")); })()`)
			v.wantWorksheet(what)
			v.press("lessons-empty", " ")
			v.wait(`document.querySelectorAll(".worksheet .sheet-rule").length > 4 && !document.querySelector(".worksheet").textContent.includes("Half of half")`, "an empty worksheet")
			v.wantWorksheet(what + ", empty")
			v.press("lessons-empty", " ")
			if language == "ko" {
				v.wantKorean(c.id)
			}
		}
	}
}

// wantKorean fails where the lesson that is open says something in English, or shows the key of a text.
func (v *visit) wantKorean(what string) {
	v.t.Helper()
	for _, text := range evaluate[[]string](v, `[...document.querySelectorAll(".lessons :is(p, h2, h3, label, button, a, th)")].map((e) => e.textContent).filter((t) => /[a-z]{4,} [a-z]{2,} [a-z]{2,}|lessons\./i.test(t) && !t.includes("://") && !t.startsWith("Half of"))`) {
		v.t.Errorf("%s: the Korean lesson says %q", what, text)
	}
	if evaluate[bool](v, `document.documentElement.scrollWidth > innerWidth`) {
		v.t.Errorf("%s: the lesson is wider than the window", what)
	}
}

// wantWorksheet fails unless the worksheet fits on one page.
func (v *visit) wantWorksheet(what string) {
	v.t.Helper()
	if have := v.pages(); have != 1 {
		v.t.Errorf("%s: have %d pages, want 1", what, have)
	}
	v.wantUnclipped(what)
}

// wantUnclipped fails where the worksheet is wider than the paper of 18 centimetres between its margins.
func (v *visit) wantUnclipped(what string) {
	v.t.Helper()
	if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		v.t.Fatal(err)
	}
	v.size(680, 1000)
	for _, text := range evaluate[[]string](v, `[...document.querySelectorAll(".worksheet, .worksheet *:not(svg *)")].filter((e) => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && !e.closest(".lesson-axis")).map((e) => e.outerHTML.slice(0, 80))`) {
		v.t.Errorf("%s: does not fit: %s", what, text)
	}
	v.size(1280, 900)
	if _, err := chromedp.Call(v.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{}); err != nil {
		v.t.Fatal(err)
	}
}
