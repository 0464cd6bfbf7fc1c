package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unicode"
)

// source plays every host that Google's weights are fetched from.
type source struct {
	answer func(w http.ResponseWriter, r *http.Request)
	mutex  sync.Mutex
	asked  []string // the name of the file, and Range if there is one
}

func (s *source) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mutex.Lock()
	s.asked = append(s.asked, strings.TrimSpace(path.Base(r.URL.Path)+" "+r.Header.Get("Range")))
	s.mutex.Unlock()
	s.answer(w, r)
}

// requests returns what was asked for, in turn, and forgets it.
func (s *source) requests() []string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

// officialFile answers with one of Google's own files.
func officialFile(w http.ResponseWriter, r *http.Request) {
	http.ServeFile(w, r, filepath.Join(officialDir, path.Base(r.URL.Path)))
}

// halting is a response that falls silent in the middle.
type halting struct {
	http.ResponseWriter
	left int
	gone <-chan struct{}
}

func (h *halting) Write(data []byte) (int, error) {
	if len(data) <= h.left {
		h.left -= len(data)
		return h.ResponseWriter.Write(data)
	}
	h.ResponseWriter.Write(data[:h.left])
	h.ResponseWriter.(http.Flusher).Flush()
	<-h.gone
	panic(http.ErrAbortHandler)
}

// served is what came of make serve.
type served struct {
	fetched []string // what was said about fetching
	indexed []string // the names of the fetched weights that the site has
	found   bool     // the page is there
}

// makeServe runs make serve with a cache of its own until the page is there.
func makeServe(t *testing.T, dir string, arguments ...string) (s served) {
	t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	command := exec.CommandContext(t.Context(), "make", append([]string{
		"serve", "ADDR=127.0.0.1:0", "official=" + dir + "/official", "dist=" + dir + "/dist",
	}, arguments...)...)
	command.Dir = ".."
	command.Stdout, command.Stderr = write, write
	outer := []string{"MAKEFLAGS=", "MFLAGS=", "WEIGHTS=", "FETCH=", "ADDR="} // of a make that runs this test
	command.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc(outer, func(name string) bool { return strings.HasPrefix(variable, name) })
	})
	if err := command.Start(); err != nil {
		t.Skip(err)
	}
	write.Close()
	defer command.Wait()
	defer command.Process.Signal(syscall.SIGTERM)
	for lines := bufio.NewScanner(read); lines.Scan(); {
		line := lines.Text()
		if strings.ContainsFunc(line, unicode.IsControl) {
			t.Errorf("have control characters in %q, want none in a pipe", line)
		}
		if strings.HasPrefix(line, "http://") {
			s.found = bytes.Contains(get(t, line), []byte("<!doctype html>"))
			var index []struct{ Name, Source string }
			if err := json.Unmarshal(get(t, line+"/weights/index.json"), &index); err != nil {
				t.Error(err)
			}
			for _, entry := range index {
				if strings.HasPrefix(entry.Source, "https://") {
					s.indexed = append(s.indexed, entry.Name)
				}
			}
			return s
		}
		if strings.HasPrefix(line, "fetch: ") {
			s.fetched = append(s.fetched, line)
		}
	}
	return s
}

// get returns what is at an address.
func get(t *testing.T, address string) []byte {
	t.Helper()
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// TestMakeServeFetches starts with an empty cache, whatever the sources do: a page is served, and one line says what
// happened.
func TestMakeServeFetches(t *testing.T) {
	const (
		file   = "mobilenet_v1_0.25_128_quant.tflite"
		name   = "mobilenet_v1_0.25_128_quant"
		ours   = "the page runs our own weights"
		again  = "; make serve tries again the next time, make serve WEIGHTS=weights never asks"
		later  = "; make serve goes on from there the next time, make weights at once"
		asking = "-points 0.25/128 -kind quantised "
	)
	_, err := os.Stat(filepath.Join(officialDir, file))
	official := err == nil
	slow := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, "slow ")
			w.(http.Flusher).Flush()
			time.Sleep(50 * time.Millisecond)
		}
	}
	half := func(w http.ResponseWriter, r *http.Request) {
		officialFile(&halting{w, 300_000, r.Context().Done()}, r)
	}
	tests := []struct {
		name     string
		answer   func(w http.ResponseWriter, r *http.Request) // none: nobody listens
		official bool                                         // answers with Google's files
		limit    string
		want     string // in the line
		end      string
		indexed  []string
	}{
		{"whole", officialFile, true, "1m", "1 of 1 of Google's networks are in ", "under Apache-2.0; make weights brings the rest", []string{name}},
		{"cut", half, true, "3s", "the time is up: ", ours + later, nil},
		{"wrong digest", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "a page of the hotel's") }, false, "1m", "it sends another file: have sha256 ", again, nil},
		{"slow", slow, false, "2s", "the time is up: ", ours + later, nil},
		{"silent", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, false, "2s", "the time is up: ", ours + later, nil},
		{"404", http.NotFound, false, "1m", "0.25/128 quantised: raw.githubusercontent.com: it answers 404 Not Found", again, nil},
		{"redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "ftp://elsewhere.test/", http.StatusFound)
		}, false, "1m", "raw.githubusercontent.com: it redirects to ftp://elsewhere.test", again, nil},
		{"no network", nil, false, "1m", "no source can be reached (raw.githubusercontent.com: ", ours + again, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.official && !official {
				t.Skipf("no %s in %s", file, officialDir)
			}
			s := &source{answer: test.answer}
			server := httptest.NewServer(s)
			defer server.Close()
			if test.answer == nil {
				server.Close()
			}
			dir := t.TempDir()
			have := makeServe(t, dir, "FETCH="+asking+"-base "+server.URL+" -first "+test.limit)
			if len(have.fetched) != 1 || !strings.Contains(have.fetched[0], test.want) || !strings.HasSuffix(have.fetched[0], test.end) {
				t.Errorf("have lines %q, want one with %q that ends in %q", have.fetched, test.want, test.end)
			}
			if !have.found || !slices.Equal(have.indexed, test.indexed) {
				t.Errorf("have a page: %v, with weights %q, want one with %q", have.found, have.indexed, test.indexed)
			}
			switch s.requests(); test.name {
			case "whole": // nothing is asked or said again
				have := makeServe(t, dir, "FETCH="+asking+"-base "+server.URL)
				if asked := s.requests(); len(have.fetched) > 0 || !slices.Equal(have.indexed, test.indexed) || len(asked) > 0 {
					t.Errorf("have lines %q, weights %q and requests %q the second time, want %q alone", have.fetched, have.indexed, asked, test.indexed)
				}
			case "cut": // the next start goes on
				s.answer = officialFile
				have := makeServe(t, dir, "FETCH="+asking+"-base "+server.URL)
				if asked, want := s.requests(), []string{file + " bytes=300000-"}; !slices.Equal(asked, want) || !slices.Equal(have.indexed, []string{name}) {
					t.Errorf("have requests %q and weights %q, want %q and %s", asked, have.indexed, want, name)
				}
			case "404": // who says which weights is not kept waiting for others
				have := makeServe(t, dir, "FETCH="+asking+"-base "+server.URL, "WEIGHTS=weights")
				if asked := s.requests(); !have.found || len(have.fetched) > 0 || len(asked) > 0 {
					t.Errorf("have a page: %v, lines %q and requests %q with WEIGHTS=weights, want a page alone", have.found, have.fetched, asked)
				}
			}
		})
	}
}
