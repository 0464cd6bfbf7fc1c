// Package text holds what the page says, in one language.
//
// A text may have placeholders, {name}, for values that the program knows, and the markup of a line of HTML: b, i, code.
// The tables are web/text/<language>.json, one for each language, all with the same keys.
package text

import (
	"html"
	"strings"
)

// Table is the page's texts by their keys.
type Table map[string]string

// Text returns the text of a key with each {name} replaced by its value; pairs are names and values in turn. A key that
// the table lacks is its own text, so that the page says where it went wrong.
func (t Table) Text(key string, pairs ...string) string {
	return t.fill(key, pairs, func(value string) string { return value })
}

// HTML returns the text of a key as HTML. Values are escaped, the text's own markup stays.
func (t Table) HTML(key string, pairs ...string) string {
	return t.fill(key, pairs, html.EscapeString)
}

func (t Table) fill(key string, pairs []string, escape func(string) string) string {
	found, ok := t[key]
	if !ok {
		return key
	}
	var filled strings.Builder
	for len(pairs) > 0 {
		before, rest, _ := strings.Cut(found, "{")
		name, after, closed := strings.Cut(rest, "}")
		filled.WriteString(before)
		if !closed {
			return filled.String() + found[len(before):]
		}
		filled.WriteString(fillOne(name, pairs, escape))
		found = after
	}
	return filled.String() + found
}

// fillOne returns the value of a placeholder, or the placeholder where there is none.
func fillOne(name string, pairs []string, escape func(string) string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] == name {
			return escape(pairs[i+1])
		}
	}
	return "{" + name + "}"
}
