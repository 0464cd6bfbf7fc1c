package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// noRuntimes is the asset of a site beside whose runtime nobody measured others.
const noRuntimes = `{"runtimes": []}
`

// readRuntimes returns the asset runtimes.json: what make bench measured of other runtimes, from the file at path, or
// nothing if there is no such file.
func readRuntimes(path string) (asset, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = []byte(noRuntimes), nil
	}
	if err != nil {
		return asset{}, err
	}
	var found struct {
		Date, Machine, Browser, Peers string
		Runtimes                      []struct {
			Name, Precision string
			Points          [][3]float64
		}
	}
	if err := json.Unmarshal(content, &found); err != nil {
		return asset{}, fmt.Errorf("%s: %w", path, err)
	}
	if len(found.Runtimes) > 0 && (found.Date == "" || found.Machine == "" || found.Browser == "" || found.Peers == "") {
		return asset{}, fmt.Errorf("%s: have date %q, machine %q, browser %q and peers %q, want when and where it was measured", path, found.Date, found.Machine, found.Browser, found.Peers)
	}
	return asset{"runtimes.json", content}, nil
}
