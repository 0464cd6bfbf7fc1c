package chart_test

import (
	"math"
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
