package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// rows returns the texts of the rows of the table that the open panel shows.
func (v *visit) rows() []string {
	v.t.Helper()
	return evaluate[[]string](v, `[...document.querySelectorAll("#panel .paper-rows tbody tr")].map((r) => [...r.cells].map((c) => c.textContent.trim()).join("|"))`)
}

// wantRows fails unless the table has these rows.
func (v *visit) wantRows(want ...string) {
	v.t.Helper()
	if have := strings.Join(v.rows(), "\n"); have != strings.Join(want, "\n") {
		v.t.Errorf("have the rows\n%s\nwant\n%s", have, strings.Join(want, "\n"))
	}
}

// Tables come by link and by key, say what is printed where it is something else, lead to their networks, and Table 1
// is that of the network that runs.
func (s *pageSite) testPaper(t *testing.T) {
	v := s.openPaper(t, "#panel=paper&source=sample/strawberry&alpha=0.5&resolution=160&paper.table=2")
	v.waitAnswered("76,524,800")
	v.wait(`document.getElementById("paper-table").value === "2"`, "Table 2 by link")
	v.wantRows("Conv 1 × 1|94.86|74.59", "Conv DW 3 × 3|3.06|1.06", "Conv 3 × 3|1.91 printed: 1.19|0.02", "Fully Connected|0.18|24.33")

	v.press("paper-next", kb.Enter)
	v.wait(`location.hash.includes("paper.table=3")`, "Table 3 in the link")
	v.wantRows("Convolution|462|2.36", "Depthwise Separable Conv|52.3|0.27", "α = 0.75|29.6|0.15", "ρ = 0.714|15.1|0.15")

	if texts := evaluate[int](v, `document.getElementById("paper-table").options.length`); texts != 16 {
		t.Errorf("have %d tables and figures, want 16", texts)
	}
	v.turnTo("9")
	v.wantRows("0.50 MobileNet-160|60.2|77 printed: 76|1.32|runs now", "Squeezenet|57.5|1700|1.25|", "AlexNet|57.2|720|60|")
	v.turnTo("6")
	evaluate[any](v, `document.querySelector("#panel [data-to='0.25/224']").focus()`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.waitAnswered("41,030,272")
	v.wait(`document.activeElement.matches("#panel .scroll")`, "the focus on the table")
	v.wait(`document.querySelector("#panel .here th").textContent === "0.25 MobileNet-224"`, "the row that runs")

	v.turnTo("1")
	rows := v.rows()
	if len(rows) != 23 || rows[0] != "Conv / s2|3×3×3×8|224×224×3|216|2.71 M" ||
		rows[17] != "Conv dw / s1 printed: s2|3×3×256 dw|7×7×256|2.30 k|113 k" || rows[22] != "all|||464 k|41.0 M" {
		t.Errorf("Table 1 at α = 0.25: have %q", rows)
	}
	v.press("rho", kb.Home)
	v.wait(`document.querySelector("#panel .paper-rows tbody tr").cells[2].textContent === "128×128×3"`, "Table 1 at another ρ")

	v.turnTo("fig5")
	v.wait(`document.querySelectorAll("#panel .dots [data-key]").length === 15`, "the points beside the one that runs")
	if have := evaluate[string](v, `[...document.querySelector("#panel .paper-figure tbody tr").cells].map((c) => c.textContent).join(", ")`); have != "1, 224, 568.7, 4.21, 70.9" {
		t.Errorf("the table of Figure 5: have %q first, want 1, 224, 568.7, 4.21, 70.9", have)
	}
	evaluate[any](v, `document.querySelector("#panel .dots [tabindex='0']").focus()`)
	v.do(chromedp.KeyEvent(kb.Home + kb.Enter))
	v.waitAnswered("41,030,272")

	v = s.openPaper(t, "#lang=ko&panel=paper&paper.table=4&alpha=0.5&resolution=160")
	v.waitAnswered("76,524,800")
	v.wantRows("Conv MobileNet|71.7|4867 논문에는 4866|29.3|", "MobileNet|70.6|569|4.2|여기로")
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "fig4", "fig5"} {
		v.turnTo(id)
		if text := evaluate[string](v, `document.getElementById("panel").innerText`); strings.Contains(text, "paper.") || strings.Contains(text, "{") {
			t.Errorf("%s in Korean has no text for a key: %s", id, text)
		}
		for _, text := range evaluate[[]string](v, strings.Replace(bareFigures, `"body"`, `"#panel"`, 1)) {
			t.Errorf("%s: %q has no data-source", id, text)
		}
	}
}

// turnTo chooses a table or figure of the open panel, and waits until it is shown.
func (v *visit) turnTo(id string) {
	v.t.Helper()
	evaluate[any](v, `(() => { const e = document.getElementById("paper-table"); e.value = "`+id+`"; e.dispatchEvent(new Event("change", {bubbles: true})); })()`)
	v.wait(`location.hash.includes("paper.table=`+id+`")`, id+" in the link")
}
