package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence makes a sentence of an error's text, without the packages' names that lead its parts.
func Sentence(text string) string {
	for _, name := range []string{"Error", "engine", "weights", "model", "kernels", "head"} {
		text = strings.ReplaceAll(text, ": "+name+": ", ": ")
		text = strings.TrimPrefix(text, name+": ")
	}
	if first, size := utf8.DecodeRuneInString(text); size > 0 && !strings.Contains(strings.SplitN(text, " ", 2)[0], ".") {
		text = string(unicode.ToUpper(first)) + text[size:] // unless it begins with a file's name
	}
	if !strings.HasSuffix(text, ".") {
		text += "."
	}
	return text
}
