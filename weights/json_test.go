package weights

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestScannerValues(t *testing.T) {
	read := func(text string) (any, error) {
		s, err := newScanner([]byte(text))
		if err != nil {
			return nil, err
		}
		var value any
		switch s.next() {
		case '"':
			value, err = s.string()
		case 't', 'f':
			value, err = s.bool()
		default:
			value, err = s.number()
		}
		if err != nil {
			return nil, err
		}
		return value, s.end()
	}
	tests := []struct {
		name, text string
		value      any
		want       string // in the error, if there is one
	}{
		{"empty string", `""`, "", ""},
		{"string", ` "a/é日" `, "a/é日", ""},
		{"escapes", `"\"\\\/\b\f\n\r\t"`, "\"\\/\b\f\n\r\t", ""},
		{"escaped character", `"\u00e9\u65E5"`, "é日", ""},
		{"surrogates", `"\ud83d\ude00"`, "😀", ""},
		{"true", "true", true, ""},
		{"false", "\tfalse\r\n", false, ""},
		{"number", "-12.5e+1", -125.0, ""},
		{"zero", "0", 0.0, ""},
		{"string without end", `"a`, nil, "unexpected EOF"},
		{"half a character", `"\u00`, nil, "want an escaped character"},
		{"no such escape", `"\x41"`, nil, "want an escaped character"},
		{"lone surrogate", `"\ud83d"`, nil, "want an escaped character"},
		{"line break in a string", "\"\n\"", nil, "want no control character"},
		{"not UTF-8", "\"\xff\"", nil, "not UTF-8"},
		{"two values", "1 2", nil, `have "2" at byte 2, want the end`},
		{"nothing", " ", nil, "want a number: unexpected EOF"},
		{"leading zero", "01", nil, `have "01" at byte 0, want a number`},
		{"plus", "+1", nil, "want a number"},
		{"dot only", "1.", nil, "want a number"},
		{"no exponent", "1e", nil, "want a number"},
		{"infinity", "Infinity", nil, "want a number"},
		{"hexadecimal", "0x1", nil, "want a number"},
		{"underscore", "1_000", nil, "want a number"},
		{"too large", "1e999", nil, "out of range"},
		{"no truth", "tru", nil, "want true or false"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			have, err := read(test.text)
			if test.want == "" && (err != nil || have != test.value) {
				t.Errorf("have %#v and %v, want %#v", have, err, test.value)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("have %v, want an error with %q", err, test.want)
			}
		})
	}
}

func TestQuote(t *testing.T) {
	for text, want := range map[string]string{
		"":            `""`,
		"a/é日😀":       `"a/é日😀"`,
		"\"\\\n\x01":  `"\"\\\u000a\u0001"`,
		"not \xffutf": `"not ` + "\ufffd" + `utf"`,
	} {
		if have := quote(text); have != want {
			t.Errorf("%q: have %s, want %s", text, have, want)
		}
	}
}

// FuzzScanner holds the scanner to encoding/json: they take the same texts and read strings alike.
func FuzzScanner(f *testing.F) {
	for _, text := range []string{`{"a":[1,-0.5e+3,true,null],"b":{"c":"\u00e9\ud83d\ude00\n"}}`, `"\/"`, " [ ] ", "0", `{"a":1,"a":2}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := newScanner(data)
		if err != nil {
			return
		}
		if err = s.skip(8); err == nil {
			err = s.end()
		}
		valid := json.Valid(data)
		if err == nil && !valid {
			t.Fatalf("%q: have no error, want one", data)
		}
		if err != nil && valid {
			for _, stricter := range []string{"is there twice", "fewer levels", "an escaped character"} {
				if strings.Contains(err.Error(), stricter) {
					return
				}
			}
			t.Fatalf("%q: have %v, want none", data, err)
		}
		var want string
		if err == nil && json.Unmarshal(data, &want) == nil && data[0] == '"' {
			s.at = 0
			if have, err := s.string(); err != nil || have != want {
				t.Fatalf("%q: have %q and %v, want %q", data, have, err, want)
			}
		}
	})
}
