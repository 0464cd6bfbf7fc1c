package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
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
	if runtime.GOOS == "js" {
		t.Skip("a worker does not listen")
	}
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := serve(ctx, "localhost:0", dir, io.Discard)
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
	err = serve(ctx, taken.Addr().String(), dir, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "another address with -addr") {
		t.Errorf("address taken: have %v, want advice", err)
	}

	out, printed := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- serve(ctx, "localhost:0", dir, printed) }()
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
