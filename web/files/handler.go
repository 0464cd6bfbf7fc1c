// Package files serves the files of the built site over HTTP: with the headers that isolate the page, in the content
// coding that the browser likes best, and with entity tags.
package files

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// New returns a handler that serves the files of a built site.
func New(site fs.FS) http.Handler { return handler{site} }

type handler struct{ files fs.FS }

// ServeHTTP implements http.Handler.
func (h handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	header := w.Header()
	SetHeaders(header)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "405: only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		notFound(w)
		return
	}
	if shared.MatchString(name) {
		header.Set("Access-Control-Allow-Origin", "*")
	}
	coding, variants := h.negotiate(name, r)
	file, info, err := h.open(name + coding.suffix)
	if err != nil {
		notFound(w)
		return
	}
	defer file.Close()
	tag, immutable := versionOf(name)
	if immutable {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		header.Set("Cache-Control", "no-cache") // keep it, but ask every time
		if tag, err = hash(file); err != nil {
			http.Error(w, "500: the file cannot be read", http.StatusInternalServerError)
			return
		}
	}
	header.Set("ETag", strconv.Quote(tag+coding.suffix))
	header.Set("Content-Type", cmp.Or(types[path.Ext(name)], "application/octet-stream"))
	if variants {
		header.Set("Vary", "Accept-Encoding")
	}
	if coding.name != identity {
		header.Set("Content-Encoding", coding.name)
		header.Set("Content-Length", strconv.FormatInt(info.Size(), 10)) // ServeContent leaves it out here
	}
	http.ServeContent(w, r, name, time.Time{}, file)
}

// fileName returns the name of the file at a decoded URL path, if it can have one: no path out of the site,
// no hidden file, and none of the rules that the site gives to static hosts.
func fileName(urlPath string) (name string, ok bool) {
	name, ok = strings.CutPrefix(urlPath, "/")
	if !ok {
		return "", false
	}
	if name == "" {
		name = "index.html"
	}
	ok = fs.ValidPath(name) && !strings.ContainsAny(name, "\\:\x00") && !strings.HasPrefix(name, "_") &&
		!strings.HasPrefix(name, ".") && !strings.Contains(name, "/.")
	return name, ok
}

// versionOf returns the content hash in a file's name, if there is one.
func versionOf(name string) (hash string, ok bool) {
	match := versioned.FindStringSubmatch(name)
	if match == nil {
		return "", false
	}
	return cmp.Or(match[1], match[2]), true
}

// open opens a regular file.
func (h handler) open(name string) (http.File, fs.FileInfo, error) {
	file, err := http.FS(h.files).Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		file.Close()
		return nil, nil, fs.ErrNotExist
	}
	return file, info, nil
}

// hash returns the first twelve digits of the SHA-256 of the file, and rewinds it.
func hash(file io.ReadSeeker) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return "", err
	}
	_, err := file.Seek(0, io.SeekStart)
	return fmt.Sprintf("%x", sum.Sum(nil)[:6]), err
}
