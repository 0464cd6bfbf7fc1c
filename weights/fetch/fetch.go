package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mobilenet/weights"
)

// fetcher brings files to one folder.
type fetcher struct {
	dir      string
	base     string // address that plays all hosts, "" for the hosts themselves
	client   *http.Client
	silence  time.Duration // without a byte, after which a connection counts as lost
	progress *progress
	gone     map[string]error // the hosts that have not answered in this run, and why
}

// patience is how long a fetcher waits.
type patience struct{ connect, silence time.Duration }

func newFetcher(dir, base string, wait patience, out io.Writer) (*fetcher, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	return &fetcher{
		dir: dir, base: base, client: newClient(wait.connect), silence: wait.silence,
		progress: newProgress(out), gone: make(map[string]error),
	}, nil
}

var (
	// errInterrupted is why a run ended that was to end.
	errInterrupted = errors.New("interrupted")
	// errLate is why a first start goes on without what is missing.
	errLate = errors.New("the time is up")
)

// result is what became of a run.
type result struct {
	here    int // networks that are in place
	fetched int // of them in this run
	failed  []failure
	ended   error // why the run ended before all were tried, if it did
}

// failure is a network that could not be had.
type failure struct {
	label   string
	reasons []error // one for each source
}

// Error says why, source by source.
func (n failure) Error() string {
	var reasons []string
	for _, reason := range n.reasons {
		reasons = append(reasons, reason.Error())
	}
	return n.label + ": " + strings.Join(reasons, "; ")
}

// short says why the first source has failed, and how many others have.
func (n failure) short() string {
	text := n.label + ": " + n.reasons[0].Error()
	if others := len(n.reasons) - 1; others > 0 {
		text += fmt.Sprintf(" (%d other sources fail too)", others)
	}
	return text
}

// offline returns why no source of any network has answered, nil if one has.
func (r result) offline() error {
	for _, n := range r.failed {
		for _, reason := range n.reasons {
			if !errors.As(reason, new(cut)) {
				return nil
			}
		}
	}
	if r.fetched > 0 || len(r.failed) == 0 {
		return nil
	}
	return r.failed[0].reasons[0]
}

// fetchAll brings networks one after the other, unless they are here. One that cannot be had does not keep the others
// away. It calls fetched after each network that it has brought.
func (f *fetcher) fetchAll(ctx context.Context, networks []network, fetched func(n network, from string)) (r result) {
	for i, n := range networks {
		if f.isHere(n) {
			r.here++
			continue
		}
		f.progress.count = fmt.Sprintf("%d/%d", i+1, len(networks))
		from, err := f.fetch(ctx, n)
		f.progress.clear()
		if err != nil && ctx.Err() != nil {
			if r.ended = errInterrupted; errors.Is(context.Cause(ctx), errLate) {
				r.ended = errLate
			}
			return r
		}
		var failed failure
		switch {
		case err == nil:
			r.here++
			r.fetched++
			fetched(n, from)
		case errors.As(err, &failed):
			r.failed = append(r.failed, failed)
		default:
			r.ended = err
			return r
		}
	}
	return r
}

// fetch brings one network from the first source that has it, and returns that source's host.
func (f *fetcher) fetch(ctx context.Context, n network) (host string, err error) {
	failed := failure{label: n.label}
	for _, from := range n.sources {
		host := hostOf(from[0])
		err := f.gone[host]
		if err == nil {
			err = f.fetchFrom(ctx, n, from)
		}
		var disk *os.PathError
		switch {
		case err == nil:
			return host, nil
		case ctx.Err() != nil || errors.As(err, &disk):
			return "", err
		case errors.As(err, new(cut)):
			f.gone[host] = err
		}
		failed.reasons = append(failed.reasons, fmt.Errorf("%s: %w", host, err))
	}
	return "", failed
}

// fetchFrom brings one network from one source. What has come of a file stays for the next run; what turns out to be
// another file is removed.
func (f *fetcher) fetchFrom(ctx context.Context, n network, from source) error {
	var parts []string
	for _, file := range from {
		if err := f.download(ctx, n.label, file, f.part(file)); err != nil {
			return err
		}
		parts = append(parts, f.part(file))
	}
	defer f.removeParts(n)
	if n.raw {
		return os.Rename(parts[0], f.path(n))
	}
	b, err := readNetwork(from, parts)
	if err != nil {
		return err
	}
	if b.Meta.Name != n.name {
		return fmt.Errorf("it sends %s, want %s", b.Meta.Name, n.name)
	}
	describe(b, from)
	return replaceFile(f.path(n), func(w io.Writer) error { return weights.WriteSafetensors(w, b) })
}

// part returns where a download is while it comes. Its digest is its name, so that sources of the same file go on from
// each other.
func (f *fetcher) part(of file) string { return filepath.Join(f.dir, of.sha256[:16]+".part") }

// removeParts removes what earlier runs began of any source of a network.
func (f *fetcher) removeParts(n network) {
	for _, from := range n.sources {
		for _, file := range from {
			os.Remove(f.part(file))
		}
	}
}

// path returns where a network is written.
func (f *fetcher) path(n network) string {
	if n.raw {
		return filepath.Join(f.dir, n.name+".tflite")
	}
	return filepath.Join(f.dir, n.name+".safetensors")
}

// isHere reports whether a network is in place and whole.
func (f *fetcher) isHere(n network) bool {
	if n.raw {
		return checkDigest(f.path(n), n.sources[0][0].sha256) == nil
	}
	input, err := os.Open(f.path(n))
	if err != nil {
		return false
	}
	defer input.Close()
	b, err := weights.ReadSafetensors(bufio.NewReader(input), weights.SizeLimit)
	return err == nil && b.Meta.Name == n.name
}

// readNetwork reads the network in the downloaded files of a source.
func readNetwork(from source, paths []string) (*weights.Bundle, error) {
	var parts [][]byte
	for i, path := range paths {
		read := os.ReadFile
		if strings.HasSuffix(from[i].url, ".tgz") {
			read = extractNetwork
		}
		data, err := read(path)
		if err != nil {
			return nil, err
		}
		parts = append(parts, data)
	}
	return weights.JoinTFLite(parts...)
}

// describe says in the metadata where the numbers are from.
func describe(b *weights.Bundle, from source) {
	var addresses []string
	for _, file := range from {
		addresses = append(addresses, file.url)
	}
	b.Meta.Source, b.Meta.Licence = strings.Join(addresses, ", "), "Apache-2.0"
	b.Meta.Provenance = "Google's TensorFlow Lite file of MobileNet v1, batch norm folded; convolutions transposed"
	if b.Meta.Quantised {
		b.Meta.Provenance += "; uint8 dequantised as (q - zero)·scale"
	}
}

// hostOf returns the host that a file is on.
func hostOf(from file) string {
	address, err := url.Parse(from.url)
	if err != nil {
		panic(err) // the addresses are constants
	}
	return address.Host
}

// address returns where a file is asked for: at its own address, or at the one that plays all hosts.
func (f *fetcher) address(from file) string {
	if f.base == "" {
		return from.url
	}
	return f.base + "/" + strings.TrimPrefix(from.url, "https://")
}

// replaceFile writes a file beside path and then puts it in its place, so that there is always a whole one.
func replaceFile(path string, write func(w io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.part")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	buffered := bufio.NewWriter(file)
	if err := errors.Join(write(buffered), buffered.Flush(), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
