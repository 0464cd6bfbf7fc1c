package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"mobilenet/weights"
)

// fetchAll fetches and converts archives one after the other. An archive that cannot be had does not keep the others away,
// a network that is not there does.
func (f *fetcher) fetchAll(ctx context.Context, archives []archive) error {
	var failed int
	for _, a := range archives {
		err := f.fetch(ctx, a)
		f.progress.clear()
		switch {
		case err == nil:
			continue
		case ctx.Err() != nil:
			return errors.New("interrupted; run it again to go on from there")
		case errors.Is(err, errUnreachable):
			return err
		}
		fmt.Fprintf(f.stderr, "fetch: %s: %v\n", a.name(), err)
		failed++
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d networks could not be had", failed, len(archives))
	}
	return nil
}

// fetch brings one network, unless it is here already.
func (f *fetcher) fetch(ctx context.Context, a archive) error {
	address := f.base + "/" + a.path()
	if f.isHere(a, address) {
		f.progress.line("%s: is here, digest verified", a.name())
		return nil
	}
	part := filepath.Join(f.dir, strings.ReplaceAll(a.path(), "/", "-")+".part")
	for {
		pieced, err := f.download(ctx, a.name(), address, part)
		if err != nil {
			return err
		}
		b, digest, err := f.open(a, part)
		if err == nil {
			describe(b, address, "Apache-2.0")
			return f.keep(a, b, digest, part)
		}
		removePart(part)
		if !pieced {
			return err
		}
		f.progress.line("%s: put together from several downloads: %v: fetching it whole", a.name(), err)
	}
}

// isHere reports whether the converted file is in place, from that very address and with the digest it was written with.
func (f *fetcher) isHere(a archive, address string) bool {
	name := a.name() + ".safetensors"
	path := filepath.Join(f.dir, name)
	digest, err := digestOf(path)
	if err != nil || digest != f.digests.known[name] {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	b, err := weights.ReadSafetensors(file, weights.SizeLimit)
	return err == nil && b.Meta.Source == address
}

// open verifies a downloaded archive and reads the network in it.
func (f *fetcher) open(a archive, part string) (b *weights.Bundle, digest string, err error) {
	if digest, err = digestOf(part); err != nil {
		return nil, "", err
	}
	if err := f.checkDigest(a, digest); err != nil {
		return nil, "", err
	}
	data, err := extractNetwork(part)
	if err != nil {
		return nil, "", err
	}
	if b, err = weights.ReadTFLite(data); err != nil {
		return nil, "", err
	}
	alpha, err := strconv.ParseFloat(a.alpha, 64)
	if err != nil {
		return nil, "", err
	}
	if m := b.Meta; m.AlphaMax != alpha || strconv.Itoa(m.Resolution) != a.size || m.Quantised != a.quantised {
		return nil, "", fmt.Errorf("the archive holds %s, want %s", m.Name, a.name())
	}
	return b, digest, nil
}

// keep writes the converted file, records the digests and removes the archive.
func (f *fetcher) keep(a archive, b *weights.Bundle, digest, part string) error {
	if _, err := f.write(b); err != nil {
		return err
	}
	switch {
	case published[a.path()] != "":
		f.progress.line("%s: converted; digest as published", a.name())
	case f.digests.known[a.path()] != "":
		f.progress.line("%s: converted; digest as first fetched", a.name())
	default:
		f.progress.line("%s: converted; no digest is published, recorded sha256 %s in %s", a.name(), digest, f.digests.file)
	}
	if err := f.digests.record(map[string]string{a.path(): digest}); err != nil {
		return err
	}
	removePart(part)
	return nil
}
