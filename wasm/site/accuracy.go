package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"mobilenet/weights"
)

// noAccuracy is the file of a site whose networks nobody measured.
const noAccuracy = `{"measurements": []}
`

// readAccuracy returns the asset weights/accuracy.json: the measurements in the file from, none if there is no such file.
func readAccuracy(from string) (asset, error) {
	content, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = []byte(noAccuracy), nil
	}
	if err != nil {
		return asset{}, err
	}
	if _, err := weights.ParseAccuracy(content); err != nil {
		return asset{}, fmt.Errorf("%s: %w", from, err)
	}
	return asset{"weights/accuracy.json", content}, nil
}
