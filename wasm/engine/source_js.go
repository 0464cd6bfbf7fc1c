package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"syscall/js"

	"mobilenet/model"
	"mobilenet/wasm/internal/message"
	"mobilenet/wasm/internal/sha256"
	"mobilenet/wasm/internal/told"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// weightsSource is where weights come from.
type weightsSource interface {
	// file names what is read; equal names mean equal files.
	file() string
	// read gives the weights. It may take as long as a download does; ending ctx ends it.
	read(ctx context.Context, r request) (weightsFile, error)
}

// weightsFile is what a source gives.
type weightsFile struct {
	bundle *weights.Bundle
	bytes  int64  // of the file
	digest string // SHA-256 of the file, hexadecimal, "" if there is none
	random bool
}

// readWeightsSource checks where a message has weights come from.
func readWeightsSource(w *message.Weights) (weightsSource, error) {
	switch w.Source {
	case "random":
		return randomSource{seed: int64(w.Seed)}, nil
	case "url":
		s := urlSource{url: w.URL, bytes: int64(w.Bytes), sha256: w.SHA256}
		if w.Buffer.InstanceOf(js.Global().Get("ArrayBuffer")) {
			s.come = bytesOf(w.Buffer)
		}
		return s, nil
	case "raw":
		return rawSource{url: w.URL}, nil
	case "file":
		if !w.Buffer.InstanceOf(js.Global().Get("ArrayBuffer")) {
			return nil, errors.New("engine: weights: a file without its bytes")
		}
		if n := w.Buffer.Get("byteLength").Int(); n > weights.FileLimit {
			return nil, tooLarge(w.Name, int64(n))
		}
		return fileSource{name: w.Name, data: bytesOf(w.Buffer)}, nil
	case "":
		return nil, errors.New("engine: weights: have none, want random, url, raw or file as their source")
	}
	return nil, fmt.Errorf("engine: weights source %q: want random, url, raw or file", w.Source)
}

// bytesOf copies an ArrayBuffer.
func bytesOf(buffer js.Value) []byte {
	view := js.Global().Get("Uint8Array").New(buffer)
	data := make([]byte, view.Length())
	js.CopyBytesToGo(data, view)
	return data
}

// width names the request's α in a key.
func (r request) width() string {
	if r.alpha == nil {
		return "as trained"
	}
	return fmt.Sprint(*r.alpha)
}

// randomSource draws weights: real times, meaningless answers.
type randomSource struct{ seed int64 }

func (s randomSource) file() string { return fmt.Sprintf("random %d", s.seed) }

func (s randomSource) read(_ context.Context, r request) (weightsFile, error) {
	if r.alpha == nil {
		return weightsFile{}, errors.New("engine: random weights: want an alpha, there is no file to take it from")
	}
	spec := model.Spec{Alpha: *r.alpha, Resolution: layers.FullResolution, Architecture: r.architecture}
	b, err := model.RandomWeights(spec, uint64(s.seed))
	if err != nil {
		return weightsFile{}, err
	}
	return weightsFile{bundle: b, bytes: storedBytes(b), random: true}, nil
}

// storedBytes returns the size of a bundle's numbers.
func storedBytes(b *weights.Bundle) int64 {
	n := int64(0)
	for _, t := range b.Tensors() {
		n += 4 * int64(len(t.Data))
	}
	return n
}

// urlSource fetches a weights file.
type urlSource struct {
	url    string
	bytes  int64  // as the index says, 0 if unknown
	sha256 string // hexadecimal, "" if unknown
	come   []byte // its content, nil if it is to be fetched
}

func (s urlSource) file() string { return "url " + s.url }

func (s urlSource) read(ctx context.Context, r request) (weightsFile, error) {
	name := path.Base(s.url)
	content := io.NopCloser(bytes.NewReader(s.come))
	if s.come == nil {
		d, err := fetch(ctx, s.url, s.bytes, progress(r.id))
		if err != nil {
			return weightsFile{}, err
		}
		content = d
	}
	defer content.Close()
	sum, size := sha256.New(), new(counter)
	b, err := r.readWeights(io.TeeReader(content, io.MultiWriter(sum, size)), name)
	digest := sum.Sum()
	have := hex.EncodeToString(digest[:])
	if err == nil && s.sha256 != "" && have != strings.ToLower(s.sha256) {
		err = &told.Error{
			English: fmt.Errorf("weights: %s: corrupt: have sha256 %s, want %s", name, have, s.sha256),
			Key:     "why.damaged", Values: []string{"file", name},
		}
	}
	return weightsFile{bundle: b, bytes: int64(*size), digest: have}, err
}

// counter counts the bytes that are written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// rawSource fetches numbers without a header, as benchmarks exchange them.
type rawSource struct{ url string }

func (s rawSource) file() string { return "raw " + s.url }

func (s rawSource) read(ctx context.Context, r request) (weightsFile, error) {
	if r.alpha == nil {
		return weightsFile{}, errors.New("engine: raw weights: want an alpha, the file does not say it")
	}
	d, err := fetch(ctx, s.url, 0, progress(r.id))
	if err != nil {
		return weightsFile{}, err
	}
	defer d.Close()
	b, err := model.ReadRaw(d, model.Spec{Alpha: *r.alpha, Resolution: layers.FullResolution})
	if err != nil {
		return weightsFile{}, err
	}
	return weightsFile{bundle: b, bytes: d.loaded}, nil
}

// fileSource is a file that the visitor chose or dropped.
type fileSource struct {
	name string
	data []byte
}

func (s fileSource) file() string {
	return fmt.Sprintf("file %s %d %08x", s.name, len(s.data), crc32.ChecksumIEEE(s.data))
}

func (s fileSource) read(_ context.Context, r request) (weightsFile, error) {
	b, err := r.readWeights(bytes.NewReader(s.data), s.name)
	sum := sha256.Sum256(s.data)
	return weightsFile{bundle: b, bytes: int64(len(s.data)), digest: hex.EncodeToString(sum[:])}, err
}

// otherModels are the texts that say what a file is that is no MobileNet v1.
var otherModels = map[weights.OtherModel]string{
	weights.OtherEdgeTPU:     "why.other-edge-tpu",
	weights.OtherDetector:    "why.other-detector",
	weights.OtherMobileNetV2: "why.other-mobilenet-v2",
	weights.OtherMobileNetV3: "why.other-mobilenet-v3",
	weights.OtherTimm:        "why.other-timm",
	weights.OtherHead:        "why.other-head",
}

// readWeights reads a weights file to its end, of a detector if one is asked for.
func (r request) readWeights(from io.Reader, name string) (*weights.Bundle, error) {
	read := weights.Read
	if r.architecture == layers.SSD {
		read = weights.ReadDetectorFrom
	}
	b, err := read(from)
	if errors.Is(err, weights.ErrTooLarge) {
		return nil, tooLarge(name, weights.FileLimit+1)
	}
	if other, is := errors.AsType[weights.OtherModel](err); is {
		return nil, &told.Error{English: fmt.Errorf("%s: %w", name, err), Key: otherModels[other], Values: []string{"file", name}}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return b, nil
}

// tooLarge says that a file is beyond the limit.
func tooLarge(name string, bytes int64) error {
	return &told.Error{
		English: fmt.Errorf("weights: %s: have %d bytes, want at most %d", name, bytes, int64(weights.FileLimit)),
		Key:     "why.too-large", Values: []string{"file", name, "most", fmt.Sprint(weights.FileLimit / 1_000_000)},
	}
}
