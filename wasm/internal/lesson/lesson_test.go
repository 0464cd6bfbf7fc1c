package lesson_test

import (
	"math"
	"testing"

	"mobilenet/wasm/internal/lesson"
)

// of returns a lesson.
func of(t *testing.T, id string) *lesson.Lesson {
	t.Helper()
	i := lesson.Index(id)
	if i < 0 {
		t.Fatalf("have no lesson %q, want one", id)
	}
	return &lesson.All[i]
}

// near tells whether two numbers are equal but for rounding.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestLessons(t *testing.T) {
	seen := make(map[string]bool)
	for i := range lesson.All {
		l := &lesson.All[i]
		if seen[l.ID] {
			t.Errorf("%s: have two lessons of that id, want one", l.ID)
		}
		seen[l.ID] = true
		if l.Guess.Low >= l.Guess.High || l.Guess.Step <= 0 || l.Close <= 0 || l.Near <= l.Close {
			t.Errorf("%s: have the range %v, close %v, near %v, want them to grow", l.ID, l.Guess, l.Close, l.Near)
		}
		if !l.Legal(l.Common) {
			t.Errorf("%s: have the common guess %v, want one within %v", l.ID, l.Common, l.Guess)
		}
		if l.Values() == 0 {
			t.Errorf("%s: have no values to measure, want some", l.ID)
		}
	}
	if lesson.Index("none") != -1 {
		t.Errorf("have a lesson %q, want none", "none")
	}
}

// What was measured, by hand, gives these outcomes and references.
func TestOutcome(t *testing.T) {
	tests := []struct {
		id                 string
		measured           []float64
		outcome, reference float64 // NaN for none
	}{
		{"width", []float64{10, 6, 2.5, 1}, 25, 100 * 76.525 / 290.675},
		{"resolution", []float64{8, 6, 4, 2}, 25, 100 * 49.160 / 149.497},
		{"both", []float64{1, 1, 1, 1, 1}, 56.3 - 49.8, math.NaN()},
		{"time", []float64{6, 2, 1, 0.5, 0.5}, 20, 100 * 4.346496 / 41.030},
		{"separable", []float64{20, 1, 3}, 5, 1 / (1./512 + 1./9)},
		{"int8", []float64{9, 3, 4000, 1000, 20, 19, 0.5, 160, 1}, 3, 4},
		{"slip", []float64{94.86, 3.06, 1.91, 0.18}, 0.71, math.NaN()},
		{"agreement", []float64{20, 10, 6, 4, 5, 0.5, 160, 0.25, 96}, 10, 6},
		{"examples", []float64{20, 0.25, 128, 7, 13, 0.5, 128, 13, 16, 0.75, 128, 19, 20}, 19, 7},
		{"detector", []float64{30, 4, 6}, 75, 100 * 1055.206 / 1237.129},
	}
	if len(tests) != len(lesson.All) {
		t.Errorf("have %d cases, want one for each of %d lessons", len(tests), len(lesson.All))
	}
	for _, test := range tests {
		l := of(t, test.id)
		if len(test.measured) != l.Values() {
			t.Errorf("%s: have %d values, want %d", test.id, l.Values(), len(test.measured))
			continue
		}
		if have := l.Outcome(test.measured); !near(have, test.outcome) {
			t.Errorf("%s: have the outcome %v, want %v", test.id, have, test.outcome)
		}
		have, ok := l.Reference(test.measured)
		if !ok {
			have = math.NaN()
		}
		// The millions of multiply-adds above are rounded to thousands.
		if math.IsNaN(have) != math.IsNaN(test.reference) || math.Abs(have-test.reference) > 0.01 {
			t.Errorf("%s: have the reference %v, want %v", test.id, have, test.reference)
		}
	}
}

// The count of the column is what the model says, and all but one of its numbers are printed so.
func TestCount(t *testing.T) {
	want := []float64{94.86, 3.06, 1.91, 0.18}
	have := lesson.Count()
	for i := range want {
		if !near(have[i], want[i]) {
			t.Errorf("row %d: have %v, want %v", i, have[i], want[i])
		}
	}
	if printed := lesson.Printed(); printed[2] != "1.19" || printed[0] != "94.86" {
		t.Errorf("have the printed column %q, want 94.86, …, 1.19, …", printed)
	}
}

func TestVerdict(t *testing.T) {
	width, slip, both, int8, time := of(t, "width"), of(t, "slip"), of(t, "both"), of(t, "int8"), of(t, "time")
	tests := []struct {
		name            string
		l               *lesson.Lesson
		guess, measured float64
		want            string
	}{
		{"the very number", width, 26, 26, "close"},
		{"at the edge of close", width, 29, 26, "close"},
		{"near, above", width, 36, 26, "near"},
		{"near, below", width, 16, 26, "near"},
		{"too high", width, 50, 26, "high"},
		{"too low", width, 5, 26, "low"},
		{"a sum that floats", slip, 0.71, 100 - 94.86 - 3.06 - 1.19 - 0.18, "close"},
		{"a sum that is wrong", slip, 0.61, 0.71, "low"},
		{"the other way", both, -6.5, 6.5, "low"},
		{"the common guess", int8, 4, 3, "high"},
		{"a little less than the common guess", int8, 3.6, 3, "high"},
		{"nearer to what was measured", int8, 3.4, 3, "near"},
		{"the common guess, and right", int8, 4, 3.9, "close"},
		{"the share that was read", time, 11, 14, "low"},
		{"the share that was read, hardly off", time, 11, 13, "low"},
		{"a bit more than that share", time, 13, 14, "close"},
	}
	for _, test := range tests {
		if have := test.l.Verdict(test.guess, test.measured); have != test.want {
			t.Errorf("%s: guess %v, measured %v: have %q, want %q", test.name, test.guess, test.measured, have, test.want)
		}
	}
}

func TestWrite(t *testing.T) {
	tests := []struct {
		id    string
		value float64
		want  string
	}{
		{"width", 50, "50"},
		{"width", 26.327, "26.3"},
		{"separable", 9, "9"},
		{"separable", 9.5, "9.5"},
		{"separable", 16.94, "16.9"},
		{"slip", 0.7100000000000001, "0.71"},
		{"both", -6.5, "−6.5"},
		{"agreement", 12, "12"},
	}
	for _, test := range tests {
		if have := of(t, test.id).Write(test.value); have != test.want {
			t.Errorf("%s: %v: have %q, want %q", test.id, test.value, have, test.want)
		}
	}
}

func TestLegal(t *testing.T) {
	l := of(t, "separable")
	for guess, want := range map[float64]bool{1: true, 30: true, 0.5: false, 31: false, math.Inf(1): false} {
		if have := l.Legal(guess); have != want {
			t.Errorf("%v: have %v, want %v", guess, have, want)
		}
	}
	if l.Legal(math.NaN()) {
		t.Error("have no number for a legal guess, want it refused")
	}
}
