package lesson

import (
	"math"
	"strconv"
	"strings"
)

// Record is what a student has done of a lesson. The zero Record is one not begun.
type Record struct {
	Guessed  bool // and the guess stands
	Guess    float64
	Measured []float64 // nil before
	Device   string    // that measured
	Date     string
	Words    string // the student's explanation
	Read     bool   // the explanation was looked at
}

// Done tells whether the lesson has been gone through.
func (r *Record) Done() bool { return r.Measured != nil && (r.Read || r.Words != "") }

// Encode writes a record for the browser's memory, "" for one not begun: lines of a key and its value, the student's
// words last, since they may have many lines.
func (r *Record) Encode() string {
	guess, read := "", ""
	if r.Guessed {
		guess = number(r.Guess)
	}
	if r.Read {
		read = "yes"
	}
	measured := ""
	for _, v := range r.Measured {
		measured += number(v) + " "
	}
	text := ""
	for i, value := range [...]string{guess, measured, r.Device, r.Date, read} {
		if value != "" {
			text += keys[i] + " " + value + "\n"
		}
	}
	if r.Words != "" {
		text += "words " + r.Words
	}
	return text
}

// keys are those of a record's lines, but for the words.
var keys = [...]string{"guess", "measured", "device", "date", "read"}

// Decode reads a record of the lesson. What is not legal is left out, with all that needs it: a browser's memory can be
// of an older page.
func (l *Lesson) Decode(text string) *Record {
	r := new(Record)
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "guess":
			guess, err := strconv.ParseFloat(value, 64)
			r.Guess, r.Guessed = guess, err == nil && l.Legal(guess)
		case "measured":
			r.Measured = l.measured(value)
		case "device":
			r.Device = value
		case "date":
			r.Date = value
		case "read":
			r.Read = true
		case "words":
			_, r.Words, _ = strings.Cut(text, " ")
			rest = ""
		}
		text = rest
	}
	if !r.Guessed {
		return &Record{Words: r.Words}
	}
	if r.Measured == nil {
		r.Device, r.Read = "", false
	}
	return r
}

// measured reads the values of a measurement, nil if they are none.
func (l *Lesson) measured(text string) []float64 {
	fields := strings.Fields(text)
	if len(fields) != l.Values() {
		return nil
	}
	values := make([]float64, len(fields))
	for i, field := range fields {
		v, err := strconv.ParseFloat(field, 64)
		if err != nil || v < 0 || v > most {
			return nil
		}
		values[i] = v
	}
	if outcome := l.Outcome(values); math.IsNaN(outcome) || math.IsInf(outcome, 0) {
		return nil
	}
	return values
}

// most is more than anything that is measured.
const most = 1e12

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
