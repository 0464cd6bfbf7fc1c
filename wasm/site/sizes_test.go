package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCensus(t *testing.T) {
	web, dir := t.TempDir(), t.TempDir()
	at := addresses{"boot.js": "v/1/boot.js", "told.js": "v/2/told.js", "engine.js": "v/3/engine.js", "engine.wasm": "v/4/engine.wasm", "engine-relaxed.wasm": "v/5/engine-relaxed.wasm", "text/en.json": "v/6/text/en.json"}
	put := func(root, name string, size int, start string) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(start+strings.Repeat("x", size)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put(web, "boot.js", 0, "import \"./told.js\";\n")
	put(web, "told.js", 0, "")
	put(web, "engine.js", 0, "import \"./told.js\";\n")
	for name, size := range map[string]int{
		"index.html": 1000, "index.html.br": 100, "index.html.gz": 200, "v/1/boot.js": 30, "v/2/told.js": 3, "v/3/engine.js": 40,
		"v/4/engine.wasm": 9000, "v/4/engine.wasm.br": 500, "v/5/engine-relaxed.wasm": 7000, "v/6/text/en.json": 5, "weights/a.tflite": 6, "weights/index.json": 7, "bench.html": 8,
	} {
		put(dir, name, size, "")
	}
	c, err := newCensus(web)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.count(dir, at); err != nil {
		t.Fatal(err)
	}
	have := make(map[string]part)
	for _, p := range c.parts {
		have[p.name] = *p
	}
	for _, want := range []part{
		{"page", 3, 1033, 133},
		{"engine", 3, 16040, 7540},
		{"texts", 1, 5, 5},
		{"weights", 1, 6, 6},
		{"other pages, library, lists", 2, 15, 15},
	} {
		if have[want.name] != want {
			t.Errorf("%s: have %+v, want %+v", want.name, have[want.name], want)
		}
	}
	if have, want := c.beforeWeights(), int64(133+40+7000); have != want {
		t.Errorf("before weights: have %d bytes, want %d: the larger binary counts", have, want)
	}
	if err := c.check(); err != nil {
		t.Errorf("have %v, want no error", err)
	}
	c.parts[0].compressed += mostBeforeWeights
	if err := c.check(); err == nil || !strings.Contains(err.Error(), "want at most 2200000") {
		t.Errorf("have %v, want an error with the bound", err)
	}
}
