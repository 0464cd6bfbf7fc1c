package main

import (
	"bytes"
	"cmp"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// hostRules are for static hosts: the headers that they shall send, which serve.go sends by itself, and what else they
// would do otherwise.
//
//go:embed _headers _redirects .assetsignore
var hostRules embed.FS

// An asset is a file of the site whose address has the hash of its content.
type asset struct {
	name    string // slash-separated, relative to v/<hash>/
	content []byte
}

type assets []asset

// kinds are the extensions of the files in web/ that are assets, unless they are in its directory stable. Others are the
// pages' templates and style sheets, which are joined, and the sources from which assets are made.
var kinds = []string{".ico", ".jpeg", ".jpg", ".js", ".json", ".png", ".svg", ".txt", ".webp"}

// collectAssets reads the assets in web, builds the programs, and returns all in the order of their names.
func collectAssets(ctx context.Context, programs, web string, traces bool) (assets, error) {
	var found assets
	err := filepath.WalkDir(web, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := path != web && (strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_"))
		switch {
		case entry.IsDir() && (hidden || entry.Name() == "testdata" || path == filepath.Join(web, stableDir)):
			return filepath.SkipDir
		case entry.IsDir() || hidden || !slices.Contains(kinds, filepath.Ext(path)):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(web, path)
		found = append(found, asset{filepath.ToSlash(name), content})
		return err
	})
	if err != nil {
		return nil, err
	}
	binaries, err := compile(ctx, programs, traces)
	if err != nil {
		return nil, err
	}
	// It belongs to the compiler: a copy of another version would not run the program.
	support, err := readOfGo(ctx, "lib/wasm/wasm_exec.js")
	if err != nil {
		return nil, err
	}
	found = append(found, asset{"wasm_exec.js", support})
	found = append(found, binaries...)
	slices.SortFunc(found, func(a, b asset) int { return cmp.Compare(a.name, b.name) })
	for i := 1; i < len(found); i++ {
		if found[i].name == found[i-1].name {
			return nil, fmt.Errorf("%s: have the file in %s too, want only the built one", found[i].name, web)
		}
	}
	return found, nil
}

// readOfGo reads a file of the Go that builds the programs.
func readOfGo(ctx context.Context, name string) ([]byte, error) {
	goroot, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	return os.ReadFile(filepath.Join(string(bytes.TrimSpace(goroot)), filepath.FromSlash(name)))
}

// compile builds the commands page and engine under the directory programs for the browser, and finishes them, the engine
// twice: for every browser, and for those with relaxed SIMD. With traces, their stack traces have names and lines.
// Without paths, version control stamp and symbols the same source gives the same bytes everywhere, and so the same
// addresses.
func compile(ctx context.Context, programs string, traces bool) (assets, error) {
	dir, err := os.MkdirTemp("", "mobilenet-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	linkedPage, linkedEngine := filepath.Join(dir, "linked-page.wasm"), filepath.Join(dir, "linked-engine.wasm")
	page, plain, relaxed := filepath.Join(dir, "page.wasm"), filepath.Join(dir, "engine.wasm"), filepath.Join(dir, "engine-relaxed.wasm")
	slim := fmt.Sprintf("-slim=%t", !traces)
	for _, command := range []*exec.Cmd{
		program(ctx, linkedPage, filepath.Join(programs, "page")),
		program(ctx, linkedEngine, filepath.Join(programs, "engine")),
		exec.CommandContext(ctx, "go", "run", "mobilenet/wasm/finish", slim, linkedPage, page),
		exec.CommandContext(ctx, "go", "run", "mobilenet/wasm/finish", slim, linkedEngine, plain),
		exec.CommandContext(ctx, "go", "run", "mobilenet/wasm/finish", slim, "-relaxed", linkedEngine, relaxed),
	} {
		if output, err := command.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%s: %w\n%s", strings.Join(command.Args, " "), err, bytes.TrimSpace(output))
		}
	}
	var binaries assets
	for _, path := range []string{page, plain, relaxed} {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		binaries = append(binaries, asset{filepath.Base(path), content})
	}
	return binaries, nil
}

// inlined are the packages whose functions are inlined: those that compute. The others run when somebody clicks, or call
// into JavaScript, beside which a call of Go's is nothing; the programs are 50 and 17 kB smaller (compressed) for it.
var inlined = []string{
	"runtime", "internal/...", "sync/...", "syscall/js", "math/...", "strconv", "strings", "slices", "cmp", "unicode/...",
	"bufio", "compress/...", "encoding/...", "hash/...", "github.com/google/flatbuffers/...",
	"mobilenet/kernels", "mobilenet/model", "mobilenet/model/detect", "mobilenet/model/timing", "mobilenet/wasm/internal/sha256", "mobilenet/weights", "mobilenet/weights/layers",
}

// inlineLittle returns the flags of go build that inline in those packages only.
func inlineLittle() []string {
	flags := []string{"-gcflags=all=-l"}
	for _, pattern := range inlined {
		flags = append(flags, "-gcflags="+pattern+"=")
	}
	return flags
}

// program is the command that builds the package in the directory dir for the browser.
func program(ctx context.Context, out, dir string) *exec.Cmd {
	arguments := append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", out}, inlineLittle()...)
	command := exec.CommandContext(ctx, "go", append(arguments, ".")...)
	command.Dir = dir
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	return command
}
