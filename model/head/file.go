package head

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"mobilenet/weights"
)

// Values of the metadata that tell a head's file from others.
const (
	formatName    = "mobilenet-v1-head"
	formatVersion = "1"
)

// fileLimit is the most bytes of a file that are worth reading: an embedding of the widest network takes 0.5 MB, each
// thousand of its references as much.
const fileLimit = 64 << 20

// Names of the tensors and of the metadata's check value.
const (
	weightsTensor    = "weights"
	biasTensor       = "bias"
	referencesTensor = "references"
	featuresTensor   = "features"
	picturesTensor   = "pictures"
	checkKey         = "crc32"
)

// Write writes the head as a file, see the package's comment, with what it was taught by unless that is nil. The same head
// always gives the same bytes. It returns an error for what Read would refuse.
func Write(w io.Writer, h *Head, by *Collection) error {
	if err := h.validate(); err != nil {
		return fmt.Errorf("head: %w", err)
	}
	tensors := []weights.Tensor{
		{Name: weightsTensor, Shape: []int{h.Features(), len(h.Bias)}, Data: h.Weights},
		{Name: biasTensor, Shape: []int{len(h.Bias)}, Data: h.Bias},
	}
	metadata := map[string]string{
		"format":     formatName,
		"version":    formatVersion,
		"kind":       h.Kind.String(),
		"backbone":   h.Backbone.Digest,
		"alpha":      strconv.FormatFloat(h.Backbone.Alpha, 'g', -1, 64),
		"resolution": strconv.Itoa(h.Backbone.Resolution),
		"precision":  h.Backbone.Precision,
		"classes":    strings.Join(h.Classes, "\n"),
		"threshold":  strconv.FormatFloat(float64(h.Threshold), 'g', -1, 32),
		"provenance": h.Provenance,
	}
	if len(h.References) > 0 {
		var classes []string
		all := weights.Tensor{Name: referencesTensor, Shape: []int{len(h.References), len(h.Bias)}}
		for _, r := range h.References {
			classes = append(classes, strconv.Itoa(r.Class))
			all.Data = append(all.Data, r.Vector...)
		}
		metadata["references"] = strings.Join(classes, " ")
		tensors = append(tensors, all)
	}
	if by != nil {
		if err := by.validate(h.Features()); err != nil {
			return fmt.Errorf("head: %w", err)
		}
		tensors = by.store(metadata, tensors)
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if !utf8.ValidString(metadata[key]) {
			return fmt.Errorf("head: %s: have %.60q, want UTF-8", key, metadata[key])
		}
	}
	metadata[checkKey] = check(metadata, tensors)
	return weights.WriteTensors(w, metadata, tensors)
}

// Read reads a file that Write wrote, to its end, and what the head was taught by, nil if the file does not hold that. It
// returns an error for a file that is another's, of a newer version, cut short or changed.
func Read(r io.Reader) (*Head, *Collection, error) {
	metadata, tensors, err := weights.ReadTensors(r, fileLimit)
	if err != nil {
		return nil, nil, fmt.Errorf("head: %w", err)
	}
	h, err := parse(metadata, tensors)
	if err != nil {
		return nil, nil, fmt.Errorf("head: %w", err)
	}
	by, err := parseCollection(metadata, tensors, h.Features())
	if err != nil {
		return nil, nil, fmt.Errorf("head: %w", err)
	}
	return h, by, nil
}

// parse makes a head of what a file holds.
func parse(metadata map[string]string, tensors []weights.Tensor) (*Head, error) {
	if have := metadata["format"]; have != formatName {
		return nil, fmt.Errorf("format: have %.60q, want %q: this is no head's file", have, formatName)
	}
	if have := metadata["version"]; have != formatVersion {
		return nil, fmt.Errorf("version: have %.60q, want %q: the file was made by another version of this program", have, formatVersion)
	}
	if have, want := check(metadata, tensors), metadata[checkKey]; have != want {
		return nil, fmt.Errorf("%s: have %s, want %.60s: the file was changed", checkKey, have, want)
	}
	h := &Head{Classes: strings.Split(metadata["classes"], "\n"), Provenance: metadata["provenance"]}
	h.Backbone.Digest, h.Backbone.Precision = metadata["backbone"], metadata["precision"]
	var err error
	if h.Kind, err = ParseKind(metadata["kind"]); err != nil {
		return nil, err
	}
	if h.Backbone.Alpha, err = strconv.ParseFloat(metadata["alpha"], 64); err != nil {
		return nil, fmt.Errorf("alpha: have %.60q, want a number", metadata["alpha"])
	}
	if h.Backbone.Resolution, err = strconv.Atoi(metadata["resolution"]); err != nil {
		return nil, fmt.Errorf("resolution: have %.60q, want an integer", metadata["resolution"])
	}
	threshold, err := strconv.ParseFloat(metadata["threshold"], 32)
	if err != nil {
		return nil, fmt.Errorf("threshold: have %.60q, want a number", metadata["threshold"])
	}
	h.Threshold = float32(threshold)
	if err := h.takeTensors(metadata, tensors); err != nil {
		return nil, err
	}
	return h, h.validate()
}

// takeTensors takes the head's numbers from those of a file, whose metadata have the classes of the references.
func (h *Head) takeTensors(metadata map[string]string, tensors []weights.Tensor) error {
	for _, t := range tensors {
		if t.Bytes != nil {
			continue // no numbers
		}
		switch t.Name {
		case weightsTensor:
			if len(t.Shape) != 2 || t.Shape[1] != h.outputsLen() {
				return fmt.Errorf("tensor %s: have shape %v, want features and %d outputs", t.Name, t.Shape, h.outputsLen())
			}
			h.Weights = t.Data
		case biasTensor:
			h.Bias = t.Data
		case referencesTensor:
			classes := strings.Fields(metadata["references"])
			if len(t.Shape) != 2 || t.Shape[0] != len(classes) {
				return fmt.Errorf("tensor %s: have shape %v, want vectors of %d references", t.Name, t.Shape, len(classes))
			}
			for i, text := range classes {
				class, err := strconv.Atoi(text)
				if err != nil {
					return fmt.Errorf("references: have %.60q, want numbers of classes", text)
				}
				h.References = append(h.References, Reference{class, t.Data[i*t.Shape[1]:][:t.Shape[1]:t.Shape[1]]})
			}
		}
	}
	return nil
}

// outputsLen returns how many outputs a head of the kind has.
func (h *Head) outputsLen() int {
	if h.Kind == Embedding {
		return EmbeddingLen
	}
	return len(h.Classes)
}

// validate returns an error for a head that cannot answer, or that a file cannot hold.
func (h *Head) validate() error {
	for i, name := range h.Classes {
		if strings.TrimSpace(name) == "" || strings.Contains(name, "\n") {
			return fmt.Errorf("class %d: have the name %q, want some letters on one line", i, name)
		}
	}
	outputs := h.outputsLen()
	switch {
	case len(h.Classes) == 0:
		return errors.New("have no classes, want one at least")
	case len(h.Classes) == 1 && (h.Kind == Softmax || h.Kind == Cells):
		return fmt.Errorf("have one class, want two at least for a head of kind %v", h.Kind)
	case len(h.Bias) != outputs:
		return fmt.Errorf("%s: have %d values, want %d", biasTensor, len(h.Bias), outputs)
	case len(h.Weights) == 0 || len(h.Weights)%outputs != 0:
		return fmt.Errorf("%s: have %d values, want features times %d", weightsTensor, len(h.Weights), outputs)
	case !(h.Backbone.Alpha > 0) || math.IsInf(h.Backbone.Alpha, 0):
		return fmt.Errorf("alpha: have %v, want more than 0", h.Backbone.Alpha)
	case h.Backbone.Resolution < 1:
		return fmt.Errorf("resolution: have %d, want 1 pixel or more", h.Backbone.Resolution)
	}
	values := map[string][]float32{"threshold": {h.Threshold}, weightsTensor: h.Weights, biasTensor: h.Bias}
	for i, r := range h.References {
		if r.Class < 0 || r.Class >= len(h.Classes) || len(r.Vector) != outputs || h.Kind != Embedding {
			return fmt.Errorf("reference %d: have class %d and %d values of a head of kind %v, want a class below %d and %d values of an embedding",
				i, r.Class, len(r.Vector), h.Kind, len(h.Classes), outputs)
		}
		values["reference "+strconv.Itoa(i)] = r.Vector
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for i, v := range values[name] {
			if v-v != 0 {
				return fmt.Errorf("%s: value %d: have %v, want a finite number", name, i, v)
			}
		}
	}
	return nil
}

// check returns a check value of all that a file holds but itself.
func check(metadata map[string]string, tensors []weights.Tensor) string {
	sum := crc32.NewIEEE()
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		if key != checkKey {
			fmt.Fprintf(sum, "%q:%q\n", key, metadata[key])
		}
	}
	for _, t := range tensors {
		fmt.Fprintf(sum, "%q:%v\n", t.Name, t.Shape)
		for _, v := range t.Data {
			sum.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(v)))
		}
		sum.Write(t.Bytes)
	}
	return fmt.Sprintf("%08x", sum.Sum32())
}
