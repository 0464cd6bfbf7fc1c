package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// made is a session of two points in which we take the times of ours, LiteRT.js takes 10 ms and scalar Go a second.
func made(ours ...float64) *session {
	s := newSession()
	for i, at := range []networkPoint{{1, 224}, {0.25, 128}} {
		p := &pointResults{networkPoint: at}
		for _, r := range []struct {
			name string
			ms   float64
		}{{relaxed, ours[i]}, {plain, 9}, {scalar, 1000}, {liteRT, 10}} {
			p.Results = append(p.Results, &result{Name: r.name, Precision: "f32", Threads: 1, Rounds: [][]float64{{r.ms + 5}, {r.ms + 2, r.ms, r.ms - 1}}})
		}
		s.Points = append(s.Points, p)
	}
	return s
}

func TestBest(t *testing.T) {
	r := result{Rounds: [][]float64{{9, 1, 5}, {4, 3}, {8, 8, 8}}}
	if have := r.best(); have != 3 {
		t.Errorf("have %v, want the median of the second round, 3", have)
	}
	pooled := r.pooled()
	for _, test := range []struct{ part, want float64 }{{0.5, 5}, {0.95, 9}, {0, 1}} {
		if have := quantile(pooled, test.part); have != test.want {
			t.Errorf("quantile %v of %v: have %v, want %v", test.part, pooled, have, test.want)
		}
	}
}

func TestChecks(t *testing.T) {
	for _, test := range []struct {
		name  string
		ours  []float64
		lines []string
	}{
		{"fast", []float64{7, 9}, []string{
			"PASS: 1. float32, one thread: faster than every other runtime (2 points, at worst 0.90 of LiteRT.js at 0.25 / 128)",
			"PASS: 1. float32, one thread, 1.0/224: at most 0.80 of LiteRT.js (0.70)",
			"not measured: 2. 8-bit",
			"not measured: 3. two threads",
			"PASS: 4. float32 without relaxed SIMD",
		}},
		{"slow", []float64{8.5, 12}, []string{
			"FAIL: 1. float32, one thread: faster than every other runtime (not at 1 of 2 points, at worst 1.20 of LiteRT.js at 0.25 / 128)",
			"FAIL: 1. float32, one thread, 1.0/224: at most 0.80 of LiteRT.js (0.85)",
		}},
	} {
		have := made(test.ours...).markdown()
		for _, want := range test.lines {
			if !strings.Contains(have, want) {
				t.Errorf("%s: have\n%s\nwant %q in it", test.name, have, want)
			}
		}
	}
}

func TestEarlier(t *testing.T) {
	for _, test := range []struct {
		name   string
		before float64 // ms of ours at either point
		want   string
	}{
		{"as fast", 9, "PASS: nothing takes more than 1.03 of what it took at 1234567 (2 times compared, at worst 1.000: Go, relaxed SIMD, float32, 1 thread, at 0.25 / 128)"},
		{"slower", 8, "FAIL: nothing takes more than 1.03 of what it took at 1234567 (2 times compared, at worst 1.125: Go, relaxed SIMD, float32, 1 thread, at 0.25 / 128)"},
	} {
		s := made(7, 9)
		s.Before = "1234567"
		for _, p := range s.Points {
			p.Results = append(p.Results, &result{Name: relaxed + earlier, Precision: "f32", Threads: 1, Rounds: [][]float64{{test.before}}})
		}
		if have := s.markdown(); !strings.Contains(have, test.want) {
			t.Errorf("%s: have\n%s\nwant %q in it", test.name, have, test.want)
		}
	}
}

func TestPageChecks(t *testing.T) {
	s := made(10, 1)
	s.Page = &pageCosts{
		Shares:  map[string]float64{"the page": 0.02, "the panel time": 0.07},
		FrameMs: 1, Slide: map[string]float64{"f32": 20, "int8": 40},
		First: []firstAnswer{
			{lines[0].name, relaxed, 900, 300},
			{lines[0].name, liteRT, 1000, 300},
			{lines[0].name, tfjs, 1800, 300},
			{lines[1].name, relaxed, 2000, 300},
			{lines[1].name, liteRT, 8000, 300},
			{lines[1].name, tfjs, 4000, 300},
		},
	}
	s.Busy = &busy{MedianMs: 20, CrewMs: append(slices.Repeat([]float64{30}, 18), 100, 50), Threads: 1}
	have := s.markdown()
	for _, want := range []string{
		"FAIL: 7. float32, 1.0/224, all processors but one taken: 95% of a crew's passes within 3 times the median of one thread (5.00; median 30.0 beside 20.0 ms; 1 thread in the end)",
		"FAIL: 5. the page: its own code takes at most 5 % of the time (at worst 7.0 %, the panel time)",
		"PASS: 5. the page: a camera's frame at 224 pixels, without the network: at most 0.11 times a pass of 1.0/224 (0.10)",
		"PASS: 5. the page: a move of a slider in float32: at most 2.7 times a pass of 1.0/224 (2.00)",
		"FAIL: 5. the page: a move of a slider in 8-bit: at most 2.7 times a pass of 1.0/224 (4.00)",
		"PASS: 5. the page: the first answer in a new profile before every other runtime's smallest page, over both slow lines (at worst 0.50 of TensorFlow.js, 9 Mbit/s, 60 ms; this machine: 0.9 s; 9 Mbit/s, 60 ms: 2.0 s)",
	} {
		if !strings.Contains(have, want) {
			t.Errorf("have\n%s\nwant %q in it", have, want)
		}
	}
}

func TestPageBefore(t *testing.T) {
	s := made(10, 1)
	s.Before, s.Page = "1234567", &pageCosts{First: []firstAnswer{
		{lines[0].name, relaxed, 900, 300},
		{lines[0].name, relaxed + earlier, 2000, 300},
		{lines[1].name, relaxed, 2000, 1000},
		{lines[1].name, relaxed + earlier, 3000, 800},
	}}
	have := s.markdown()
	for _, want := range []string{
		"PASS: the page's first answer in a new profile: at most 1.10 of what it took at 1234567 (this machine: 0.90 s, before 2.00; 9 Mbit/s, 60 ms: 2.00 s, before 3.00)",
		"FAIL: the page's first paint in a new profile: at most 1.10 of what it took at 1234567 (this machine: 0.30 s, before 0.30; 9 Mbit/s, 60 ms: 1.00 s, before 0.80)",
	} {
		if !strings.Contains(have, want) {
			t.Errorf("have\n%s\nwant %q in it", have, want)
		}
	}
}

func TestSamples(t *testing.T) {
	s, dir := made(7, 9), t.TempDir()
	if err := s.writeSamples(dir); err != nil {
		t.Fatal(err)
	}
	again, err := readSamples(filepath.Join(dir, "results.json"))
	if err != nil {
		t.Fatal(err)
	}
	if have, want := again.markdown(), s.markdown(); have != want {
		t.Errorf("read again: have\n%s\nwant\n%s", have, want)
	}
}

func TestQuote(t *testing.T) {
	s := made(7, 9)
	s.Browser, s.Peers = "Chrome/1", "@litertjs/core 2.5.3"
	have := s.quote()
	want := quoted{
		Date: s.Date.Format("2006-01-02"), Machine: s.Machine, Browser: "Chrome/1", Peers: "@litertjs/core 2.5.3",
		Runtimes: []quotedRuntime{
			{Name: liteRT, Precision: "f32", Points: [][3]float64{{1, 224, 10}, {0.25, 128, 10}}},
			{Name: relaxed, Ours: true, Precision: "f32", Points: [][3]float64{{1, 224, 7}, {0.25, 128, 9}}},
		},
	}
	if !reflect.DeepEqual(have, want) {
		t.Errorf("have %+v, want the other runtime and our fastest, %+v", have, want)
	}
}

func TestPlot(t *testing.T) {
	svg := made(7, 9).svg()
	for decoder := xml.NewDecoder(strings.NewReader(svg)); ; {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
	}
	for _, want := range []string{"prefers-color-scheme: dark", ">Float32, 1 thread<", ">0.70<", "LiteRT.js"} {
		if !strings.Contains(svg, want) {
			t.Errorf("want %q in the plot", want)
		}
	}
	if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
		t.Errorf("have numbers that are none in\n%s", svg)
	}
}

func TestScale(t *testing.T) {
	a := scale{low: 1, high: 100, left: 10, right: 210}
	for _, test := range []struct{ ms, want float64 }{{1, 10}, {10, 110}, {100, 210}} {
		if have := a.at(test.ms); have < test.want-0.01 || have > test.want+0.01 {
			t.Errorf("%v ms: have %v, want %v", test.ms, have, test.want)
		}
	}
	if have := len(a.ticks()); have != 7 {
		t.Errorf("have %d ticks, want 7: 1, 2, 5, 10, 20, 50, 100", have)
	}
}

// The plot has the page's colours for α and ρ, on light and on dark ground.
func TestPlotHues(t *testing.T) {
	style, err := os.ReadFile("../../web/style.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, hue := range []string{"alpha", "rho"} {
		of := func(in, pattern string) (colours []string) {
			for _, found := range regexp.MustCompile(pattern+`(#[0-9a-f]{6})`).FindAllStringSubmatch(in, -1) {
				colours = append(colours, found[1])
			}
			return colours
		}
		have, want := of(plotStyle, `\.`+hue+` \{ fill: `), of(string(style), `--`+hue+`: `)
		if !slices.Equal(have, want) || len(have) != 2 {
			t.Errorf("plotStyle: %s: have %q, want %q as in web/style.css", hue, have, want)
		}
	}
}
