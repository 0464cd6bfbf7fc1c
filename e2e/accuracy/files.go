package main

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// weightsFile is a file of weights on the site, from its entry in the index and its own header.
type weightsFile struct {
	Name               string
	File               string
	Bytes              int64
	SHA256             string
	Alpha              float64 // the widest
	AlphaMin, AlphaMax float64
	Resolution         int // trained at, 0 for several
	Quantised          bool
	Source             string

	provenance   string
	lowest, most int   // resolutions trained at, 0 if unknown
	known        []int // ImageNet's classes that it tells apart; nil means all
}

// slimmable reports whether the file has more than one width: the project's own have.
func (f *weightsFile) slimmable() bool { return f.AlphaMin < f.AlphaMax }

// knownClasses returns how many classes the weights tell apart.
func (f *weightsFile) knownClasses() int {
	if f.known == nil {
		return classes
	}
	return len(f.known)
}

// has reports whether the file can run at that width.
func (f *weightsFile) has(alpha float64) bool { return f.AlphaMin <= alpha && alpha <= f.AlphaMax }

// listFiles reads the index of the weights in dir, and the header of each.
func listFiles(dir string) ([]*weightsFile, error) {
	content, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		return nil, err
	}
	var files []*weightsFile
	if err := json.Unmarshal(content, &files); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := f.readHeader(filepath.Join(dir, f.File)); err != nil {
			return nil, fmt.Errorf("%s: %w", f.File, err)
		}
	}
	return files, nil
}

// readHeader takes from the file's metadata what the index does not have.
func (f *weightsFile) readHeader(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var length uint64
	if err := binary.Read(file, binary.LittleEndian, &length); err != nil {
		return err
	}
	if length > uint64(f.Bytes) {
		return fmt.Errorf("have a header of %d bytes in a file of %d", length, f.Bytes)
	}
	var header struct {
		Metadata map[string]string `json:"__metadata__"`
	}
	if err := json.NewDecoder(io.LimitReader(file, int64(length))).Decode(&header); err != nil {
		return err
	}
	f.provenance = header.Metadata["provenance"]
	var errLowest, errMost, errKnown error
	if text := header.Metadata["resolution_min"]; text != "" {
		f.lowest, errLowest = strconv.Atoi(text)
	}
	if text := header.Metadata["resolution_max"]; text != "" {
		f.most, errMost = strconv.Atoi(text)
	}
	if text := header.Metadata["class_indices"]; text != "" {
		errKnown = json.Unmarshal([]byte(text), &f.known)
	}
	return errors.Join(errLowest, errMost, errKnown)
}
