package e2e

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// cells returns the texts of a table's rows in the open panel.
func (v *visit) cells(selector string) [][]string {
	v.t.Helper()
	return evaluate[[][]string](v, `[...document.querySelectorAll("#panel `+selector+` tbody tr")].map((r) => [...r.cells].map((c) => c.textContent))`)
}

// sizes are those of a convolution of the paper's section 3.1: D_K, M, N and D_F.
type sizes struct{ window, inputs, outputs, size float64 }

// standard is Equation 2.
func (c sizes) standard() float64 {
	return c.window * c.window * c.inputs * c.outputs * c.size * c.size
}

// depthwise is Equation 4.
func (c sizes) depthwise() float64 { return c.window * c.window * c.inputs * c.size * c.size }

// separable is Equation 5.
func (c sizes) separable() float64 { return c.depthwise() + c.inputs*c.outputs*c.size*c.size }

// times is how many times fewer multiply-adds the separable convolution has.
func (c sizes) times() float64 { return c.standard() / c.separable() }

// The figure and the equations say what the paper's equations give, by sliders and by link; the walk is stepped by keyboard.
func (s *pageSite) testSeparable(t *testing.T) {
	v := s.openPaper(t, "#panel=separable&source=sample/strawberry&alpha=0.25&resolution=128")
	v.wait(`document.querySelectorAll("#panel .sep-figure svg").length === 3`, "the figure")
	v.wantEquations(sizes{3, 512, 512, 14}, 0.75, 10)
	if have := evaluate[string](v, `document.querySelector("#panel .sep-takeaway").textContent`); !strings.Contains(have, "1/8.8 of") || !strings.Contains(have, "1/31") {
		t.Errorf("have %q, want 1/8.8 of the multiply-adds, and 1/31 under α = 0.75 and ρ = 0.714", have)
	}
	for i, want := range []string{"462", "52.3", "29.6", "15.1"} {
		if row := v.cells(".sep-race table")[i]; !strings.HasPrefix(row[1], want+" M paper: "+want+" M") {
			t.Errorf("Table 3, row %d: have %q, want %s million as the paper prints", i, row[1], want)
		}
	}

	v.press("sep-0", kb.ArrowRight)
	v.press("sep-2", kb.Home)
	v.press("sep-5", kb.End)
	const link = "separable.sizes=5-512-32-14-75-224"
	want := sizes{5, 512, 32, 14}
	v.wait(`location.hash.includes("`+link+`")`, "the sizes in the link")
	v.wantEquations(want, 0.75, 14)
	v.press("sep-race", kb.Enter)
	v.wait(`document.querySelector("#panel .sep-state").textContent.includes("3×3")`, "why 5×5 cannot race")

	v.press("sep-step", kb.ArrowRight+kb.ArrowRight)
	v.press("sep-forward", kb.Enter)
	v.press("sep-back", kb.Enter)
	v.wait(`document.querySelector("#panel .sep-steps output").textContent === "3 of 36" && location.hash.includes("separable.step=3")`, "the third step")
	if have := evaluate[[]int](v, `[...document.querySelectorAll("#panel .sep-walks svg")].map((s) => s.querySelectorAll(".read").length)`); len(have) != 3 || have[0] != 27 || have[1] != 9 || have[2] != 3 {
		t.Errorf("have %d cells read, want 27, 9 and 3", have)
	}
	v.press("sep-play", kb.Enter)
	v.wait(`document.querySelector("#panel .sep-steps output").textContent === "5 of 36"`, "the walk playing")
	v.press("sep-play", kb.Enter)
	v.wait(`document.getElementById("sep-play").textContent === "Play"`, "the walk pausing")

	ko := s.open(t, "#lang=ko&panel=separable&"+link+"&separable.step=30")
	ko.wait(`document.querySelector("#panel .sep-steps output")?.textContent === "30 / 36"`, "the step of the link, in Korean")
	ko.wantEquations(want, 0.75, 14)
	if have := evaluate[bool](ko, `document.documentElement.scrollWidth > innerWidth`); have {
		t.Error("the panel is wider than the window")
	}
}

// wantEquations wants the numbers of a convolution, and of what α and ρ leave of it: size is ρ·D_F in whole values.
func (v *visit) wantEquations(c sizes, alpha, size float64) {
	v.t.Helper()
	thin := sizes{c.window, alpha * c.inputs, alpha * c.outputs, c.size}
	small := sizes{c.window, thin.inputs, thin.outputs, size}
	rows := v.cells(".sep-equations")
	for i, want := range map[int]float64{0: c.standard(), 2: c.depthwise(), 3: c.separable(), 5: thin.separable(), 6: small.separable()} {
		if have := strings.ReplaceAll(rows[i][3], ",", ""); have != strconv.FormatFloat(want, 'f', 0, 64) {
			v.t.Errorf("%+v, row %d: have %q, want %.0f", c, i, have, want)
		}
	}
	times, err := strconv.ParseFloat(strings.TrimPrefix(rows[4][3], "1/"), 64)
	if want := c.times(); err != nil || math.Abs(times-want) > 0.06 {
		v.t.Errorf("%+v: have %q, want 1/%.1f", c, rows[4][3], want)
	}
}

// After a guess the layers and the networks race; what is said agrees with what is shown.
func (s *pageSite) testSeparableRace(t *testing.T) {
	v := s.openPaper(t, "#panel=separable&source=sample/strawberry&alpha=0.25&resolution=128&separable.sizes=3-128-128-14-75-160")
	v.waitAnswered("13,570,048") // the engine runs
	v.press("sep-guess", kb.End)
	v.wait(`location.hash.includes("separable.guess=20")`, "the guess in the link")
	v.press("sep-race", kb.Enter)
	v.wait(`document.querySelectorAll("#panel .sep-line").length === 3`, "guess, computed and measured")
	lines := evaluate[[]string](v, `[...document.querySelectorAll("#panel .sep-line b")].map((e) => e.textContent)`)
	computed := sizes{3, 128, 128, 14}
	if want := fmt.Sprintf("%.1f times", computed.times()); lines[0] != "20 times" || lines[1] != want {
		t.Errorf("have %q, want 20 times guessed and %s computed", lines, want)
	}
	rows := v.cells(".sep-race table")
	var ms []float64
	for i, row := range rows {
		n, err := strconv.ParseFloat(row[4], 64)
		if err != nil || n <= 0 {
			t.Fatalf("row %d: have the time %q, want ms", i, row[4])
		}
		ms = append(ms, n)
	}
	measured, _ := strconv.ParseFloat(strings.TrimSuffix(lines[2], " times"), 64)
	// Times are shown in hundredths of a millisecond, that of the separable layers may be a few of them.
	if low, high := ms[0]/(ms[1]+0.006)-0.1, ms[0]/math.Max(ms[1]-0.006, 0.001)+0.1; measured < low || measured > high {
		t.Errorf("have %v times faster, want %v ms through %v ms", measured, ms[0], ms[1])
	}
	if ms[1] >= ms[0] {
		t.Errorf("have %v ms separable and %v ms standard, want less", ms[1], ms[0])
	}
	v.press("sep-1", kb.Home)
	v.wait(`document.querySelector("#panel .sep-bars").hidden && document.querySelector("#panel .sep-race tbody .ms").textContent === "–"`, "no times of other sizes")

	v.press("sep-networks", kb.Enter)
	v.wait(`document.querySelector("#panel .sep-networks-state").textContent.startsWith("Measured")`, "the four networks")
	rows = v.cells(".sep-networks table")
	for i, want := range []string{"4867.3 M", "568.7 M", "325.4 M", "307.3 M"} {
		if n, err := strconv.ParseFloat(rows[i][5], 64); !strings.HasPrefix(rows[i][2], want) || err != nil || n <= 0 {
			t.Errorf("network %d: have %q, want %s multiply-adds and a time", i, rows[i], want)
		}
	}
	v.do(chromedp.KeyEvent(kb.Escape))
	v.waitAnswered("13,570,048") // the visitor's own network again
}
