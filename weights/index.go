package weights

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"mobilenet/weights/layers"
)

// IndexEntry describes one weights file of the site, as an element of the list in weights/index.json, or of a detector in
// weights/detectors.json.
type IndexEntry struct {
	Name          string // of the weights: "mobilenet_v1_0.5_160"
	File          string // beside the index: "mobilenet_v1_0.5_160.0123456789ab.safetensors"
	Bytes         int64  // size of the file
	SHA256        string // of the file, 64 lower-case hexadecimal digits
	Alpha         float64
	Resolution    int // trained at, pixels; 0 means trained at several
	ResolutionMin int // the smallest trained at, 0 if the file does not say it
	ResolutionMax int
	Classes       int // logits
	Quantised     bool
	Source        string
	Licence       string
}

// Own reports whether the file is one of the project's own networks, which are trained for a range of resolutions, other
// than Google's official files: each of those is for one.
func (e IndexEntry) Own() bool { return e.ResolutionMax > 0 }

// NewIndexEntry describes a weights file from its metadata, its size and its digest, the first 12 digits of which become
// part of the file's name, and its name's extension.
func NewIndexEntry(m Meta, extension string, bytes int64, sha256 [32]byte) IndexEntry {
	digest := hex.EncodeToString(sha256[:])
	return IndexEntry{
		Name:          m.Name,
		File:          fmt.Sprintf("%s.%s%s", m.Name, digest[:12], extension),
		Bytes:         bytes,
		SHA256:        digest,
		Alpha:         m.Alpha,
		Resolution:    m.Resolution,
		ResolutionMin: m.ResolutionMin,
		ResolutionMax: m.ResolutionMax,
		Classes:       m.Classes,
		Quantised:     m.Quantised,
		Source:        m.Source,
		Licence:       m.Licence,
	}
}

// ParseIndex decodes an index and returns an error if it is no JSON list of valid entries, or if two have the same name or file.
// Members it does not know are ignored.
func ParseIndex(data []byte) ([]IndexEntry, error) {
	entries := []IndexEntry{}
	s, err := newScanner(data)
	if err == nil {
		err = s.array(func() error {
			var e IndexEntry
			err := s.members(e.members())
			entries = append(entries, e)
			return err
		})
	}
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, fmt.Errorf("weights: index: %w", err)
	}
	if err := validateIndex(entries); err != nil {
		return nil, err
	}
	return entries, nil
}

// members are the entry as an object of JSON.
func (e *IndexEntry) members() []jsonMember {
	return []jsonMember{
		{"name", &e.Name},
		{"file", &e.File},
		{"bytes", &e.Bytes},
		{"sha256", &e.SHA256},
		{"alpha", &e.Alpha},
		{"resolution", &e.Resolution},
		{"resolutionMin", &e.ResolutionMin},
		{"resolutionMax", &e.ResolutionMax},
		{"classes", &e.Classes},
		{"quantised", &e.Quantised},
		{"source", &e.Source},
		{"licence", &e.Licence},
	}
}

// FormatIndex encodes an index, after the checks of ParseIndex; no entries give an empty list.
func FormatIndex(entries []IndexEntry) ([]byte, error) {
	if err := validateIndex(entries); err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return []byte("[]\n"), nil
	}
	var texts []string
	for _, e := range entries {
		texts = append(texts, "\n"+formatObject("  ", e.members()))
	}
	return []byte("[" + strings.Join(texts, ",") + "\n]\n"), nil
}

func validateIndex(entries []IndexEntry) error {
	names, files := make(map[string]bool), make(map[string]bool)
	for i, e := range entries {
		if err := e.validate(); err != nil {
			return fmt.Errorf("weights: index: entry %d (%.60q): %w", i, e.Name, err)
		}
		if names[e.Name] || files[e.File] {
			return fmt.Errorf("weights: index: entry %d (%.60q): the name or file %.60q is there twice", i, e.Name, e.File)
		}
		names[e.Name], files[e.File] = true, true
	}
	return nil
}

// isName reports whether s can stand in a link and on a disk as it is: letters and digits, then also dots, hyphens and underscores.
func isName(s string) bool {
	for i, c := range s {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && (i == 0 || !strings.ContainsRune("._-", c)) {
			return false
		}
	}
	return s != ""
}

// isDigest reports whether s is a SHA-256 digest in lower case.
func isDigest(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && len(s) == 64 && s == strings.ToLower(s)
}

func (e IndexEntry) validate() error {
	switch {
	case !isName(e.Name):
		return errors.New("name: want letters, digits, dots, hyphens and underscores")
	case !isName(e.File):
		return fmt.Errorf("file: have %.80q, want the name of a file beside the index", e.File)
	case e.Bytes < 1:
		return fmt.Errorf("bytes: have %d, want at least 1", e.Bytes)
	case !isDigest(e.SHA256):
		return fmt.Errorf("sha256: have %.80q, want 64 hexadecimal digits", e.SHA256)
	case !(e.Alpha > 0 && e.Alpha <= maxAlpha):
		return fmt.Errorf("alpha: have %v, want more than 0 and at most %d", e.Alpha, maxAlpha)
	case e.Resolution < 0 || e.Resolution > maxResolution:
		return fmt.Errorf("resolution: have %d, want 0 to %d pixels", e.Resolution, maxResolution)
	case e.ResolutionMin < 0 || e.ResolutionMin > e.ResolutionMax || e.ResolutionMax > maxResolution:
		return fmt.Errorf("resolution: have %d to %d, want 0 ≤ min ≤ max ≤ %d pixels", e.ResolutionMin, e.ResolutionMax, maxResolution)
	case e.Classes < 1 || e.Classes > layers.MaxClasses:
		return fmt.Errorf("classes: have %d, want 1 to %d", e.Classes, layers.MaxClasses)
	}
	return nil
}
