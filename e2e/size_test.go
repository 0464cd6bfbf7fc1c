package e2e

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// whole matches the calls by which package dom makes an element or an event of whichever type the browser says.
var whole = regexp.MustCompile(`\.(CreateElement|CreateTextNode|GetElementByID|QuerySelector|QuerySelectorAll|ActiveElement|Body|ParentElement|ParentNode|FirstChild|ChildNodes|Closest|AddEventListener)\(|dom\.Wrap`)

// One call of the page's program that makes package dom's elements links all 140 types with their methods: 60 kB
// compressed. Package node does the same for those that the page uses.
func TestPageElements(t *testing.T) {
	err := filepath.WalkDir(filepath.Join("..", "wasm", "page"), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		content, err := os.ReadFile(path)
		for _, call := range whole.FindAllString(string(content), -1) {
			t.Errorf("%s: have %q, want what wasm/page/internal/node has for it", path, call)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A visitor loads the page's program and one of the engine's two: each is at most 1 MB on the way from a host that has
// what make site builds.
func TestBinarySizes(t *testing.T) {
	const most, quality = 1_000_000, "11" // as make site compresses
	dir := filepath.Join(t.TempDir(), "site")
	build := exec.Command("go", "run", "./wasm/site", "-out", dir, "-weights", filepath.Join(t.TempDir(), "none"), "-brotli", quality)
	build.Dir = ".."
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	for _, name := range []string{"page.wasm", "engine.wasm", "engine-relaxed.wasm"} {
		paths, err := filepath.Glob(filepath.Join(dir, "v", "*", name+".br"))
		if err != nil || len(paths) != 1 {
			t.Fatalf("%s: have %q compressed, want one", name, paths)
		}
		info, err := os.Stat(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > most {
			t.Errorf("%s: have %d bytes with Brotli %s, want at most %d", name, info.Size(), quality, most)
		}
		t.Logf("%s: %d bytes with Brotli %s, %.0f %% below the bound", name, info.Size(), quality, 100-100*float64(info.Size())/most)
	}
}
