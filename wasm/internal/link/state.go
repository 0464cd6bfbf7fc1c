// Package link is the state of the page as the hash of its URL holds it: every control, and what is not shown.
package link

import (
	"strconv"
	"strings"

	"mobilenet/wasm/internal/query"
)

// State is what the hash holds. A zero field is one that the hash
// does not speak of.
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
	Theme      string // "light" or "dark"
	Language   string // a language of web/text
	Panel      string // that is open
	Hide       string // names of what is not shown, with commas between them; see web/parts.js
	Embed      bool   // the page stands in a frame of another
	Rest       string // what panels keep, as [State.Hash] writes it: keys with a dot, in order
}

// Parse reads a hash, with or without its "#". What it does not understand it
// leaves out: an old or mistyped link still opens the page.
func Parse(hash string) State {
	values := query.Parse(strings.TrimPrefix(hash, "#"))
	var s State
	if a, err := strconv.ParseFloat(values["alpha"], 64); err == nil && a > 0 && a <= 1 {
		s.Alpha = a
	}
	if r, err := strconv.Atoi(values["resolution"]); err == nil && r > 0 {
		s.Resolution = r
	}
	s.Arithmetic = oneOf(values["arithmetic"], "simd", "scalar")
	s.Format = oneOf(values["format"], "float", "int8")
	if n, err := strconv.Atoi(values["cores"]); err == nil && n > 0 {
		s.Cores = n
	}
	s.Weights = oneOf(values["weights"], "own", "official", "random")
	if values["weights"] == "slim" { // as links called them when one file held every width
		s.Weights = "own"
	}
	s.Mirror = oneOf(values["mirror"], "on", "off")
	s.Seen = oneOf(values["seen"], "large")
	s.Theme = oneOf(values["theme"], "light", "dark")
	s.Language = word(values["lang"])
	s.Panel = word(values["panel"])
	s.Hide = words(values["hide"])
	s.Embed = values["embed"] == "1"
	s.Rest = rest(values)
	s.Source = values["source"]
	if name, ok := strings.CutPrefix(s.Source, "sample/"); !ok || name == "" {
		s.Source = oneOf(s.Source, "camera", "photo")
	}
	return s
}

// word returns s if it is one of letters, digits and hyphens.
func word(s string) string {
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-') {
			return ""
		}
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
func (s State) Hides(part string) bool {
	return strings.Contains(","+s.Hide+",", ","+part+",")
}

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

func oneOf(s string, legal ...string) string {
	for _, l := range legal {
		if s == l {
			return s
		}
	}
	return ""
}

// Hash writes the state as a URL's hash, with its "#".
func (s State) Hash() string {
	var parts []string
	add := func(key, value string) {
		if value != "" {
			parts = append(parts, key+"="+value)
		}
	}
	if s.Alpha != 0 {
		add("alpha", strconv.FormatFloat(s.Alpha, 'f', -1, 64))
	}
	if s.Resolution != 0 {
		add("resolution", strconv.Itoa(s.Resolution))
	}
	add("arithmetic", s.Arithmetic)
	add("format", s.Format)
	if s.Cores != 0 {
		add("cores", strconv.Itoa(s.Cores))
	}
	add("weights", s.Weights)
	add("source", query.Escape(s.Source))
	add("mirror", s.Mirror)
	add("seen", s.Seen)
	add("theme", s.Theme)
	add("lang", s.Language)
	add("panel", s.Panel)
	add("hide", s.Hide)
	if s.Embed {
		add("embed", "1")
	}
	if s.Rest != "" {
		parts = append(parts, s.Rest)
	}
	return "#" + strings.Join(parts, "&")
}
