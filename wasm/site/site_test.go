package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"

	"mobilenet/weights"
)

// testOptions are those of a site made of this package's testdata.
func testOptions(t *testing.T) options {
	return options{
		programs: "testdata/programs",
		web:      "testdata/web",
		trained:  filepath.Join(t.TempDir(), "absent"),
		weights:  filepath.Join(t.TempDir(), "absent"),
		accuracy: filepath.Join(t.TempDir(), "absent"),
		runtimes: filepath.Join(t.TempDir(), "absent"),
		cache:    filepath.Join(t.TempDir(), "cache"),
		quality:  5,
	}
}

func mustBuild(t *testing.T, out string, o options) {
	t.Helper()
	if report, err := build(t.Context(), out, o); err != nil {
		t.Fatalf("%s, %v", report, err)
	}
}

// list returns the names of all files in dir, slash-separated.
func list(t *testing.T, dir string) []string {
	t.Helper()
	var names []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestBuild(t *testing.T) {
	out, o := filepath.Join(t.TempDir(), "dist"), testOptions(t)
	mustBuild(t, out, o)
	pattern := regexp.MustCompile(`v/[0-9a-f]{12}/`)
	var have []string
	for _, name := range list(t, out) {
		have = append(have, pattern.ReplaceAllString(name, "v/HASH/"))
	}
	want := []string{
		".assetsignore", "LICENSE-Go.txt", "LICENSE-Go.txt.br", "LICENSE-Go.txt.gz", "_headers", "_redirects", "bench.html", "bench.html.br", "examples/one.html", "index.html", "index.html.br", "index.html.gz", "library.js",
		"v/HASH/boot.js", "v/HASH/boot.js.br", "v/HASH/boot.js.gz",
		"v/HASH/engine-relaxed.wasm", "v/HASH/engine-relaxed.wasm.br", "v/HASH/engine-relaxed.wasm.gz",
		"v/HASH/engine.wasm", "v/HASH/engine.wasm.br", "v/HASH/engine.wasm.gz",
		"v/HASH/index.css",
		"v/HASH/page.wasm", "v/HASH/page.wasm.br", "v/HASH/page.wasm.gz",
		"v/HASH/runtimes.json", "v/HASH/samples/dot.svg",
		"v/HASH/wasm_exec.js", "v/HASH/wasm_exec.js.br", "v/HASH/wasm_exec.js.gz",
		"v/HASH/weights/accuracy.json", "v/HASH/weights/detectors.json", "v/HASH/weights/index.json",
		"weights/accuracy.json", "weights/detectors.json", "weights/index.json",
	}
	if slices.Sort(have); !slices.Equal(have, want) {
		t.Errorf("files: have %q\nwant %q", have, want)
	}
	for _, list := range []string{"index.json", "detectors.json"} {
		if have := string(read(t, filepath.Join(out, "weights", list))); have != "[]\n" {
			t.Errorf("%s without weights: have %q, want []", list, have)
		}
	}
	checkCompressed(t, out)
	if have := string(read(t, filepath.Join(out, "library.js"))); !pattern.MatchString(have) || strings.Contains(have, "{{") {
		t.Errorf("library.js: have %q, want the address of a module in it", have)
	}
	info, err := os.Stat(out)
	if err != nil || info.Mode().Perm()&0o055 != 0o055 {
		t.Errorf("the directory is %v, want it readable by every user", info.Mode())
	}

	again := filepath.Join(t.TempDir(), "again")
	mustBuild(t, again, o)
	if have, want := list(t, again), list(t, out); !slices.Equal(have, want) {
		t.Errorf("built again: have %q, want the same hashes: %q", have, want)
	}
}

// checkCompressed compares every compressed file with the plain one beside it.
func checkCompressed(t *testing.T, dir string) {
	t.Helper()
	for _, name := range list(t, dir) {
		path := filepath.Join(dir, name)
		var reader io.Reader
		var err error
		switch filepath.Ext(name) {
		case ".br":
			reader = brotli.NewReader(bytes.NewReader(read(t, path)))
		case ".gz":
			reader, err = gzip.NewReader(bytes.NewReader(read(t, path)))
		default:
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		have, err := io.ReadAll(reader)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if want := read(t, strings.TrimSuffix(path, filepath.Ext(path))); !bytes.Equal(have, want) {
			t.Errorf("%s: have %d other bytes, want the plain file's %d", name, len(have), len(want))
		}
	}
}

// TestChange changes one asset and expects a new address for it, in the page too, and the old ones for all others.
func TestChange(t *testing.T) {
	out, o := filepath.Join(t.TempDir(), "dist"), testOptions(t)
	o.web = t.TempDir()
	if err := os.CopyFS(o.web, os.DirFS("testdata/web")); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, out, o)
	before, files := read(t, filepath.Join(out, "index.html")), list(t, filepath.Join(out, "v"))
	if err := os.WriteFile(filepath.Join(o.web, "style.css"), []byte("p{color:red}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, out, o)
	if after := read(t, filepath.Join(out, "index.html")); bytes.Equal(before, after) {
		t.Errorf("have the same page %q, want it to link to another hash", after)
	}
	var changed []string
	for _, name := range list(t, filepath.Join(out, "v")) {
		if !slices.Contains(files, name) {
			changed = append(changed, path.Base(name))
		}
	}
	if want := []string{"index.css"}; !slices.Equal(changed, want) {
		t.Errorf("have new addresses for %q, want %q", changed, want)
	}
}

// TestFailure expects that a build that fails leaves the old site and nothing else.
func TestFailure(t *testing.T) {
	dir, o := t.TempDir(), testOptions(t)
	out := filepath.Join(dir, "dist")
	mustBuild(t, out, o)
	want := list(t, dir)
	for name, spoil := range map[string]func(*options){
		"programs": func(o *options) { o.programs = "testdata/absent" },
		"template": func(o *options) { o.web = write(t, "index.html", "{{.Absent}}") },
		"reserved": func(o *options) { o.web = write(t, "wasm_exec.js", "") },
		"no web":   func(o *options) { o.web = "testdata/absent" },
	} {
		t.Run(name, func(t *testing.T) {
			bad := o
			spoil(&bad)
			if _, err := build(t.Context(), out, bad); err == nil {
				t.Error("have no error, want one")
			}
			if have := list(t, dir); !slices.Equal(have, want) {
				t.Errorf("afterwards: have %q, want the old site %q", have, want)
			}
		})
	}
}

// write returns a new directory with one file.
func write(t *testing.T, name, content string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestWeights(t *testing.T) {
	out, o := filepath.Join(t.TempDir(), "dist"), testOptions(t)
	bundle := &weights.Bundle{Meta: weights.Meta{
		Name: "narrow", Alpha: 0.25, Resolution: 128, Classes: 10, Scale: 1 / 127.5, Offset: -1,
		Quantised: true, Source: "a test", Licence: "Apache-2.0",
	}}
	if err := bundle.Add(weights.Tensor{Name: "fc/bias", Shape: []int{10}, Data: make([]float32, 10)}); err != nil {
		t.Fatal(err)
	}
	var content bytes.Buffer
	if err := weights.WriteSafetensors(&content, bundle); err != nil {
		t.Fatal(err)
	}
	o.weights = write(t, "narrow-file.safetensors", content.String())
	for name, text := range map[string]string{
		"copy.safetensors": content.String(), "broken.safetensors": "{", "broken.part1-a.tflite": "", "broken.part2-b.tflite": "",
		"README.md": "no weights",
	} {
		if err := os.WriteFile(filepath.Join(o.weights, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	own := &weights.Bundle{Meta: bundle.Meta}
	own.Meta.Name, own.Meta.Alpha, own.Meta.Resolution, own.Meta.ResolutionMin, own.Meta.ResolutionMax = "own", 0.5, 0, 128, 224
	if err := own.AddQuantised(weights.QuantisedTensor{
		Name: "fc/weights", Shape: []int{1, 2}, Bytes: []byte{1, 255}, Zero: 128, Scales: []float32{1, 2},
	}); err != nil {
		t.Fatal(err)
	}
	var ownContent bytes.Buffer
	if err := weights.WriteSafetensors(&ownContent, own); err != nil {
		t.Fatal(err)
	}
	o.trained = write(t, "own.safetensors", ownContent.String())
	damaged := ownContent.String()[:ownContent.Len()-1]
	if err := os.WriteFile(filepath.Join(o.trained, "damaged.safetensors"), []byte(damaged), 0o666); err != nil {
		t.Fatal(err)
	}
	mustBuild(t, out, o)
	have, err := weights.ParseIndex(read(t, filepath.Join(out, "weights/index.json")))
	if err != nil {
		t.Fatal(err)
	}
	want := []weights.IndexEntry{
		weights.NewIndexEntry(bundle.Meta, ".safetensors", int64(content.Len()), sha256.Sum256(content.Bytes())),
		weights.NewIndexEntry(own.Meta, ".safetensors", int64(ownContent.Len()), sha256.Sum256(ownContent.Bytes())),
	}
	if !slices.Equal(have, want) {
		t.Errorf("index: have %+v\nwant %+v", have, want)
	}
	if !bytes.Equal(read(t, filepath.Join(out, "weights", want[0].File)), content.Bytes()) {
		t.Error("have another file than the one given, want the same")
	}
	checkCompressed(t, out)
}

func TestFindModels(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{
		"b.tflite", "a.part2-head.tflite", "a.part1-body.tflite", "a.safetensors", "ab.tflite", "notes.txt",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	models, err := findModels(dir)
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for _, m := range models {
		text := m.name + ":"
		for _, path := range m.paths {
			text += " " + filepath.Base(path)
		}
		have = append(have, text)
	}
	want := []string{"a: a.part1-body.tflite a.part2-head.tflite", "a: a.safetensors", "ab: ab.tflite", "b: b.tflite"}
	if !slices.Equal(have, want) {
		t.Errorf("have %q, want %q", have, want)
	}
}

// TestRelocatable follows every link of every page when the site lies under a path of a plain file server.
func TestRelocatable(t *testing.T) {
	out := filepath.Join(t.TempDir(), "dist")
	mustBuild(t, out, testOptions(t))
	server := httptest.NewServer(http.StripPrefix("/a/b", http.FileServer(http.Dir(out))))
	defer server.Close()
	links := regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	for _, page := range []string{"/a/b/index.html", "/a/b/", "/a/b/bench.html"} {
		base, err := url.Parse(server.URL + page)
		if err != nil {
			t.Fatal(err)
		}
		found := links.FindAllSubmatch(get(t, base), -1)
		if len(found) == 0 {
			t.Errorf("%s: have no links, want some", page)
		}
		for _, match := range found {
			link, err := url.Parse(string(match[1]))
			if err != nil || link.IsAbs() || strings.HasPrefix(link.Path, "/") {
				t.Errorf("%s: have the link %q, want a relative one", page, match[1])
				continue
			}
			get(t, base.ResolveReference(link))
		}
	}
}

func get(t *testing.T, address *url.URL) []byte {
	t.Helper()
	response, err := http.Get(address.String())
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Errorf("%s: have %s, %v, want 200", address, response.Status, err)
	}
	return body
}
