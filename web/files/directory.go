package files

import (
	"io/fs"
	"os"
)

// A Directory is the file system of the regular files in a directory, which may be replaced as a whole while
// it is served. Links that lead out of it do not open.
type Directory string

// Open implements fs.FS.
func (d Directory) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return root.Open(name)
}
