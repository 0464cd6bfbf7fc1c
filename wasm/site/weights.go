package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"mobilenet/weights"
)

// detectorFile is the extension of a detector's file, which stays what it is.
const detectorFile = ".tflite"

// siteWeights are the weights of a site.
type siteWeights struct {
	classifiers []weights.IndexEntry
	files       []string // their names and those of the detectors, as weights/<file>
	lists       assets   // weights/index.json, of the classifiers, and weights/detectors.json
}

// writeWeights writes the weights in some directories to dir, classifiers as safetensors, and returns what there is. A
// directory may be absent, and may be named twice.
// Files of other networks, and other weights of a name that is there already, are passed over with a message.
func writeWeights(ctx context.Context, dir string, from []string, c compressor) (siteWeights, error) {
	var none siteWeights
	var models []model
	for _, directory := range from {
		found, err := findModels(directory)
		if err != nil {
			return none, err
		}
		models = append(models, found...)
	}
	var classifiers, detectors []weights.IndexEntry
	for _, model := range models {
		if err := ctx.Err(); err != nil {
			return none, err
		}
		content, entry, err := model.read()
		entries := &classifiers
		if filepath.Ext(entry.File) == detectorFile {
			entries = &detectors
		}
		if err == nil && slices.Contains(*entries, entry) {
			continue
		}
		if err == nil {
			_, err = weights.FormatIndex(append(*entries, entry))
		}
		if err != nil {
			fmt.Fprintf(os.Stderr, "site: passing over %s: %v\n", model.paths[0], err)
			continue
		}
		if err := c.write(filepath.Join(dir, "weights", entry.File), content, codingsOf(entry)...); err != nil {
			return none, err
		}
		*entries = append(*entries, entry)
	}
	found := siteWeights{classifiers: classifiers}
	for _, list := range []struct {
		name    string
		entries []weights.IndexEntry
	}{{"weights/index.json", classifiers}, {"weights/detectors.json", detectors}} {
		slices.SortFunc(list.entries, func(a, b weights.IndexEntry) int {
			return cmp.Or(cmp.Compare(a.Alpha, b.Alpha), cmp.Compare(a.Resolution, b.Resolution), cmp.Compare(a.Name, b.Name))
		})
		index, err := weights.FormatIndex(list.entries)
		if err != nil {
			return none, err
		}
		found.lists = append(found.lists, asset{list.name, index})
		for _, entry := range list.entries {
			found.files = append(found.files, "weights/"+entry.File)
		}
	}
	return found, nil
}

// codingsOf returns in which codings a file of weights lies beside itself. Google's, whose numbers were 8 bits before they
// became 32, shrink to a third, and others hardly; Brotli is no better at them and slow. The project's own are 8 bits and
// small: Brotli makes a sixth less of them, at a medium quality nearly as much as at the highest.
func codingsOf(entry weights.IndexEntry) []coding {
	if entry.Own() {
		return []coding{brotliOf(5), gzipOf(9)}
	}
	return []coding{gzipOf(6)}
}

// A model is a file of weights, or several if it was published in parts.
type model struct {
	name  string   // without extensions
	paths []string // one, or several .tflite in order
}

// findModels returns the models in dir in the order of their files' names.
func findModels(dir string) ([]model, error) {
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, file := range files {
		if !file.IsDir() {
			names = append(names, file.Name())
		}
	}
	var models []model
	for _, parts := range weights.GroupParts(names) {
		var paths []string
		for _, name := range parts.Files {
			paths = append(paths, filepath.Join(dir, name))
		}
		models = append(models, model{parts.Name, paths})
	}
	return models, nil
}

// read returns the file that holds the model, and its entry in the list: a detector's own, else a safetensors file.
func (m model) read() ([]byte, weights.IndexEntry, error) {
	var none weights.IndexEntry
	parts := make([][]byte, len(m.paths))
	for i, path := range m.paths {
		var err error
		if parts[i], err = os.ReadFile(path); err != nil {
			return nil, none, err
		}
	}
	bundle, err := readParts(parts)
	content, extension := parts[0], ".safetensors"
	if errors.Is(err, weights.OtherDetector) {
		bundle, err = weights.ReadDetector(content)
		extension = detectorFile
	}
	if err != nil {
		return nil, none, err
	}
	if extension == ".safetensors" && filepath.Ext(m.paths[0]) != extension {
		var file bytes.Buffer
		if err := weights.WriteSafetensors(&file, bundle); err != nil {
			return nil, none, err
		}
		content = file.Bytes()
	}
	return content, weights.NewIndexEntry(bundle.Meta, extension, int64(len(content)), sha256.Sum256(content)), nil
}

// readParts reads the parts of a file of weights.
func readParts(parts [][]byte) (*weights.Bundle, error) {
	if len(parts) > 1 {
		return weights.JoinTFLite(parts...)
	}
	return weights.Read(bytes.NewReader(parts[0]))
}
