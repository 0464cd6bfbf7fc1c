package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mobilenet/weights"
)

// An entry of weights/index.json tells the page what a file of weights is before it is loaded.
type entry struct {
	Name       string  `json:"name"`
	File       string  `json:"file"` // relative to weights/
	Bytes      int     `json:"bytes"`
	SHA256     string  `json:"sha256"`
	Alpha      float64 `json:"alpha"` // the widest
	AlphaMin   float64 `json:"alphaMin"`
	AlphaMax   float64 `json:"alphaMax"`
	Resolution int     `json:"resolution"` // trained at, pixels; 0 for all
	Classes    int     `json:"classes"`
	Quantised  bool    `json:"quantised"`
	Source     string  `json:"source"`
	Licence    string  `json:"licence"`
}

// writeWeights writes the weights in the directory from, as safetensors, and their index to dir. Without
// that directory the index is empty. Files of other networks are passed over with a message.
func writeWeights(ctx context.Context, dir, from string, c compressor) ([]entry, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	models, err := findModels(from)
	if err != nil {
		return nil, err
	}
	entries := []entry{} // [] in JSON where a nil slice would be null
	for _, model := range models {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		bundle, content, err := model.read()
		if err != nil {
			fmt.Fprintf(os.Stderr, "site: passing over %s: %v\n", filepath.Join(from, model.name), err)
			continue
		}
		sum := fmt.Sprintf("%x", sha256.Sum256(content))
		if slices.ContainsFunc(entries, func(e entry) bool { return e.SHA256 == sum }) {
			continue // both converted and as it came
		}
		e := entry{
			Name: bundle.Meta.Name, File: model.name + "." + sum[:12] + ".safetensors", Bytes: len(content), SHA256: sum,
			Alpha: bundle.Meta.AlphaMax, AlphaMin: bundle.Meta.AlphaMin, AlphaMax: bundle.Meta.AlphaMax,
			Resolution: bundle.Meta.Resolution, Classes: bundle.Meta.Classes, Quantised: bundle.Meta.Quantised,
			Source: bundle.Meta.Source, Licence: bundle.Meta.Licence,
		}
		// Numbers that were 8 bits shrink to a third, others hardly; Brotli is no better at them and slow.
		if err := c.write(filepath.Join(dir, e.File), content, gzipOf(6)); err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.Alpha, b.Alpha), cmp.Compare(a.Resolution, b.Resolution), cmp.Compare(a.File, b.File))
	})
	index, err := json.MarshalIndent(entries, "", "\t")
	if err != nil {
		return nil, err
	}
	return entries, os.WriteFile(filepath.Join(dir, "index.json"), append(index, '\n'), 0o666)
}

// A model is a file of weights, or several if it was published in parts.
type model struct {
	name  string   // without extensions
	paths []string // one .safetensors, or .tflite in order
}

// findModels returns the models in dir in the order of their names; those in parts have file names
// <name>.part<number>-<anything>.tflite.
func findModels(dir string) ([]model, error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var models []model
	for _, file := range files {
		extension := filepath.Ext(file.Name())
		if file.IsDir() || extension != ".safetensors" && extension != ".tflite" {
			continue
		}
		path := filepath.Join(dir, file.Name())
		name, _, inParts := strings.Cut(strings.TrimSuffix(file.Name(), extension), ".part")
		if last := len(models) - 1; inParts && last >= 0 && models[last].name == name {
			models[last].paths = append(models[last].paths, path)
			continue
		}
		models = append(models, model{name, []string{path}})
	}
	return models, nil
}

// read returns the model and the safetensors file that holds it.
func (m model) read() (*weights.Bundle, []byte, error) {
	parts := make([][]byte, len(m.paths))
	for i, path := range m.paths {
		var err error
		if parts[i], err = os.ReadFile(path); err != nil {
			return nil, nil, err
		}
	}
	if filepath.Ext(m.paths[0]) == ".safetensors" {
		bundle, err := weights.Read(parts[0])
		return bundle, parts[0], err
	}
	bundle, err := weights.JoinTFLite(parts...)
	if err != nil {
		return nil, nil, err
	}
	var file bytes.Buffer
	err = weights.WriteSafetensors(&file, bundle)
	return bundle, file.Bytes(), err
}
