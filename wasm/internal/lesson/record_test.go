package lesson_test

import (
	"reflect"
	"strings"
	"testing"

	"mobilenet/wasm/internal/lesson"
)

func TestRecord(t *testing.T) {
	width := of(t, "width")
	whole := lesson.Record{
		Guessed: true, Guess: 50, Measured: []float64{10, 6, 2.5, 1}, Device: "Chrome 156, one of 2 cores", Date: "2026-11-24",
		Words: "because half of half\nis a quarter\nwords words = & %", Read: true,
	}
	tests := []struct {
		name string
		text string // "" for what the record wanted encodes
		want lesson.Record
	}{
		{"not begun", "", lesson.Record{}},
		{"guessed", "", lesson.Record{Guessed: true, Guess: 0, Date: "2026-11-24"}},
		{"all", "", whole},
		{"words only", "words \n", lesson.Record{Words: "\n"}},
		{"no words", "words", lesson.Record{}},
		{"a guess out of range", "guess 101\nmeasured 10 6 2.5 1\nwords yes", lesson.Record{Words: "yes"}},
		{"a guess that is no number", "guess NaN\n", lesson.Record{}},
		{"too few values", "guess 50\nmeasured 10 6\ndevice x\nread yes\n", lesson.Record{Guessed: true, Guess: 50}},
		{"values that are none", "guess 50\nmeasured 10 6 x 1\n", lesson.Record{Guessed: true, Guess: 50}},
		{"negative values", "guess 50\nmeasured 10 6 -2 1\n", lesson.Record{Guessed: true, Guess: 50}},
		{"no time at all", "guess 50\nmeasured 0 0 0 0\n", lesson.Record{Guessed: true, Guess: 50}},
		{"another page's", "alpha=0.5&guess=3", lesson.Record{}},
	}
	for _, test := range tests {
		text := test.text
		if text == "" {
			text = test.want.Encode()
		}
		if have := width.Decode(text); !reflect.DeepEqual(*have, test.want) {
			t.Errorf("%s: %q: have %+v, want %+v", test.name, text, *have, test.want)
		}
	}
	if text := new(lesson.Record).Encode(); text != "" {
		t.Errorf("have %q of a record not begun, want nothing", text)
	}
}

func TestDone(t *testing.T) {
	measured := []float64{1}
	for name, test := range map[string]struct {
		record lesson.Record
		want   bool
	}{
		"not begun":              {lesson.Record{}, false},
		"guessed":                {lesson.Record{Guessed: true}, false},
		"measured":               {lesson.Record{Guessed: true, Measured: measured}, false},
		"measured and explained": {lesson.Record{Guessed: true, Measured: measured, Words: "so"}, true},
		"measured and read":      {lesson.Record{Guessed: true, Measured: measured, Read: true}, true},
	} {
		if have := test.record.Done(); have != test.want {
			t.Errorf("%s: have %v, want %v", name, have, test.want)
		}
	}
}

// Whatever the browser's memory holds, a record is legal, and reads the same when it is written again.
func FuzzDecode(f *testing.F) {
	for _, text := range []string{
		"", "guess 50\nmeasured 10 6 2.5 1\ndevice Chrome\ndate 2026-11-24\nread yes\nwords a\nb", "guess 1e999\n", "measured 1 1 1 1\nguess 2\n", "words",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for i := range lesson.All {
			l := &lesson.All[i]
			r := l.Decode(text)
			if r.Guessed && !l.Legal(r.Guess) || r.Measured != nil && len(r.Measured) != l.Values() {
				t.Errorf("%s: have %+v of %q, want it legal", l.ID, r, text)
			}
			l.Table(r.Measured)
			if again := l.Decode(r.Encode()); !reflect.DeepEqual(again, r) && !strings.ContainsAny(r.Device+r.Date, "\n") {
				t.Errorf("%s: have %+v written and read again, want %+v", l.ID, again, r)
			}
		}
	})
}
