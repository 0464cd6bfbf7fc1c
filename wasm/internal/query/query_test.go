package query_test

import (
	"maps"
	"net/url"
	"testing"

	"mobilenet/wasm/internal/query"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       query.Pairs
	}{
		{"nothing", "", query.Pairs{"": ""}},
		{"two", "a=1&b.c=x/y,z", query.Pairs{"a": "1", "b.c": "x/y,z"}},
		{"escapes", "caf%C3%a9=%26+%3d%2B", query.Pairs{"café": "& =+"}},
		{"no value", "a&b=", query.Pairs{"a": "", "b": ""}},
		{"the first of two", "a=1&a=2", query.Pairs{"a": "1"}},
		{"broken escapes, left out", "a=%&b=%4&c=%g0&d=%0g&e=5", query.Pairs{"e": "5"}},
	} {
		if have := query.Parse(c.text); !maps.Equal(have, c.want) {
			t.Errorf("%s: have %q, want %q", c.name, have, c.want)
		}
	}
}

// What is written, net/url reads as the same pairs, and Parse too.
func FuzzEncode(f *testing.F) {
	f.Add("figure.budget", "20", "time.view", "a table & more")
	f.Add("=", "%", "+", " \x00\xff")
	f.Fuzz(func(t *testing.T, key, value, otherKey, otherValue string) {
		pairs := query.Pairs{key: value, otherKey: otherValue}
		text := pairs.Encode()
		if have := query.Parse(text); !maps.Equal(have, pairs) {
			t.Errorf("%q: have %q, want %q", text, have, pairs)
		}
		values, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range pairs {
			if have := values.Get(k); have != v {
				t.Errorf("%q: net/url has %q for %q, want %q", text, have, k, v)
			}
		}
	})
}
