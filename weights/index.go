package weights

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// IndexEntry describes one weights file of the site, as an element of the list in weights/index.json.
type IndexEntry struct {
	Name       string  `json:"name"`   // of the weights: "mobilenet_v1_0.5_160"
	File       string  `json:"file"`   // beside the index: "mobilenet_v1_0.5_160.0123456789ab.safetensors"
	Bytes      int64   `json:"bytes"`  // size of the file
	SHA256     string  `json:"sha256"` // of the file, 64 lower-case hexadecimal digits
	Alpha      float64 `json:"alpha"`  // the widest that the file offers
	AlphaMin   float64 `json:"alphaMin"`
	AlphaMax   float64 `json:"alphaMax"`
	Resolution int     `json:"resolution"` // trained at, pixels; 0 means trained at all
	Classes    int     `json:"classes"`    // logits
	Quantised  bool    `json:"quantised"`
	Source     string  `json:"source"`
	Licence    string  `json:"licence"`
}

// NewIndexEntry describes a weights file from its metadata, its size and its digest, the first 12 digits of which become part of the file's name.
func NewIndexEntry(m Meta, bytes int64, sha256 [32]byte) IndexEntry {
	digest := hex.EncodeToString(sha256[:])
	return IndexEntry{
		Name:       m.Name,
		File:       fmt.Sprintf("%s.%s.safetensors", m.Name, digest[:12]),
		Bytes:      bytes,
		SHA256:     digest,
		Alpha:      m.AlphaMax,
		AlphaMin:   m.AlphaMin,
		AlphaMax:   m.AlphaMax,
		Resolution: m.Resolution,
		Classes:    m.Classes,
		Quantised:  m.Quantised,
		Source:     m.Source,
		Licence:    m.Licence,
	}
}

// ParseIndex decodes an index and returns an error if it is no JSON list of valid entries, or if two have the same name or file.
// Members it does not know are ignored.
func ParseIndex(data []byte) ([]IndexEntry, error) {
	var entries []IndexEntry
	if err := json.Unmarshal(data, &entries); err != nil {
		return nil, fmt.Errorf("weights: index: %w", err)
	}
	return entries, validateIndex(entries)
}

// FormatIndex encodes an index, after the checks of ParseIndex; no entries give an empty list.
func FormatIndex(entries []IndexEntry) ([]byte, error) {
	if err := validateIndex(entries); err != nil {
		return nil, err
	}
	if len(entries) == 0 {
		return []byte("[]\n"), nil
	}
	data, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("weights: index: %w", err)
	}
	return append(data, '\n'), nil
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
	case !(e.AlphaMin > 0 && e.AlphaMin <= e.Alpha && e.Alpha <= e.AlphaMax && e.AlphaMax <= maxAlpha):
		return fmt.Errorf("alpha: have %v in %v to %v, want 0 < min ≤ alpha ≤ max ≤ %d", e.Alpha, e.AlphaMin, e.AlphaMax, maxAlpha)
	case e.Resolution < 0 || e.Resolution > maxResolution:
		return fmt.Errorf("resolution: have %d, want 0 to %d pixels", e.Resolution, maxResolution)
	case e.Classes < 1 || e.Classes > maxClasses:
		return fmt.Errorf("classes: have %d, want 1 to %d", e.Classes, maxClasses)
	}
	return nil
}
