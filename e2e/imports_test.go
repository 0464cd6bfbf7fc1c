package e2e

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// arrows say what the packages under a path of the repository may import beside the standard library, directly
// and in tests: packages, and what is under them. The longest path counts.
//
//	wasm → model → {kernels, weights → weights/layers}
//
// serve.go and e2e look at the whole from outside and know none of them. syscall/js means knowing the browser.
var arrows = map[string][]string{
	"":                {"mobilenet/web", "github.com/syumai/workers"},
	"e2e":             {"mobilenet/e2e", "mobilenet/web/wall/walltest", "github.com/chromedp", "github.com/makiuchi-d/gozxing"},
	"e2e/bench":       {"mobilenet/e2e", "github.com/chromedp", "github.com/andybalholm/brotli"},
	"e2e/screenshots": {"mobilenet/e2e", "github.com/chromedp", "golang.org/x/image"},
	"kernels":         {"mobilenet/kernels"},
	"model":           {"mobilenet/model", "mobilenet/kernels", "mobilenet/weights"},
	"wasm/engine":     {"mobilenet/wasm/internal/among", "mobilenet/wasm/internal/message", "mobilenet/wasm/internal/promise", "mobilenet/wasm/internal/sha256", "mobilenet/wasm/internal/stats", "mobilenet/wasm/internal/told", "mobilenet/model", "mobilenet/kernels", "mobilenet/weights", "syscall/js"},
	"model/head":      {"mobilenet/model", "mobilenet/kernels", "mobilenet/weights", "golang.org/x/image"}, // its test decodes photos
	"wasm/finish":     {},
	"wasm/internal":   {"mobilenet/wasm/internal", "mobilenet/model", "mobilenet/weights", "rsc.io/qr", "syscall/js"},
	"wasm/page":       {"mobilenet/wasm/page/internal", "mobilenet/wasm/internal", "mobilenet/model", "mobilenet/kernels", "mobilenet/weights", "honnef.co/go/js/dom/v2", "syscall/js"},
	// The rooms of the page that something of it could run up from: none knows another panel's, or the page.
	"wasm/page/internal/client":   {"mobilenet/wasm/internal", "syscall/js"},
	"wasm/page/internal/controls": {"mobilenet/wasm/page/internal/node", "mobilenet/wasm/page/internal/words", "mobilenet/wasm/internal", "mobilenet/model", "mobilenet/kernels", "mobilenet/weights/layers", "honnef.co/go/js/dom/v2", "syscall/js"},
	"wasm/page/internal/narrow":   {"mobilenet/wasm/page/internal/node", "mobilenet/wasm/page/internal/words", "mobilenet/wasm/internal/among", "mobilenet/weights/layers", "honnef.co/go/js/dom/v2"},
	"wasm/page/internal/node":     {"honnef.co/go/js/dom/v2", "syscall/js"},
	"wasm/page/internal/picture":  {"mobilenet/wasm/page/internal/node", "mobilenet/wasm/page/internal/notice", "mobilenet/wasm/page/internal/site", "mobilenet/wasm/page/internal/words", "mobilenet/wasm/internal", "honnef.co/go/js/dom/v2", "syscall/js"},
	"wasm/page/internal/readouts": {"mobilenet/wasm/page/internal/node", "mobilenet/wasm/page/internal/notice", "mobilenet/wasm/page/internal/words", "mobilenet/wasm/internal", "mobilenet/weights/layers", "honnef.co/go/js/dom/v2", "syscall/js"},
	"wasm/page/internal/words":    {"mobilenet/wasm/page/internal/site", "mobilenet/wasm/internal", "mobilenet/weights", "syscall/js"},
	"wasm/site":                   {"mobilenet/weights", "mobilenet/wasm/internal", "github.com/andybalholm/brotli"},
	"web":                         {"mobilenet/model", "mobilenet/kernels", "mobilenet/weights"}, // the samples' test classifies them
	"web/wall":                    {"mobilenet/web/wall", "rsc.io/qr"},                           // its tests open databases
	"web/wall/database":           {"modernc.org/sqlite", "github.com/syumai/workers"},
	"web/files":                   {},
	"web/host":                    {"mobilenet/web/files", "mobilenet/web/wall"},
	"web/lan":                     {"mobilenet/web/lan", "rsc.io/qr", "github.com/makiuchi-d/gozxing"},
	"web/requestlog":              {},
	"weights":                     {"mobilenet/weights", "github.com/google/flatbuffers"},
	"weights/layers":              {},
}

// A listedPackage is what go list tells of a package.
type listedPackage struct {
	ImportPath, Name                   string
	Standard                           bool
	Imports, TestImports, XTestImports []string
}

// list returns all packages of the project and what they need, for a target.
func list(t *testing.T, goos, goarch string) []listedPackage {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-test",
		"-json=ImportPath,Name,Standard,Imports,TestImports,XTestImports", "mobilenet/...")
	if goos != "" {
		command.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	}
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", command, err, &stderr)
	}
	var packages []listedPackage
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var p listedPackage
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		if err != nil {
			t.Fatal(err)
		}
		packages = append(packages, p)
	}
}

// within reports whether path is root or under it.
func within(path, root string) bool {
	return root == "" || path == root || strings.HasPrefix(path, root+"/")
}

// allowedImports returns what a package of the project may import, by the longest path in arrows.
func allowedImports(importPath string) []string {
	path := strings.TrimPrefix(strings.TrimPrefix(importPath, "mobilenet"), "/")
	longest := ""
	for root := range arrows {
		if within(path, root) && len(root) > len(longest) {
			longest = root
		}
	}
	return arrows[longest]
}

func TestImports(t *testing.T) {
	targets := []struct {
		name, goos, goarch string
		packages           []string // that are there, lest the test hold nothing
	}{
		{"native", "", "", []string{"", "e2e", "kernels", "model", "weights", "weights/fetch", "weights/layers", "wasm/site"}},
		{"js/wasm", "js", "wasm", []string{"", "kernels", "model", "weights", "weights/layers", "wasm/engine", "wasm/page"}},
	}
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) {
			packages := list(t, target.goos, target.goarch)
			standard := make(map[string]bool)
			var ours []string
			for _, p := range packages {
				standard[p.ImportPath] = p.Standard
			}
			for _, p := range packages {
				path, _, variant := strings.Cut(p.ImportPath, " ") // "p [p.test]" is p with its tests
				if variant || !within(path, "mobilenet") || strings.HasSuffix(path, ".test") {
					continue
				}
				ours = append(ours, path)
				checkImports(t, p, standard)
			}
			for _, want := range target.packages {
				if want = strings.TrimSuffix("mobilenet/"+want, "/"); !slices.Contains(ours, want) {
					t.Errorf("have the packages %q, want %s among them", ours, want)
				}
			}
		})
	}
}

// checkImports reports what a package imports and may not.
func checkImports(t *testing.T, p listedPackage, standard map[string]bool) {
	t.Helper()
	allowed := allowedImports(p.ImportPath)
	for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
		if standard[imported] && imported != "syscall/js" {
			continue
		}
		// Tests from outside a package import the package itself.
		if imported != p.ImportPath && !slices.ContainsFunc(allowed, func(root string) bool { return within(imported, root) }) {
			t.Errorf("%s imports %s, want only the standard library and %q", p.ImportPath, imported, allowed)
		}
	}
}

// heavy are parts of the standard library that make a program larger by tens of kilobytes, which every visitor waits for
// (RATIONALE.md says what stands in their place).
var heavy = []string{"archive", "crypto", "encoding/json", "html/template", "image/jpeg", "image/png", "log", "net", "regexp", "text/template"}

func TestHeavyImports(t *testing.T) {
	for _, program := range []string{"mobilenet/wasm/engine", "mobilenet/wasm/page"} {
		t.Run(program, func(t *testing.T) {
			command := exec.Command("go", "list", "-deps", program)
			command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
			output, err := command.Output()
			if err != nil {
				t.Fatalf("%s: %v", command, err)
			}
			needed := strings.Fields(string(output))
			if !slices.Contains(needed, program) {
				t.Fatalf("have the packages %q, want %s among them", needed, program)
			}
			for _, path := range needed {
				if slices.ContainsFunc(heavy, func(root string) bool { return within(path, root) }) {
					t.Errorf("have %s in it, want nothing of %q", path, heavy)
				}
			}
		})
	}
}

func TestAllowedImports(t *testing.T) {
	for path, want := range map[string]string{
		"mobilenet": "", "mobilenet/kernels": "kernels", "mobilenet/kernels/internal/x": "kernels",
		"mobilenet/wasm/page": "wasm/page", "mobilenet/wasm/site": "wasm/site", "mobilenet/wasm/pages": "", "mobilenet/weights/fetch": "weights", "mobilenet/weights/layers": "weights/layers",
	} {
		if have := allowedImports(path); !slices.Equal(have, arrows[want]) {
			t.Errorf("%s: have %q, want %q", path, have, arrows[want])
		}
	}
}
