package e2e

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// The teacher's page reads without any script, leads to every lesson, and speaks Korean.
func (s *pageSite) testTeachers(t *testing.T) {
	response, err := http.Get(s.url + "teachers.html")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	plain, err := io.ReadAll(response.Body)
	if err != nil || strings.Contains(string(plain), "{{") || !strings.Contains(string(plain), "The multiply-adds say 26.3%") {
		t.Errorf("have %q, %v, want the page's English text in the document", plain, err)
	}

	v := s.open(t, "teachers.html#lang=en")
	v.wait(`document.getElementById("language").value === "en"`, "the page")
	for _, text := range evaluate[[]string](v, bareFigures) {
		t.Errorf("%q has no data-source", text)
	}
	links := evaluate[[][2]string](v, `[...document.querySelectorAll(".teach-lesson h3 a")].map((a) => [a.getAttribute("href"), a.textContent])`)
	if len(links) != len(lessonCases) {
		t.Fatalf("have the links %q, want one for each of %d lessons", links, len(lessonCases))
	}
	for i, c := range lessonCases {
		if links[i][1] != c.title {
			t.Errorf("link %d: have the lesson %q, want %q, as lessonCases has them", i+1, links[i][1], c.title)
			continue
		}
		to := s.open(t, strings.TrimPrefix(links[i][0], "./"))
		to.wait(fmt.Sprintf(`document.querySelector(".lesson h2")?.textContent === %q`, c.title), "the lesson "+c.title)
	}

	evaluate[any](v, `(() => { const e = document.getElementById("language"); e.value = "ko"; e.dispatchEvent(new Event("change")); })()`)
	v.wait(`document.documentElement.lang === "ko" && document.querySelector(".teach h1").textContent === "교사용 안내" && location.hash === "#lang=ko"`, "Korean")
	if have := evaluate[string](v, `document.querySelector(".teach-lesson h3 a").getAttribute("href")`); !strings.Contains(have, "lang=ko") {
		t.Errorf("have the link %q, want it to lead to the Korean page", have)
	}
	v.size(360, 800)
	if evaluate[bool](v, `document.documentElement.scrollWidth > innerWidth`) {
		t.Error("the page is wider than a phone")
	}
}
