package e2e

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Nothing is wider than the window, and everything can be read, in both colours.
func testPhotoLayout(t *testing.T, v *visit) {
	for _, theme := range []string{"dark", "light"} {
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

// inKorean returns the Korean name of a class.
func inKorean(t *testing.T, class string) string {
	t.Helper()
	var names [2][]string
	for i, path := range []string{"../weights/labels.txt", "../web/text/labels.ko.txt"} {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		names[i] = strings.Split(string(content), "\n")
	}
	return names[1][slices.Index(names[0], class)]
}

// In another language the panel has the same labels, choices and results.
func testPhotoLanguage(t *testing.T, v *visit, set photoSet) {
	rows := v.textOf(".photos-scores tbody td b")
	evaluate[any](v, `(() => { const e = document.getElementById("language"); e.value = "ko"; e.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	v.wait(`document.documentElement.lang === "ko" && document.getElementById("photos-start")?.textContent === "확인하기" && document.querySelector("#photos-classes option")?.value !== "tench (fish)"`, "Korean")
	if have := v.textOf(".photos-scores tbody td b"); have != rows {
		t.Errorf("have a score of %s in Korean, want %s", have, rows)
	}
	if have := evaluate[int](v, `document.querySelectorAll("#panel .photos-loose img").length`); have != len(set.in(".")) {
		t.Errorf("have %d small pictures in Korean, want %d", have, len(set.in(".")))
	}
	if have := evaluate[string](v, `document.querySelector('.photos-folders input[aria-label*="rex"]').value`); have != inKorean(t, set.in("rex")[0].class) {
		t.Errorf("the folder rex is labelled %q in Korean, want %q", have, inKorean(t, set.in("rex")[0].class))
	}
	if have := evaluate[int](v, `document.querySelectorAll("#photos-networks td input:checked").length`); have != 2 {
		t.Errorf("have %d networks ticked in Korean, want 2", have)
	}
	if text := evaluate[string](v, `document.getElementById("panel").innerText`); strings.Contains(text, "photos.") || strings.Contains(text, "{") {
		t.Errorf("the Korean panel has no text for a key: %s", text)
	}
	for _, text := range evaluate[[]string](v, strings.Replace(bareFigures, `"body"`, `"#panel"`, 1)) {
		t.Errorf("%q has no data-source", text)
	}
	v.press("photos-clear", kb.Enter)
	v.wait(`document.getElementById("photos-labels").hidden && document.getElementById("photos-found").hidden && document.activeElement.id === "photos-folder"`, "the empty panel")
}

// A check can be stopped, and the live picture goes on; what was answered by then stays. Photos come by drop, too.
func (s *pageSite) testPhotoCancel(t *testing.T) {
	v := s.openPaper(t, "#panel=photos&alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	v.press("photos-drawn", kb.Enter)
	v.wait(`document.querySelectorAll("#panel .photos-loose img").length === 20 && document.getElementById("photos-taken").textContent.includes("20 are this page’s drawings")`, "the drawings, called so")
	evaluate[any](v, `(async () => {
		const transfer = new DataTransfer();
		const image = document.querySelector(".sample img");
		transfer.items.add(new File([await (await fetch(image.src)).blob()], "dropped.jpg", {type: "image/jpeg"}));
		document.querySelector(".photos-in").dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true, cancelable: true}));
	})()`)
	v.wait(`document.querySelectorAll("#panel .photos-loose img").length === 21`, "the photo that was dropped")
	v.wantText("caption", "Alarm clock") // it is not the page's picture
	v.press("photos-all", kb.Enter)
	if hash := evaluate[string](v, "location.hash"); !strings.Contains(hash, "photos.with=0.25-128,") {
		t.Errorf("have the hash %s, want the networks in it", hash)
	}
	v.press("photos-start", kb.Enter)
	v.wait(`/^[0-9]+ of 320 answers, about [0-9]+ s left$/.test(document.getElementById("photos-state").textContent) && document.getElementById("photos-progress").value > 0`, "progress and the time left")
	if have := v.text("state-text"); !strings.Contains(have, "Measuring") {
		t.Errorf("the stage says %q, want that the live picture waits", have)
	}
	v.press("photos-start", kb.Enter)
	v.wait(`document.getElementById("photos-state").textContent === "Stopped." && document.getElementById("photos-progress").hidden`, "the end of the check")
	v.waitAnswered("13,570,048")
	v.press("photos-one", kb.Enter)
	v.press("photos-start", kb.Enter)
	v.wait(`document.querySelector("#panel .photos-counted")?.textContent.startsWith("20 photos count.")`, "a check of one network")
	if !evaluate[bool](v, `document.querySelector("#panel .photos-pair").hidden`) {
		t.Error("one network is compared with another, want nothing to compare")
	}
}

// A folder that is dropped is walked through, with all that is in it.
func (s *pageSite) testPhotoDrop(t *testing.T, set photoSet) {
	v := s.openPaper(t, "#panel=photos&alpha=0.25&resolution=128")
	v.waitAnswered("13,570,048")
	at := evaluate[[]float64](v, `(() => {
		const zone = document.querySelector(".photos-in");
		zone.scrollIntoView({block: "center", behavior: "instant"});
		const box = zone.getBoundingClientRect();
		return [box.x + box.width / 2, box.bottom - 20];
	})()`)
	for _, kind := range []input.DispatchDragEventType{input.DispatchDragEventTypeDragEnter, input.DispatchDragEventTypeDragOver, input.DispatchDragEventTypeDrop} {
		_, err := chromedp.Call(v.tab, input.DispatchDragEvent, input.DispatchDragEventParams{
			Type: kind, X: at[0], Y: at[1], Data: &input.DragData{Items: []*input.DragDataItem{}, Files: []string{set.dir}, DragOperationsMask: 1},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	v.wait(fmt.Sprintf(`document.getElementById("photos-taken").textContent.startsWith("%d photos, ")`, len(set.photos)+1), "the photos of the folder")
	if evaluate[bool](v, `document.body.classList.contains("dropping")`) {
		t.Error("the page still waits for a drop")
	}
	if have := v.text("photos-taken"); !strings.Contains(have, "not pictures: 1.") {
		t.Errorf("have %q, want one file left out", have)
	}
}

// How much so many photos can tell, by link and by key.
func (s *pageSite) testEnough(t *testing.T) {
	v := s.open(t, "#panel=photos&photos.n=50&photos.a=68&photos.b=70&photos.differ=16")
	v.wait(`document.querySelectorAll("#photos-enough .dots [data-key]").length === 2`, "the two networks")
	said := v.textOf(".photos-said")
	// 34 and 35 of 50; (1.96·√0.16 + 0.8416·√(0.16 − 0.02²))²/0.02², and the same for different photos.
	for _, want := range []string{"34 of 50", "54.2 to 79.2%", "56.2 to 80.9%", "43 of 100", "3,138 photos", "8,394"} {
		if !strings.Contains(said, want) {
			t.Errorf("have %q, want %q in it", said, want)
		}
	}
	if curves := evaluate[int](v, `document.querySelectorAll("#photos-enough .lines path").length`); curves != 2 {
		t.Errorf("have %d curves, want 2", curves)
	}
	v.press("photos-n", kb.ArrowRight)
	v.wait(`location.hash.includes("photos.n=70") && document.querySelector("#panel .photos-said").textContent.includes("48 of 70")`, "seventy photos")
	v.do(chromedp.KeyEvent(kb.End))
	v.wait(`document.querySelector("#panel .photos-said").textContent.includes("6,800 of 10,000") && document.getElementById("photos-n").getAttribute("aria-valuetext") === "10,000"`, "ten thousand photos")
	if said := v.textOf(".photos-said"); !strings.Contains(said, "in 0 of 100") {
		t.Errorf("ten thousand photos: have %q, want that the better one always comes out better", said)
	}
	v.do(chromedp.KeyEvent(kb.Tab + strings.Repeat(kb.ArrowRight, 2)))
	v.wait(`document.querySelector("#panel .photos-said").textContent.endsWith("no number of photos will tell them apart.")`, "two that are equally good")
	if have := evaluate[string](v, `document.querySelector("#photos-enough tbody tr").textContent`); !strings.HasPrefix(have, "A70%7,000/10,000") {
		t.Errorf("the table begins with %q, want A, 70 %% and 7,000 of 10,000", have)
	}
}
