// Package oniontest makes slimmable weights files for tests, as weights/train/FORMAT.md describes them. It shares no
// code with the reader that it is there to test.
package oniontest

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// File says which file to make.
type File struct {
	AlphaMin, AlphaMax float64 // multiples of 1/128
	Classes            int     // 0 means 1000
	Bands              []int   // none means one up to 224
	Int8               bool    // weights in 8 bits instead of 16
	Seed               uint64
	Metadata           map[string]string // added to what every file has, or in place of it
}

// Tensor is an array of a network of one width, its normalisation folded in.
type Tensor struct {
	Shape []int
	Data  []float32
}

// layer is a matrix of weights and where its numbers of rows and columns come from.
type layer struct {
	name   string
	window []int // the shape's first sizes
	rows   int   // the entry of widths that it has as inputs, −1 if the window has them all
	cols   int   // the entry that it has as outputs, −1 for the classes
}

func layers() []layer {
	found := []layer{{"conv", []int{3, 3, 3}, -1, 0}}
	for i := range 13 {
		block := fmt.Sprintf("block%d/", i+1)
		found = append(found, layer{block + "depthwise", []int{3, 3}, -1, i}, layer{block + "pointwise", nil, i, i + 1})
	}
	return append(found, layer{"fc", nil, 13, -1})
}

// channels is the table of widths at α = k/128.
func channels(k int) []int {
	if k == 0 {
		return make([]int, 14)
	}
	var c []int
	for _, base := range []int{32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024} {
		want := base * k // of 128
		n := max(8, (want/128+4)/8*8)
		if n*128*10 < 9*want {
			n += 8
		}
		c = append(c, n)
	}
	return c
}

func (l layer) size(c []int, classes int) (rows, cols int) {
	rows, cols = 1, classes
	for _, n := range l.window {
		rows *= n
	}
	if l.rows >= 0 {
		rows = c[l.rows]
	}
	if l.cols >= 0 {
		cols = c[l.cols]
	}
	return rows, cols
}

// Bytes returns the file.
func (f File) Bytes() []byte {
	n := f.draw()
	var data []byte
	header := map[string]any{}
	var rings []map[string]any
	add := func(name, dtype string, content []byte, shape ...int) {
		header[name] = map[string]any{"dtype": dtype, "shape": shape, "data_offsets": []int{len(data), len(data) + len(content)}}
		data = append(data, content...)
	}
	before := 0
	for i, k := range n.widths {
		begin, prefix := len(data), fmt.Sprintf("ring%02d/", i)
		if i == 0 {
			add("fc/bias", "F32", words(n.bias), len(n.bias))
		}
		weights, steps := n.ring(before, k)
		if f.Int8 {
			add(prefix+"steps", "F32", words(steps), len(steps))
		}
		table := n.tables[i]
		add(prefix+"normalisation", "F16", halves(table), len(n.bands), 2, len(table)/2/len(n.bands))
		if f.Int8 {
			octets := make([]byte, len(weights))
			for j, q := range weights {
				octets[j] = byte(int8(q))
			}
			add(prefix+"weights", "I8", octets, len(weights))
		} else {
			add(prefix+"weights", "F16", halves(weights), len(weights))
		}
		digest := sha256.Sum256(data[begin:])
		rings = append(rings, map[string]any{"alpha": float64(k) / 128, "end": len(data), "sha256": hex.EncodeToString(digest[:])})
		before = k
	}
	metadata := map[string]string{
		"format": "mobilenet-v1", "version": "1", "layout": "onion", "name": "mobilenet_v1_slimmable_test",
		"alpha_min": decimal(f.AlphaMin), "alpha_max": decimal(f.AlphaMax), "resolution": "0",
		"resolution_min": "96", "resolution_max": strconv.Itoa(n.bands[len(n.bands)-1]),
		"classes": strconv.Itoa(len(n.bias)), "background": "false", "scale": "0.0078125", "offset": "-1",
		"quantised": strconv.FormatBool(f.Int8), "labels": "", "source": "a test", "licence": "Apache-2.0", "provenance": "drawn at random",
		"bands": text(n.bands), "rings": text(rings),
	}
	if len(n.bias) == 1000 {
		metadata["labels"] = "imagenet-1000"
	}
	for key, value := range f.Metadata {
		metadata[key] = value
	}
	header["__metadata__"] = metadata
	return Join(header, data)
}

// Join returns a safetensors file of a header and the data.
func Join(header map[string]any, data []byte) []byte {
	head := text(header)
	head += strings.Repeat(" ", -len(head)&7)
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(head)))
	return append(append(file, head...), data...)
}

// Split returns a file's header and its data.
func Split(file []byte) (header map[string]any, data []byte) {
	length := binary.LittleEndian.Uint64(file)
	if err := json.Unmarshal(file[8:8+length], &header); err != nil {
		panic(err)
	}
	return header, file[8+length:]
}

func text(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func decimal(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func words(values []float64) (content []byte) {
	for _, v := range values {
		content = binary.LittleEndian.AppendUint32(content, math.Float32bits(float32(v)))
	}
	return content
}

func halves(values []float64) (content []byte) {
	for _, v := range values {
		content = binary.LittleEndian.AppendUint16(content, half(v))
	}
	return content
}

// half returns the float16 nearest to v, which must be in its range.
func half(v float64) uint16 {
	sign := uint16(0)
	if math.Signbit(v) {
		sign, v = 1<<15, -v
	}
	if v < 0x1p-14 {
		return sign | uint16(math.RoundToEven(v*0x1p24))
	}
	fraction, exponent := math.Frexp(v) // 0.5 ≤ fraction < 1
	return sign + uint16(exponent+14)<<10 + uint16(math.RoundToEven((2*fraction-1)*1024))
}
