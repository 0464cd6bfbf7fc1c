package stops_test

import (
	"testing"

	"mobilenet/wasm/internal/stops"
)

func TestSnap(t *testing.T) {
	even := []float64{0.25, 0.5, 0.75, 1}
	gap := []float64{0.25, 0.5, 1}
	for _, c := range []struct {
		name        string
		stops       []float64
		from, value float64
		pointer     bool
		want        float64
	}{
		{"nearest under the pointer", even, 0.5, 0.7, true, 0.75},
		{"pointer falls back", even, 0.5, 0.6, true, 0.5},
		{"key to a stop", even, 0.5, 0.75, false, 0.75},
		{"key over a gap, up", gap, 0.5, 0.75, false, 1},
		{"key over a gap, down", gap, 1, 0.75, false, 0.5},
		{"key at the end", even, 1, 1, false, 1},
		{"only one stop", []float64{0.5}, 0.5, 0.75, false, 0.5},
	} {
		if got := stops.Snap(c.stops, c.from, c.value, c.pointer); got != c.want {
			t.Errorf("%s: from %v moved to %v: have %v, want %v", c.name, c.from, c.value, got, c.want)
		}
	}
}

func TestStep(t *testing.T) {
	for _, c := range []struct {
		name  string
		stops []float64
		want  float64
	}{
		{"even", []float64{0.25, 0.5, 0.75, 1}, 0.25},
		{"gap", []float64{0.25, 0.5, 1}, 0.25},
		{"pixels", []float64{128, 160, 192, 224}, 32},
		{"one", []float64{0.5}, 1},
	} {
		if got := stops.Step(c.stops); got != c.want {
			t.Errorf("%s: have %v, want %v", c.name, got, c.want)
		}
	}
}
