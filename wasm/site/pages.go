package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/template"

	"mobilenet/wasm/internal/lesson"
)

// A language is one of the page's: its tag, and the name that it has for itself.
type language struct {
	Code, Name string
	texts      map[string]string
}

// Text returns the language's text of a key.
func (l language) Text(key string) (string, error) {
	found, ok := l.texts[key]
	if !ok {
		return "", fmt.Errorf("%s.json: have no %s, want a text", l.Code, key)
	}
	return found, nil
}

// rank is 0 for English, the language of the pages' own text.
func (l language) rank() int {
	if l.Code == "en" {
		return 0
	}
	return 1
}

// languages lists the tables of texts in web, English first.
func languages(web string) ([]language, error) {
	paths, err := filepath.Glob(filepath.Join(web, "text", "*.json"))
	if err != nil {
		return nil, err
	}
	var found []language
	for _, path := range paths {
		texts, err := readTexts(path)
		if err != nil {
			return nil, err
		}
		name := texts["language.name"]
		if name == "" {
			return nil, fmt.Errorf("%s: have no language.name, want the language's own", path)
		}
		found = append(found, language{strings.TrimSuffix(filepath.Base(path), ".json"), name, texts})
	}
	slices.SortStableFunc(found, func(a, b language) int { return cmp.Compare(a.rank(), b.rank()) })
	return found, nil
}

// readTexts reads a table of texts.
func readTexts(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var texts map[string]string
	if err := json.Unmarshal(content, &texts); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return texts, nil
}

// english returns what templates call text: the English text of a key, which is given in parts.
func english(web string) func(key ...string) (string, error) {
	path := filepath.Join(web, "text", "en.json")
	read := sync.OnceValues(func() (map[string]string, error) { return readTexts(path) })
	return func(key ...string) (string, error) {
		texts, err := read()
		if err != nil {
			return "", err
		}
		found, ok := texts[strings.Join(key, "")]
		if !ok {
			return "", fmt.Errorf("%s: have no %s, want a text", path, strings.Join(key, ""))
		}
		return found, nil
	}
}

// renderPages writes pages, with the path prefix of the assets and what first returned, to dir. A page can write its texts
// itself, or have them put in by {{text "key"}}. What pages share is defined in web/shared.
func renderPages(dir, web, prefix, first string, pages []page) error {
	shared, err := filepath.Glob(filepath.Join(web, "shared", "*.html"))
	if err != nil {
		return err
	}
	offered, err := languages(web)
	if err != nil {
		return err
	}
	for _, p := range pages {
		t := template.New(p.name).Funcs(template.FuncMap{"text": english(web), "modules": modules(web, prefix)})
		if len(shared) > 0 {
			if t, err = t.ParseFiles(shared...); err != nil {
				return err
			}
		}
		if t, err = t.Parse(p.text); err != nil {
			return err
		}
		var rendered bytes.Buffer
		if err := t.Execute(&rendered, struct {
			Assets, First string
			Languages     []language
			Lessons       []lesson.Lesson
		}{prefix, first, offered, lesson.All}); err != nil {
			return err
		}
		path := filepath.Join(dir, filepath.FromSlash(p.name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(path, rendered.Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}
