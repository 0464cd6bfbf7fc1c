//go:build !js

package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"mobilenet/web/wall/walltest"
)

func body(t *testing.T, response *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestServe(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := serve(ctx, options{addr: "localhost:0", dir: dir, state: t.TempDir()}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), `build it with "make site"`) {
		t.Errorf("without a site: have %v, want how to build it", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("page"), 0o644); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	err = serve(ctx, options{addr: taken.Addr().String(), dir: dir, state: t.TempDir()}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "another address with -addr") {
		t.Errorf("address taken: have %v, want advice", err)
	}

	out, printed := io.Pipe()
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, options{addr: "localhost:0", dir: dir, state: t.TempDir()}, printed, io.Discard)
	}()
	line := make([]byte, 64)
	n, err := out.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	url := string(bytes.TrimSpace(line[:n]))
	if !strings.HasPrefix(url, "http://localhost:") {
		t.Errorf("printed %q, want http://localhost:<port>", url)
	}
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if have := body(t, response); have != "page" {
		t.Errorf("have %q, want \"page\"", have)
	}
	stop()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("at the end: have %v, want nil", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("serve does not end")
	}
}

// TestServeClass serves a class on the loopback interface: a page over http that leads to the site over https.
func TestServeClass(t *testing.T) {
	dir, state := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("page"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	out, printed := io.Pipe()
	var log bytes.Buffer
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, options{addr: "127.0.0.1:0", lan: "127.0.0.1:0", dir: dir, state: state, log: true}, printed, &log)
	}()
	text := make([]byte, 64<<10)
	n, err := out.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^(http://127\.0\.0\.1:\d+)$[^/]*^(https://127\.0\.0\.1:\d+)$`).FindSubmatch(text[:n])
	if found == nil {
		t.Fatalf("have %s, want the two addresses", text[:n])
	}
	plain, secure := string(found[1]), string(found[2])

	response, err := http.Get(plain)
	if err != nil {
		t.Fatal(err)
	}
	if have, want := body(t, response), `href="`+secure+`/"`; !strings.Contains(have, want) {
		t.Errorf("over http: have %s, want %s", have, want)
	}
	if _, err := http.Get(secure); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("without the certificate: have %v, want an error about it", err)
	}
	kept, err := os.ReadFile(filepath.Join(state, "lan.pem"))
	if err != nil {
		t.Fatal(err)
	}
	known := x509.NewCertPool()
	known.AppendCertsFromPEM(kept)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: known}}}
	defer client.CloseIdleConnections()
	for path, want := range map[string]string{"/": "page", "/healthz": "ok\n"} {
		response, err := client.Get(secure + path)
		if err != nil {
			t.Fatal(err)
		}
		if have := body(t, response); have != want || response.StatusCode != 200 || response.Header.Get("Cross-Origin-Opener-Policy") == "" {
			t.Errorf("%s over https: have %s, %q, %v, want %q, isolated", path, response.Status, have, response.Header, want)
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("at the end: have %v, want nil", err)
	}
	if have := log.String(); strings.Count(have, "\n") != 2 || !strings.Contains(have, "GET /healthz 200 3 B") {
		t.Errorf("log: have %q, want a line for each request of the site", have)
	}
}

// startServe starts the server with a site of one page, and returns its address and what ends it.
func startServe(t *testing.T) (base string, end func() error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.html"), []byte("page"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	out, printed := io.Pipe()
	served := make(chan error, 1)
	go func() {
		served <- serve(ctx, options{addr: "localhost:0", dir: dir, state: filepath.Join(t.TempDir(), "new"), log: true}, printed, io.Discard)
	}()
	end = sync.OnceValue(func() error {
		stop()
		return <-served
	})
	t.Cleanup(func() { end() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(line), end
}

// The walls are as they should be beside the files, behind the log.
func TestServeWalls(t *testing.T) {
	base, _ := startServe(t)
	walltest.Run(t, base)
}

// TestServeStream ends the server while somebody watches a wall: the stream ends as it should, and is not cut off.
func TestServeStream(t *testing.T) {
	base, end := startServe(t)
	client := walltest.Client{Base: base, HTTP: http.DefaultClient}
	opened, err := client.Open("a class")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	pieces := 0
	err = client.Events(t.Context(), opened.Code, "", func(walltest.Event) bool {
		if pieces++; pieces == 1 {
			go func() { ended <- end() }()
		}
		return true
	})
	if err != nil || pieces == 0 {
		t.Errorf("stream: have %v after %d pieces, want its end after the first", err, pieces)
	}
	if err := <-ended; err != nil {
		t.Errorf("at the end: have %v, want nil", err)
	}
}

func TestAddress(t *testing.T) {
	listening := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	tests := []struct{ asked, want string }{
		{"localhost:8080", "http://localhost:8080"},
		{":8080", "http://localhost:8080"},
		{"0.0.0.0:0", "http://localhost:8080"},
		{"[::]:8080", "http://localhost:8080"},
		{"127.0.0.1:8080", "http://127.0.0.1:8080"},
		{"[::1]:8080", "http://[::1]:8080"},
	}
	for _, test := range tests {
		if have := address(test.asked, listening); have != test.want {
			t.Errorf("%s: have %s, want %s", test.asked, have, test.want)
		}
	}
}
