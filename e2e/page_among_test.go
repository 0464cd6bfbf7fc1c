package e2e

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// waitNote waits until the page says of which set its answers are.
func (v *visit) waitNote(words string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`!document.getElementById("among-note").hidden && document.getElementById("among-note").textContent.includes(%q)`, words), words+" beside the answers")
}

// waitFirst waits until the page shows that answer first.
func (v *visit) waitFirst(label, percent string) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector("#answers .label").textContent === %q && document.querySelector("#answers .percent").textContent.startsWith(%q)`, label, percent), label+" with "+percent)
}

// The visitor narrows the answers to a set, by keyboard: to one that the picture shows nothing of, to one that it is of, to a
// list of one class. The page says what the network gave the set in all, and the link holds it.
func (s *pageSite) testAmong(t *testing.T) {
	const clock = 409 // what the scene shows
	var dogs []string
	for class := 151; class <= 268; class++ {
		dogs = append(dogs, className(t, class))
	}
	v := s.open(t, "#alpha=0.75&resolution=224&source=sample/clock")
	v.waitLive()
	first, before := v.answers()[0], evaluate[string](v, `document.querySelector("#answers .percent").textContent`)
	if want := className(t, clock); first != want {
		t.Fatalf("have %q at first, want %s", first, want)
	}

	v.press("among", "d")
	v.waitNote("the 118 dogs")
	v.wait(`location.hash.includes("among=dogs")`, "the set in the link")
	v.wait(`document.getElementById("live").textContent.includes("among 118 classes")`, "the set in what is spoken")
	for _, label := range v.answers() {
		if !slices.Contains(dogs, label) {
			t.Errorf("have %q among dogs, want a dog", label)
		}
	}
	note := v.text("among-note")
	_, share, _ := strings.Cut(note, "gave dogs ")
	share, _, _ = strings.Cut(strings.TrimPrefix(share, "< "), "%")
	if percent, err := strconv.ParseFloat(share, 64); err != nil || percent > 10 {
		t.Errorf("have %q of a clock, want that dogs have little of the probability", note)
	}
	if !evaluate[bool](v, `document.getElementById("among-why").checkVisibility()`) {
		t.Error("have no word on why any answer looks sure in a set")
	}

	v.press("among", kb.ArrowUp+kb.ArrowUp) // things in a classroom, which a clock is
	v.waitNote("72 things in a classroom")
	v.waitFirst(first, "")
	other := s.open(t, evaluate[string](v, `location.hash`))
	other.waitNote("72 things in a classroom")
	other.waitFirst(first, "")
	if have := evaluate[string](other, `document.getElementById("among").value`); have != "classroom" {
		t.Errorf("the link opens with the set %q, want classroom", have)
	}

	v.press("among", kb.End) // the visitor's own list
	v.wait(`document.getElementById("among-search").checkVisibility() && document.getElementById("among-note").hidden && !location.hash.includes("among")`, "an empty list, with all classes")
	v.press("among-search", "ANALOG cl")
	v.wait(`document.querySelectorAll("#among-found button").length === 1`, "the class found")
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(fmt.Sprintf(`location.hash.includes("among=%d")`, clock), "the list in the link")
	v.waitNote("1 of 1000 classes")
	v.waitNote("gave it " + before)
	v.waitFirst(first, "100")
	if have := v.answers()[1:]; strings.Join(have, "") != "" {
		t.Errorf("have %q beside the only class of the list, want nothing", have)
	}
	evaluate[any](v, `document.getElementById("among-search").value = ""`)
	v.press("among-search", "wolf")
	v.wait(`document.querySelectorAll("#among-found button").length > 1`, "classes found")
	evaluate[any](v, `document.querySelector("#among-found button").focus()`)
	v.do(chromedp.KeyEvent(" "))
	v.wait(`document.activeElement.matches("#among-found [aria-pressed=true]") && document.querySelectorAll("#among-chosen button").length === 2`, "a second class on the list")
	other = s.open(t, evaluate[string](v, `location.hash`))
	other.waitNote("2 of 1000 classes")
	if have, want := evaluate[string](other, `document.getElementById("among-chosen").textContent`), evaluate[string](v, `document.getElementById("among-chosen").textContent`); have != want || !strings.Contains(have, first) {
		t.Errorf("the link opens with the list %q, want %q", have, want)
	}
	evaluate[any](v, `document.querySelector("#among-chosen button").focus()`)
	v.do(chromedp.KeyEvent(kb.Enter + kb.Enter))
	v.wait(`document.activeElement.id === "among-search" && document.querySelectorAll("#among-chosen button").length === 0`, "the focus in the field after the last class")
	v.wait(`document.getElementById("among-note").hidden`, "answers among all classes again")
	v.waitFirst(first, before)

	v.press("among", kb.Home)
	v.wait(`!document.getElementById("among-own").checkVisibility() && document.getElementById("among").value === ""`, "no list any more")
	evaluate[any](v, `void (location.hash = "#alpha=0.75&resolution=224&source=sample/clock&among=949,409,3-4&lang=ko")`)
	v.wait(`document.documentElement.lang === "ko" && document.getElementById("among-chosen").textContent.includes("딸기")`, "a list in Korean from a link in the same tab")
	evaluate[any](v, `(() => { const e = document.getElementById("among-search"); e.value = "딸기"; e.dispatchEvent(new Event("input")); })()`)
	v.wait(`document.querySelector("#among-found [aria-pressed=true]")?.textContent === "딸기"`, "the class by its Korean name")
}

// There are no sets of classes that are not ImageNet's.
func (s *pageSite) testAmongOtherClasses(t *testing.T) {
	v := s.open(t, "#among=dogs")
	v.waitNote("the 118 dogs")
	v.drop("brought.safetensors", "", networkOf(5, []string{"daisy", "strawberry", "lemon", "alarm clock", "cup"}, 2))
	v.waitFirst("lemon", "")
	v.wait(`!document.getElementById("among").checkVisibility() && document.getElementById("among-other").checkVisibility() && document.getElementById("among-note").hidden`, "a word in place of the choice")
	evaluate[any](v, `(() => { const e = document.getElementById("weights"); e.value = "random"; e.dispatchEvent(new Event("change")); })()`)
	v.waitNote("the 118 dogs")
}
