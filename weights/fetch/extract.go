package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
)

// Limits of what is unpacked. The largest official archive unpacks to a little over 100 MB and its network to 17 MB.
const (
	archiveLimit = 1 << 30
	networkLimit = 64 << 20
)

// extractNetwork returns the one .tflite file in a .tgz archive. Nothing is written, whatever paths the archive has.
// The archive is read to its end, so that one cut short is noticed.
func extractNetwork(archivePath string) ([]byte, error) {
	file, err := os.Open(archivePath)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		return nil, fmt.Errorf("not a .tgz archive: %w", err)
	}
	defer unzipped.Close()
	limited := &io.LimitedReader{R: unzipped, N: archiveLimit}
	entries := tar.NewReader(limited)
	var network []byte
	for {
		header, err := entries.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, archiveError(err, limited)
		}
		if header.Typeflag != tar.TypeReg || !strings.HasSuffix(header.Name, ".tflite") {
			continue
		}
		if network != nil {
			return nil, fmt.Errorf("have a second .tflite file %.80q in the archive, want one", header.Name)
		}
		if header.Size > networkLimit {
			return nil, fmt.Errorf("%s: have %d bytes, want at most %d", path.Base(header.Name), header.Size, networkLimit)
		}
		if network, err = io.ReadAll(entries); err != nil {
			return nil, archiveError(err, limited)
		}
	}
	if _, err := io.Copy(io.Discard, limited); err != nil { // padding and gzip's checksum
		return nil, archiveError(err, limited)
	}
	if limited.N == 0 {
		return nil, archiveError(io.EOF, limited)
	}
	if network == nil {
		return nil, errors.New("have no .tflite file in the archive, want one")
	}
	return network, nil
}

// archiveError says what an error while unpacking means.
func archiveError(err error, limited *io.LimitedReader) error {
	if limited.N == 0 {
		return fmt.Errorf("the archive unpacks to more than %d bytes", archiveLimit)
	}
	return fmt.Errorf("the archive is damaged or cut short: %w", err)
}
