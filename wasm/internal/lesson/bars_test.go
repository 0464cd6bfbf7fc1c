package lesson_test

import (
	"testing"

	"mobilenet/wasm/internal/lesson"
)

func TestBars(t *testing.T) {
	tests := []struct {
		name        string
		values      []float64
		bars        []lesson.Bar
		first, last string // ticks
	}{
		{"above 0", []float64{50, 25}, []lesson.Bar{{Left: 0, Width: 1}, {Left: 0, Width: 0.5}}, "0", "50"},
		{"between two ticks", []float64{4.2}, []lesson.Bar{{Left: 0, Width: 4.2 / 4.5}}, "0", "4.5"},
		{"on both sides of 0", []float64{-5, 5}, []lesson.Bar{{Left: 1. / 12, Width: 5. / 12}, {Left: 0.5, Width: 5. / 12}}, "−6", "6"},
		{"nothing", []float64{0, 0}, []lesson.Bar{{}, {}}, "0", "1"},
	}
	for _, test := range tests {
		bars, ticks := lesson.Bars(test.values)
		for i, want := range test.bars {
			if !near(bars[i].Left, want.Left) || !near(bars[i].Width, want.Width) {
				t.Errorf("%s: bar %d: have %+v, want %+v", test.name, i, bars[i], want)
			}
		}
		first, last := ticks[0], ticks[len(ticks)-1]
		if first.Text != test.first || last.Text != test.last || first.At != 0 || !near(last.At, 1) {
			t.Errorf("%s: have the ticks %+v, want %s to %s from end to end", test.name, ticks, test.first, test.last)
		}
	}
}
