package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// digestsName is a file that sha256sum -c --ignore-missing understands. The archives in it are deleted once converted.
const digestsName = "SHA256SUMS"

// digests are the SHA-256 digests known from earlier runs, by path of archive or name of converted file.
type digests struct {
	file  string
	known map[string]string
}

// readDigests reads the record in a folder; without one, nothing is known.
func readDigests(dir string) (*digests, error) {
	d := &digests{file: filepath.Join(dir, digestsName), known: make(map[string]string)}
	data, err := os.ReadFile(d.file)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil
	}
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		digest, name, found := strings.Cut(lines.Text(), "  ")
		if raw, err := hex.DecodeString(digest); !found || err != nil || len(raw) != sha256.Size {
			return nil, fmt.Errorf("%s: line %d: have %.80q, want a digest, two spaces and a name", d.file, n, lines.Text())
		}
		d.known[name] = digest
	}
	return d, lines.Err()
}

// record keeps digests for the next run.
func (d *digests) record(found map[string]string) error {
	maps.Copy(d.known, found)
	var text bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(d.known)) {
		fmt.Fprintf(&text, "%s  %s\n", d.known[name], name)
	}
	return replaceFile(d.file, func(w io.Writer) error {
		_, err := text.WriteTo(w)
		return err
	})
}

// digestOf returns the SHA-256 digest of a file.
func digestOf(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return "", err
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// replaceFile writes a file beside path and then puts it in its place, so that there is always a whole one.
func replaceFile(path string, write func(w io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	buffered := bufio.NewWriter(file)
	if err := errors.Join(write(buffered), buffered.Flush(), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
