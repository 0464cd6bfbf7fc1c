// Package table writes tables of measurements as files that other programs read: CSV and JSON.
package table

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is a text or a number. The zero Value is nothing.
type Value struct {
	text string
	kind kind
}

type kind uint8

const (
	absent kind = iota
	number
	text
)

// Text is a text.
func Text(s string) Value { return Value{s, text} }

// Number is a number with at most four decimals; what is not a number is nothing.
func Number(v float64) Value {
	if math.IsNaN(v) {
		return Value{}
	}
	return Value{strconv.FormatFloat(math.Round(v*1e4)/1e4, 'f', -1, 64), number}
}

// Whole is a whole number.
func Whole(n int) Value { return Value{strconv.Itoa(n), number} }

// Table is rows of values under the names of their columns.
type Table struct {
	Name    string // in JSON
	Columns []string
	Rows    [][]Value
}

// byteOrderMark tells Excel that a file is UTF-8; without it, Excel takes the machine's old code page.
const byteOrderMark = "\ufeff"

// CSV writes a table as comma-separated values, with a heading. What is not ASCII alone begins with a byte-order mark.
func (t Table) CSV() string {
	var w strings.Builder
	w.WriteString(strings.Join(t.Columns, ",") + "\r\n")
	for _, row := range t.Rows {
		for i, value := range row {
			if i > 0 {
				w.WriteByte(',')
			}
			if value.kind == text {
				w.WriteString(`"` + strings.ReplaceAll(value.text, `"`, `""`) + `"`)
			} else {
				w.WriteString(value.text)
			}
		}
		w.WriteString("\r\n")
	}
	if file := w.String(); strings.ContainsFunc(file, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return byteOrderMark + file
	}
	return w.String()
}

// Fact is a value with its name.
type Fact struct {
	Name  string
	Value Value
}

// JSON writes an object of facts and of tables, each of these a list with an object for each row.
func JSON(facts []Fact, tables ...Table) string {
	var w strings.Builder
	w.WriteByte('{')
	comma := ""
	for _, fact := range facts {
		w.WriteString(comma + "\n  " + quote(fact.Name) + ": " + fact.Value.json())
		comma = ","
	}
	for _, t := range tables {
		w.WriteString(comma + "\n  " + quote(t.Name) + ": [")
		comma = ","
		for i, row := range t.Rows {
			if i > 0 {
				w.WriteByte(',')
			}
			w.WriteString("\n    {")
			for j, value := range row {
				if j > 0 {
					w.WriteString(", ")
				}
				w.WriteString(quote(t.Columns[j]) + ": " + value.json())
			}
			w.WriteByte('}')
		}
		w.WriteString("\n  ]")
	}
	w.WriteString("\n}\n")
	return w.String()
}

func (v Value) json() string {
	switch v.kind {
	case number:
		return v.text
	case text:
		return quote(v.text)
	}
	return "null"
}

// quote writes a string of JSON.
func quote(s string) string {
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
