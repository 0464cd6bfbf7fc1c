package e2e

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// checked are the networks that the test has checked, in the panel's order.
var checked = []testNetwork{{0.25, 128, "f32"}, {0.25, 128, "int8"}, {1, 192, "f32"}, {1, 192, "int8"}}

// checkedHash chooses them.
const checkedHash = "#panel=photos&alpha=0.25&resolution=128&photos.with=0.25-128,1-192&photos.formats=f32,int8"

// TestPanelPhotos holds the check with labelled photos to what is promised of it.
func TestPanelPhotos(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)
	s.testPanelPhotos(t)
}

func (s *pageSite) testPanelPhotos(t *testing.T) {
	set := s.writePhotos(t)
	answers := s.classified(t, set, checked)

	v := s.openPaper(t, checkedHash)
	if !t.Run("labels", func(t *testing.T) { testPhotoLabels(t, v.of(t), set) }) {
		return
	}
	if !t.Run("check", func(t *testing.T) { testPhotoCheck(t, v.of(t), set, answers) }) {
		return
	}
	t.Run("pair", func(t *testing.T) { testPhotoPair(t, v.of(t), set, answers) })
	t.Run("confusion", func(t *testing.T) { testPhotoConfusion(t, v.of(t), set, answers) })
	t.Run("exports", func(t *testing.T) { testPhotoExports(t, v.of(t), set, answers) })
	t.Run("layout", func(t *testing.T) { testPhotoLayout(t, v.of(t)) })
	t.Run("language", func(t *testing.T) { testPhotoLanguage(t, v.of(t), set) })
	t.Run("drop", func(t *testing.T) { s.testPhotoDrop(t, set) })
	t.Run("cancel", s.testPhotoCancel)
	t.Run("enough", s.testEnough)
}

// textOf returns what an element of the panel shows.
func (v *visit) textOf(selector string) string {
	v.t.Helper()
	return strings.TrimSpace(evaluate[string](v, fmt.Sprintf(`document.querySelector(%q).textContent`, "#panel "+selector)))
}

// typeInto writes into a field of the panel by keys, and leaves it.
func (v *visit) typeInto(selector, text string) {
	v.t.Helper()
	evaluate[any](v, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); e.select(); })()`, "#panel "+selector))
	v.do(chromedp.KeyEvent(text + kb.Tab))
}

// A folder's photos are labelled by the names of its folders, which can be changed, and one by one.
func testPhotoLabels(t *testing.T, v *visit, set photoSet) {
	v.wait(`document.querySelectorAll("#photos-networks td input:checked").length === 2`, "the networks of the link")
	v.press("photos-start", kb.Enter)
	if have := v.text("photos-state"); have != "First add photos that have a class." {
		t.Errorf("without photos: have %q, want what to do", have)
	}
	v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{set.dir}))
	loose := len(set.in("."))
	v.wait(fmt.Sprintf(`document.querySelectorAll("#panel .photos-loose img").length === %d`, loose), "small pictures of the photos in no folder")
	for _, p := range set.photos {
		folder := filepath.Dir(p.path)
		if folder == "." {
			continue
		}
		want := p.class
		if folder == "rex" {
			want = ""
		}
		if have := evaluate[string](v, fmt.Sprintf(`[...document.querySelectorAll(".photos-folders li")].find((li) => li.querySelector(".photos-name").textContent === %q).querySelector("input").value`, folder)); have != want {
			t.Errorf("the folder %s is labelled %q, want %q", folder, have, want)
		}
	}
	if have := v.text("photos-taken"); !strings.HasPrefix(have, fmt.Sprintf("%d photos, %d of them", len(set.photos)+1, len(set.photos)+1-loose-len(set.in("rex")))) || !strings.Contains(have, "not pictures: 1.") {
		t.Errorf("have %q, want how many photos, how many of them with a class, and one file left out", have)
	}

	rex := `.photos-folders input[aria-label="What the folder rex shows"]`
	note := `[...document.querySelectorAll(".photos-folders li")].find((li) => li.querySelector(".photos-name").textContent === "rex").querySelector(".photos-note").textContent`
	v.typeInto(rex, "dog")
	v.wait(note+`.startsWith("No class has this name")`, "that many classes are dogs")
	v.typeInto(rex, strings.ToUpper(set.in("rex")[0].class))
	v.wait(fmt.Sprintf(`%s === "" && document.querySelector(%q).value === %q`, note, "#panel "+rex, set.in("rex")[0].class), "the class as it is called")

	v.press("photos-tick", kb.Enter)
	v.typeInto("#photos-class", set.in(".")[0].class)
	v.press("photos-set", kb.Enter)
	v.wait(fmt.Sprintf(`[...document.querySelectorAll("#panel .photos-loose b")].every((b) => b.textContent === %q)`, set.in(".")[0].class), "the class of those that were ticked")
	v.do(chromedp.SetUploadFiles(chromedp.ID("photos-folder-input"), []string{set.dir})) // the same again
	v.do(chromedp.Sleep(300 * time.Millisecond))
	if have := v.text("photos-taken"); !strings.HasPrefix(have, fmt.Sprintf("%d photos, %[1]d of them", len(set.photos)+1)) {
		t.Errorf("the same folder again: have %q, want each photo once, and all with a class", have)
	}
}

// Each network's score is that of the engine's answers, with Wilson's interval; a broken file is listed and left out.
func testPhotoCheck(t *testing.T, v *visit, set photoSet, answers map[string][][]string) {
	v.press("photos-start", kb.Enter)
	v.wait(`document.getElementById("photos-start").textContent === "Check them" && !document.getElementById("photos-found").hidden`, "the end of the check")
	n := len(set.photos)
	if have := v.textOf(".photos-counted"); !strings.HasPrefix(have, fmt.Sprintf("%d photos count.", n)) || !strings.Contains(have, "all 1000 classes") {
		t.Errorf("have %q, want %d photos and 1000 classes", have, n)
	}
	if have := v.textOf("#photos-broken"); !strings.Contains(have, "broken.jpg") || !strings.Contains(have, "cannot read this file as a picture") {
		t.Errorf("have %q, want the broken file and why", have)
	}
	rows := evaluate[[][]string](v, `[...document.querySelectorAll("#panel .photos-scores tbody tr")].map((r) => [...r.cells].map((c) => c.textContent.trim()))`)
	if len(rows) != len(checked) {
		t.Fatalf("have rows %q, want %d", rows, len(checked))
	}
	for i, network := range checked {
		top1, top5 := 0, 0
		for _, p := range set.photos {
			switch slices.Index(answers[p.path][i], p.class) {
			case 0:
				top1++
				top5++
			case 1, 2, 3, 4:
				top5++
			}
		}
		if rows[i][0] != network.name() {
			t.Errorf("row %d is %q, want %q", i, rows[i][0], network.name())
		}
		wantShare(t, network.name()+", first answer", rows[i][2], top1, n)
		wantShare(t, network.name()+", first five", rows[i][3], top5, n)
		if ms, err := strconv.ParseFloat(rows[i][5], 64); err != nil || ms <= 0 {
			t.Errorf("%s takes %q ms, want a time", network.name(), rows[i][5])
		}
	}
	if have := rows[0][4]; have != "13.6 M" {
		t.Errorf("0.25/128 has %q multiply-adds, want 13.6 M", have)
	}
	for _, text := range evaluate[[]string](v, bareFigures) {
		t.Errorf("%q has no data-source", text)
	}
	v.waitAnswered("13,570,048") // the live picture goes on
}

// wantShare fails unless a cell has a share in percent and, by its definition, Wilson's interval: the ends are the p from
// which the share is 1.96 standard deviations √(p(1−p)/n) away.
func wantShare(t *testing.T, what, cell string, hits, n int) {
	t.Helper()
	share := float64(hits) / float64(n)
	numbers := strings.FieldsFunc(cell, func(r rune) bool { return r == ' ' || r == '–' })
	if len(numbers) != 3 || numbers[0] != strconv.FormatFloat(100*share, 'f', 1, 64) {
		t.Errorf("%s: have %q, want %.1f %% of %d and an interval", what, cell, 100*share, n)
		return
	}
	for i, sign := range []float64{-1, 1} {
		end, err := strconv.ParseFloat(numbers[1+i], 64)
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		end /= 100
		away := func(p float64) float64 { return sign*(p-share) - 1.96*math.Sqrt(max(0, p*(1-p)/float64(n))) }
		const rounding = 0.0006
		if edge := end == 0 || end == 1; !edge && (away(end-sign*rounding) > 0 || away(end+sign*rounding) < 0) || edge && math.Abs(end-share) > rounding {
			t.Errorf("%s: the interval of %.3f of %d ends at %.3f, want Wilson's", what, share, n, end)
		}
	}
}

// Two networks are compared on the photos about which they differ.
func testPhotoPair(t *testing.T, v *visit, set photoSet, answers map[string][][]string) {
	a, b := 0, len(checked)-1
	onlyA, onlyB := 0, 0
	for _, p := range set.photos {
		rightA, rightB := answers[p.path][a][0] == p.class, answers[p.path][b][0] == p.class
		if rightA && !rightB {
			onlyA++
		}
		if rightB && !rightA {
			onlyB++
		}
	}
	have := v.text("photos-verdict")
	want := fmt.Sprintf("Of these %d photos, only %s was right on %d and only %s on %d.", len(set.photos), checked[a].name(), onlyA, checked[b].name(), onlyB)
	if !strings.HasPrefix(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
	chance := 0.0 // of as few heads, or tails, among onlyA+onlyB coins: counted one by one
	coins := onlyA + onlyB
	for throw := range 1 << coins {
		heads := 0
		for bits := throw; bits > 0; bits >>= 1 {
			heads += bits & 1
		}
		if min(heads, coins-heads) <= min(onlyA, onlyB) {
			chance += 1 / float64(int(1)<<coins)
		}
	}
	switch {
	case onlyA == onlyB:
		want = "They are level"
	case chance < 0.05:
		want = " is better"
	default:
		want = "in " + strconv.FormatFloat(math.Ceil(1e4*chance-1e-6)/100, 'f', -1, 64) + "% of such checks: these photos cannot tell them apart."
	}
	if !strings.Contains(have, want) {
		t.Errorf("have %q, want %q in it", have, want)
	}
	v.press("photos-b", kb.Home)
	v.wait(`document.getElementById("photos-verdict").textContent === "Choose two different networks."`, "that a network cannot be compared with itself")
	v.press("photos-b", kb.End)
}

// The matrix counts each photo once, right answers where row and column agree, and shows the photos of a cell.
func testPhotoConfusion(t *testing.T, v *visit, set photoSet, answers map[string][][]string) {
	v.press("photos-of", kb.End)
	network := len(checked) - 1
	type cell struct {
		Row, Column string
		N           int
	}
	cells := evaluate[[]cell](v, `(() => {
		const heads = [...document.querySelectorAll(".photos-confusion thead th")].map((e) => e.textContent);
		return [...document.querySelectorAll(".photos-confusion tbody tr")].flatMap((r) => [...r.cells].slice(1)
			.map((c, i) => ({Row: r.cells[0].textContent, Column: heads[i + 1], N: Number(c.textContent)})).filter((c) => c.N));
	})()`)
	var rows []string
	for _, p := range set.photos {
		rows = append(rows, p.class)
	}
	want := make(map[cell]int)
	for _, p := range set.photos {
		column := answers[p.path][network][0]
		if !slices.Contains(rows, column) {
			column = "something else"
		}
		want[cell{Row: p.class, Column: column}]++
	}
	for _, have := range cells {
		key := cell{Row: have.Row, Column: have.Column}
		if want[key] != have.N {
			t.Errorf("%s answered as %s: have %d, want %d", have.Row, have.Column, have.N, want[key])
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Errorf("the matrix lacks %v", want)
	}
	last := cells[len(cells)-1]
	evaluate[any](v, `[...document.querySelectorAll(".photos-confusion button")].at(-1).focus()`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(fmt.Sprintf(`document.querySelectorAll(".photos-matrix .photos-grid img").length === %d`, last.N), "the photos of the cell")
	if have, want := v.text("photos-cell"), fmt.Sprintf("%s, answered with %s: %d", last.Row, last.Column, last.N); have != want {
		t.Errorf("the photos are called %q, want %q", have, want)
	}
	if pressed := evaluate[int](v, `document.querySelectorAll(".photos-confusion [aria-pressed=true]").length`); pressed != 1 {
		t.Errorf("have %d cells chosen, want one", pressed)
	}
}

// What is exported is what was answered.
func testPhotoExports(t *testing.T, v *visit, set photoSet, answers map[string][][]string) {
	lines, err := csv.NewReader(bytes.NewReader(v.save("photos-csv", "csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + len(set.photos)*len(checked); len(lines) != want {
		t.Fatalf("have %d lines of CSV, want %d", len(lines), want)
	}
	for i, line := range lines[1:] {
		path := strings.TrimPrefix(line[0], "set/")
		want := answers[path][i%len(checked)][0]
		if line[5] != want {
			t.Errorf("%s: have %q as the answer to %s, want %q", checked[i%len(checked)].name(), line[5], path, want)
		}
	}
	var record struct {
		Photos            int
		Networks, Answers []struct{ Top1 float64 }
	}
	if err := json.Unmarshal(v.save("photos-json", "json"), &record); err != nil {
		t.Fatal(err)
	}
	if record.Photos != len(set.photos) || len(record.Networks) != len(checked) || len(record.Answers) != len(lines)-1 {
		t.Fatalf("have %d photos, %d networks and %d answers in JSON, want %d, %d and %d",
			record.Photos, len(record.Networks), len(record.Answers), len(set.photos), len(checked), len(lines)-1)
	}
	if shown := v.textOf(".photos-scores tbody td b"); shown != strconv.FormatFloat(100*record.Networks[0].Top1, 'f', 1, 64) {
		t.Errorf("have a score of %v in JSON and %s %% on the page, want the same", record.Networks[0].Top1, shown)
	}
}
