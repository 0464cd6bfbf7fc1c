package among_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mobilenet/wasm/internal/among"
)

// What the page offers by name are these sets, each with the number of its classes.
func TestOffered(t *testing.T) {
	page, err := os.ReadFile("../../../web/index.html")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, option := range regexp.MustCompile(`<option value="(\w*)" data-text="among\.`).FindAllStringSubmatch(string(page), -1) {
		have = append(have, option[1])
	}
	if want := slices.Concat([]string{""}, among.Names(), []string{among.Own}); !slices.Equal(have, want) {
		t.Errorf("web/index.html offers %q, want %q", have, want)
	}
	paths, err := filepath.Glob("../../../web/text/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var texts map[string]string
		if err := json.Unmarshal(content, &texts); err != nil {
			t.Fatal(err)
		}
		for _, name := range among.Names() {
			classes, _ := among.Parse(name)
			if have, want := texts["among."+name], strconv.Itoa(len(classes)); !strings.Contains(have, want) {
				t.Errorf("%s: have %q for %s, want its %s classes in it", path, have, name, want)
			}
			if texts["among.note-"+name] == "" {
				t.Errorf("%s: have no among.note-%s", path, name)
			}
		}
	}
}
