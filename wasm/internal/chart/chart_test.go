package chart_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"mobilenet/wasm/internal/chart"
)

func TestAxis(t *testing.T) {
	a := chart.Axis{Low: 1, High: 100, Log: true}
	if got := a.At(10); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("10 on 1 to 100: have %v, want 0.5", got)
	}
	a = a.Widen(0.3).Widen(140)
	if math.Abs(a.Low-0.2) > 1e-12 || a.High != 200 {
		t.Errorf("widened for 0.3 and 140: have %v, want 0.2 to 200", a)
	}
	want := []float64{0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200}
	got := a.Ticks()
	if len(got) != len(want) {
		t.Fatalf("have ticks %v, want %v", got, want)
	}
	for i := range want {
		if math.Abs(got[i]-want[i]) > 1e-9 {
			t.Errorf("have ticks %v, want %v", got, want)
		}
	}
}

func TestPlaceLabels(t *testing.T) {
	bounds := chart.Box{Width: 100, Height: 100}
	dot := func(x, y float64) chart.Dot { return chart.Dot{X: x, Y: y, Radius: 5, Width: 30, Height: 10} }
	for _, c := range []struct {
		name string
		dots []chart.Dot
		want []chart.Box // of the labels, by place: dots of radius 5, a gap of 3
	}{
		{"alone: right", []chart.Dot{dot(50, 50)}, []chart.Box{{58, 45, 30, 10}}},
		{"at the right edge: left", []chart.Dot{dot(90, 50)}, []chart.Box{{52, 45, 30, 10}}},
		{"a dot to the right: left", []chart.Dot{dot(50, 50), dot(65, 80), dot(65, 50)}, []chart.Box{{12, 45, 30, 10}, {27, 75, 30, 10}}},
		{"two above each other", []chart.Dot{dot(50, 50), dot(50, 56)}, []chart.Box{{58, 45, 30, 10}, {12, 51, 30, 10}}},
	} {
		got := chart.PlaceLabels(c.dots, bounds)
		for i := range c.want {
			if got[i] != c.want[i] {
				t.Errorf("%s: label %d: have %v, want %v", c.name, i, got[i], c.want[i])
			}
		}
	}
	crowd := []chart.Dot{dot(50, 50), dot(65, 50), dot(35, 50), dot(50, 40), dot(50, 60)}
	if got := chart.PlaceLabels(crowd, bounds); got[0] != (chart.Box{}) {
		t.Errorf("dots all around: have a label at %v, want none", got[0])
	}
}

func TestLinearAxis(t *testing.T) {
	a := chart.Axis{Low: 36, High: 74}
	if got := a.At(55); math.Abs(got-0.5) > 1e-12 {
		t.Errorf("55 on 36 to 74: have %v, want 0.5", got)
	}
	for _, c := range []struct {
		name      string
		low, high float64
		want      []float64
	}{
		{"tens", 36, 74, []float64{40, 45, 50, 55, 60, 65, 70}},
		{"from zero", 0, 100, []float64{0, 20, 40, 60, 80, 100}},
		{"small", 0, 0.5, []float64{0, 0.1, 0.2, 0.3, 0.4, 0.5}},
	} {
		got := chart.Axis{Low: c.low, High: c.high}.Ticks()
		if len(got) != len(c.want) {
			t.Errorf("%s: have ticks %v, want %v", c.name, got, c.want)
			continue
		}
		for i := range got {
			if math.Abs(got[i]-c.want[i]) > 1e-9 {
				t.Errorf("%s: have ticks %v, want %v", c.name, got, c.want)
			}
		}
	}
}

func TestAround(t *testing.T) {
	usual := chart.Axis{Low: 36, High: 74, Title: "accuracy"}
	for _, c := range []struct {
		name      string
		low, high float64
		want      chart.Axis
	}{
		{"nothing", math.Inf(1), math.Inf(-1), usual},
		{"within", 39.5, 70.9, usual},
		{"above", 39.5, 83.4, chart.Axis{Low: 37, High: 86, Title: "accuracy"}},
		{"low and narrow", 6.2, 7.8, chart.Axis{Low: 4, High: 14, Title: "accuracy"}},
		{"at both ends", 0, 100, chart.Axis{Low: 0, High: 100, Title: "accuracy"}},
	} {
		if have := usual.Around(c.low, c.high); have != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, have, c.want)
		}
	}
}

func TestValue(t *testing.T) {
	for _, a := range []chart.Axis{{Low: 36, High: 74}, {Low: 0.2, High: 200, Log: true}} {
		for _, share := range []float64{0, 0.25, 1} {
			if got := a.At(a.Value(share)); math.Abs(got-share) > 1e-12 {
				t.Errorf("%+v: what stands at %v stands at %v", a, share, got)
			}
		}
	}
}

// example is a chart with a point on the plane, one in the lane, and one that is looked at.
func example() chart.Chart {
	return chart.Chart{
		X: chart.Axis{Low: 1, High: 100, Log: true, Title: "time, ms"}, Y: chart.Axis{Low: 36, High: 74, Title: "accuracy"},
		Lane: "none", Width: 452, Height: 294,
		Lines: []chart.Line{
			{Class: "fit", Spots: []chart.Spot{{X: 1, Y: 36}, {X: 100, Y: 74}}},
			{Class: "front", Spots: []chart.Spot{{X: 1, Y: 36}, {X: 100, Y: 74}}, Steps: true},
		},
		Points: []chart.Point{
			{X: 10, Y: 55, Low: 1, High: 100, Class: "best", Label: "a<b", Says: "the \"first\"", Key: "1", Cells: []string{"0.5", "<i>"}, Order: 2},
			{X: 10, Y: math.NaN(), Shape: chart.Square, Key: "2"},
		},
		Here: &chart.Point{X: 100, Y: 74, Label: "here", Key: "3", Cells: []string{"1", "2"}, Order: 1},
	}
}

func TestPlace(t *testing.T) {
	c := example() // its plane is 400 wide from 38 and 200 high from 24, the lane 26 below
	for _, p := range []struct{ x, y, px, py float64 }{
		{1, 36, 38, 224}, {100, 74, 438, 24}, {10, 55, 238, 124}, {10, math.NaN(), 238, 237},
	} {
		if px, py := c.Place(p.x, p.y); math.Abs(px-p.px) > 1e-9 || math.Abs(py-p.py) > 1e-9 {
			t.Errorf("%v ms at %v: have %v, %v, want %v, %v", p.x, p.y, px, py, p.px, p.py)
		}
	}
	for px, want := range map[float64]float64{238: 10, 0: 1, 1000: 100} {
		if have := c.ValueAt(px); math.Abs(have-want) > 1e-9 {
			t.Errorf("at %v pixels: have %v ms, want %v", px, have, want)
		}
	}
}

func TestMarkup(t *testing.T) {
	c := example()
	for _, m := range []struct {
		name, have string
		want       []string
	}{
		{"frame", c.Frame(), []string{">40<", ">70<", ">1<", ">100<", ">none<", ">time, ms<", ">accuracy<"}},
		{"lines", c.Strokes(), []string{`class="fit" d="M38 224L438 24"`, `class="front" d="M38 224H438V24"`}},
		{"points", c.Dots(), []string{
			`class="point best" role="button" tabindex="-1" data-key="1" aria-label="a&lt;b: the &#34;first&#34;"`,
			`class="whisker" d="M38 124H438`, "a&lt;b", `<path class="dot" d="M238 237m-4.5 -4.5h9v9h-9z"/>`,
		}},
		{"table", c.Rows(), []string{`<tr class="here" aria-current="true"><td>1</td><td>2</td></tr><tr><td>0.5</td><td>&lt;i&gt;</td></tr>`}},
		{"file", c.Standalone("a & b"), []string{`<svg xmlns="http://www.w3.org/2000/svg"`, "a &amp; b", `class="here `, ">here<", "</svg>"}},
	} {
		for _, want := range m.want {
			if !strings.Contains(m.have, want) {
				t.Errorf("%s: have %s, want %s in it", m.name, m.have, want)
			}
		}
	}
	if strings.Count(c.Dots(), "aria-label") != 1 {
		t.Errorf("have %s, want one point that can be reached", c.Dots())
	}
	decoder := xml.NewDecoder(strings.NewReader(c.Standalone("a & b")))
	for {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("the file is not XML: %v", err)
		}
	}
}

// Among many points the one that moves does not push the others' labels about.
func TestCrowded(t *testing.T) {
	c := example()
	c.Crowded = true
	still := c.Dots()
	c.Here = &chart.Point{X: 12, Y: 55, Label: "here"}
	if moved := c.Dots(); moved != still {
		t.Errorf("the points are drawn as %s when the one looked at has moved, want %s", moved, still)
	}
	c.Crowded = false
	if moved := c.Dots(); moved == still {
		t.Error("where it comes first, the label beside it stays where it was")
	}
}

// What leaves the page has the colours that it has on the page.
func TestPalette(t *testing.T) {
	style, err := os.ReadFile("../../../web/style.css")
	if err != nil {
		t.Fatal(err)
	}
	c := example()
	svg := c.Standalone("")
	drawn := regexp.MustCompile(`\.is-(\w+) \.dot\{fill:(#[0-9a-f]{6})\}`).FindAllStringSubmatch(svg, -1)
	if len(drawn) == 0 {
		t.Fatalf("have no hue in %s", svg)
	}
	for _, found := range drawn {
		if want := "--" + found[1] + ": " + found[2] + ";"; !strings.Contains(string(style), want) {
			t.Errorf("web/style.css: have no %q, want the colour of .is-%s in palette", want, found[1])
		}
	}
}
