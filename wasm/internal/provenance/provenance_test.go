package provenance_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"mobilenet/wasm/internal/provenance"
)

const root = "../../.."

// Every source is said in words, and stands where the table says.
func TestAll(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "web/text/en.json"))
	if err != nil {
		t.Fatal(err)
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		t.Fatal(err)
	}
	for key, s := range provenance.All {
		if texts["source."+key] == "" {
			t.Errorf("have no text source.%s, want what the source %q is", key, key)
		}
		if s.URL != "" {
			continue
		}
		for _, where := range strings.Split(s.Where, "; ") {
			if err := look(where); err != nil {
				t.Errorf("%s: %v", key, err)
			}
		}
	}
}

// What TestAll asks for can fail.
func TestLook(t *testing.T) {
	for _, c := range []struct {
		name, where string
		there       bool
	}{
		{"a file", "web/camera.js", true},
		{"no such file", "web/cinema.js", false},
		{"a function", "weights/layers: New, Channels", true},
		{"a function of another package", "weights/layers: Wilson", false},
		{"a function that a file calls only", "web/engine.js: bench", false},
		{"a method", "model/timing: Recent.Ms", true},
		{"a method of another type", "model/timing: Predictor.Ms", false},
		{"a method in JavaScript", "web/camera.js: start", true},
		{"the beginning of a name", "weights/layers: Layer, Lay", false},
	} {
		if err := look(c.where); (err == nil) != c.there {
			t.Errorf("%s: %q: have the error %v, want it found: %v", c.name, c.where, err, c.there)
		}
	}
}

// look reports what is missing of a place: its file or directory, or the definition of a name.
func look(where string) error {
	path, names, named := strings.Cut(where, ": ")
	info, err := os.Stat(filepath.Join(root, path))
	if err != nil || !named {
		return err
	}
	files := []string{filepath.Join(root, path)}
	if info.IsDir() {
		if files, err = filepath.Glob(filepath.Join(root, path, "*.go")); err != nil {
			return err
		}
	}
	var code strings.Builder
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		code.Write(content)
	}
	for _, name := range strings.Split(names, ", ") {
		if !definition(name).MatchString(code.String()) {
			return fmt.Errorf("%s: have no %s there, want its definition", path, name)
		}
	}
	return nil
}

// definition matches the line that defines a function or type of Go's or JavaScript's, or a method, Type.Name in Go.
func definition(name string) *regexp.Regexp {
	if receiver, method, ok := strings.Cut(name, "."); ok {
		return regexp.MustCompile(`(?m)^func \(\w+ \*?` + receiver + `\) ` + method + `\(`)
	}
	goOrFunction := `(func|type|(export )?(async )?function|(export )?class) ` + name + `\b`
	method := `  (async )?#?` + name + `\(.*\{$`
	return regexp.MustCompile(`(?m)^(` + goOrFunction + `|` + method + `)`)
}
