package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

// A coding is a content coding in which a file can lie beside itself.
type coding struct {
	suffix    string // of the file name
	kind      string // of the coding and its effort
	newWriter func(io.Writer) io.WriteCloser
}

// brotliOf returns Brotli at a quality of 0 to 11.
func brotliOf(quality int) coding {
	return coding{".br", fmt.Sprintf("br%d", quality), func(w io.Writer) io.WriteCloser {
		return brotli.NewWriterLevel(w, quality)
	}}
}

// gzipOf returns gzip at a level of 1 to 9.
func gzipOf(level int) coding {
	return coding{".gz", fmt.Sprintf("gz%d", level), func(w io.Writer) io.WriteCloser {
		writer, err := gzip.NewWriterLevel(w, level)
		if err != nil {
			panic(err)
		}
		return writer
	}}
}

// A compressor writes files with their compressed forms beside them. It keeps what it compressed in a
// directory, by content: an unchanged file costs nothing in the next build.
type compressor struct{ cache string }

// write writes content to the file path, and beside it in those codings that make it smaller.
func (c compressor) write(path string, content []byte, codings ...coding) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	if err := os.WriteFile(path, content, 0o666); err != nil {
		return err
	}
	for _, coding := range codings {
		compressed, err := c.compress(content, coding)
		if err != nil {
			return fmt.Errorf("%s%s: %w", path, coding.suffix, err)
		}
		if len(compressed) == 0 {
			continue
		}
		if err := os.WriteFile(path+coding.suffix, compressed, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// compress returns content in a coding, or nothing if it saves less than a tenth.
func (c compressor) compress(content []byte, coding coding) ([]byte, error) {
	path := filepath.Join(c.cache, fmt.Sprintf("%x.%s", sha256.Sum256(content), coding.kind))
	kept, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return kept, err
	}
	var buffer bytes.Buffer
	writer := coding.newWriter(&buffer)
	if _, err := writer.Write(content); err != nil {
		return nil, err
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	if buffer.Len() > len(content)-len(content)/10 {
		buffer.Reset()
	}
	return buffer.Bytes(), c.keep(path, buffer.Bytes())
}

// keep stores a file in the cache, complete or not at all.
func (c compressor) keep(path string, content []byte) error {
	if err := os.MkdirAll(c.cache, 0o777); err != nil {
		return err
	}
	file, err := os.CreateTemp(c.cache, "new-")
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Close())
	if err != nil {
		os.Remove(file.Name())
		return err
	}
	return os.Rename(file.Name(), path)
}
