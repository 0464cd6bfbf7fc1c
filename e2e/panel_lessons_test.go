package e2e

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"mobilenet/e2e/axe"
	"mobilenet/e2e/benchpage"
)

// TestLessons goes through the lessons as students do, with the weights that the project ships.
func TestLessons(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), suitePatience)
	defer cancel()
	s := servePage(t, ctx, ownWeights)
	s.browser = startBrowser(t, ctx)

	t.Run("by keyboard", s.testLessonByKeyboard)
	t.Run("every lesson", s.testEveryLesson)
	t.Run("answers", s.testLessonAnswers)
	t.Run("stopped and begun anew", s.testLessonAnew)
	t.Run("random weights", s.testLessonRandom)
	t.Run("worksheets", s.testWorksheets)
	t.Run("teachers", s.testTeachers)
	t.Run("accessibility", func(t *testing.T) { s.testLessonAccessibility(t, ctx) })
}

// openLesson opens a lesson by its link, of which the browser keeps that record, and waits until it can be measured.
func (s *pageSite) openLesson(t *testing.T, id, more, record string) *visit {
	t.Helper()
	v := s.open(t, "teachers.html")
	evaluate[any](v, fmt.Sprintf(`localStorage.setItem("lesson.%s", %q)`, id, record))
	v.do(chromedp.Navigate(s.url + "#panel=lessons&lessons.at=" + id + more))
	v.waitLive()
	v.wait(`document.getElementById("lesson-run")`, "the lesson "+id)
	return v
}

// tabTo presses the Tab key until a condition on the element e that has the focus holds.
func (v *visit) tabTo(to string) {
	v.t.Helper()
	for range 60 {
		v.do(chromedp.KeyEvent(kb.Tab))
		if evaluate[bool](v, "((e) => Boolean("+to+"))(document.activeElement)") {
			return
		}
	}
	v.t.Fatalf("sixty presses of Tab do not lead to %s", to)
}

// guess makes a guess stand.
func (v *visit) guess(guess string) {
	v.t.Helper()
	if !evaluate[bool](v, `document.getElementById("lesson-run").disabled`) {
		v.t.Error("have a lesson that measures before a guess, want the guess first")
	}
	evaluate[any](v, `document.getElementById("lesson-guess").focus()`)
	v.do(chromedp.KeyEvent(guess))
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.id === "lesson-run" && document.querySelector(".lesson-field").hidden`, "the guess to stand")
}

// measure measures, and waits for what comes of it.
func (v *visit) measure() {
	v.t.Helper()
	v.press("lesson-run", kb.Enter)
	v.wait(`!document.querySelector(".lesson-compare").hidden && document.getElementById("lesson-run").textContent === "Measure again"`, "a measurement")
}

// A whole lesson without a mouse: from the first lines of the page to the next lesson.
func (s *pageSite) testLessonByKeyboard(t *testing.T) {
	v := s.open(t, "#theme=dark")
	v.waitLive()
	v.wait(`document.querySelector("#tabs .tab")`, "the page")
	v.tabTo(`e.id === "to-lessons"`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(fmt.Sprintf(`document.querySelectorAll("#panel .lessons-list a").length === %d && location.hash.includes("theme=dark")`, len(lessonCases)), "the list of lessons, and the colours as before")
	v.tabTo(`e.dataset.lesson === "slip"`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.tagName === "H2" && location.hash.includes("lessons.at=slip")`, "the lesson, with the focus on its title")
	for i, want := range []string{"94.86", "97.92", "99.11", "99.29"} {
		v.tabTo(fmt.Sprintf(`e.id === "lesson-add-%d"`, i))
		v.do(chromedp.KeyEvent(" "))
		v.wait(fmt.Sprintf(`document.querySelector(".lesson-adder output").textContent === %q`, want), "the sum "+want)
	}
	v.tabTo(`e.id === "lesson-guess"`)
	v.do(chromedp.KeyEvent("0.71"))
	v.tabTo(`e.id === "lesson-commit"`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.id === "lesson-run"`, "the focus on what comes next")
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.querySelector(".lesson-verdict").textContent.includes("almost exactly right")`, "the verdict")
	v.tabTo(`e.id === "lesson-words"`)
	v.do(chromedp.KeyEvent("1.19 for 1.91"))
	v.tabTo(`e.id === "lesson-show"`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.className === "lesson-because" && document.activeElement.textContent.includes("changed places")`, "the explanation")
	v.tabTo(`e.dataset.lesson === "agreement"`)
	v.do(chromedp.KeyEvent(kb.Enter))
	v.wait(`document.activeElement.textContent === "Agreement is not accuracy" && location.hash.includes("lessons.at=agreement")`, "the next lesson")
}

// lessonCase is a lesson with a guess, and what its table must then say.
type lessonCase struct {
	id, guess, title string
	outcome          func(rows [][]string) float64 // in the lesson's unit, from the table's cells
	low, high        float64                       // what is plausible on any device, however busy
	rounding         float64                       // as a share, since the table's cells are rounded
}

// cell reads the number that a cell begins with.
func cell(rows [][]string, row, column int) float64 {
	return number(rows[row][column])
}

func ratio(rows [][]string, a, b, column int) float64 {
	return cell(rows, a, column) / cell(rows, b, column)
}

var lessonCases = []lessonCase{
	{"width", "50", "What α does", func(r [][]string) float64 { return 100 * ratio(r, 2, 0, 3) }, 5, 90, 0.01},
	{"resolution", "57", "What ρ does", func(r [][]string) float64 { return 100 * ratio(r, 3, 0, 3) }, 5, 95, 0.01},
	{"both", "-2.5", "Why not just one of them?", func(r [][]string) float64 { return cell(r, 1, 4) - cell(r, 0, 4) }, 6.4, 6.6, 0},
	{"time", "11", "Multiply-adds are not time", func(r [][]string) float64 {
		sum := 0.0
		for i := range r {
			sum += cell(r, i, 2)
		}
		return 100 * cell(r, 1, 2) / sum
	}, 3, 60, 0.01},
	{"separable", "9", "One convolution or two", func(r [][]string) float64 { return cell(r, 0, 3) / (cell(r, 1, 3) + cell(r, 2, 3)) }, 2, 60, 0.02},
	{"int8", "4", "Numbers of eight bits", func(r [][]string) float64 { return ratio(r, 0, 1, 1) }, 0.5, 12, 0.02},
	{"slip", "1.25", "Checking a paper", func(r [][]string) float64 {
		missing := 100.0
		for i := range r {
			missing -= cell(r, i, 1)
		}
		return missing
	}, 0.7, 0.72, 0.01},
	{"agreement", "18", "Agreement is not accuracy", func(r [][]string) float64 { return cell(r, 0, 1) }, 0, 20, 0},
	{"examples", "2", "How many examples?", func(r [][]string) float64 { return cell(r, 2, 1) }, 12, 20, 0},
	{"detector", "40", "One backbone, many tasks", func(r [][]string) float64 {
		return 100 * cell(r, 0, 3) / (cell(r, 0, 3) + cell(r, 1, 3) + cell(r, 2, 3))
	}, 50, 99, 0.01},
}

// Every lesson runs to its end; what it says is what its table says; all of it is there again after a reload.
func (s *pageSite) testEveryLesson(t *testing.T) {
	for _, c := range lessonCases {
		t.Run(c.id, func(t *testing.T) {
			v := s.openLesson(t, c.id, "", "")
			if have := evaluate[string](v, `document.querySelector(".lesson h2").textContent`); have != c.title {
				t.Errorf("have the lesson %q, want %q", have, c.title)
			}
			v.guess(c.guess)
			v.measure()
			rows := v.cells(".lesson-compare .lesson-table")
			t.Logf("%q", rows)
			bars := evaluate[[]string](v, `[...document.querySelectorAll(".lesson-compare .lesson-bar b")].map((b) => b.textContent)`)
			guess, _ := strconv.ParseFloat(c.guess, 64)
			if have := number(bars[0]); have != guess {
				t.Errorf("have the guess %q, want %s", bars[0], c.guess)
			}
			have, want := number(bars[len(bars)-1]), c.outcome(rows)
			if math.Abs(have-want) > want*c.rounding+0.06 || want < c.low || want > c.high {
				t.Errorf("have %q measured, want %.2f as the table says, within %v to %v: %q", bars[len(bars)-1], want, c.low, c.high, rows)
			}
			verdict := evaluate[string](v, `document.querySelector(".lesson-verdict").textContent`)
			if !strings.Contains(verdict, bars[0]) || !strings.Contains(verdict, bars[len(bars)-1]) {
				t.Errorf("have the verdict %q, want it to say %s and %s", verdict, bars[0], bars[len(bars)-1])
			}
			for _, text := range evaluate[[]string](v, bareFigures) {
				t.Errorf("%q has no data-source", text)
			}
			evaluate[any](v, `document.getElementById("lesson-words").focus()`)
			v.do(chromedp.KeyEvent("so <b> & so"))
			v.press("lesson-show", kb.Enter)
			v.do(chromedp.Reload())
			v.wait(`document.getElementById("lesson-words")?.value === "so <b> & so" && !document.querySelector(".lesson-because").hidden`, "the lesson after a reload")
			if again := v.cells(".lesson-compare .lesson-table"); fmt.Sprint(again) != fmt.Sprint(rows) {
				t.Errorf("after a reload: have %q, want %q", again, rows)
			}
			if !evaluate[bool](v, `document.querySelector(".lesson-field").hidden && document.querySelector(".worksheet .sheet-words").textContent === "so <b> & so"`) {
				t.Error("after a reload: have a guess that can be made again, or a worksheet without the words")
			}
			evaluate[any](v, `document.querySelector(".lesson-nav a").click()`)
			v.wait(fmt.Sprintf(`document.querySelector(".lessons-list [data-lesson=%s] .done")`, c.id), "the lesson marked as done")
		})
	}
}

// What the lesson on agreement counts is what the two networks answer when they are asked one by one.
func (s *pageSite) testLessonAnswers(t *testing.T) {
	v := s.open(t, "bench.html?weights=slim")
	want := evaluate[[]int](v, `(async () => {
		const sample = (name) => `+benchpage.File(`"samples/" + name`)+`;
		const counts = [0, 0, 0, 0];
		for (const {file, class: right} of await (await fetch(sample("samples.json"))).json()) {
			const blob = await (await fetch(sample(file))).blob();
			const [{index: large}] = await window.classify(blob, {alpha: 0.75, resolution: 224});
			const [{index: small}] = await window.classify(blob, {alpha: 0.25, resolution: 128});
			[large === small, large === right, small === right, large === small && large !== right].forEach((yes, i) => counts[i] += Number(yes));
		}
		return counts;
	})()`)
	t.Logf("the same %d, large right %d, small right %d, the same and wrong %d", want[0], want[1], want[2], want[3])
	v = s.openLesson(t, "agreement", "", "guess 5")
	v.measure()
	for i, row := range v.cells(".lesson-compare .lesson-table") {
		if have := fmt.Sprintf("%d / 20", want[i]); row[1] != have {
			t.Errorf("%s: have %q, want %q", row[0], row[1], have)
		}
	}
}

// number reads a number with a unit after it, and with the minus that the page writes.
func number(text string) float64 {
	text, _, _ = strings.Cut(strings.Replace(text, "−", "-", 1), " ")
	text = strings.TrimSuffix(text, "%")
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return math.NaN()
	}
	return v
}

// A measurement can be stopped; a lesson that is begun anew forgets all, after a second press.
func (s *pageSite) testLessonAnew(t *testing.T) {
	v := s.openLesson(t, "width", "", "guess 50\nmeasured 10 6 2.5 1\nwords because")
	v.wait(`document.querySelector(".lesson-verdict").textContent.includes("25%")`, "the lesson as it was left")
	v.press("lesson-reset", kb.Enter)
	v.wait(`document.getElementById("lesson-reset").textContent.startsWith("Really?")`, "a question before all is lost")
	v.press("lesson-reset", kb.Enter)
	v.wait(`!document.querySelector(".lesson-field").hidden && document.querySelector(".lesson-compare").hidden && document.getElementById("lesson-words").value === ""`, "the lesson from its beginning")
	if evaluate[bool](v, `localStorage.getItem("lesson.width") !== null`) {
		t.Error("the browser still keeps the lesson, want it forgotten")
	}
	evaluate[any](v, `document.getElementById("lesson-guess").focus()`)
	v.do(chromedp.KeyEvent("101"))
	if !evaluate[bool](v, `document.getElementById("lesson-commit").disabled`) {
		t.Error("have a guess of 101% that can be made, want at most 100%")
	}
	v.press("lesson-slider", kb.End+kb.ArrowLeft)
	v.wait(`document.getElementById("lesson-guess").value === "99"`, "the field as the slider says")
	v.press("lesson-guess", kb.Enter)
	v.wait(`document.activeElement.id === "lesson-run"`, "the guess to stand")
	v.press("lesson-run", kb.Enter)
	v.wait(`document.getElementById("lesson-run").textContent === "Stop" && !document.querySelector(".lesson progress").hidden`, "the measurement under way")
	v.press("lesson-run", kb.Enter)
	v.wait(`document.querySelector(".lesson-state").textContent === "Stopped." && document.querySelector(".lesson progress").hidden`, "the measurement stopped")
	if !evaluate[bool](v, `document.querySelector(".lesson-compare").hidden`) {
		t.Error("have a comparison of a measurement that was stopped, want none")
	}
}

// Answers by chance are not worth counting.
func (s *pageSite) testLessonRandom(t *testing.T) {
	v := s.openLesson(t, "agreement", "&weights=random", "")
	v.guess("10")
	v.press("lesson-run", kb.Enter)
	v.wait(`document.querySelector(".lesson-state").textContent.includes("choose other weights")`, "what to do")
}

// A lesson that was gone through is as easy to use as the list, which TestAccessibility checks.
func (s *pageSite) testLessonAccessibility(t *testing.T, ctx context.Context) {
	checker, err := axe.New(ctx, "..")
	if err != nil {
		t.Fatal(err)
	}
	a := &audit{s: s, checker: checker}
	v := a.open(t, "#panel=lessons&lessons.at=slip")
	v.wait(`document.getElementById("lesson-words")`, "the lesson")
	a.check(v, "a lesson", "#panel")
	if evaluate[bool](v, `document.querySelector(".lesson-compare").hidden`) {
		v.guess("0.7")
		v.measure()
	}
	evaluate[any](v, `document.getElementById("lesson-show").click()`)
	a.check(v, "a lesson gone through", "#panel")
}
