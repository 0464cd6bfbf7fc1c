package text_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"mobilenet/weights"
)

// translations returns the languages of the page but English.
func translations(t *testing.T) (languages []string) {
	t.Helper()
	tables, err := filepath.Glob("../../../web/text/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tables {
		if language := strings.TrimSuffix(filepath.Base(table), ".json"); language != "en" {
			languages = append(languages, language)
		}
	}
	return languages
}

// Each language but English, whose names the program has itself, has a file with a name for each class, no two alike.
func TestLabels(t *testing.T) {
	for _, language := range translations(t) {
		t.Run(language, func(t *testing.T) { testLabels(t, readLabels(t, language)) })
	}
}

// So has each for the classes of COCO, with the same empty lines.
func TestCOCOLabels(t *testing.T) {
	for _, language := range translations(t) {
		labels, english := readLines(t, "coco."+language+".txt"), weights.COCOLabels()
		if len(labels) != len(english) {
			t.Fatalf("%s: have %d names, want %d", language, len(labels), len(english))
		}
		for i, label := range labels {
			switch {
			case (label == "") != (english[i] == "") || strings.Join(strings.Fields(label), " ") != label:
				t.Errorf("%s, class %d: have %q, want a name without stray spaces for %q", language, i, label, english[i])
			case label != "" && slices.Index(labels, label) != i:
				t.Errorf("%s: %q names two classes", language, label)
			}
		}
	}
}

// The names in Korean are written in Hangul.
func TestKoreanLabels(t *testing.T) {
	for i, label := range readLabels(t, "ko") {
		if !strings.ContainsFunc(label, func(r rune) bool { return unicode.Is(unicode.Hangul, r) }) {
			t.Errorf("class %d: have %q, want Hangul for %q", i, label, weights.Label(i))
		}
	}
}

func testLabels(t *testing.T, labels []string) {
	if len(labels) != len(weights.Labels()) {
		t.Fatalf("have %d names, want %d", len(labels), len(weights.Labels()))
	}
	class := make(map[string]int)
	for i, label := range labels {
		if label == "" || strings.Join(strings.Fields(label), " ") != label {
			t.Errorf("class %d: have %q, want a name without stray spaces for %q", i, label, weights.Label(i))
		}
		if other, ok := class[label]; ok {
			t.Errorf("%q names the classes %d and %d, %q and %q", label, other, i, weights.Label(other), weights.Label(i))
		}
		class[label] = i
	}
}

// readLabels returns the names of ImageNet's classes in a language.
func readLabels(t *testing.T, language string) []string {
	t.Helper()
	return readLines(t, "labels."+language+".txt")
}

// readLines returns the lines of a file of names, the last of which must be ended too.
func readLines(t *testing.T, file string) []string {
	t.Helper()
	path := "../../../web/text/" + file
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	list, ended := strings.CutSuffix(string(content), "\n")
	if !ended {
		t.Errorf("%s: have %q at the end, want a line feed", path, list[max(0, len(list)-10):])
	}
	return strings.Split(list, "\n")
}
