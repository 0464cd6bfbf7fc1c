package e2e

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// numbers returns the first number of each text that a selector finds in the open panel.
func (v *visit) numbers(selector string) []float64 {
	v.t.Helper()
	var numbers []float64
	for _, text := range evaluate[[]string](v, `[...document.querySelectorAll("#panel `+selector+`")].map((e) => e.textContent)`) {
		word, _, _ := strings.Cut(text, " ")
		n, err := strconv.ParseFloat(strings.TrimSuffix(word, "%"), 64)
		if err != nil {
			v.t.Fatalf("%s: have %q, want a number", selector, text)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// The panel lists the layers that run, what they cost and take, and says anew when α moves.
func (s *pageSite) testTime(t *testing.T) {
	v := s.openPaper(t, "#panel=time&source=sample/strawberry&alpha=1&resolution=224")
	v.waitAnswered("568,740,352")
	v.wait(`document.querySelector("#panel .time-takeaway b")`, "times of layers")

	shares := v.numbers(".time-kinds b")
	for i, want := range []float64{94.86, 74.59, -1, 3.06, 1.06, -1, 1.91, 0.02, -1, 0.18, 24.33, -1, 0, 0, -1} {
		if want >= 0 && shares[i] != want {
			t.Errorf("Table 2, number %d: have %v, want %v", i, shares[i], want)
		}
	}
	if sum := shares[2] + shares[5] + shares[8] + shares[11] + shares[14]; math.Abs(sum-100) > 0.05 {
		t.Errorf("the shares of time: have %v %%, want 100", sum)
	}
	times := v.numbers(".time-layers .ms")
	if len(times) != 30 {
		t.Fatalf("have %d times, want those of 29 layers and of all", len(times))
	}
	sum := 0.0
	for _, ms := range times[:29] {
		sum += ms
	}
	if all := times[29]; all <= 0 || math.Abs(sum-all) > 0.01*all+0.05 {
		t.Errorf("have %v ms for all layers, want their sum, %v", all, sum)
	}
	if have := evaluate[string](v, `document.querySelector("#panel .time-layers tbody tr:nth-child(3)").innerText`); !strings.Contains(have, "112×112×64") || !strings.Contains(have, "25.7 M") {
		t.Errorf("the third layer: have %q, want 112×112×64 and 25.7 M", have)
	}
	ends := evaluate[float64](v, `(() => {
		const end = (e) => parseFloat(e.style.left) + parseFloat(e.style.width);
		return Math.min(...["time-bar", "madds-bar"].map((bar) => end([...document.querySelectorAll("#panel td." + "bars ." + bar)].at(-1))));
	})()`)
	if math.Abs(ends-100) > 0.2 {
		t.Errorf("the bars end at %v %%, want 100", ends)
	}

	v.press("alpha", kb.Home)
	v.wait(`document.querySelector("#panel .time-layers tbody tr:nth-child(3)").innerText.includes("112×112×16")`, "the layers of another width")
	if have := v.numbers(".time-kinds b")[0]; have != 82.18 {
		t.Errorf("pointwise at α = 0.25: have %v %%, want 82.18", have)
	}
}

// Predictions are made and compared by keyboard alone, and can be stopped.
func (s *pageSite) testPredict(t *testing.T) {
	v := s.openPaper(t, "#panel=time&source=sample/strawberry&alpha=0.25&resolution=128")
	v.wait(`document.querySelector("#panel .time-takeaway b")`, "times of layers")
	v.press("time-predict", kb.Enter)
	v.wait(`document.getElementById("time-predict").textContent === "Stop"`, "the beginning")
	v.press("time-predict", kb.Enter)
	v.wait(`document.querySelector("#panel .time-state").textContent === "Stopped."`, "the end")
	v.press("time-predict", kb.Enter)
	v.wait(`/^16 networks predicted: typically [0-9.]+% off/.test(document.querySelector("#panel .time-state").textContent)`, "sixteen predictions")
	if rows := evaluate[int](v, `document.querySelectorAll("#panel .time-results tbody tr").length`); rows != 16 {
		t.Errorf("have %d rows, want 16", rows)
	}
	for i, row := range evaluate[[][]string](v, `[...document.querySelectorAll("#panel .time-results tbody tr")].map((r) => [...r.cells].map((c) => c.textContent))`) {
		predicted, _ := strconv.ParseFloat(row[2], 64)
		measured, _ := strconv.ParseFloat(row[3], 64)
		off, _ := strconv.ParseFloat(strings.TrimSuffix(row[4], "%"), 64)
		// Two digits of a time of half a millisecond are two percent.
		if want := 100 * (predicted/measured - 1); predicted <= 0 || measured <= 0 || math.Abs(off-want) > 2+math.Abs(want)/20 {
			t.Errorf("row %d: have %q, want the error of the prediction, %.1f %%", i, row, want)
		}
	}
	v.wait(`document.querySelectorAll("#panel .time-constants li").length === 6`, "the constants of the six classes of kernels")
}
