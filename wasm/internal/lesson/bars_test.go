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
		zero        float64
		first, last string // ticks
	}{
		{"above 0", []float64{50, 25}, []lesson.Bar{{Left: 0, Width: 100}, {Left: 0, Width: 50}}, 0, "0", "50"},
		{"between two ticks", []float64{4.2}, []lesson.Bar{{Left: 0, Width: 420. / 4.5}}, 0, "0", "4.5"},
		{"on both sides of 0", []float64{-5, 5}, []lesson.Bar{{Left: 100. / 12, Width: 500. / 12}, {Left: 50, Width: 500. / 12}}, 50, "−6", "6"},
		{"nothing", []float64{0, 0}, []lesson.Bar{{}, {}}, 0, "0", "1"},
	}
	for _, test := range tests {
		bars, axis := lesson.Bars(test.values)
		for i, want := range test.bars {
			if !near(bars[i].Left, want.Left) || !near(bars[i].Width, want.Width) {
				t.Errorf("%s: bar %d: have %+v, want %+v", test.name, i, bars[i], want)
			}
		}
		if !near(axis.Zero, test.zero) {
			t.Errorf("%s: have 0 at %v, want it at %v", test.name, axis.Zero, test.zero)
		}
		last := len(axis.Ticks) - 1
		if axis.Ticks[0].Text != test.first || axis.Ticks[last].Text != test.last || axis.Ticks[0].At != 0 || !near(axis.Ticks[last].At, 100) {
			t.Errorf("%s: have the ticks %+v, want %s to %s from end to end", test.name, axis.Ticks, test.first, test.last)
		}
	}
}
