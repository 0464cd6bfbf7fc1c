package source_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"mobilenet/wasm/internal/source"
)

// Every source is said in words, and every file that is named is there.
func TestAll(t *testing.T) {
	const root = "../../../"
	content, err := os.ReadFile(root + "web/text/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	for key, s := range source.All {
		if texts["source."+key] == "" {
			t.Errorf("have no text source.%s, want what the source %q is", key, key)
		}
		if s.Where == "" {
			t.Errorf("%s: have no place, want a function, a file or a citation", key)
		}
		for _, where := range strings.Split(s.Where, ", ") {
			path, _, _ := strings.Cut(where, ":")
			if !strings.HasPrefix(path, "wasm/") && !strings.HasPrefix(path, "web/") {
				continue
			}
			if _, err := os.Stat(root + path); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		}
	}
}
