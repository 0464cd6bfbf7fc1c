package weights

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"mobilenet/weights/layers"
)

func TestLabels(t *testing.T) {
	names := Labels()
	if len(names) != 1000 {
		t.Fatalf("have %d names, want 1000", len(names))
	}
	seen := make(map[string]int)
	for i, name := range names {
		if first, exists := seen[name]; exists {
			t.Errorf("%d: have %q, as %d has", i, name, first)
		}
		seen[name] = i
		if name == "" || name != strings.TrimSpace(name) || strings.Contains(name, "  ") || strings.Contains(name, ",") {
			t.Errorf("%d: have %q, want one name without stray spaces", i, name)
		}
		if n := utf8.RuneCountInString(name); n > 30 {
			t.Errorf("%d: have %q of %d letters, want at most 30", i, name, n)
		}
	}
	for i, want := range map[int]string{
		0: "tench (fish)", 1: "goldfish", 2: "great white shark", 134: "crane (bird)", 517: "crane (machine)",
		409: "analog clock", 620: "laptop", 657: "missile", 744: "projectile", 966: "red wine", 999: "toilet paper",
	} {
		if have := Label(i); have != want {
			t.Errorf("%d: have %q, want %q", i, have, want)
		}
	}
}

// COCO numbers 90 classes and uses 80 of the numbers.
func TestCOCOLabels(t *testing.T) {
	names := COCOLabels()
	if len(names) != layers.COCOClasses-1 {
		t.Fatalf("have %d names, want %d", len(names), layers.COCOClasses-1)
	}
	var unused []int // counted from 1, as COCO does
	for i, name := range names {
		if name == "" {
			unused = append(unused, i+1)
		} else if slices.Index(names, name) != i || name != strings.TrimSpace(name) {
			t.Errorf("%d: have %q, want a name of its own without stray spaces", i, name)
		}
	}
	if want := []int{12, 26, 29, 30, 45, 66, 68, 69, 71, 83}; !slices.Equal(unused, want) {
		t.Errorf("have no names for %v, want none for %v", unused, want)
	}
	for number, want := range map[int]string{1: "person", 13: "stop sign", 18: "dog", 58: "hot dog", 90: "toothbrush"} {
		if have := names[number-1]; have != want {
			t.Errorf("%d: have %q, want %q", number, have, want)
		}
	}
}

// otherWords are the classes whose names are worded too differently to be compared, each with its official entry.
var otherWords = map[int]string{
	7:   "cock",
	255: "Leonberg",
	275: "African hunting dog, hyena dog, Cape hunting dog, Lycaon pictus",
	393: "anemone fish",
	419: "Band Aid",
	478: "carton",
	481: "cassette",
	493: "chiffonier, commode",
	521: "Crock Pot",
	550: "espresso maker",
	570: "gasmask, respirator, gas helmet",
	584: "hair slide",
	606: "iron, smoothing iron",
	635: "magnetic compass",
	638: "maillot",
	639: "maillot, tank suit",
	667: "mortarboard",
	680: "nipple",
	715: "pickelhaube",
	757: "recreational vehicle, RV, R.V.",
	836: "sunglass",
	884: "vault",
	905: "window shade",
	913: "wreck",
	923: "plate",
	936: "head cabbage",
	970: "alp",
	993: "gyromitra",
}

// TestOfficialLabels holds every name to its place: no entry of the official list may be closer to name i than entry i is.
func TestOfficialLabels(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(string(readOfficial(t, "labels_1001.txt"))), "\n")
	if len(lines) != 1001 || lines[0] != "background" {
		t.Fatalf("have %d lines from %q, want 1001 from background", len(lines), lines[0])
	}
	lines = lines[1:]
	entries := make([][][]string, len(lines))
	frequency := make(map[string]float64)
	for i, line := range lines {
		for synonym := range strings.SplitSeq(line, ",") {
			words := labelWords(synonym)
			entries[i] = append(entries[i], words)
			for _, word := range words {
				frequency[word]++
			}
		}
	}
	for i, name := range Labels() {
		if entry, exists := otherWords[i]; exists {
			if entry != lines[i] {
				t.Errorf("%d: have the exception %q, want %q", i, entry, lines[i])
			}
			continue
		}
		name, _, _ = strings.Cut(name, " (")
		words := labelWords(name)
		own := similarity(words, entries[i], frequency)
		if own == 0 {
			t.Errorf("%d: %q shares no word with %q", i, name, lines[i])
		}
		for j := range entries {
			if similarity(words, entries[j], frequency) > own {
				t.Errorf("%d: %q is closer to %q than to %q", i, name, lines[j], lines[i])
			}
		}
	}
}

// similarity returns the weight of the words that a name and the nearest of the synonyms share, as a fraction of the weight of all their words.
// A word that stands n times in the official list weighs 1/n.
func similarity(name []string, synonyms [][]string, frequency map[string]float64) float64 {
	var highest float64
	for _, synonym := range synonyms {
		var shared, all float64
		for _, word := range synonym {
			all += 1 / frequency[word]
			if slices.Contains(name, word) {
				shared += 1 / frequency[word]
			}
		}
		for _, word := range name {
			if !slices.Contains(synonym, word) {
				all += 1 / max(frequency[word], 1)
			}
		}
		highest = max(highest, shared/all)
	}
	return highest
}

// labelWords returns the words of a name in lower case, without a plural s, and all of them run together: "coffee pot" is also "coffeepot".
func labelWords(name string) []string {
	words := strings.FieldsFunc(strings.ToLower(strings.ReplaceAll(name, "é", "e")), func(r rune) bool {
		return !unicode.IsLetter(r) && r != '\''
	})
	for i, word := range words {
		words[i] = strings.TrimSuffix(strings.TrimSuffix(word, "s"), "'")
	}
	if len(words) > 1 {
		words = append(words, strings.Join(words, ""))
	}
	return words
}
