// Package classname finds the class that people mean by a name: that of a folder of photos, or words that were typed.
package classname

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// None is in place of a class where there is none.
const None = -1

// Matcher knows the names of classes.
type Matcher struct {
	names   []name
	classes int
}

// name is a class's name, taken apart.
type name struct {
	class         int
	whole, bare   string   // letters alone, with what stands in parentheses and without
	words, inside []string // stems of the words outside and within the parentheses
	stemmed       string   // those outside together
}

// New returns a matcher for the labels of some languages, each of which names class i by label i. What stands in a
// label's parentheses explains it, or is another name: "crane (bird)", "orca (killer whale)".
func New(languages ...[]string) *Matcher {
	m := &Matcher{}
	for _, labels := range languages {
		m.classes = max(m.classes, len(labels))
		for class, label := range labels {
			outside, rest, _ := strings.Cut(label, "(")
			inside, after, _ := strings.Cut(rest, ")")
			bare := words(outside + after)
			m.names = append(m.names, name{
				class: class, whole: strings.Join(words(label), ""), bare: strings.Join(bare, ""),
				words: stems(bare), inside: stems(words(inside)), stemmed: strings.Join(stems(bare), ""),
			})
		}
	}
	return m
}

// Match returns the class that somebody means who was asked for one: by its number, or by a name as [Matcher.Name] has
// it. It returns [None] for what means none or could mean several.
func (m *Matcher) Match(text string) int {
	if class := m.number(text); class != None {
		return class
	}
	return m.Name(text)
}

// number returns the class of that number, [None] if there is none: with more digits than a class has, it is a date.
func (m *Matcher) number(text string) int {
	class, err := strconv.ParseUint(text, 10, 32)
	if err != nil || class >= uint64(m.classes) || len(text) > len(strconv.Itoa(m.classes-1)) {
		return None
	}
	return int(class)
}

// Name returns the class that a text names, [None] if it names none or could mean several. It asks in turn: whether the
// text is the name, whatever its case and punctuation; whether it is the name but for singular and plural; whether it has
// all words of a name, of several names those of the longest; and whether its words are among those of one name only.
func (m *Matcher) Name(text string) int {
	spelled := words(text)
	if len(spelled) == 0 {
		return None
	}
	key, stemmed := strings.Join(spelled, ""), stems(spelled)
	joined := strings.Join(stemmed, "")
	for _, is := range [...]func(name) bool{
		func(n name) bool { return n.whole == key },
		func(n name) bool { return n.bare == key },
		func(n name) bool { return n.stemmed == joined },
	} {
		if class, found := m.only(is); found {
			return class
		}
	}
	if class := m.longest(stemmed); class != None {
		return class
	}
	if !slices.ContainsFunc(spelled, func(word string) bool { return len(word) >= shortest }) {
		return None
	}
	class, _ := m.only(func(n name) bool {
		return !slices.ContainsFunc(stemmed, func(word string) bool {
			return !slices.Contains(n.words, word) && !slices.Contains(n.inside, word)
		})
	})
	return class
}

// shortest is how many letters a word needs that alone names a class: "of" is in a few names, and means none.
const shortest = 4

// only returns the class of which something holds, [None] if of several, and whether it holds of any.
func (m *Matcher) only(is func(name) bool) (class int, found bool) {
	class = None
	for _, n := range m.names {
		if !is(n) || found && n.class == class {
			continue
		}
		if found {
			return None, true
		}
		class, found = n.class, true
	}
	return class, found
}

// longest returns the class with the most words in its name that are all among those words; [None] if two have as many.
func (m *Matcher) longest(among []string) int {
	class, most := None, 0
	for _, n := range m.names {
		if len(n.words) < most || slices.ContainsFunc(n.words, func(word string) bool { return !slices.Contains(among, word) }) {
			continue
		}
		if len(n.words) > most {
			class, most = n.class, len(n.words)
		} else if n.class != class {
			class = None
		}
	}
	return class
}

// words returns the words of a text: what lies between its spaces, marks and punctuation, in lower case, without accents
// and apostrophes, and with the spelling of the labels.
func words(text string) []string {
	var found []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			found = append(found, strings.ReplaceAll(word.String(), "gray", "grey"))
			word.Reset()
		}
	}
	for _, r := range text {
		switch {
		case r == 'é' || r == 'É':
			word.WriteByte('e')
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word.WriteRune(unicode.ToLower(r))
		case r == '\'' || r == '’' || r >= 0x300 && r < 0x370: // some file systems write é as e and a mark
		default:
			end()
		}
	}
	end()
	return found
}

// stems returns the words without what singular and plural differ in.
func stems(words []string) []string {
	all := make([]string, len(words))
	for i, word := range words {
		all[i] = stem(word)
	}
	return all
}

// stem cuts a word so that it is the same in singular and plural: "wolf" and "wolves", "berry" and "berries". What it
// leaves need not be a word.
func stem(word string) string {
	if rest, ok := strings.CutSuffix(word, "s"); ok && len(rest) > 2 && !strings.ContainsRune("sui", rune(rest[len(rest)-1])) {
		word = rest
	}
	if len(word) < 4 {
		return word
	}
	if rest, ok := strings.CutSuffix(word, "ie"); ok {
		return rest + "y"
	}
	word = strings.TrimSuffix(word, "e")
	if rest, ok := strings.CutSuffix(word, "v"); ok {
		return rest + "f"
	}
	return word
}
