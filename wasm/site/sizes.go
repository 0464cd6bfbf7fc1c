package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// mostBeforeWeights is how many bytes the page and the engine may take together on the way to a browser, before weights. It
// holds for what is compressed as much as it can be.
const mostBeforeWeights = 2_200_000

// bestQuality is the highest of Brotli.
const bestQuality = 11

// binaries are the engine's, of which a browser takes one.
var binaries = []string{"engine.wasm", "engine-relaxed.wasm"}

// A part is some of the site's files.
type part struct {
	name              string
	files             int
	bytes, compressed int64 // as they are, and as they go to a browser
}

// A census counts a site's files in parts.
type census struct {
	page, engine []string // names
	parts        []*part
	binaries     []int64 // compressed
}

// newCensus finds out which assets are the page's, and which the engine's beside those.
func newCensus(web string) (*census, error) {
	page, err := importedBy(web, "boot.js")
	if err != nil {
		return nil, err
	}
	engine, err := importedBy(web, "engine.js")
	if err != nil {
		return nil, err
	}
	return &census{
		page:   append(page, "index.html", "index.css", "icon.svg", "theme.js", "unable.js", "parts.js", "page.wasm", "wasm_exec.js"),
		engine: append(engine, binaries...),
	}, nil
}

// partOf returns the name of the part that a file is in, by the file's name.
func (c *census) partOf(name string) string {
	switch {
	case slices.Contains(c.page, name):
		return "page"
	case slices.Contains(c.engine, name):
		return "engine"
	case path.Dir(name) == "text":
		return "texts"
	case path.Dir(name) == "samples":
		return "samples"
	case path.Dir(name) == "weights" && path.Ext(name) != ".json":
		return "weights"
	}
	return "other pages, library, lists"
}

// count counts the files in dir, at the addresses that the site gives them.
func (c *census) count(dir string, at addresses) error {
	names := make(map[string]string) // by address
	for name, address := range at {
		names[address] = name
	}
	found := make(map[string]*part)
	err := fs.WalkDir(os.DirFS(dir), ".", func(address string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || slices.Contains([]string{".br", ".gz"}, path.Ext(address)) {
			return err
		}
		name := address
		if known := names[address]; known != "" {
			name = known
		}
		bytes, compressed, err := sizeOf(filepath.Join(dir, filepath.FromSlash(address)))
		if err != nil {
			return err
		}
		p := found[c.partOf(name)]
		if p == nil {
			p = &part{name: c.partOf(name)}
			found[p.name] = p
		}
		p.files, p.bytes, p.compressed = p.files+1, p.bytes+bytes, p.compressed+compressed
		if slices.Contains(binaries, name) {
			c.binaries = append(c.binaries, compressed)
		}
		return nil
	})
	for _, name := range slices.Sorted(maps.Keys(found)) {
		c.parts = append(c.parts, found[name])
	}
	return err
}

// sizeOf returns the size of a file, and of the smallest of what lies beside it for browsers.
func sizeOf(path string) (bytes, compressed int64, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, err
	}
	bytes, compressed = info.Size(), info.Size()
	for _, suffix := range []string{".br", ".gz"} {
		if info, err := os.Stat(path + suffix); err == nil {
			compressed = min(compressed, info.Size())
		}
	}
	return bytes, compressed, nil
}

// beforeWeights returns how many bytes the page and the engine take on the way to a browser.
func (c *census) beforeWeights() (sum int64) {
	for _, p := range c.parts {
		if p.name == "page" || p.name == "engine" {
			sum += p.compressed
		}
	}
	for _, size := range c.binaries {
		sum -= size
	}
	return sum + slices.Max(append(c.binaries, 0))
}

// String says what each part takes.
func (c *census) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-28s %6s %12s %12s\n", "part", "files", "bytes", "compressed")
	for _, p := range c.parts {
		fmt.Fprintf(&b, "%-28s %6d %12d %12d\n", p.name, p.files, p.bytes, p.compressed)
	}
	fmt.Fprintf(&b, "before weights a browser takes %d bytes: the page, and the engine with one of its binaries\n", c.beforeWeights())
	return b.String()
}

// check returns an error if that is too much.
func (c *census) check() error {
	if have := c.beforeWeights(); have > mostBeforeWeights {
		return fmt.Errorf("page and engine: have %d bytes compressed, want at most %d", have, mostBeforeWeights)
	}
	return nil
}
