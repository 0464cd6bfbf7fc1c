package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mobilenet/weights/internal/tflitetest"
)

// file is an entry of an archive.
type file struct {
	name string
	kind byte
	data []byte
}

// pack returns a .tgz archive.
func pack(t testing.TB, files ...file) []byte {
	t.Helper()
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	entries := tar.NewWriter(zipped)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Typeflag: f.kind, Mode: 0o644, Size: int64(len(f.data))}
		if f.kind == tar.TypeSymlink {
			header.Linkname = "/etc/passwd"
		}
		if err := entries.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := entries.Write(f.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := entries.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// network returns a .tflite file of α = 0.25 and three classes.
func network(resolution int32, quantised bool) []byte {
	model, _ := tflitetest.Miniature(0.25, resolution, 3, quantised)
	return model.Build()
}

// officialLike returns an archive as the official ones are: a checkpoint beside the network.
var officialLike = sync.OnceValue(func() []byte {
	return pack(&testing.T{},
		file{"./mobilenet_v1_0.25_128.ckpt.meta", tar.TypeReg, bytes.Repeat([]byte("meta"), 5000)},
		file{"./mobilenet_v1_0.25_128.tflite", tar.TypeReg, network(128, false)})
})

// server serves one archive at every path, with the faults that a test asks for.
type server struct {
	data    []byte
	tag     string // ETag; none if empty
	ranges  bool   // answers Range
	cutAt   int    // breaks the connection after so many bytes of a response, if above 0
	cuts    int    // how many times it does
	status  []int  // what it answers first
	swap    []byte // becomes data after the first response
	hang    bool   // sends half and then nothing
	mutex   sync.Mutex
	ranged  []string // Range headers of the requests
	address string
}

// start starts the server; it ends with the test.
func (s *server) start(t *testing.T) *server {
	t.Helper()
	http := httptest.NewServer(s)
	t.Cleanup(http.Close)
	s.address = http.URL
	return s
}

func (s *server) requests() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return len(s.ranged)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.ranged = append(s.ranged, r.Header.Get("Range"))
	if len(s.status) > 0 {
		code := s.status[0]
		s.status = s.status[1:]
		http.Error(w, http.StatusText(code), code)
		return
	}
	data := s.data
	if s.tag != "" {
		w.Header().Set("ETag", s.tag)
	}
	if !s.ranges {
		r.Header.Del("Range")
	}
	if s.swap != nil {
		s.data, s.swap = s.swap, nil
		defer func() { s.tag += "2" }()
	}
	out := http.ResponseWriter(w)
	switch {
	case s.cuts > 0:
		s.cuts--
		out = &cutter{ResponseWriter: w, left: s.cutAt}
	case s.hang:
		s.hang = false
		out = &cutter{ResponseWriter: w, left: len(data) / 2, wait: r.Context()}
	}
	if !s.ranges { // http.ServeContent would offer them
		out.Header().Set("Content-Length", strconv.Itoa(len(data)))
		out.Write(data)
		return
	}
	http.ServeContent(out, r, "", time.Time{}, bytes.NewReader(data))
}

// cutter breaks a response off, at once or when the client has gone.
type cutter struct {
	http.ResponseWriter
	left int
	wait context.Context
}

func (c *cutter) Write(data []byte) (int, error) {
	if len(data) > c.left {
		c.ResponseWriter.Write(data[:c.left])
		c.ResponseWriter.(http.Flusher).Flush()
		if c.wait != nil {
			<-c.wait.Done()
		}
		panic(http.ErrAbortHandler)
	}
	c.left -= len(data)
	return c.ResponseWriter.Write(data)
}

// fetch runs a fetcher that hurries and returns what it said.
func fetch(t *testing.T, dir, base string, archives ...archive) (stdout, stderr string, err error) {
	t.Helper()
	var out, problems strings.Builder
	f, err := newFetcher(dir, base, &out, &problems)
	if err != nil {
		t.Fatal(err)
	}
	f.pause, f.idle = time.Millisecond, 200*time.Millisecond
	err = f.fetchAll(t.Context(), archives)
	return out.String(), problems.String(), err
}
