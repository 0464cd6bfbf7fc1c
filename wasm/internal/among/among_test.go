package among_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"mobilenet/wasm/internal/among"
	"mobilenet/weights"
)

// The sets that have a name hold the classes that they say: as many, some by their names, and not what is like them.
func TestNamed(t *testing.T) {
	for _, c := range []struct {
		set        string
		count      int
		with, less []string
	}{
		{
			"animals", 398,
			[]string{"tench (fish)", "tiger", "monarch butterfly", "pufferfish", "Chihuahua", "American lobster"},
			[]string{"abacus", "teddy bear", "coral reef", "dog sled"},
		},
		{
			"dogs", 118,
			[]string{"Chihuahua", "golden retriever", "Mexican hairless dog", "Rottweiler"},
			[]string{"sea lion", "grey wolf", "dingo", "African wild dog", "dhole (Asian wild dog)", "hot dog", "dog sled"},
		},
		{
			"food", 47,
			[]string{"plate of food", "guacamole", "banana", "pizza", "mushroom", "red wine", "espresso", "eggnog", "corn", "ear of corn"},
			[]string{"menu", "hay", "cup", "acorn", "agaric mushroom", "wine bottle"},
		},
		{
			"classroom", 72,
			[]string{
				"pencil case", "ballpoint pen", "ruler", "eraser", "pencil sharpener", "desk", "folding chair", "laptop", "computer mouse", "projector",
				"backpack", "water bottle", "wall clock", "trash can", "window blind", "computer keyboard", "ring binder", "mobile phone", "abacus",
			},
			[]string{"school bus", "pencil", "tench (fish)", "assault rifle", "beer bottle"},
		},
	} {
		classes, err := among.Parse(c.set)
		if err != nil {
			t.Errorf("%s: %v", c.set, err)
		}
		var names []string
		for _, class := range classes {
			names = append(names, weights.Label(class))
		}
		if len(classes) != c.count {
			t.Errorf("%s: have %d classes, want %d", c.set, len(classes), c.count)
		}
		for _, name := range c.with {
			if !slices.Contains(names, name) {
				t.Errorf("%s: have %q, want %s among them", c.set, names, name)
			}
		}
		for _, name := range c.less {
			if slices.Contains(names, name) {
				t.Errorf("%s: have %s, want it left out", c.set, name)
			}
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, set string
		want      []int
		words     string // in the error
	}{
		{"all", "", nil, ""},
		{"one", "7", []int{7}, ""},
		{"ranges", "409,504-506,999", []int{409, 504, 505, 506, 999}, ""},
		{"in any order, and twice", "9,3-5,4,5-6,9", []int{3, 4, 5, 6, 9}, ""},
		{"a range of one", "7-7", []int{7}, ""},
		{"no number", "7,cats", nil, `"cats": want one of classroom, animals, dogs, food, or classes from 0 to 999`},
		{"a name in a list", "7,dogs", nil, `"dogs"`},
		{"beyond the last", "1000", nil, `"1000"`},
		{"a range beyond the last", "990-1000", nil, `"990-1000"`},
		{"backwards", "9-3", nil, `"9-3"`},
		{"half a range", "3-", nil, `"3-"`},
		{"two dashes", "3-5-7", nil, `"3-5-7"`},
		{"signed", "+3", nil, `"+3"`},
		{"nothing between commas", "3,,5", nil, `""`},
		{"more than can be counted", "99999999999999999999", nil, `"99999999999999999999"`},
	} {
		have, err := among.Parse(c.set)
		switch {
		case c.words != "" && (err == nil || !strings.Contains(err.Error(), c.words)):
			t.Errorf("%s: have error %v, want one that says %s", c.name, err, c.words)
		case c.words == "" && (err != nil || !slices.Equal(have, c.want)):
			t.Errorf("%s: have %v and error %v, want %v", c.name, have, err, c.want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for set, want := range map[string]string{
		"": "", "dogs": "dogs", "cats": "", "5,3,4,9": "3-5,9", "0-999": "0-999", "7-7": "7", "1,2": "1-2", "1000": "", "3,x": "",
	} {
		if have := among.Canonical(set); have != want {
			t.Errorf("%q: have %q, want %q", set, have, want)
		}
	}
}

func TestKind(t *testing.T) {
	for set, want := range map[string]string{"": "", "food": "food", "3": among.Own, "151-268": among.Own} {
		if have := among.Kind(set); have != want {
			t.Errorf("%q: have %q, want %q", set, have, want)
		}
	}
}

func TestToggle(t *testing.T) {
	list := ""
	for _, c := range []struct {
		class int
		want  string
	}{
		{504, "504"}, {999, "504,999"}, {505, "504-505,999"}, {0, "0,504-505,999"}, {505, "0,504,999"}, {999, "0,504"}, {0, "504"}, {504, ""},
	} {
		if list = among.Toggle(list, c.class); list != c.want {
			t.Errorf("have %q after class %d, want %q", list, c.class, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	names := []string{"great white shark", "hammerhead shark", "sharpener", "crane (bird)", "French loaf", "개", "안내견 품종"}
	for _, c := range []struct {
		name, text string
		want       []int
	}{
		{"nothing", " ", nil},
		{"a word", "shark", []int{0, 1}},
		{"its beginning, in capitals", " SHAR", []int{0, 1, 2}},
		{"in parentheses", "bird", []int{3}},
		{"beginnings first", "er", []int{1, 2}},
		{"beginnings before what is within", "h", []int{1, 0, 2, 4}},
		{"several words", "white sh", []int{0}},
		{"Korean", "개", []int{5}},
		{"Korean, within a word", "내견", []int{6}},
		{"none", "whale", nil},
	} {
		if have := among.Find(names, c.text); !slices.Equal(have, c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}

// A set is read and written without loss, and what is none leaves nothing.
func FuzzParse(f *testing.F) {
	for _, set := range append(among.Names(), "", "3-5,9", "9,3,3-4", "0-999", "-", "1-2-3", "7,dogs") {
		f.Add(set)
	}
	f.Fuzz(func(t *testing.T, set string) {
		classes, err := among.Parse(set)
		if err != nil && classes != nil {
			t.Errorf("%q: have %d classes beside the error %v, want none", set, len(classes), err)
		}
		if !slices.IsSorted(classes) || slices.ContainsFunc(classes, func(class int) bool { return class < 0 || class > 999 }) {
			t.Errorf("%q: have %v, want classes in order", set, classes)
		}
		link := among.Canonical(set)
		if again := among.Canonical(link); again != link {
			t.Errorf("%q: have %q, then %q, want the same again", set, link, again)
		}
		back, err := among.Parse(link)
		if err != nil || fmt.Sprint(back) != fmt.Sprint(classes) {
			t.Errorf("%q: have %v of %q with error %v, want %v", set, back, link, err, classes)
		}
	})
}
