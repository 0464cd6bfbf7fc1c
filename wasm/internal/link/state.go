// Package link is the state of the page as the hash of its URL holds it: every control, and what is not shown.
package link

import (
	"slices"
	"strconv"
	"strings"

	"mobilenet/wasm/internal/among"
	"mobilenet/wasm/internal/query"
)

// State is what the hash holds. A zero field is one that it does not speak of.
type State struct {
	Alpha      float64
	Resolution int
	Arithmetic string // "simd" or "scalar"
	Format     string // "float" or "int8"
	Cores      int    // 0: as many as pay
	Weights    string // "own", "official" or "random"
	Source     string // "camera", "photo" or "sample/<name>"
	Mirror     string // "on" or "off"
	Seen       string // "large" if what the network sees fills the stage
	Among      string // the classes among which the answer is sought, as package among writes them
	Theme      string // "light" or "dark"
	Language   string // a language of web/text
	Panel      string // that is open
	Hide       string // names of what is not shown, with commas between them; see web/parts.js
	Embed      bool   // the page stands in a frame of another
	Wall       string // the code of a class's wall to which a sweep may be posted; see web/joining.js
	Rest       string // what panels keep, as [State.Hash] writes it: keys with a dot, in order
}

// A member of the hash is a key whose value stands for a field of a [State].
type member struct {
	key   string
	field any                       // a pointer
	legal func(value string) string // what of the value of a text counts
}

// members are those of the hash in the order in which they are written, with their fields in s. Before the program has
// come, web/theme.js, web/language.js and web/parts.js read theirs; testdata/links.json holds them to this table.
func (s *State) members() []member {
	return []member{
		{"alpha", &s.Alpha, nil},
		{"resolution", &s.Resolution, nil},
		{"arithmetic", &s.Arithmetic, oneOf("simd", "scalar")},
		{"format", &s.Format, oneOf("float", "int8")},
		{"cores", &s.Cores, nil},
		{"weights", &s.Weights, oneOf("own", "official", "random")},
		{"source", &s.Source, source},
		{"mirror", &s.Mirror, oneOf("on", "off")},
		{"seen", &s.Seen, oneOf("large")},
		{"among", &s.Among, among.Canonical},
		{"theme", &s.Theme, oneOf("light", "dark")},
		{"lang", &s.Language, word},
		{"panel", &s.Panel, word},
		{"hide", &s.Hide, words},
		{"embed", &s.Embed, nil},
		{"wall", &s.Wall, word},
	}
}

// read sets the field to a value. One that is not legal leaves it zero.
func (m member) read(value string) {
	switch field := m.field.(type) {
	case *float64:
		if v, err := strconv.ParseFloat(value, 64); err == nil && v > 0 && v <= 1 {
			*field = v
		}
	case *int:
		if n, err := strconv.Atoi(value); err == nil && n > 0 {
			*field = n
		}
	case *string:
		*field = m.legal(value)
	case *bool:
		*field = value == "1"
	}
}

// write returns the field as a value, "" for zero.
func (m member) write() string {
	switch field := m.field.(type) {
	case *float64:
		if *field != 0 {
			return strconv.FormatFloat(*field, 'f', -1, 64)
		}
	case *int:
		if *field != 0 {
			return strconv.Itoa(*field)
		}
	case *string:
		return query.Escape(*field)
	case *bool:
		if *field {
			return "1"
		}
	}
	return ""
}

// Parse reads a hash, with or without its "#". What it does not understand it leaves out: an old or mistyped link still
// opens the page.
func Parse(hash string) State {
	values := query.Parse(strings.TrimPrefix(hash, "#"))
	if values["weights"] == "slim" { // as links called them when one file held every width
		values["weights"] = "own"
	}
	var s State
	for _, m := range s.members() {
		m.read(values[m.key])
	}
	s.Rest = rest(values)
	return s
}

// Hash writes the state as a URL's hash, with its "#".
func (s State) Hash() string {
	var parts []string
	for _, m := range s.members() {
		if value := m.write(); value != "" {
			parts = append(parts, m.key+"="+value)
		}
	}
	if s.Rest != "" {
		parts = append(parts, s.Rest)
	}
	return "#" + strings.Join(parts, "&")
}

// oneOf returns a function that returns what is one of those values.
func oneOf(values ...string) func(string) string {
	return func(s string) string {
		if slices.Contains(values, s) {
			return s
		}
		return ""
	}
}

// source returns s if it names a source of pictures.
func source(s string) string {
	if name, sample := strings.CutPrefix(s, "sample/"); sample && name != "" || s == "camera" || s == "photo" {
		return s
	}
	return ""
}

// word returns s if it is one of letters, digits and hyphens.
func word(s string) string {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != "" {
		return ""
	}
	return s
}

// words returns those parts of s between commas that are words.
func words(s string) string {
	var found []string
	for part := range strings.SplitSeq(s, ",") {
		if part = word(part); part != "" {
			found = append(found, part)
		}
	}
	return strings.Join(found, ",")
}

// Hides tells whether the state names a part of the page that is not shown.
func (s State) Hides(part string) bool { return Has(s.Hide, part) }

// Has tells whether a list of names, with commas between them, has a name.
func Has(list, name string) bool { return strings.Contains(","+list+",", ","+name+",") }

// rest keeps the values whose keys have a dot.
func rest(values query.Pairs) string {
	kept := make(query.Pairs)
	for key, value := range values {
		if strings.Contains(key, ".") && value != "" {
			kept[key] = value
		}
	}
	return kept.Encode()
}

// Kept returns what a panel keeps under a key.
func (s State) Kept(key string) string { return query.Parse(s.Rest)[key] }

// Keep returns the state with another value under a panel's key, which has a dot; "" forgets it.
func (s State) Keep(key, value string) State {
	values := query.Parse(s.Rest)
	values[key] = value
	s.Rest = rest(values)
	return s
}
