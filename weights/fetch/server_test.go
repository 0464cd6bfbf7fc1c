package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"mobilenet/weights/internal/tflitetest"
)

// entry is an entry of an archive.
type entry struct {
	name string
	kind byte
	data []byte
}

// pack returns a .tgz archive.
func pack(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var archive bytes.Buffer
	zipped := gzip.NewWriter(&archive)
	writer := tar.NewWriter(zipped)
	for _, e := range entries {
		header := &tar.Header{Name: e.name, Typeflag: e.kind, Mode: 0o644, Size: int64(len(e.data))}
		if e.kind == tar.TypeSymlink {
			header.Linkname = "/etc/passwd"
		}
		if err := writer.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := writer.Write(e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := writer.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zipped.Close(); err != nil {
		t.Fatal(err)
	}
	return archive.Bytes()
}

// tflite returns a .tflite file of α = 0.25 and three classes.
func tflite(resolution int32, quantised bool) []byte {
	model, _ := tflitetest.Miniature(0.25, resolution, 3, quantised)
	return model.Build()
}

// single and archive are a network as one file and as Google's archives are, with a checkpoint beside it.
var (
	single  = sync.OnceValue(func() []byte { return tflite(128, false) })
	archive = sync.OnceValue(func() []byte {
		return pack(&testing.T{},
			entry{"./mobilenet_v1_0.25_128.ckpt.meta", tar.TypeReg, bytes.Repeat([]byte("meta"), 5000)},
			entry{"./mobilenet_v1_0.25_128.tflite", tar.TypeReg, single()})
	})
)

// The test's network: one file at two hosts, then an archive at a third.
const (
	hostA = "https://a.test/v/net.tflite?generation=1"
	hostB = "https://b.test/net.tflite"
	hostC = "https://c.test/models/net.tgz"
)

// digest returns the SHA-256 digest of data.
func digest(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// small returns the test's network.
func small() network {
	return network{name: "mobilenet_v1_0.25_128", label: "0.25/128", sources: []source{
		{{hostA, digest(single())}}, {{hostB, digest(single())}}, {{hostC, digest(archive())}},
	}}
}

// An answer is what a host does at a request.
type answer func(w http.ResponseWriter, r *http.Request)

// whole serves data, in parts if asked.
func whole(data []byte) answer {
	return func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
	}
}

// rangeless serves data, whole whatever is asked.
func rangeless(data []byte) answer {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(len(data)))
		w.Write(data)
	}
}

// cutAt breaks the connection after n bytes of what another answer sends.
func cutAt(n int, of answer) answer {
	return func(w http.ResponseWriter, r *http.Request) {
		of(&cutter{w, n, func() { panic(http.ErrAbortHandler) }}, r)
	}
}

// hangAt falls silent after n bytes of what another answer sends.
func hangAt(n int, of answer) answer {
	return func(w http.ResponseWriter, r *http.Request) {
		of(&cutter{w, n, func() {
			<-r.Context().Done()
			panic(http.ErrAbortHandler)
		}}, r)
	}
}

// silent never answers.
func silent(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

// status answers with a code.
func status(code int) answer {
	return func(w http.ResponseWriter, _ *http.Request) { http.Error(w, http.StatusText(code), code) }
}

// redirect sends the client elsewhere.
func redirect(to string) answer {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// cutter ends a response after so many bytes.
type cutter struct {
	http.ResponseWriter
	left int
	end  func()
}

func (c *cutter) Write(data []byte) (int, error) {
	if len(data) > c.left {
		c.ResponseWriter.Write(data[:c.left])
		c.ResponseWriter.(http.Flusher).Flush()
		c.end()
	}
	c.left -= len(data)
	return c.ResponseWriter.Write(data)
}

// server plays all hosts. Each gives its answers in turn, the last one again and again; a host without any has nothing.
type server struct {
	answers map[string][]answer // by host
	mutex   sync.Mutex
	asked   []string // host, and Range if there is one
	address string
}

// start starts a server that ends with the test.
func start(t *testing.T, answers map[string][]answer) *server {
	t.Helper()
	s := &server{answers: answers}
	http := httptest.NewServer(s)
	t.Cleanup(http.Close)
	s.address = http.URL
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	s.mutex.Lock()
	s.asked = append(s.asked, strings.TrimSpace(host+" "+r.Header.Get("Range")))
	next := status(http.StatusNotFound)
	if answers := s.answers[host]; len(answers) > 0 {
		next = answers[0]
		if len(answers) > 1 {
			s.answers[host] = answers[1:]
		}
	}
	s.mutex.Unlock()
	next(w, r)
}

// requests returns what was asked for, in turn, and forgets it.
func (s *server) requests() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// hurried returns a fetcher that does not wait for long, and what it says.
func hurried(t *testing.T, dir, base string) (*fetcher, *strings.Builder) {
	t.Helper()
	var out strings.Builder
	f, err := newFetcher(dir, base, patience{connect: time.Second, silence: 2 * time.Second}, &out)
	if err != nil {
		t.Fatal(err)
	}
	return f, &out
}
