package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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

// A renderer has what pages are rendered with.
type renderer struct {
	web     string
	at      addresses
	first   string   // what the function first returned
	weights []string // addresses of the files of weights
	fresh   bool     // the service worker asks the server for the page before it takes the one that it has
}

// policies matches the policy of the headers for static hosts, without who may frame a page, which only a header can say.
var policies = regexp.MustCompile(`Content-Security-Policy: (.*); frame-ancestors `)

// policy returns the site's policy, which pages carry for hosts that send no headers.
func policy() (string, error) {
	rules, err := hostRules.ReadFile("_headers")
	if err != nil {
		return "", err
	}
	found := policies.FindSubmatch(rules)
	if found == nil {
		return "", errors.New("_headers: have no Content-Security-Policy that ends with frame-ancestors, want one")
	}
	return string(found[1]), nil
}

// render returns a page's text. A page can write its texts itself, or have them put in by {{text "key"}}. What pages share
// is defined in web/shared.
func (r renderer) render(p page, build string) ([]byte, error) {
	shared, err := filepath.Glob(filepath.Join(r.web, "shared", "*.html"))
	if err != nil {
		return nil, err
	}
	offered, err := languages(r.web)
	if err != nil {
		return nil, err
	}
	weights, err := json.Marshal(r.weights)
	if err != nil {
		return nil, err
	}
	t := template.New(p.name).Funcs(template.FuncMap{
		"text": english(r.web), "modules": modules(r.web, r.at), "programs": programs(r.web, r.at),
		"file": r.at.of, "files": r.at.files, "list": r.at.list, "policy": policy,
	})
	if len(shared) > 0 {
		if t, err = t.ParseFiles(shared...); err != nil {
			return nil, err
		}
	}
	if t, err = t.Parse(p.text); err != nil {
		return nil, err
	}
	var rendered bytes.Buffer
	err = t.Execute(&rendered, struct {
		First, Weights, Build string
		Fresh                 bool
		Languages             []language
		Lessons               []lesson.Lesson
	}{r.first, string(weights), build, r.fresh, offered, lesson.All})
	return rendered.Bytes(), err
}

// build returns a name of all that the pages hold that ask for it: what they are without it has its hash.
func (r renderer) build(pages []page) (string, error) {
	var all bytes.Buffer
	for _, p := range pages {
		if !strings.Contains(p.text, "{{.Build}}") {
			continue
		}
		rendered, err := r.render(p, "")
		if err != nil {
			return "", err
		}
		all.Write(rendered)
	}
	return hash(all.Bytes()), nil
}

// renderAll returns the texts of pages by their names.
func (r renderer) renderAll(pages []page) (map[string][]byte, error) {
	build, err := r.build(pages)
	if err != nil {
		return nil, err
	}
	rendered := make(map[string][]byte)
	for _, p := range pages {
		if rendered[p.name], err = r.render(p, build); err != nil {
			return nil, err
		}
	}
	return rendered, nil
}
