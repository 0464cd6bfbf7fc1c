package among

import "strings"

// Find returns the classes whose names have a text in them, whatever its case: first those of which a word begins with it,
// in ascending order each. Nothing is found of nothing.
func Find(names []string, text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "" {
		return nil
	}
	var begin, within []int
	for class, name := range names {
		name = strings.ToLower(name)
		switch {
		case strings.HasPrefix(name, text), strings.Contains(name, " "+text), strings.Contains(name, "("+text):
			begin = append(begin, class)
		case strings.Contains(name, text):
			within = append(within, class)
		}
	}
	return append(begin, within...)
}
