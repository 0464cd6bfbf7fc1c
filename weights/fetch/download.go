package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// A cut is a connection that was not made, broke off or fell silent: what has come so far is as good as before.
type cut struct{ error }

func (c cut) Unwrap() error { return c.error }

var (
	// errSilent is why a connection that brings nothing is given up.
	errSilent = errors.New("nothing comes")
	// errRedirect is why a redirect is not followed.
	errRedirect = errors.New("it redirects")
)

// newClient returns a client that gives up where nobody answers for that long, leaves archives as they are, and follows
// redirects over HTTPS only.
func newClient(connect time.Duration) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:              http.ProxyFromEnvironment,
			DialContext:        (&net.Dialer{Timeout: connect}).DialContext,
			DisableCompression: true,
		},
		CheckRedirect: func(to *http.Request, via []*http.Request) error {
			if to.URL.Scheme != via[0].URL.Scheme {
				return fmt.Errorf("%w to %s://%s, want %s", errRedirect, to.URL.Scheme, to.URL.Host, via[0].URL.Scheme)
			}
			if len(via) > 5 {
				return fmt.Errorf("%w more than five times", errRedirect)
			}
			return nil
		},
	}
}

// download brings a file into part, going on from what is there already: while something comes, a cut is no end.
// A file that was put together from several answers and has another digest is fetched once more, whole.
func (f *fetcher) download(ctx context.Context, label string, from file, part string) error {
	furthest := sizeOf(part)
	if furthest > 0 && checkDigest(part, from.sha256) == nil {
		return nil
	}
	pieced, again := furthest > 0, false
	for {
		err := f.request(ctx, label, from, part)
		if errors.As(err, new(cut)) && sizeOf(part) > furthest {
			furthest, pieced = sizeOf(part), true
			continue
		}
		if err != nil {
			return err
		}
		if err = checkDigest(part, from.sha256); err == nil {
			return nil
		}
		os.Remove(part)
		if !pieced || again {
			return err
		}
		furthest, pieced, again = 0, false, true
	}
}

// request makes one request for what is missing of a file and appends what comes.
func (f *fetcher) request(ctx context.Context, label string, from file, part string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.silence, func() { cancel(errSilent) })
	defer watch.Stop()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, f.address(from), nil)
	if err != nil {
		return err
	}
	have := sizeOf(part)
	if have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	response, err := f.client.Do(request)
	if err != nil {
		return connectionError(ctx, err)
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusOK:
		have = 0
	case response.StatusCode == http.StatusPartialContent && strings.HasPrefix(response.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", have)):
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable && have > 0:
		return nil // nothing follows what is here; the digest says whether it is the file
	default:
		return fmt.Errorf("it answers %s", response.Status)
	}
	output, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return err
	}
	defer output.Close()
	if err := output.Truncate(have); err != nil {
		return err
	}
	if _, err := output.Seek(have, io.SeekStart); err != nil {
		return err
	}
	total := int64(0)
	if response.ContentLength > 0 {
		total = have + response.ContentLength
	}
	f.progress.begin(label, have, total)
	body := io.TeeReader(io.LimitReader(response.Body, archiveLimit-have), f.progress)
	if _, err := io.Copy(output, resetting{body, watch, f.silence}); err != nil {
		return connectionError(ctx, err)
	}
	return output.Close()
}

// connectionError returns what an error of a connection means: the end of the run, a redirect that is not followed,
// trouble with the disk, or a cut.
func connectionError(ctx context.Context, err error) error {
	var disk *fs.PathError
	var lookup *net.DNSError
	var operation *net.OpError
	var request *url.Error
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errSilent):
		return cut{errSilent}
	case ctx.Err() != nil:
		return cause
	case errors.As(err, &disk):
		return err
	case errors.As(err, &lookup):
		return cut{errors.New(lookup.Err)}
	case errors.As(err, &operation):
		return cut{operation.Err}
	case errors.As(err, &request): // the address is said elsewhere
		err = request.Err
	}
	if errors.Is(err, errRedirect) {
		return err
	}
	return cut{err}
}

// resetting is a reader that winds up a watch whenever something comes.
type resetting struct {
	io.Reader
	watch *time.Timer
	limit time.Duration
}

func (r resetting) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.watch.Reset(r.limit)
	return n, err
}

// sizeOf returns the size of a file, 0 if it is not there.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// checkDigest returns an error if a file has another SHA-256 digest.
func checkDigest(path, want string) error {
	input, err := os.Open(path)
	if err != nil {
		return err
	}
	defer input.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, input); err != nil {
		return err
	}
	if have := hex.EncodeToString(hash.Sum(nil)); have != want {
		return fmt.Errorf("it sends another file: have sha256 %.12s…, want %.12s…", have, want)
	}
	return nil
}
