package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

// What comes over a slow line is what was sent, and it takes as long as the line takes for all of it.
func TestLine(t *testing.T) {
	body := make([]byte, 50_000)
	rand.NewChaCha8([32]byte{}).Read(body) // which no packing makes less of
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
	defer host.Close()
	slow := line{rate: 1e6, delay: 10 * time.Millisecond}
	link, err := slow.open(t.Context(), host.URL+"/page?a=b#c", newPacker())
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(link, "/page?a=b#c") || strings.HasPrefix(link, host.URL) {
		t.Errorf("have the link %s, want the same path at another host than %s", link, host.URL)
	}
	start := time.Now()
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			response, err := http.Get(link)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if response.Header.Get("Content-Encoding") != "br" {
				t.Errorf("have the coding %q, want br", response.Header.Get("Content-Encoding"))
			}
			if have, err := io.ReadAll(brotli.NewReader(response.Body)); err != nil || !bytes.Equal(have, body) {
				t.Errorf("have %d bytes and error %v, want the %d sent", len(have), err, len(body))
			}
		})
	}
	both.Wait()
	seconds := 2 * float64(len(body)) / slow.rate
	if have, want := time.Since(start), slow.delay+time.Duration(seconds*float64(time.Second)); have < want {
		t.Errorf("have two answers after %v, want the line's %v at least", have, want)
	}
}
