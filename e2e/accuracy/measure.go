package main

import (
	"crypto/sha256"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mobilenet/e2e/benchpage"
)

// photosPath is where the photos are on the site.
const photosPath = "accuracy-photos"

// chunk is how many photos a page is asked about at once.
const chunk = 500

//go:embed batch.js
var batch string

// measurer asks a page's engine about a set of photos.
type measurer struct {
	page    *benchpage.Page
	set     *photoSet
	kept    string // directory
	program string // the binary and the beginning of its digest
	key     string // of everything but the configuration
}

// answerers are the scripts that a photo passes on its way to the engine's program.
var answerers = []string{"engine.js", "frame.js", "photo.js"}

// newMeasurer prepares the page of the site in dir.
func newMeasurer(page *benchpage.Page, dir string, set *photoSet, kept string) (*measurer, error) {
	if err := os.MkdirAll(kept, 0o777); err != nil {
		return nil, err
	}
	sum := sha256.New()
	for _, name := range append(answerers, page.Info.Binary) {
		paths, err := filepath.Glob(filepath.Join(dir, "v", "*", name))
		if err != nil || len(paths) != 1 {
			return nil, fmt.Errorf("%s: have %q on the site, want one", name, paths)
		}
		content, err := os.ReadFile(paths[0])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(sum, "%s %x\n", name, sha256.Sum256(content))
	}
	fmt.Fprintf(sum, "%s\n", batch)
	program := fmt.Sprintf("%x", sum.Sum(nil))
	if _, err := benchpage.Call[any](page, "void (window.answers = await "+batch+")"); err != nil {
		return nil, err
	}
	return &measurer{page, set, kept, page.Info.Binary + " " + program[:12], program + " " + set.digest()}, nil
}

// an answer is what a network says of a photo.
type answer struct {
	Classes    []int   `json:"classes"`    // the five most probable
	Confidence float64 `json:"confidence"` // the probability of the first
}

// answers returns the answer to each photo, as kept or as the engine gives it now.
func (m *measurer) answers(c configuration) ([]answer, error) {
	var answers []answer
	key := fmt.Sprintf("%s %s %s %v", m.key, c.File.SHA256, c.Precision, c.point)
	path := filepath.Join(m.kept, fmt.Sprintf("%x.json", sha256.Sum256([]byte(key))))
	content, err := os.ReadFile(path)
	if err == nil {
		return answers, json.Unmarshal(content, &answers)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	start := time.Now()
	for first := 0; first < len(m.set.photos); first += chunk {
		some, err := m.ask(c, first, min(first+chunk, len(m.set.photos)))
		if err != nil {
			return nil, fmt.Errorf("%v: %w", c, err)
		}
		answers = append(answers, some...)
	}
	fmt.Printf("%v: %.1f s\n", c, time.Since(start).Seconds())
	if content, err = json.Marshal(answers); err != nil {
		return nil, err
	}
	partial := path + ".new"
	if err := os.WriteFile(partial, content, 0o666); err != nil {
		return nil, err
	}
	return answers, os.Rename(partial, path)
}

// ask has the engine classify the photos first to before last.
func (m *measurer) ask(c configuration, first, last int) ([]answer, error) {
	var addresses []string
	for i := first; i < last; i++ {
		addresses = append(addresses, fmt.Sprintf("%s/%d", photosPath, i))
	}
	photos, err := json.Marshal(addresses)
	if err != nil {
		return nil, err
	}
	call := fmt.Sprintf(`await answers(%s, {alpha: %v, resolution: %d, precision: %q, weights: {source: "url",
		url: new URL("weights/" + %q, document.baseURI).href, bytes: %d, sha256: %q}})`,
		photos, c.Alpha, c.Resolution, c.Precision, c.File.File, c.File.Bytes, c.File.SHA256)
	have, err := benchpage.Call[[]answer](m.page, call)
	if err != nil {
		return nil, err
	}
	if len(have) != last-first {
		return nil, fmt.Errorf("have answers to %d photos, want %d", len(have), last-first)
	}
	return have, nil
}
