package main

import (
	"errors"
	"hash/fnv"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
)

// stat is a file's status under the names that Node's fs.Stats has, which syscall of js/wasm reads.
type stat struct {
	Mode    uint32  `json:"mode"` // Unix mode with type bits
	Size    int64   `json:"size"`
	MtimeMs float64 `json:"mtimeMs"`
	Ino     uint64  `json:"ino"` // a hash of the resolved path, below 2⁵³ so that JavaScript's numbers hold it
}

// Type bits of a Unix mode.
const (
	modeDirectory = 0o040000
	modeRegular   = 0o100000
	modeLink      = 0o120000
)

// serveStat answers with the status of the file at path; of a link itself if link is set.
func serveStat(w http.ResponseWriter, r *http.Request) {
	path := r.FormValue("path")
	read := os.Stat
	if r.FormValue("link") != "" {
		read = os.Lstat
	}
	info, err := read(path)
	if err != nil {
		writeError(w, err)
		return
	}
	s := stat{Mode: uint32(info.Mode().Perm()), Size: info.Size(), MtimeMs: float64(info.ModTime().UnixMilli()), Ino: inode(path)}
	switch {
	case info.IsDir():
		s.Mode |= modeDirectory
	case info.Mode()&fs.ModeSymlink != 0:
		s.Mode |= modeLink
	default:
		s.Mode |= modeRegular
	}
	writeJSON(w, s)
}

// inode returns a number that two paths share if they lead to one file.
func inode(path string) uint64 {
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		path = resolved
	}
	hash := fnv.New64a()
	hash.Write([]byte(path))
	return hash.Sum64() >> 11
}

// serveReadDir answers with the names in the directory at path.
func serveReadDir(w http.ResponseWriter, r *http.Request) {
	entries, err := os.ReadDir(r.FormValue("path"))
	if err != nil {
		writeError(w, err)
		return
	}
	names := make([]string, len(entries))
	for i, entry := range entries {
		names[i] = entry.Name()
	}
	writeJSON(w, names)
}

// serveReadLink answers with the target of the link at path.
func serveReadLink(w http.ResponseWriter, r *http.Request) {
	target, err := os.Readlink(r.FormValue("path"))
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, target)
}

// serveContent answers with the bytes of the file at path.
func serveContent(w http.ResponseWriter, r *http.Request) {
	file, err := os.Open(r.FormValue("path"))
	if err != nil {
		writeError(w, err)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		writeError(w, err)
		return
	}
	if info.IsDir() {
		writeError(w, syscall.EISDIR)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// writeError answers 404 with the name of the error that the program's syscall package knows.
func writeError(w http.ResponseWriter, err error) {
	codes := []struct {
		err  error
		code string
	}{
		{fs.ErrNotExist, "ENOENT"},
		{fs.ErrPermission, "EACCES"},
		{syscall.ENOTDIR, "ENOTDIR"},
		{syscall.EISDIR, "EISDIR"},
		{syscall.EINVAL, "EINVAL"},
		{syscall.ELOOP, "ELOOP"},
		{syscall.ENAMETOOLONG, "ENAMETOOLONG"},
	}
	code := "EIO"
	for _, c := range codes {
		if errors.Is(err, c.err) {
			code = c.code
			break
		}
	}
	http.Error(w, code, http.StatusNotFound)
}
