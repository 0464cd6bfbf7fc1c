package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"mobilenet/weights"
)

// noAccuracy is the file of a site whose networks nobody measured.
const noAccuracy = `{"measurements": []}
`

// writeAccuracy writes the measurements in the file from to dir, none if there is no such file.
func writeAccuracy(dir, from string, c compressor) error {
	content, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = []byte(noAccuracy), nil
	}
	if err != nil {
		return err
	}
	if _, err := weights.ParseAccuracy(content); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return c.write(filepath.Join(dir, "accuracy.json"), content, brotliOf(9), gzipOf(9))
}
