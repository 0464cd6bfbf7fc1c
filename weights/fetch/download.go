package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
)

// maxTries is how often in a row a download may fail without bringing anything.
const maxTries = 4

var (
	// errUnreachable means that there is no network or no such host: trying again is no use.
	errUnreachable = errors.New("cannot reach")
	// errIdle is why a connection that brings nothing is given up.
	errIdle = errors.New("nothing has come for a while")
)

// temporary is an error after which the same may work.
type temporary struct{ error }

func (t temporary) Unwrap() error { return t.error }

// client gives up quickly where nobody answers, and leaves archives as they are.
var client = &http.Client{Transport: &http.Transport{
	Proxy:                 http.ProxyFromEnvironment,
	DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
	TLSHandshakeTimeout:   10 * time.Second,
	ResponseHeaderTimeout: 30 * time.Second,
	DisableCompression:    true,
}}

// download fetches an address into the file part, going on from what is there already, and tries again what may work again.
// It reports whether the file was put together from several downloads.
func (f *fetcher) download(ctx context.Context, name, address, part string) (pieced bool, err error) {
	pause := f.pause
	for try := 1; ; try++ {
		before := sizeOf(part)
		resumed, err := f.request(ctx, name, address, part)
		pieced = pieced || resumed
		var again temporary
		if err == nil || !errors.As(err, &again) {
			return pieced, err
		}
		if sizeOf(part) > before {
			try, pause = 1, f.pause
		}
		if try == maxTries {
			return pieced, err
		}
		f.progress.line("%s: %v: trying again", name, err)
		select {
		case <-ctx.Done():
			return pieced, ctx.Err()
		case <-time.After(pause):
		}
		pause *= 2
	}
}

// request makes one request for what is missing of a file and appends what comes.
func (f *fetcher) request(ctx context.Context, name, address, part string) (resumed bool, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(f.idle, func() { cancel(errIdle) })
	defer watch.Stop()

	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return false, err
	}
	have := sizeOf(part)
	if have > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		if tag, err := os.ReadFile(tagOf(part)); err == nil {
			request.Header.Set("If-Range", string(tag))
		}
	}
	response, err := client.Do(request)
	if err != nil {
		return false, requestError(ctx, request.URL, err)
	}
	defer response.Body.Close()
	done, err := begin(response, part, have)
	if err != nil || done {
		return done, err
	}
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return false, err
	}
	defer file.Close()
	resumed = response.StatusCode == http.StatusPartialContent
	if !resumed {
		have = 0
	}
	total := int64(0)
	if response.ContentLength > 0 {
		total = have + response.ContentLength
	}
	f.progress.begin(name, have, total)
	body := io.TeeReader(io.LimitReader(response.Body, archiveLimit-have), f.progress)
	if _, err := io.Copy(file, resetting{body, watch, f.idle}); err != nil {
		return resumed, requestError(ctx, request.URL, err)
	}
	return resumed, file.Close()
}

// begin prepares the file for what a response brings. It reports whether the file is complete without it.
func begin(response *http.Response, part string, have int64) (done bool, err error) {
	rangeOf := response.Header.Get("Content-Range")
	switch code := response.StatusCode; {
	case code == http.StatusOK:
		removePart(part)
		if response.ContentLength > archiveLimit {
			return false, fmt.Errorf("have %d bytes, want at most %d", response.ContentLength, archiveLimit)
		}
		if tag := response.Header.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") { // a weak one does not promise the same bytes
			return false, os.WriteFile(tagOf(part), []byte(tag), 0o644)
		}
		return false, nil
	case code == http.StatusPartialContent && strings.HasPrefix(rangeOf, fmt.Sprintf("bytes %d-", have)):
		return false, nil
	case code == http.StatusRequestedRangeNotSatisfiable && have > 0 && rangeOf == fmt.Sprintf("bytes */%d", have):
		return true, nil
	case code == http.StatusPartialContent, code == http.StatusRequestedRangeNotSatisfiable:
		removePart(part)
		return false, temporary{fmt.Errorf("have %s with range %q for what follows byte %d", response.Status, rangeOf, have)}
	case code >= 500, code == http.StatusTooManyRequests, code == http.StatusRequestTimeout:
		return false, temporary{fmt.Errorf("the server answers %s", response.Status)}
	default:
		return false, fmt.Errorf("the server answers %s for %s", response.Status, response.Request.URL)
	}
}

// requestError sorts errors of a connection: no network, given up because idle, or broken off.
func requestError(ctx context.Context, address *url.URL, err error) error {
	var operation *net.OpError
	var lookup *net.DNSError
	switch {
	case errors.Is(context.Cause(ctx), errIdle):
		return temporary{errIdle}
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &lookup):
		return unreachable(address, lookup.Err)
	case errors.As(err, &operation) && (operation.Op == "dial" || operation.Op == "proxyconnect"):
		return unreachable(address, operation.Err)
	}
	return temporary{err}
}

func unreachable(address *url.URL, reason any) error {
	return fmt.Errorf("%w %s (%v): is there a network? everything else works without these weights", errUnreachable, address.Host, reason)
}

// resetting is a reader that winds up a watch whenever something comes.
type resetting struct {
	io.Reader
	watch *time.Timer
	idle  time.Duration
}

func (r resetting) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.watch.Reset(r.idle)
	return n, err
}

// tagOf returns the file that keeps the server's tag for what a partial file is a part of.
func tagOf(part string) string { return part + ".etag" }

// sizeOf returns the size of a file, 0 if it is not there.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// removePart removes a partial file and its tag, if they are there.
func removePart(part string) {
	os.Remove(part)
	os.Remove(tagOf(part))
}
