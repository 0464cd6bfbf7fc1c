package weights

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads a JSON text (RFC 8259) piece by piece, strictly. The reflection of encoding/json would make what the page
// downloads a quarter larger.
type scanner struct {
	text string
	at   int // byte of text
}

// newScanner returns a scanner at the start of a text, which must be UTF-8.
func newScanner(text []byte) (*scanner, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("not UTF-8")
	}
	return &scanner{text: string(text)}, nil
}

// next returns the next byte that is no white space without passing it, 0 at the end.
func (s *scanner) next() byte {
	for ; s.at < len(s.text); s.at++ {
		if c := s.text[s.at]; !strings.ContainsRune(" \t\r\n", rune(c)) {
			return c
		}
	}
	return 0
}

// unexpected says what stands in place of what is wanted.
func (s *scanner) unexpected(want string) error {
	if s.next() == 0 && s.at == len(s.text) {
		return fmt.Errorf("want %s: %w", want, io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("have %.20q at byte %d, want %s", s.text[s.at:], s.at, want)
}

// pass passes one delimiter.
func (s *scanner) pass(c byte) error {
	if s.next() != c {
		return s.unexpected(string(rune(c)))
	}
	s.at++
	return nil
}

// end returns an error unless only white space is left.
func (s *scanner) end() error {
	if s.next() != 0 || s.at < len(s.text) {
		return s.unexpected("the end")
	}
	return nil
}

// list passes the elements between two delimiters, each read by element.
func (s *scanner) list(open, shut byte, element func() error) error {
	if err := s.pass(open); err != nil {
		return err
	}
	if s.next() == shut {
		s.at++
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		if s.next() != ',' {
			return s.pass(shut)
		}
		s.at++
	}
}

// array passes an array, each element of which is read by element.
func (s *scanner) array(element func() error) error {
	return s.list('[', ']', element)
}

// object passes an object, the value of each member of which is read by member. A key that is there twice is an error.
func (s *scanner) object(member func(key string) error) error {
	seen := make(map[string]bool)
	return s.list('{', '}', func() error {
		key, err := s.string()
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%.60q is there twice", key)
		}
		seen[key] = true
		if err := s.pass(':'); err != nil {
			return err
		}
		if err := member(key); err != nil {
			return fmt.Errorf("%.60s: %w", key, err)
		}
		return nil
	})
}

// jsonMember is a member of an object: its key, and a pointer to what keeps its value or a function that passes it.
type jsonMember struct {
	key   string
	value any
}

// members passes an object with some of those members. Others are skipped.
func (s *scanner) members(members []jsonMember) error {
	return s.object(func(key string) (err error) {
		i := slices.IndexFunc(members, func(m jsonMember) bool { return m.key == key })
		if i < 0 {
			return s.skip(8)
		}
		switch value := members[i].value.(type) {
		case *string:
			*value, err = s.string()
		case *float64:
			*value, err = s.number()
		case *int64:
			*value, err = s.integer()
		case *int:
			var n int64
			n, err = s.integer()
			*value = int(n)
		case *bool:
			*value, err = s.bool()
		case func() error:
			err = value()
		default:
			panic("weights: no such type of member")
		}
		return err
	})
}

// string passes a string.
func (s *scanner) string() (string, error) {
	if s.next() != '"' {
		return "", s.unexpected("a string")
	}
	s.at++
	var value strings.Builder
	for s.at < len(s.text) {
		c := s.text[s.at]
		switch {
		case c == '"':
			s.at++
			return value.String(), nil
		case c < ' ':
			return "", s.unexpected("no control character in a string")
		case c == '\\':
			r, err := s.escape()
			if err != nil {
				return "", err
			}
			value.WriteRune(r)
		default:
			value.WriteByte(c)
			s.at++
		}
	}
	return "", s.unexpected(`"`)
}

// escape passes an escaped character, or two that are one character in UTF-16.
func (s *scanner) escape() (rune, error) {
	if s.at+1 < len(s.text) {
		if i := strings.IndexByte(`"\/bfnrt`, s.text[s.at+1]); i >= 0 {
			s.at += 2
			return rune("\"\\/\b\f\n\r\t"[i]), nil
		}
	}
	first, err := s.escapedUnit()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	second, err := s.escapedUnit()
	if err != nil {
		return 0, err
	}
	return utf16.DecodeRune(first, second), nil
}

// escapedUnit passes \u and four hexadecimal digits.
func (s *scanner) escapedUnit() (rune, error) {
	if s.at+6 <= len(s.text) && s.text[s.at:s.at+2] == `\u` {
		if unit, err := strconv.ParseUint(s.text[s.at+2:s.at+6], 16, 16); err == nil {
			s.at += 6
			return rune(unit), nil
		}
	}
	return 0, s.unexpected("an escaped character")
}

// word passes a number or a name such as true, and returns its text.
func (s *scanner) word() string {
	s.next()
	start := s.at
	for s.at < len(s.text) && !strings.ContainsRune(" \t\r\n,:[]{}\"", rune(s.text[s.at])) {
		s.at++
	}
	return s.text[start:s.at]
}

// number passes a number.
func (s *scanner) number() (float64, error) {
	s.next()
	start := s.at
	word := s.word()
	if !isNumber(word) {
		s.at = start
		return 0, s.unexpected("a number")
	}
	return strconv.ParseFloat(word, 64)
}

// integer passes an integer from 0 to 2⁵³-1, beyond which not every reader of JSON is exact.
func (s *scanner) integer() (int64, error) {
	s.next()
	start := s.at
	word := s.word()
	value, err := strconv.ParseUint(word, 10, 53)
	if err != nil || !isNumber(word) {
		s.at = start
		return 0, s.unexpected("an integer from 0 to 2^53-1")
	}
	return int64(value), nil
}

// bool passes true or false.
func (s *scanner) bool() (bool, error) {
	s.next()
	start := s.at
	word := s.word()
	if word != "true" && word != "false" {
		s.at = start
		return false, s.unexpected("true or false")
	}
	return word == "true", nil
}

// skip passes any value whose arrays and objects are at most so many deep.
func (s *scanner) skip(depth int) error {
	c := s.next()
	if depth == 0 && (c == '{' || c == '[') {
		return s.unexpected("fewer levels")
	}
	inside := func() error { return s.skip(depth - 1) }
	switch c {
	case '{':
		return s.object(func(string) error { return inside() })
	case '[':
		return s.array(inside)
	case '"':
		_, err := s.string()
		return err
	}
	start := s.at
	if word := s.word(); !isNumber(word) && word != "true" && word != "false" && word != "null" {
		s.at = start
		return s.unexpected("a value")
	}
	return nil
}

// isNumber reports whether a word is a number: [-] digits [. digits] [e [±] digits], where digits before the dot have no leading 0.
func isNumber(word string) bool {
	digits := func() (n int) {
		for n < len(word) && word[n] >= '0' && word[n] <= '9' {
			n++
		}
		return n
	}
	word = strings.TrimPrefix(word, "-")
	n := digits()
	if n == 0 || n > 1 && word[0] == '0' {
		return false
	}
	word = word[n:]
	if strings.HasPrefix(word, ".") {
		word = word[1:]
		if n = digits(); n == 0 {
			return false
		}
		word = word[n:]
	}
	if word != "" && (word[0] == 'e' || word[0] == 'E') {
		word = word[1:]
		if word != "" && (word[0] == '+' || word[0] == '-') {
			word = word[1:]
		}
		if n = digits(); n == 0 {
			return false
		}
		word = word[n:]
	}
	return word == ""
}

// quote returns text as a JSON string; what is not UTF-8 becomes the replacement character.
func quote(text string) string {
	var quoted strings.Builder
	quoted.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			quoted.WriteByte('\\')
			quoted.WriteRune(r)
		case r < ' ':
			fmt.Fprintf(&quoted, `\u%04x`, r)
		default:
			quoted.WriteRune(r)
		}
	}
	quoted.WriteByte('"')
	return quoted.String()
}

// formatObject returns members, which are pointers, as a JSON object that begins at an indent.
func formatObject(indent string, members []jsonMember) string {
	var lines []string
	for _, m := range members {
		line := indent + "  " + quote(m.key) + ": "
		switch value := m.value.(type) {
		case *string:
			line += quote(*value)
		case *float64:
			line += fmt.Sprint(*value)
		case *int64:
			line += fmt.Sprint(*value)
		case *int:
			line += fmt.Sprint(*value)
		case *bool:
			line += fmt.Sprint(*value)
		}
		lines = append(lines, line)
	}
	return indent + "{\n" + strings.Join(lines, ",\n") + "\n" + indent + "}"
}
