package weights

import (
	"fmt"
	"strconv"
	"strings"
)

// Values of the metadata that tell the project's format from other safetensors files.
const (
	formatName       = "mobilenet-v1"
	headFormat       = "mobilenet-v1-head" // of package head's files
	formatVersion    = "1"
	quantisedVersion = "2" // with quantised tensors
)

// strings returns m as the format's metadata.
func (m Meta) strings() map[string]string {
	metadata := map[string]string{
		"format":     formatName,
		"version":    formatVersion,
		"name":       m.Name,
		"alpha_min":  strconv.FormatFloat(m.Alpha, 'g', -1, 64),
		"alpha_max":  strconv.FormatFloat(m.Alpha, 'g', -1, 64),
		"resolution": strconv.Itoa(m.Resolution),
		"classes":    strconv.Itoa(m.Classes),
		"background": strconv.FormatBool(m.Background),
		"scale":      strconv.FormatFloat(float64(m.Scale), 'g', -1, 32),
		"offset":     strconv.FormatFloat(float64(m.Offset), 'g', -1, 32),
		"quantised":  strconv.FormatBool(m.Quantised),
		"labels":     m.Labels,
		"source":     m.Source,
		"licence":    m.Licence,
		"provenance": m.Provenance,
	}
	if m.ClassNames != nil {
		metadata["class_names"] = strings.Join(m.ClassNames, "\n")
	}
	if m.ResolutionMax > 0 {
		metadata["resolution_min"] = strconv.Itoa(m.ResolutionMin)
		metadata["resolution_max"] = strconv.Itoa(m.ResolutionMax)
	}
	return metadata
}

// metaFromStrings returns what the metadata of a file say, checked.
func metaFromStrings(metadata map[string]string) (Meta, error) {
	if metadata["format"] != formatName {
		return Meta{}, fmt.Errorf("metadata: have format %q, want %q: this is not a file of this project", metadata["format"], formatName)
	}
	if v := metadata["version"]; v != formatVersion && v != quantisedVersion {
		return Meta{}, fmt.Errorf("metadata: have version %q, want %q or %q", v, formatVersion, quantisedVersion)
	}
	var failure error // the first
	fail := func(key, want string) {
		if failure == nil {
			failure = fmt.Errorf("metadata: %s: have %q, want %s", key, metadata[key], want)
		}
	}
	number := func(key string, bits int) float64 {
		v, err := strconv.ParseFloat(metadata[key], bits)
		if err != nil {
			fail(key, "a number")
		}
		return v
	}
	optional := func(key string, parse func(key string) int) int {
		if metadata[key] == "" {
			return 0
		}
		return parse(key)
	}
	integer := func(key string) int {
		v, err := strconv.ParseInt(metadata[key], 10, 32)
		if err != nil {
			fail(key, "an integer")
		}
		return int(v)
	}
	truth := func(key string) bool {
		if metadata[key] != "true" && metadata[key] != "false" {
			fail(key, "true or false")
		}
		return metadata[key] == "true"
	}
	m := Meta{
		Name:          metadata["name"],
		Alpha:         number("alpha_max", 64),
		Resolution:    integer("resolution"),
		ResolutionMin: optional("resolution_min", integer),
		ResolutionMax: optional("resolution_max", integer),
		Classes:       integer("classes"),
		Background:    truth("background"),
		Scale:         float32(number("scale", 32)),
		Offset:        float32(number("offset", 32)),
		Quantised:     truth("quantised"),
		Labels:        metadata["labels"],
		Source:        metadata["source"],
		Licence:       metadata["licence"],
		Provenance:    metadata["provenance"],
	}
	if number("alpha_min", 64) != m.Alpha {
		fail("alpha_min", fmt.Sprintf("%v, as alpha_max", m.Alpha))
	}
	if failure != nil {
		return Meta{}, failure
	}
	if names := metadata["class_names"]; names != "" {
		if m.ClassNames = splitNames(names); m.ClassNames == nil {
			return Meta{}, fmt.Errorf("metadata: class_names: have %.60q, want a name on each line", names)
		}
	}
	if err := m.validate(); err != nil {
		return Meta{}, fmt.Errorf("metadata: %w", err)
	}
	return m, nil
}
