package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/andybalholm/brotli"
)

// A line is how a visitor's device reaches a site.
type line struct {
	name  string
	rate  float64       // bytes a second, of all answers together; 0: as many as the machine moves
	delay time.Duration // to the first byte of an answer
}

// open returns the link as it reads over the line, on which all answers come packed alike, until ctx is done.
func (l line) open(ctx context.Context, link string, packed *packer) (string, error) {
	to, err := url.Parse(link)
	if err != nil {
		return "", err
	}
	t := &traffic{rate: l.rate}
	host := &url.URL{Scheme: to.Scheme, Host: to.Host}
	proxy := httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(host)
		r.Out.Header.Set("Accept-Encoding", "identity")
	}}
	proxy.ModifyResponse = func(r *http.Response) error {
		if err := packed.pack(r); err != nil {
			return err
		}
		time.Sleep(l.delay)
		body := r.Body
		r.Body = struct {
			io.Reader
			io.Closer
		}{readerFunc(func(p []byte) (int, error) {
			n, err := body.Read(p[:min(len(p), 16<<10)])
			t.wait(n)
			return n, err
		}), body}
		return nil
	}
	server := httptest.NewServer(&proxy)
	context.AfterFunc(ctx, server.Close)
	to.Host = server.Listener.Addr().String()
	return to.String(), nil
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// traffic is what goes over a line.
type traffic struct {
	rate float64
	mu   sync.Mutex
	free time.Time // when all that was sent has arrived
}

// wait waits until so many bytes have come, after all those before.
func (t *traffic) wait(n int) {
	if t.rate == 0 {
		return
	}
	t.mu.Lock()
	if now := time.Now(); t.free.Before(now) {
		t.free = now
	}
	t.free = t.free.Add(time.Duration(float64(n) / t.rate * float64(time.Second)))
	arrived := t.free
	t.mu.Unlock()
	time.Sleep(time.Until(arrived))
}

// A packer compresses what hosts send as it is, nearly as make site and those that deliver runtimes to pages do: what these
// hosts have beside their files is compressed in haste, or not at all.
type packer struct {
	mu   sync.Mutex
	kept map[string][]byte // by path
}

func newPacker() *packer { return &packer{kept: make(map[string][]byte)} }

// pack compresses a whole answer.
func (p *packer) pack(r *http.Response) error {
	if r.StatusCode != http.StatusOK {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	name := r.Request.URL.String()
	content, ok := p.kept[name]
	if !ok {
		whole, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		var packed bytes.Buffer
		w := brotli.NewWriterLevel(&packed, 9)
		w.Write(whole)
		w.Close()
		content = packed.Bytes()
		p.kept[name] = content
	}
	r.Body.Close()
	r.Body = io.NopCloser(bytes.NewReader(content))
	r.Header.Set("Content-Encoding", "br")
	r.Header.Set("Content-Length", strconv.Itoa(len(content)))
	r.ContentLength = int64(len(content))
	return nil
}
