package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// sheets matches links to style sheets that stand one below the other in a page, sheet one of them.
var (
	sheets = regexp.MustCompile(`(?:<link rel="stylesheet" href="\{\{file "[^"]+"\}\}">\n)+`)
	sheet  = regexp.MustCompile(`\{\{file "([^"]+)"\}\}`)
)

// A page is a template in web.
type page struct{ name, text string }

// joinSheets puts one link to a style sheet of the page's name in the place of its links, and returns that sheet: on a slow
// line each file is a wait of its own.
func (p *page) joinSheets(web string) (asset, error) {
	links := sheets.FindString(p.text)
	joined := asset{name: strings.TrimSuffix(p.name, ".html") + ".css"}
	for _, link := range sheet.FindAllStringSubmatch(links, -1) {
		content, err := os.ReadFile(filepath.Join(web, link[1]))
		if err != nil {
			return asset{}, fmt.Errorf("%s: %w", p.name, err)
		}
		joined.content = append(joined.content, content...)
	}
	p.text = strings.Replace(p.text, links, fmt.Sprintf("<link rel=\"stylesheet\" href=\"{{file %q}}\">\n", joined.name), 1)
	return joined, nil
}

// readPages reads the pages in web, and returns their style sheets beside them.
func readPages(web string) ([]page, assets, error) {
	paths, err := filepath.Glob(filepath.Join(web, "*.html"))
	if err != nil {
		return nil, nil, err
	}
	var pages []page
	var joined assets
	for _, path := range paths {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		p := page{filepath.Base(path), string(content)}
		if sheets.MatchString(p.text) {
			own, err := p.joinSheets(web)
			if err != nil {
				return nil, nil, err
			}
			joined = append(joined, own)
		}
		pages = append(pages, p)
	}
	return pages, joined, nil
}

// imported matches a module that another imports statically.
var imported = regexp.MustCompile(`(?m)` + statically + module + `;$`)

// modules returns what templates call modules: links that have the browser fetch all that a module in web imports,
// directly or not, before it has read any of it.
func modules(web string, at addresses) func(module string) (string, error) {
	return func(module string) (string, error) {
		found, err := importedBy(web, module)
		if err != nil {
			return "", err
		}
		var links strings.Builder
		for _, name := range found[1:] {
			fmt.Fprintf(&links, "<link rel=\"modulepreload\" href=\"%s\">\n", at[name])
		}
		return links.String(), nil
	}
}

// programs returns what templates call programs: the addresses of modules in web and of all that they import, as JSON.
func programs(web string, at addresses) func(modules ...string) (string, error) {
	return func(modules ...string) (string, error) {
		found, err := importedBy(web, modules...)
		if err != nil {
			return "", err
		}
		return at.named(found)
	}
}

// importedBy returns modules in web with all that they import statically, directly or not.
func importedBy(web string, modules ...string) ([]string, error) {
	found := slices.Clone(modules)
	for i := 0; i < len(found); i++ {
		content, err := os.ReadFile(filepath.Join(web, found[i]))
		if err != nil {
			return nil, err
		}
		for _, m := range imported.FindAllSubmatch(content, -1) {
			if name := string(m[1]); !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found, nil
}
