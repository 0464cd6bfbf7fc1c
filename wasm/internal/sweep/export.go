package sweep

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// number writes a figure with at most four decimals, what is not a number as absent.
func number(v float64, absent string) string {
	if math.IsNaN(v) {
		return absent
	}
	return strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64)
}

// accuracyKind says whose figure a point's accuracy is.
func (p Point) accuracyKind() string {
	switch {
	case math.IsNaN(p.Accuracy):
		return ""
	case p.Borrowed:
		return "published, for trained weights of this shape"
	case p.Measured:
		return "measured by this project"
	}
	return "published"
}

// cells returns a point's values in the order of columns, texts in quotes as the formats want them.
func (p Point) cells(quote func(string) string, absent string) []string {
	isa := "simd"
	if p.ISA == "scalar" {
		isa = p.ISA
	}
	return []string{
		number(p.Alpha, absent), strconv.Itoa(p.Resolution), quote(isa), quote(p.Precision), strconv.Itoa(max(p.Threads, 1)), quote(p.Weights),
		number(p.Median, absent), number(p.Low, absent), number(p.High, absent), number(p.P95, absent), strconv.Itoa(p.Samples),
		number(p.Accuracy, absent), quote(p.accuracyKind()),
	}
}

var columns = []string{
	"alpha", "resolution", "isa", "precision", "threads", "weights", "median_ms", "p10_ms", "p90_ms", "p95_ms", "samples", "top1_percent", "accuracy",
}

// CSV writes the points as comma-separated values, with a heading.
func (r Record) CSV() string {
	var w strings.Builder
	w.WriteString(strings.Join(columns, ",") + "\r\n")
	quote := func(s string) string { return `"` + s + `"` } // none has a quotation mark
	for _, p := range r.Points {
		w.WriteString(strings.Join(p.cells(quote, ""), ",") + "\r\n")
	}
	return w.String()
}

// JSON writes the record as JSON. device is what the browser says of itself.
func (r Record) JSON(device string) string {
	var w strings.Builder
	w.WriteString("{\n  \"time\": " + quoteJSON(r.Time.UTC().Format(time.RFC3339)) + ",\n  \"device\": " + quoteJSON(device) +
		",\n  \"tick_ms\": " + number(r.TickMs, "null") + ",\n  \"drift\": " + number(r.Drift, "null") + ",\n  \"points\": [")
	for i, p := range r.Points {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString("\n    {")
		for j, cell := range p.cells(quoteJSON, "null") {
			if j > 0 {
				w.WriteString(", ")
			}
			w.WriteString(quoteJSON(columns[j]) + ": " + cell)
		}
		w.WriteByte('}')
	}
	w.WriteString("\n  ]\n}\n")
	return w.String()
}

// quoteJSON writes a string of JSON.
func quoteJSON(s string) string {
	var w strings.Builder
	w.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.WriteByte('\\')
			w.WriteRune(r)
		case r < 0x20:
			w.WriteString(`\u00` + string("0123456789abcdef"[r>>4]) + string("0123456789abcdef"[r&15]))
		default:
			w.WriteRune(r)
		}
	}
	w.WriteByte('"')
	return w.String()
}
