package text_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mobilenet/wasm/internal/text"
)

func TestText(t *testing.T) {
	table := text.Table{
		"plain": "{n} of {total} frames", "twice": "{n} and {n}", "marked": "<b>{name}</b> & more",
	}
	for _, c := range []struct {
		name, key  string
		pairs      []string
		text, html string
	}{
		{"two values", "plain", []string{"n", "3", "total", "50"}, "3 of 50 frames", "3 of 50 frames"},
		{"one value twice", "twice", []string{"n", "3"}, "3 and 3", "3 and 3"},
		{"a value is not markup", "marked", []string{"name", "<i>"}, "<b><i></b> & more", "<b>&lt;i&gt;</b> & more"},
		{"a value is not a placeholder", "plain", []string{"n", "{total}", "total", "5"}, "{total} of 5 frames", "{total} of 5 frames"},
		{"a key that is not there", "none", []string{"n", "3"}, "none", "none"},
	} {
		if have := table.Text(c.key, c.pairs...); have != c.text {
			t.Errorf("%s: have the text %q, want %q", c.name, have, c.text)
		}
		if have := table.HTML(c.key, c.pairs...); have != c.html {
			t.Errorf("%s: have the HTML %q, want %q", c.name, have, c.html)
		}
	}
}

// Every language says everything, with the same values.
func TestLanguages(t *testing.T) {
	paths, err := filepath.Glob("../../../web/text/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 2 {
		t.Fatalf("have the tables %q, want English and Korean at least", paths)
	}
	english := read(t, "../../../web/text/en.json")
	for _, path := range paths {
		table := read(t, path)
		for key, have := range table {
			if strings.TrimSpace(have) == "" {
				t.Errorf("%s: %s is empty", path, key)
			}
			if _, ok := english[key]; !ok {
				t.Errorf("%s: %s is not in en.json", path, key)
			}
		}
		for key, want := range english {
			have, ok := table[key]
			if !ok {
				t.Errorf("%s: have no %s, want a translation of %q", path, key, want)
				continue
			}
			if h, w := names(have), names(want); !slices.Equal(h, w) {
				t.Errorf("%s: %s has the values %q, want %q as in en.json", path, key, h, w)
			}
		}
	}
}

// A key stands once in a table: of two, the first would never be read.
func TestDoubleKeys(t *testing.T) {
	paths, err := filepath.Glob("../../../web/text/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		decoder := json.NewDecoder(file)
		if _, err := decoder.Token(); err != nil { // the table's brace
			t.Fatal(err)
		}
		seen := make(map[string]bool)
		for decoder.More() {
			key, err := decoder.Token()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := decoder.Token(); err != nil { // its text
				t.Fatal(err)
			}
			if name := key.(string); seen[name] {
				t.Errorf("%s: have %s twice, want it once", path, name)
			} else {
				seen[name] = true
			}
		}
	}
}

// Percent signs stand close, as English and Korean want it.
func TestPercent(t *testing.T) {
	apart := regexp.MustCompile(`[0-9}>] %`)
	for _, path := range []string{"../../../web/text/en.json", "../../../web/text/ko.json"} {
		for key, have := range read(t, path) {
			if apart.MatchString(have) {
				t.Errorf("%s: %s: have %q, want %% close to its number", path, key, have)
			}
		}
	}
}

// What errors say by a key is in the tables, with the values that they carry.
func TestTold(t *testing.T) {
	told := regexp.MustCompile(`(?s)(?:new Told\(|told\.Error\{).*?"((?:why|photo|cores|engine)\.[a-z-]+)"(?:, \{([^}]*)\}|,\s*Values: \[\]string\{([^}]*)\})?`)
	english := read(t, "../../../web/text/en.json")
	found := 0
	for path, content := range sources(t, "../../../web/*.js", "../../engine/*.go", "../../page/*.go") {
		for _, match := range told.FindAllStringSubmatch(content, -1) {
			found++
			words, ok := english[match[1]]
			if !ok {
				t.Errorf("%s: have no text %s", path, match[1])
			}
			for _, value := range placeholders(words) {
				if !strings.Contains(match[2]+match[3], value) {
					t.Errorf("%s: %s carries %q, want %s among it", path, match[1], match[2]+match[3], value)
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("have found %d errors with words, want 15 at least", found)
	}
}

// Every reason that stands by its key in the programs and scripts is in the tables.
func TestReasons(t *testing.T) {
	key, english, found := regexp.MustCompile(`"(why\.[a-z0-9-]+)"`), read(t, "../../../web/text/en.json"), map[string]bool{}
	for path, content := range sources(t, "../../../web/*.js", "../../engine/*.go", "../../page/*.go", "../../page/internal/*/*.go") {
		for _, match := range key.FindAllStringSubmatch(content, -1) {
			found[match[1]] = true
			if _, ok := english[match[1]]; !ok {
				t.Errorf("%s: have no text %s", path, match[1])
			}
		}
	}
	for key := range english {
		if strings.HasPrefix(key, "why.") && !found[key] {
			t.Errorf("%s: have nobody who says it", key)
		}
	}
}

// The samples are named as their list has them.
func TestSamples(t *testing.T) {
	content, err := os.ReadFile("../../../web/samples/samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct{ File, Title, Alt string }
	if err := json.Unmarshal(content, &list); err != nil {
		t.Fatal(err)
	}
	english := read(t, "../../../web/text/en.json")
	for _, sample := range list {
		key := "sample." + strings.TrimSuffix(sample.File, filepath.Ext(sample.File))
		if english[key] != sample.Title || english[key+"-alt"] != sample.Alt {
			t.Errorf("%s: have %q and %q, want %q and %q", key, english[key], english[key+"-alt"], sample.Title, sample.Alt)
		}
	}
}

// sources returns the files of those patterns, by their paths.
func sources(t *testing.T, patterns ...string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	for _, pattern := range patterns {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[path] = string(content)
		}
	}
	return files
}

func read(t *testing.T, path string) text.Table {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var table text.Table
	if err := json.Unmarshal(content, &table); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return table
}

func names(s string) []string {
	found := placeholders(s)
	slices.Sort(found)
	return slices.Compact(found)
}

// placeholders returns the names of a text's placeholders in the order in which they stand.
func placeholders(text string) []string {
	var names []string
	for _, found := range regexp.MustCompile(`\{([^}]*)\}`).FindAllStringSubmatch(text, -1) {
		names = append(names, found[1])
	}
	return names
}
