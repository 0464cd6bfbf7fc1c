package readout

import (
	"maps"
	"slices"
	"strings"
)

// query is the pairs of a hash: key=value, with & between them, escaped as forms do it. Package net/url reads the same,
// with 40 kB of the page's program (compressed) behind it.
type query map[string]string

// parseQuery reads pairs. One with a broken escape it leaves out; of several with one key the first counts.
func parseQuery(s string) query {
	q := make(query)
	for pair := range strings.SplitSeq(s, "&") {
		key, value, _ := strings.Cut(pair, "=")
		key, fine := unescape(key)
		value, alsoFine := unescape(value)
		if _, there := q[key]; fine && alsoFine && !there {
			q[key] = value
		}
	}
	return q
}

// encode writes the pairs in the order of their keys.
func (q query) encode() string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(q)) {
		parts = append(parts, escape(key)+"="+escape(q[key]))
	}
	return strings.Join(parts, "&")
}

const digits = "0123456789ABCDEF"

// escape writes what stands for itself in a hash as it is, a space as +, and any other byte as % and two digits.
func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-_.~/,:", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// unescape reads what escape wrote; false if a % has no two digits after it.
func unescape(s string) (string, bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '+':
			b.WriteByte(' ')
		case '%':
			if i+2 >= len(s) {
				return "", false
			}
			high := strings.IndexByte(digits, upper(s[i+1]))
			low := strings.IndexByte(digits, upper(s[i+2]))
			if high < 0 || low < 0 {
				return "", false
			}
			b.WriteByte(byte(high<<4 | low))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

func upper(c byte) byte {
	if c >= 'a' && c <= 'f' {
		return c - 'a' + 'A'
	}
	return c
}
