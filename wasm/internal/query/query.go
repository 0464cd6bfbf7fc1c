// Package query reads and writes pairs as forms do: key=value, with & between them. Package net/url does the same, with
// 40 kB of the page's program (compressed) behind it.
package query

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Pairs are values by their keys.
type Pairs map[string]string

// Parse reads pairs. One with a broken escape it leaves out; of several with one key the first counts.
func Parse(s string) Pairs {
	q := make(Pairs)
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

// Encode writes the pairs in the order of their keys.
func (q Pairs) Encode() string {
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(q)) {
		parts = append(parts, Escape(key)+"="+Escape(q[key]))
	}
	return strings.Join(parts, "&")
}

const digits = "0123456789ABCDEF"

// Escape writes what stands for itself in a hash as it is, a space as +, and any other byte as % and two digits.
func Escape(s string) string {
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

// unescape reads what Escape wrote; false if a % has no two digits after it.
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
			c, err := strconv.ParseUint(s[i+1:i+3], 16, 8)
			if err != nil {
				return "", false
			}
			b.WriteByte(byte(c))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), true
}
