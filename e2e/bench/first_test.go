package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// What comes through a slow link is what was sent, and it takes as long as the link takes for all of it.
func TestSlowLink(t *testing.T) {
	body := bytes.Repeat([]byte("0123456789"), 5000)
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.Write(body) }))
	defer host.Close()
	address, err := new(slowLink).open(t.Context(), host.URL)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			response, err := http.Get(address)
			if err != nil {
				t.Error(err)
				return
			}
			defer response.Body.Close()
			if have, err := io.ReadAll(response.Body); err != nil || !bytes.Equal(have, body) {
				t.Errorf("have %d bytes and error %v, want the %d sent", len(have), err, len(body))
			}
		})
	}
	both.Wait()
	seconds := 2 * float64(len(body)) / linkRate
	if have, want := time.Since(start), time.Duration(seconds*float64(time.Second)); have < want {
		t.Errorf("have two answers after %v, want the link's %v at least", have, want)
	}
}
