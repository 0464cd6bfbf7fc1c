package weights

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// The format's metadata about integers: keys that end in a tensor's or a layer's name.
const (
	quantisedKey  = "quantised:"  // "SCALE ZERO" of a tensor
	activationKey = "activation:" // "SCALE ZERO MAX" of a layer's output
)

// metadata returns all that the file's metadata say of b.
func (b *Bundle) metadata() map[string]string {
	metadata := b.Meta.strings()
	for _, m := range b.members {
		if m.quantised != nil && m.quantised.Scales == nil {
			metadata["version"] = quantisedVersion
			metadata[quantisedKey+m.Name] = fmt.Sprintf("%s %d", formatScale(m.quantised.Scale), m.quantised.Zero)
		}
	}
	for layer, a := range b.activations {
		metadata[activationKey+layer] = fmt.Sprintf("%s %d %d", formatScale(a.Scale), a.Zero, a.Max)
	}
	return metadata
}

func formatScale(scale float32) string { return strconv.FormatFloat(float64(scale), 'g', -1, 32) }

// parse takes scale and zero point from metadata.
func (t *QuantisedTensor) parse(text string) error {
	scale, integers, err := parseSteps(text, 1)
	if err != nil {
		return fmt.Errorf("metadata: quantised: have %q, want a scale and a zero point: %w", text, err)
	}
	t.Scale, t.Zero = scale, int32(integers[0])
	return nil
}

// readActivations takes the quantisation of activations from metadata.
func (b *Bundle) readActivations(metadata map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		layer, isActivation := strings.CutPrefix(key, activationKey)
		if !isActivation {
			continue
		}
		scale, integers, err := parseSteps(metadata[key], 2)
		if err != nil {
			return fmt.Errorf("metadata: %s: have %q, want a scale, a zero point and the largest value: %w", key, metadata[key], err)
		}
		if err := b.SetActivation(layer, Activation{scale, uint8(integers[0]), uint8(integers[1])}); err != nil {
			return err
		}
	}
	return nil
}

// parseSteps parses a scale and count integers of 0 to 255.
func parseSteps(text string, count int) (float32, []uint64, error) {
	fields := strings.Split(text, " ")
	if len(fields) != 1+count {
		return 0, nil, fmt.Errorf("have %d numbers, want %d", len(fields), 1+count)
	}
	scale, err := strconv.ParseFloat(fields[0], 32)
	if err != nil {
		return 0, nil, err
	}
	integers := make([]uint64, count)
	for i, field := range fields[1:] {
		if integers[i], err = strconv.ParseUint(field, 10, 8); err != nil {
			return 0, nil, err
		}
	}
	return float32(scale), integers, nil
}
