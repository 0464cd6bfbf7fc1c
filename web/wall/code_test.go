package wall

import (
	"net/http"
	"strings"
	"testing"
)

func TestCode(t *testing.T) {
	counts := make(map[rune]int)
	seen := make(map[string]bool)
	const codes = 3000
	for range codes {
		code := newCode()
		if have, ok := parseCode(code); have != code || !ok || seen[code] {
			t.Fatalf("have %s, %t for the code %s, want it and true, once", have, ok, code)
		}
		seen[code] = true
		for _, letter := range code {
			counts[letter]++
		}
	}
	// 1000 of each are expected, with a standard deviation of 31.
	for _, letter := range letters {
		if counts[letter] < 800 || counts[letter] > 1200 {
			t.Errorf("have %c %d times in %d codes, want it about 1000 times", letter, counts[letter], codes)
		}
	}
	for _, test := range []struct {
		typed, want string
		ok          bool
	}{
		{"K7QM3XPT", "K7QM3XPT", true},
		{"k7qm-3xpt", "K7QM3XPT", true},
		{" k7qm 3xpt", "K7QM3XPT", true},
		{"K7QM3XP", "", false},
		{"K7QM3XPTT", "", false},
		{"K7QM3XPO", "", false}, // no O
		{"K7QM3XP0", "", false}, // no 0
		{"", "", false},
		{"K7QM3Xß", "", false},
	} {
		if have, ok := parseCode(test.typed); ok != test.ok || ok && have != test.want {
			t.Errorf("%q: have %s, %t, want %s, %t", test.typed, have, ok, test.want, test.ok)
		}
	}
	if strings.ContainsAny(letters, "AEIOU01IL") {
		t.Errorf("have letters %s, want no vowels and none of 0, 1, I and L", letters)
	}
}

func TestAddress(t *testing.T) {
	s, other := store{salt: "salt"}, store{salt: "pepper"}
	of := func(remote string) string { return s.address(&http.Request{RemoteAddr: remote}) }
	for _, test := range []struct {
		name, a, b string
		same       bool
	}{
		{"two ports", "192.0.2.1:1", "192.0.2.1:2", true},
		{"with and without a port", "192.0.2.1:1", "192.0.2.1", true},
		{"IPv4 in IPv6", "192.0.2.1:1", "[::ffff:192.0.2.1]:1", true},
		{"two of IPv4", "192.0.2.1:1", "192.0.2.2:1", false},
		{"one network of IPv6", "[2001:db8::1]:1", "[2001:db8::ffff:1]:1", true},
		{"two networks of IPv6", "[2001:db8::1]:1", "[2001:db8:0:1::1]:1", false},
		{"a zone", "[fe80::1%eth0]:1", "fe80::1", true},
		{"no address", "", "pipe", false},
	} {
		if have := of(test.a) == of(test.b); have != test.same {
			t.Errorf("%s: have %s and %s the same %t, want %t", test.name, test.a, test.b, have, test.same)
		}
	}
	if r := (&http.Request{RemoteAddr: "192.0.2.1:1"}); s.address(r) == other.address(r) {
		t.Error("have the same hash in two stores, want their salts in it")
	}
}
