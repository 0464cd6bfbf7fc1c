package weights

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// headerLimit bounds the JSON header. A MobileNet's takes 4 KB.
const headerLimit = 1 << 20

// metadataKey is the header's one member that is not a tensor.
const metadataKey = "__metadata__"

// entry describes one tensor in a safetensors header.
type entry struct {
	name       string
	dtype      string
	shape      []int
	begin, end int64 // bytes of the data section
}

// header is what a safetensors file begins with.
type header struct {
	metadata map[string]string
	entries  []entry // in the order of their data
	length   int     // bytes, without those of the length itself
}

// size returns the bytes of the file that the header describes.
func (h header) size() int64 {
	size := 8 + int64(h.length)
	if last := len(h.entries) - 1; last >= 0 {
		size += h.entries[last].end
	}
	return size
}

// parseHeader decodes and checks a safetensors header. The entries are in the order of their data, which they cover without holes.
func parseHeader(header []byte) (metadata map[string]string, entries []entry, err error) {
	s, err := newScanner(header)
	if err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	err = s.object(func(name string) error {
		if name == metadataKey {
			metadata = make(map[string]string)
			return s.object(func(key string) (err error) {
				metadata[key], err = s.string()
				return err
			})
		}
		e, err := parseEntry(s)
		e.name = name
		entries = append(entries, e)
		return err
	})
	if err == nil {
		err = s.end()
	}
	if err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.begin, b.begin) })
	return metadata, entries, checkLayout(entries)
}

// checkLayout returns an error unless the entries, sorted, fill the data section one after the other, each with as many bytes as its shape needs.
func checkLayout(entries []entry) error {
	var at int64
	for _, e := range entries {
		size, err := dtypeSize(e.dtype)
		if err != nil {
			return fmt.Errorf("tensor %s: %w", e.name, err)
		}
		n, err := elements(e.shape)
		if err != nil {
			return fmt.Errorf("tensor %s: %w", e.name, err)
		}
		if e.begin != at {
			return fmt.Errorf("tensor %s: data starts at byte %d, want %d, where the tensor before it ends", e.name, e.begin, at)
		}
		if e.end-e.begin != n*size {
			return fmt.Errorf("tensor %s: have %d bytes, want %d for %s of shape %v", e.name, e.end-e.begin, n*size, e.dtype, e.shape)
		}
		at = e.end
	}
	return nil
}

// dtypeSize returns the bytes of one value.
func dtypeSize(dtype string) (int64, error) {
	switch dtype {
	case "I64":
		return 8, nil
	case "F32", "I32":
		return 4, nil
	case "F16":
		return 2, nil
	case "U8", "I8":
		return 1, nil
	}
	return 0, fmt.Errorf("have type %q, want F32, F16, U8, I8, I32 or I64", dtype)
}

// parseEntry decodes the description of one tensor, all but its name.
func parseEntry(s *scanner) (entry, error) {
	var e entry
	var members int
	err := s.object(func(key string) (err error) {
		members++
		switch key {
		case "dtype":
			e.dtype, err = s.string()
		case "shape":
			var sizes []int64
			sizes, err = parseIntegers(s, maxDimensions)
			for _, size := range sizes {
				e.shape = append(e.shape, int(size))
			}
		case "data_offsets":
			var offsets []int64
			offsets, err = parseIntegers(s, 2)
			if err == nil && len(offsets) != 2 {
				return fmt.Errorf("have %d numbers, want 2", len(offsets))
			}
			if err == nil {
				e.begin, e.end = offsets[0], offsets[1]
			}
		default:
			return errors.New("unknown: want dtype, shape and data_offsets")
		}
		return err
	})
	if err == nil && members != 3 {
		err = errors.New("want dtype, shape and data_offsets")
	}
	return e, err
}

// parseIntegers decodes an array of at most limit integers.
func parseIntegers(s *scanner, limit int) ([]int64, error) {
	var integers []int64
	err := s.array(func() error {
		n, err := s.integer()
		if err == nil && len(integers) == limit {
			err = fmt.Errorf("more than %d numbers", limit)
		}
		integers = append(integers, n)
		return err
	})
	return integers, err
}
