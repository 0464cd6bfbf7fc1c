package weights

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
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

// parseHeader decodes and checks a safetensors header. The entries are in the order of their data, which they cover without holes.
func parseHeader(header []byte) (metadata map[string]string, entries []entry, err error) {
	if !utf8.Valid(header) {
		return nil, nil, errors.New("header: not UTF-8")
	}
	decoder := json.NewDecoder(bytes.NewReader(header))
	decoder.UseNumber()
	err = decodeObject(decoder, func(name string) error {
		if name == metadataKey {
			metadata = make(map[string]string)
			return decodeObject(decoder, func(key string) (err error) {
				metadata[key], err = decodeString(decoder)
				return err
			})
		}
		e, err := decodeEntry(decoder)
		e.name = name
		entries = append(entries, e)
		return err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, nil, errors.New("header: more than one JSON value")
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
	case "F32":
		return 4, nil
	case "F16":
		return 2, nil
	}
	return 0, fmt.Errorf("have type %q, want F32 or F16", dtype)
}

// decodeEntry decodes the description of one tensor, all but its name.
func decodeEntry(decoder *json.Decoder) (entry, error) {
	var e entry
	var fields int
	err := decodeObject(decoder, func(key string) (err error) {
		fields++
		switch key {
		case "dtype":
			e.dtype, err = decodeString(decoder)
		case "shape":
			var sizes []int64
			sizes, err = decodeIntegers(decoder, 8)
			for _, size := range sizes {
				e.shape = append(e.shape, int(size))
			}
		case "data_offsets":
			var offsets []int64
			offsets, err = decodeIntegers(decoder, 2)
			if err == nil && len(offsets) != 2 {
				return fmt.Errorf("data_offsets: have %d numbers, want 2", len(offsets))
			}
			if err == nil {
				e.begin, e.end = offsets[0], offsets[1]
			}
		default:
			return fmt.Errorf("have %q, want dtype, shape and data_offsets", key)
		}
		return err
	})
	if err == nil && fields != 3 {
		err = errors.New("want dtype, shape and data_offsets")
	}
	return e, err
}

// decodeObject decodes a JSON object and calls member after each key, to decode the value. A key that is there twice is an error.
func decodeObject(decoder *json.Decoder, member func(key string) error) error {
	if err := expect(decoder, '{'); err != nil {
		return err
	}
	seen := make(map[string]bool)
	for decoder.More() {
		key, err := decodeString(decoder)
		if err != nil {
			return err
		}
		if seen[key] {
			return fmt.Errorf("%q is there twice", key)
		}
		seen[key] = true
		if err := member(key); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return expect(decoder, '}')
}

// decodeString decodes a JSON string.
func decodeString(decoder *json.Decoder) (string, error) {
	token, err := decoder.Token()
	if err != nil {
		return "", err
	}
	s, ok := token.(string)
	if !ok {
		return "", fmt.Errorf("have %v, want a string", token)
	}
	return s, nil
}

// maxInteger is the largest integer that every JSON reader keeps exact.
const maxInteger = 1<<53 - 1

// decodeIntegers decodes a JSON array of at most limit integers in [0, maxInteger].
func decodeIntegers(decoder *json.Decoder, limit int) ([]int64, error) {
	if err := expect(decoder, '['); err != nil {
		return nil, err
	}
	var integers []int64
	for decoder.More() {
		token, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		number, _ := token.(json.Number)
		n, err := strconv.ParseUint(number.String(), 10, 53)
		if err != nil {
			return nil, fmt.Errorf("have %v, want an integer from 0 to %d", token, int64(maxInteger))
		}
		if len(integers) == limit {
			return nil, fmt.Errorf("more than %d numbers", limit)
		}
		integers = append(integers, int64(n))
	}
	return integers, expect(decoder, ']')
}

// expect decodes one JSON delimiter.
func expect(decoder *json.Decoder, want json.Delim) error {
	token, err := decoder.Token()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("have %v, want %v", token, want)
	}
	return nil
}
