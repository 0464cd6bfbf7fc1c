package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"mobilenet/weights"
)

// provenance says how converted numbers came about.
const provenance = "Google's TensorFlow Lite file of MobileNet v1, batch norm folded; convolutions transposed"

// quantisedProvenance says more for files that held uint8.
const quantisedProvenance = provenance + "; uint8 dequantised as (q - zero)·scale"

// convertFolder converts the .tflite files of a folder. Files that are no MobileNet v1 are left out, with the reason.
func (f *fetcher) convertFolder(folder string) error {
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var names []string
	for _, file := range files {
		names = append(names, file.Name())
	}
	written := make(map[string]string)
	for _, model := range weights.GroupParts(names) {
		b, err := readModel(folder, model)
		if err == nil && written[b.Meta.Name] != "" {
			err = fmt.Errorf("%s was written from %s", outputName(b), written[b.Meta.Name])
		}
		if err != nil {
			f.progress.line("%s: left out: %v", model.Name, err)
			continue
		}
		if _, err := f.write(b); err != nil {
			return err
		}
		written[b.Meta.Name] = model.Name
		f.progress.line("%s: converted to %s", model.Name, outputName(b))
	}
	if len(written) == 0 {
		return fmt.Errorf("%s: have no .tflite file of a MobileNet v1, want at least one", folder)
	}
	return nil
}

// readModel reads one model of a folder and says in its metadata where it is from.
func readModel(folder string, model weights.Parts) (*weights.Bundle, error) {
	var parts [][]byte
	source, licence := "", "Apache-2.0"
	for i, name := range model.Files {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		parts = append(parts, data)
		digest := sha256.Sum256(data)
		if !officialFiles[hex.EncodeToString(digest[:])] {
			licence = "NOASSERTION"
		}
		if i > 0 {
			source += ", "
		}
		source += fmt.Sprintf("%s (sha256 %x)", name, digest)
	}
	b, err := weights.JoinTFLite(parts...)
	if err != nil {
		return nil, err
	}
	describe(b, source, licence)
	return b, nil
}

// officialFiles are the digests of Google's own .tflite files, by which they are known wherever they come from.
var officialFiles = map[string]bool{
	"cb273c23ee76374b05b9583177e28aa19744858a7679c56a250e83d0333da785": true, // 0.25/128 quantised
	"97f3e6517d02dfdd844ab307857f785cad0ff8d22be9b57d44fbc3e0fc919908": true, // 0.25/160 quantised
	"e480eb15572f86d3d5f1be6e83e35b3c7d509ab2bcec353707d1f614e14edca2": true, // 0.25/224 quantised
	"446ec673881cd46371a8726075b714194ada39d144762260cb76d15318597df7": true, // 0.25/224 float
	"98218c930437d5d618f67cf8ac05e7cae838962479a0f1caac5fd1304a164428": true, // 0.5/128 quantised
	"3cc6d2ca460abd2e0f699a6d0d2550c6b61c6e3b0e27a3616e384ea74cb86f43": true, // 0.5/160 quantised
	"41daeb22fdcf947e0e5ec32373aa9df7c31f3ef45dbd0ef7b5940fbce3c20f6a": true, // 0.75/192 quantised
	"c840ef6d6284a744a4b7c29c9fca0e66b71a20ea55ce1c8a705d2cfe11190eb6": true, // 0.75/224 quantised
	"f409ef4f73fcbb9667841965623c5c8524aac33d41b9bf5f3667161fb4a76319": true, // 1.0/224 quantised, body
	"65a88984b258c6f3c99d7573acac8cf85bd747293d83d51fafc1c2fb6d632286": true, // 1.0/224 quantised, head
}

// describe says in the metadata where the numbers are from.
func describe(b *weights.Bundle, source, licence string) {
	b.Meta.Source, b.Meta.Licence, b.Meta.Provenance = source, licence, provenance
	if b.Meta.Quantised {
		b.Meta.Provenance = quantisedProvenance
	}
}

// outputName returns the name of a converted file.
func outputName(b *weights.Bundle) string { return b.Meta.Name + ".safetensors" }

// write writes a bundle to its file in the destination, whole or not at all, and returns the file's digest.
func (f *fetcher) write(b *weights.Bundle) (digest string, err error) {
	hash := sha256.New()
	err = replaceFile(filepath.Join(f.dir, outputName(b)), func(w io.Writer) error {
		return weights.WriteSafetensors(io.MultiWriter(w, hash), b)
	})
	if err != nil {
		return "", err
	}
	digest = hex.EncodeToString(hash.Sum(nil))
	return digest, f.digests.record(map[string]string{outputName(b): digest})
}

// errMismatch marks a file that is not the one it should be.
var errMismatch = errors.New("digest")

// checkDigest returns an error if the archive at a path is known to have another digest.
func (f *fetcher) checkDigest(a archive, have string) error {
	if want, exists := published[a.path()]; exists && have != want {
		return fmt.Errorf("%w: have %s, want %s as published", errMismatch, have, want)
	}
	if want, exists := f.digests.known[a.path()]; exists && have != want {
		return fmt.Errorf("%w: have %s, want %s as first fetched; if the change is meant, delete the line in %s", errMismatch, have, want, f.digests.file)
	}
	return nil
}
