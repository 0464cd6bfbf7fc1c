package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// stableDir is the directory in web of what other people's pages link to, or copy: the library and its examples.
const stableDir = "stable"

// readStable reads what is in that directory; it may be absent. Its files are templates as pages are, at the addresses that
// they have there.
func readStable(web string) ([]page, error) {
	var found []page
	root := filepath.Join(web, stableDir)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && path == root {
			return nil
		}
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		found = append(found, page{filepath.ToSlash(name), string(content)})
		return err
	})
	return found, err
}
