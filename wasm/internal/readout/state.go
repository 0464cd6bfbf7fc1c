package readout

import (
	"net/url"
	"strconv"
	"strings"
)

// State is what the URL's hash holds of the page. A zero field is one that the hash
// does not speak of.
type State struct {
	Alpha      float64
	Resolution int
	Arithmetic string // "simd" or "scalar"
	Format     string // "float" or "int8"
	Cores      int    // 0: as many as pay
	Weights    string // "slim", "official" or "random"
	Source     string // "camera" or "sample/<name>"
	Mirror     string // "on" or "off"
	Theme      string // "light" or "dark"
	Language   string // a language of web/text
	Panel      string // that is open
	Rest       string // what panels keep, as [State.Hash] writes it: keys with a dot, in order
}

// ParseState reads a hash, with or without its "#". What it does not understand it
// leaves out: an old or mistyped link still opens the page.
func ParseState(hash string) State {
	// A hash is typed by people: ParseQuery keeps what it could read before an error.
	values, _ := url.ParseQuery(strings.TrimPrefix(hash, "#"))
	var s State
	if a, err := strconv.ParseFloat(values.Get("alpha"), 64); err == nil && a > 0 && a <= 1 {
		s.Alpha = a
	}
	if r, err := strconv.Atoi(values.Get("resolution")); err == nil && r > 0 {
		s.Resolution = r
	}
	s.Arithmetic = oneOf(values.Get("arithmetic"), "simd", "scalar")
	s.Format = oneOf(values.Get("format"), "float", "int8")
	if n, err := strconv.Atoi(values.Get("cores")); err == nil && n > 0 {
		s.Cores = n
	}
	s.Weights = oneOf(values.Get("weights"), "slim", "official", "random")
	s.Mirror = oneOf(values.Get("mirror"), "on", "off")
	s.Theme = oneOf(values.Get("theme"), "light", "dark")
	s.Language = word(values.Get("lang"))
	s.Panel = word(values.Get("panel"))
	s.Rest = rest(values)
	s.Source = values.Get("source")
	if name, ok := strings.CutPrefix(s.Source, "sample/"); s.Source != "camera" && (!ok || name == "") {
		s.Source = ""
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

// rest keeps the values whose keys have a dot.
func rest(values url.Values) string {
	kept := make(url.Values)
	for key := range values {
		if value := values.Get(key); strings.Contains(key, ".") && value != "" {
			kept.Set(key, value)
		}
	}
	return kept.Encode()
}

// Kept returns what a panel keeps under a key.
func (s State) Kept(key string) string {
	values, _ := url.ParseQuery(s.Rest) // Rest was written by Encode
	return values.Get(key)
}

// Keep returns the state with another value under a panel's key, which has a dot; "" forgets it.
func (s State) Keep(key, value string) State {
	values, _ := url.ParseQuery(s.Rest)
	values.Set(key, value)
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
		add("alpha", Multiplier(s.Alpha))
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
	add("source", strings.ReplaceAll(url.QueryEscape(s.Source), "%2F", "/"))
	add("mirror", s.Mirror)
	add("theme", s.Theme)
	add("lang", s.Language)
	add("panel", s.Panel)
	if s.Rest != "" {
		parts = append(parts, s.Rest)
	}
	return "#" + strings.Join(parts, "&")
}
