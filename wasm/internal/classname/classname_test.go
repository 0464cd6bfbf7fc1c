package classname_test

import (
	"os"
	"strings"
	"testing"

	"mobilenet/wasm/internal/classname"
)

// The names of the thousand classes.
const (
	inEnglish = "../../../weights/labels.txt"
	inKorean  = "../../../web/text/labels.ko.txt"
)

func readLabels(t testing.TB, path string) []string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	labels := strings.Split(strings.TrimSpace(string(content)), "\n")
	if len(labels) != 1000 {
		t.Fatalf("have %d labels, want 1000", len(labels))
	}
	return labels
}

// Each of the thousand names means its own class, however it is written as a folder's name, in one language or in two.
func TestEachName(t *testing.T) {
	english, korean := readLabels(t, inEnglish), readLabels(t, inKorean)
	testEachName(t, classname.New(english), english)
	both := classname.New(korean, english)
	testEachName(t, both, english)
	testEachName(t, both, korean)
}

func testEachName(t *testing.T, m *classname.Matcher, labels []string) {
	t.Helper()
	for class, label := range labels {
		for _, c := range []struct{ how, text string }{
			{"as it is", label},
			{"in capitals", strings.ToUpper(label)},
			{"with underscores", strings.ReplaceAll(label, " ", "_")},
			{"with hyphens", strings.ReplaceAll(strings.ToLower(label), " ", "-")},
			{"joined", strings.ReplaceAll(label, " ", "")},
			{"between spaces", "  " + label + "\t"},
		} {
			if have := m.Match(c.text); have != class {
				t.Errorf("%s, %s: %q means %d, want %d", label, c.how, c.text, have, class)
			}
		}
	}
}

func TestMatch(t *testing.T) {
	labels := readLabels(t, inEnglish)
	m := classname.New(labels)
	for _, c := range []struct{ name, text, want string }{
		{"plural", "Hot_Dogs", "hot dog"},
		{"plural in ies", "strawberries", "strawberry"},
		{"plural in es", "sewing-machines", "sewing machine"},
		{"plural in ves", "red wolves", "red wolf"},
		{"plural of a short word", "jays", "jay"},
		{"plural of fly", "flies", "fly"},
		{"singular of what is a plural", "binocular", "binoculars"},
		{"ends in s", "school buses", "school bus"},
		{"joined", "hotdog", "hot dog"},
		{"joined, plural", "hotdogs", "hot dog"},
		{"without what explains it", "tench", "tench (fish)"},
		{"the other name", "zucchini", "courgette (zucchini)"},
		{"the other name, several words", "Killer Whales", "orca (killer whale)"},
		{"without its last word", "papillon", "papillon dog"},
		{"with a word more", "german shepherd dog", "German shepherd"},
		{"with words around it", "my photos of a lemon", "lemon"},
		{"the longest name", "great_white_shark, white shark", "great white shark"},
		{"a number before it", "005.hot-dog", "hot dog"},
		{"a WordNet number before it", "n03445777 golf ball", "golf ball"},
		{"ImageNet's own words", "tench, Tinca tinca", "tench (fish)"},
		{"American spelling", "gray fox", "grey fox"},
		{"an accent", "CONSOMMÉ", "consommé (clear soup)"},
		{"an accent apart", "consomme\u0301", "consommé (clear soup)"},
		{"a mark within a word", "a fresh le\u0301mon", "lemon"},
		{"no accent", "consomme", "consommé (clear soup)"},
		{"an apostrophe", "barber’s chair", "barber's chair"},
		{"a number", "985", "daisy"},

		{"two of that name", "crane", ""},
		{"one of two of that name", "crane bird", "crane (bird)"},
		{"two names", "lemon and banana", ""},
		{"many have the word", "dog", ""},
		{"two have the word", "keyboard", ""},
		{"explains several", "fish", ""},
		{"explains one, and is in others", "machine", ""},
		{"similar in sound only", "sky", ""},
		{"a number too large", "1000", ""},
		{"a negative number", "-1", ""},
		{"a number in words of a year", "2026", ""},
		{"small words", "of and the", ""},
		{"another language", "강아지", ""},
		{"nothing", "", ""},
		{"marks only", "../..", ""},
		{"markup", "<img src=x onerror=alert(1)>", ""},
		{"not UTF-8", "\xff\xfe\x00", ""},
		{"long", strings.Repeat("very long ", 5000), ""},
	} {
		have := ""
		if class := m.Match(c.text); class != classname.None {
			have = labels[class]
		}
		if have != c.want {
			t.Errorf("%s: %.60q means %q, want %q", c.name, c.text, have, c.want)
		}
	}
}

func TestMatchLanguages(t *testing.T) {
	english := readLabels(t, inEnglish)
	m := classname.New(readLabels(t, inKorean), english)
	for _, c := range []struct{ name, text, want string }{
		{"Korean", "골든리트리버", "golden retriever"},
		{"Korean with a space", "골든 리트리버", "golden retriever"},
		{"Korean, among other words", "우리 강아지 비글", "beagle"},
		{"one of two cranes", "두루미", "crane (bird)"},
		{"the other one", "크레인", "crane (machine)"},
		{"English beside it", "Hot_Dogs", "hot dog"},
		{"both, of one class", "lemon 레몬", "lemon"},
		{"both, of two classes", "lemon 딸기", ""},
		{"two of that name in one of them", "crane", ""},
		{"a number", "985", "daisy"},
		{"a number too large", "1000", ""},
		{"means none", "강아지", ""},
	} {
		have := ""
		if class := m.Match(c.text); class != classname.None {
			have = english[class]
		}
		if have != c.want {
			t.Errorf("%s: %q means %q, want %q", c.name, c.text, have, c.want)
		}
	}
}

func TestPlace(t *testing.T) {
	labels := readLabels(t, inEnglish)
	m := classname.New(readLabels(t, inKorean), labels)
	for _, c := range []struct {
		name, path, folder, class, asked string
	}{
		{"a folder a class", "photos/hot dogs/1.jpg", "hot dogs", "hot dog", ""},
		{"a folder that no class matches", "photos/Rex/1.jpg", "Rex", "", ""},
		{"deeper than the class", "tiny/train/goldfish/images/1.jpg", "goldfish", "goldfish", ""},
		{"the class's folder itself", "goldfish/1.jpg", "goldfish", "goldfish", ""},
		{"in the chosen folder", "holidays/1.jpg", "", "", ""},
		{"in no folder", "goldfish.jpg", "", "", ""},
		{"no path", "", "", "", ""},
		{"leads upwards", "../../lemon/1.jpg", "lemon", "lemon", ""},
		{"one of several that were chosen", "/Rex/1.jpg", "Rex", "", ""},

		{"a number in a name", "photos/hot dogs/1/a.jpg", "hot dogs", "hot dog", ""},
		{"a number in a Korean name", "사진/핫도그/1/a.jpg", "핫도그", "hot dog", ""},
		{"a number in the chosen name", "hot dogs/1/a.jpg", "hot dogs", "hot dog", ""},
		{"a number above a name", "photos/1/hot dogs/a.jpg", "hot dogs", "hot dog", ""},
		{"numbers around a name", "photos/3/lemon/985/a.jpg", "lemon", "lemon", ""},
		{"a number in a name that is no class", "photos/Rex/1/a.jpg", "Rex", "", ""},
		{"a number above a name that is no class", "photos/1/Rex/a.jpg", "Rex", "", ""},
		{"a number", "photos/985/a.jpg", "985", "", "daisy"},
		{"a number with zeros before it", "photos/001/a.jpg", "001", "", "goldfish"},
		{"the number 0", "photos/0/a.jpg", "0", "", "tench (fish)"},
		{"a number that was chosen itself", "985/a.jpg", "985", "", "daisy"},
		{"one of several numbers that were chosen", "/985/a.jpg", "985", "", "daisy"},
		{"a number that no class has", "photos/1000/a.jpg", "1000", "", ""},
		{"a number with a sign", "photos/+5/a.jpg", "+5", "", ""},
		{"a number in a number", "photos/985/1/a.jpg", "985", "", ""},

		{"a year", "photos/2024/a.jpg", "2024", "", ""},
		{"a month of a year", "photos/2024/05/a.jpg", "2024", "", ""},
		{"a day of a month of a year", "photos/2024/05/17/a.jpg", "2024", "", ""},
		{"a month of a year that was chosen", "2024/05/a.jpg", "05", "", ""},
		{"a day of a month that was chosen", "2024-05/17/a.jpg", "17", "", ""},
		{"a date", "photos/2024-05-17/a.jpg", "2024-05-17", "", ""},
		{"a date without hyphens", "photos/20240517/a.jpg", "20240517", "", ""},
		{"a month and a day", "photos/0517/a.jpg", "0517", "", ""},
		{"a month and a day, hyphened", "photos/05-17/a.jpg", "05-17", "", ""},
		{"a Korean date", "사진/2024년 5월/a.jpg", "2024년 5월", "", ""},
		{"a class in a date", "photos/2024-05-17/lemons/a.jpg", "lemons", "lemon", ""},
		{"a date in a class", "photos/lemons/2024-05-17/a.jpg", "lemons", "lemon", ""},
	} {
		named := func(class int) string {
			if class == classname.None {
				return ""
			}
			return labels[class]
		}
		have := m.Place(c.path)
		if have.Folder != c.folder || named(have.Class) != c.class || named(have.Number) != c.asked {
			t.Errorf("%s: %s lies in %q of %q, to be asked for %q, want %q of %q, asked for %q", c.name, c.path,
				have.Folder, named(have.Class), named(have.Number), c.folder, c.class, c.asked)
		}
	}
}

func FuzzMatch(f *testing.F) {
	labels := readLabels(f, inEnglish)
	m := classname.New(labels)
	for _, seed := range []string{"hot dog", "crane (bird)", "n01440764", "ss", "ie", "\xff", "é\u0301"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if class := m.Match(text); class < classname.None || class >= len(labels) {
			t.Errorf("%q means %d, want a class or none", text, class)
		}
	})
}
