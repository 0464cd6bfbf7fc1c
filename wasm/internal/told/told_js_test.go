package told

import (
	"errors"
	"fmt"
	"slices"
	"syscall/js"
	"testing"
)

// An error that was made an object of is read from it.
func TestObject(t *testing.T) {
	plain := errors.New("weights: w: the server answered 404")
	for _, c := range []struct {
		name   string
		err    error
		key    string
		values []string
	}{
		{"no words", plain, "", nil},
		{"words", &Error{plain, "why.server", []string{"file", "w", "status", "404"}}, "why.server", []string{"file", "w", "status", "404"}},
		{"words without values", &Error{plain, "why.memory", nil}, "why.memory", nil},
		{"wrapped", fmt.Errorf("slim: %w", &Error{plain, "why.memory", nil}), "why.memory", nil},
	} {
		have := From(Object(c.err))
		if have.Error() != c.err.Error() {
			t.Errorf("%s: have the words %q, want %q", c.name, have, c.err)
		}
		e, ok := errors.AsType[*Error](have)
		if ok != (c.key != "") {
			t.Errorf("%s: have %v, want the key %q", c.name, have, c.key)
			continue
		}
		if !ok {
			continue
		}
		if e.Key != c.key || !samePairs(e.Values, c.values) {
			t.Errorf("%s: have %q and %q, want %q and %q", c.name, e.Key, e.Values, c.key, c.values)
		}
	}
}

// A promise may be rejected with anything.
func TestOfAnything(t *testing.T) {
	for _, v := range []js.Value{js.Undefined(), js.Null(), js.ValueOf("no"), js.ValueOf(3), js.Global().Get("Error").New("no")} {
		if err := Of(v, "no"); err.Error() != "no" {
			t.Errorf("%v: have %q, want no", v.Type(), err)
		}
	}
}

// samePairs compares names with their values in any order.
func samePairs(a, b []string) bool {
	pairs := func(list []string) []string {
		var all []string
		for i := 0; i+1 < len(list); i += 2 {
			all = append(all, list[i]+"="+list[i+1])
		}
		slices.Sort(all)
		return all
	}
	return slices.Equal(pairs(a), pairs(b))
}
