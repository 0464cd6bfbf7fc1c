package main

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// weightsFile is a file of weights on the site, from its entry in the index and its own header.
type weightsFile struct {
	Name          string
	File          string
	Bytes         int64
	SHA256        string
	Alpha         float64
	Resolution    int // trained at, 0 for several
	ResolutionMin int // 0 for one
	ResolutionMax int
	Quantised     bool
	Source        string

	provenance string
}

// own reports whether the file is one of the project's own, which are trained for a range of resolutions.
func (f *weightsFile) own() bool { return f.ResolutionMax > 0 }

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
	return nil
}
