package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

// addresses are where the assets are, v/<hash>/<name>, by their names.
type addresses map[string]string

// How a module says that it imports another: how that begins, and the other's name.
const (
	statically = `^(?:import|\}) [^;]*"`
	later      = `await import\("`
	module     = `\./([\w.]+\.js)"`
)

// referred matches the name by which a module imports another, now or later.
var referred = regexp.MustCompile(`(?m)(` + statically + `|` + later + `)` + module)

// address has modules import each other by their addresses, and returns the addresses of all assets. A module's hash is of
// what it is then, so that it changes with any that it imports.
func (a assets) address() (addresses, error) {
	found, entered := make(addresses), make(map[string]bool)
	var enter func(name string) error
	enter = func(name string) error {
		if found[name] != "" {
			return nil
		}
		i := slices.IndexFunc(a, func(one asset) bool { return one.name == name })
		if i < 0 {
			return fmt.Errorf("%s: have no such file, want one that a module imports", name)
		}
		if entered[name] {
			return fmt.Errorf("%s: imports itself by way of others, want no such circle: its hash would be of itself", name)
		}
		entered[name] = true
		if path.Ext(name) == ".js" {
			for _, m := range referred.FindAllSubmatch(a[i].content, -1) {
				if err := enter(string(m[2])); err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
			}
			a[i].content = referred.ReplaceAllFunc(a[i].content, func(text []byte) []byte {
				m := referred.FindSubmatch(text)
				return fmt.Appendf(nil, `%s../%s"`, m[1], strings.TrimPrefix(found[string(m[2])], "v/"))
			})
		}
		found[name] = fmt.Sprintf("v/%s/%s", hash(a[i].content), name)
		return nil
	}
	for _, one := range a {
		if err := enter(one.name); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// hash returns the first twelve digits of the SHA-256.
func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return fmt.Sprintf("%x", sum[:6])
}

// of returns an asset's address. Templates call it file.
func (a addresses) of(name string) (string, error) {
	found, ok := a[name]
	if !ok {
		return "", fmt.Errorf("have no file %s, want one of web or one that is built", name)
	}
	return found, nil
}

// matching returns the names that match any of the patterns, of which each has to match one.
func (a addresses) matching(patterns ...string) ([]string, error) {
	var found []string
	for _, pattern := range patterns {
		before := len(found)
		for _, name := range slices.Sorted(maps.Keys(a)) {
			matches, err := path.Match(pattern, name)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", pattern, err)
			}
			if matches && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
		if len(found) == before {
			return nil, fmt.Errorf("%s: have no further file of such a name, want one", pattern)
		}
	}
	return found, nil
}

// files returns the addresses of those that match any of the patterns by their names, as JSON: what a document tells its
// modules, which look there for what they need later (web/files.js).
func (a addresses) files(patterns ...string) (string, error) {
	names, err := a.matching(patterns...)
	if err != nil {
		return "", err
	}
	chosen := make(addresses)
	for _, name := range names {
		chosen[name] = a[name]
	}
	text, err := json.Marshal(chosen)
	return string(text), err
}

// list returns the addresses of those that match any of the patterns, as JSON.
func (a addresses) list(patterns ...string) (string, error) {
	names, err := a.matching(patterns...)
	if err != nil {
		return "", err
	}
	return a.named(names)
}

// named returns addresses as JSON.
func (a addresses) named(names []string) (string, error) {
	found := make([]string, len(names))
	for i, name := range names {
		found[i] = a[name]
	}
	text, err := json.Marshal(found)
	return string(text), err
}
