package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"mobilenet/weights"
)

// npm has what only the npm package needs.
//
//go:embed npm
var npm embed.FS

// packageAlpha is the width of the network that comes with the package.
const packageAlpha = 0.25

// programFiles are what the engine's worker runs besides its modules.
var programFiles = []string{"engine.wasm", "engine-relaxed.wasm", "wasm_exec.js"}

// buildPackage writes the library as an npm package into a directory: what npm installs from a file. The same source gives
// the same bytes.
func buildPackage(ctx context.Context, dir string, o options) (report string, err error) {
	files, err := packageFiles(ctx, o)
	if err != nil {
		return "", err
	}
	var manifest struct{ Name, Version string }
	if err := json.Unmarshal(files["package.json"], &manifest); err != nil {
		return "", fmt.Errorf("package.json: %w", err)
	}
	content, err := tarball(files)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s-%s.tgz", manifest.Name, manifest.Version)
	return fmt.Sprintf("%s, %d files, %d bytes", name, len(files), len(content)), os.WriteFile(filepath.Join(dir, name), content, 0o666)
}

// packageFiles returns the files of the package by their names. They lie as they do in the site.
func packageFiles(ctx context.Context, o options) (map[string][]byte, error) {
	all, err := collectAssets(ctx, o.programs, o.web, o.traces)
	if err != nil {
		return nil, err
	}
	wanted, err := importedBy(o.web, "library.js", "engine.js")
	if err != nil {
		return nil, err
	}
	wanted = append(wanted, programFiles...)
	used := slices.DeleteFunc(all, func(a asset) bool { return !slices.Contains(wanted, a.name) })
	at, err := used.address()
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte)
	for _, asset := range used {
		files[at[asset.name]] = asset.content
	}
	for _, name := range []string{"mobilenet.js", "mobilenet.d.ts"} {
		content, err := os.ReadFile(filepath.Join(o.web, stableDir, name))
		if err != nil {
			return nil, err
		}
		if files[name], err = (renderer{web: o.web, at: at}).render(page{name, string(content)}, ""); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"package.json", "README.md"} {
		if files[name], err = npm.ReadFile("npm/" + name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"LICENSE", "NOTICE"} {
		if files[name], err = os.ReadFile(name); err != nil {
			return nil, err
		}
	}
	// What the programs have of Go's own library, and wasm_exec.js, is under Go's licence.
	if files["LICENSE-Go"], err = readOfGo(ctx, "LICENSE"); err != nil {
		return nil, err
	}
	return files, packageWeights(files, o.trained)
}

// packageWeights adds the project's narrowest network, and the lists that say that there is no other.
func packageWeights(files map[string][]byte, trained string) error {
	models, err := findModels(trained)
	if err != nil {
		return err
	}
	var entries []weights.IndexEntry
	for _, model := range models {
		content, entry, err := model.read()
		if err != nil {
			return err
		}
		if entry.Own() && entry.Alpha == packageAlpha {
			files["weights/"+entry.File] = content
			entries = append(entries, entry)
		}
	}
	if len(entries) == 0 {
		return fmt.Errorf("%s: have no weights of alpha %v, want those that come with the package", trained, packageAlpha)
	}
	index, err := weights.FormatIndex(entries)
	none, errNone := weights.FormatIndex(nil)
	files["weights/index.json"], files["weights/detectors.json"] = index, none
	return errors.Join(err, errNone)
}

// tarball packs files as npm does: below a directory "package", without times and owners.
func tarball(files map[string][]byte) ([]byte, error) {
	var packed bytes.Buffer
	compressed, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(compressed)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		content := files[name]
		header := &tar.Header{Name: "package/" + name, Mode: 0o644, Size: int64(len(content)), Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := archive.Write(content); err != nil {
			return nil, err
		}
	}
	err = errors.Join(archive.Close(), compressed.Close())
	return packed.Bytes(), err
}
