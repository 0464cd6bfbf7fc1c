package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// Other runtimes stand behind the chart, as make bench measured them, and say that this was another machine.
func (s *pageSite) testRuntimes(t *testing.T) {
	content, err := os.ReadFile("bench/runtimes.json")
	if err != nil {
		t.Fatal(err)
	}
	var measured struct {
		Date, Machine, Browser string
		Runtimes               []struct {
			Name, Precision string
			Points          [][3]float64
		}
	}
	if err := json.Unmarshal(content, &measured); err != nil {
		t.Fatal(err)
	}
	points, first := make(map[string]int), make(map[string]float64) // how many, and ms of the first in float
	for _, r := range measured.Runtimes {
		points[r.Name] += len(r.Points)
		if r.Precision == "f32" {
			first[r.Name] = r.Points[0][2]
		}
	}
	v := s.openPaper(t, "#alpha=0.5&resolution=160")
	v.waitAnswered("76,524,800")
	v.wait(`document.querySelector("#ghosts [data-source=runtimes]")`, "the list of runtimes")
	caption := evaluate[string](v, `document.querySelector("#ghosts p[data-source=runtimes]").textContent`)
	for _, want := range []string{measured.Machine, measured.Date, measured.Browser, "not on your device"} {
		if !strings.Contains(caption, want) {
			t.Errorf("have the caption %q, want %q in it", caption, want)
		}
	}
	evaluate[any](v, `void (document.getElementById("ghosts").open = true)`)
	for _, name := range []string{"LiteRT.js", "TensorFlow.js", "ONNX Runtime Web"} {
		if points[name] < 16 {
			t.Errorf("%s: have %d points in runtimes.json, want sixteen at least", name, points[name])
		}
		box := fmt.Sprintf(`[...document.querySelectorAll("#ghosts .check")].find((e) => e.textContent.startsWith(%q))?.querySelector("input")`, name)
		v.wait(box, name+" among the ghosts")
		evaluate[any](v, box+".click()")
		v.wait(fmt.Sprintf(`document.querySelectorAll("#chart .point.ghost").length === %d`, points[name]), "its points")
		said := evaluate[[]string](v, `[...document.querySelectorAll("#chart .point.ghost")].map((e) => e.getAttribute("aria-label"))`)
		if !strings.HasPrefix(said[0], name+", on another machine: α 1, 224 pixels") {
			t.Errorf("%s: the first point says %q, want the runtime, that it is another machine's, and 1/224", name, said[0])
		}
		if !strings.Contains(said[0], fmt.Sprintf(" %.1f ms", first[name])) {
			t.Errorf("%s: the first point says %q, want %.1f ms", name, said[0], first[name])
		}
		have := evaluate[[]string](v, `[...document.querySelectorAll("#chart .ghost text")].map((e) => e.textContent)`)
		if curves := evaluate[int](v, `document.querySelectorAll("#chart .curve.ghost").length`); !slices.Contains(have, name) || curves != points[name]/16 {
			t.Errorf("%s: have %d curves with the names %q, want one for each number format", name, curves, have)
		}
		evaluate[any](v, box+".click()")
	}
}
