package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights"
)

// small is the archive that the tests fetch; no digest is published for it in this release.
var small = archive{release: "2018_02_22", alpha: "0.25", size: "128"}

// readResult returns the converted file in a folder.
func readResult(t *testing.T, dir string, a archive) *weights.Bundle {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, a.name()+".safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := weights.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// filesIn returns the names of the files in a folder.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

var afterwards = []string{"SHA256SUMS", "mobilenet_v1_0.25_128.safetensors"}

// TestFetch fetches the archive from servers with all kinds of faults that can be overcome.
func TestFetch(t *testing.T) {
	whole := officialLike()
	other := pack(t, file{"other.tflite", '0', network(128, false)})
	half := len(whole) / 2
	tests := []struct {
		name   string
		server *server
		ranges []string // asked for, in turn
	}{
		{"at once", &server{ranges: true, tag: `"a"`}, []string{""}},
		{"connection cut", &server{ranges: true, tag: `"a"`, cutAt: half, cuts: 1}, []string{"", fmt.Sprintf("bytes=%d-", half)}},
		{"connection cut without a tag", &server{ranges: true, cutAt: half, cuts: 1}, []string{"", fmt.Sprintf("bytes=%d-", half)}},
		{"connection cut often", &server{ranges: true, tag: `"a"`, cutAt: len(whole) / 9, cuts: 8}, nil},
		{"no ranges", &server{cutAt: half, cuts: 1}, []string{"", fmt.Sprintf("bytes=%d-", half)}},
		{"busy", &server{ranges: true, status: []int{503, 429}}, []string{"", "", ""}},
		{"hanging", &server{ranges: true, tag: `"a"`, hang: true}, nil},
		{"changed after the cut", &server{ranges: true, tag: `"a"`, cutAt: half, cuts: 1, data: other, swap: whole}, []string{"", fmt.Sprintf("bytes=%d-", half)}},
		{"changed after the cut without a tag", &server{ranges: true, cutAt: half, cuts: 1, data: bytes.Repeat([]byte{7}, len(whole)), swap: whole}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := test.server
			if s.data == nil {
				s.data = whole
			}
			s.start(t)
			dir := t.TempDir()
			stdout, stderr, err := fetch(t, dir, s.address, small)
			if err != nil || stderr != "" {
				t.Fatalf("have %v\n%s%s", err, stdout, stderr)
			}
			if test.ranges != nil && !slices.Equal(s.ranged, test.ranges) {
				t.Errorf("have requests for %q, want %q", s.ranged, test.ranges)
			}
			if have := filesIn(t, dir); !slices.Equal(have, afterwards) {
				t.Errorf("have files %q, want %q", have, afterwards)
			}
			m := readResult(t, dir, small).Meta
			if want := s.address + "/mobilenet_v1_2018_02_22/mobilenet_v1_0.25_128.tgz"; m.Source != want || m.Licence != "Apache-2.0" || m.Provenance == "" {
				t.Errorf("have %+v, want source %s", m, want)
			}
			if want := fmt.Sprintf("recorded sha256 %x", sha256.Sum256(whole)); !strings.HasPrefix(test.name, "changed") && !strings.Contains(stdout, want) {
				t.Errorf("have %q, want %q", stdout, want)
			}
		})
	}
}

// TestFetchAgain runs a second time: nothing is fetched, until the converted file has been touched.
func TestFetchAgain(t *testing.T) {
	s := (&server{data: officialLike(), ranges: true}).start(t)
	dir := t.TempDir()
	steps := []struct {
		name     string
		before   func() error
		requests int
		want     string
	}{
		{"first", func() error { return nil }, 1, "recorded sha256"},
		{"second", func() error { return nil }, 1, "is here, digest verified"},
		{"after damage", func() error { return os.WriteFile(filepath.Join(dir, afterwards[1]), []byte("x"), 0o644) }, 2, "digest as first fetched"},
		{"after loss", func() error { return os.Remove(filepath.Join(dir, afterwards[1])) }, 3, "digest as first fetched"},
	}
	for _, step := range steps {
		if err := step.before(); err != nil {
			t.Fatal(err)
		}
		stdout, stderr, err := fetch(t, dir, s.address, small)
		if err != nil {
			t.Fatalf("%s: have %v\n%s", step.name, err, stderr)
		}
		if s.requests() != step.requests || !strings.Contains(stdout, step.want) {
			t.Errorf("%s: have %d requests and %q, want %d and %q", step.name, s.requests(), stdout, step.requests, step.want)
		}
	}
}

// TestFetchResumes goes on from what an earlier run has left.
func TestFetchResumes(t *testing.T) {
	whole := officialLike()
	tests := []struct {
		name   string
		left   []byte
		tag    string
		ranges []string
	}{
		{"half", whole[:1000], `"a"`, []string{"bytes=1000-"}},
		{"half of something else", bytes.Repeat([]byte{7}, 1000), `"b"`, []string{"bytes=1000-"}},
		{"half of something else without a tag", bytes.Repeat([]byte{7}, 1000), "", []string{"bytes=1000-", ""}},
		{"all", whole, `"a"`, []string{fmt.Sprintf("bytes=%d-", len(whole))}},
		{"more than all", append(bytes.Clone(whole), 0), `"a"`, []string{fmt.Sprintf("bytes=%d-", len(whole)+1), ""}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := (&server{data: whole, ranges: true, tag: `"a"`}).start(t)
			dir := t.TempDir()
			part := filepath.Join(dir, "mobilenet_v1_2018_02_22-mobilenet_v1_0.25_128.tgz.part")
			if err := os.WriteFile(part, test.left, 0o644); err != nil {
				t.Fatal(err)
			}
			if test.tag != "" {
				if err := os.WriteFile(tagOf(part), []byte(test.tag), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			stdout, stderr, err := fetch(t, dir, s.address, small)
			if err != nil {
				t.Fatalf("have %v\n%s%s", err, stdout, stderr)
			}
			if !slices.Equal(s.ranged, test.ranges) {
				t.Errorf("have requests for %q, want %q", s.ranged, test.ranges)
			}
			if have := filesIn(t, dir); !slices.Equal(have, afterwards) {
				t.Errorf("have files %q, want %q", have, afterwards)
			}
		})
	}
}

// TestFetchRefuses has faults that cannot be overcome. Nothing is left behind.
func TestFetchRefuses(t *testing.T) {
	whole := officialLike()
	tests := []struct {
		name     string
		server   *server
		archive  archive
		requests int
		want     string
	}{
		{"not there", &server{status: []int{404, 404}}, small, 1, "the server answers 404 Not Found for http://"},
		{"busy for good", &server{status: []int{503, 503, 503, 503, 503}}, small, maxTries, "the server answers 503"},
		{"archive cut short", &server{data: whole[:len(whole)-100]}, small, 1, "the archive is damaged or cut short: unexpected EOF"},
		{"changed after the cut and shorter", &server{ranges: true, data: whole, cutAt: 1000, cuts: 1, swap: whole[:900]}, small, 3, "the archive is damaged or cut short"},
		{"archive damaged", &server{data: damage(whole)}, small, 1, "the archive is damaged or cut short"},
		{"no archive", &server{data: []byte("<html>")}, small, 1, "not a .tgz archive"},
		{"archive without a network", &server{data: pack(t, file{"a.txt", '0', []byte("a")})}, small, 1, "have no .tflite file"},
		{"archive of a link", &server{data: pack(t, file{"a.tflite", '2', nil})}, small, 1, "have no .tflite file"},
		{"archive of two networks", &server{data: pack(t, file{"a.tflite", '0', []byte("a")}, file{"../../b.tflite", '0', []byte("b")})}, small, 1, "have a second .tflite file"},
		{"archive of nonsense", &server{data: pack(t, file{"../../../a.tflite", '0', []byte("nonsense")})}, small, 1, "not a TensorFlow Lite file"},
		{"another network", &server{data: whole}, archive{"2018_02_22", "0.25", "160", false}, 1, "the archive holds mobilenet_v1_0.25_128, want mobilenet_v1_0.25_160"},
		{"published digest", &server{data: whole}, archive{"2018_08_02", "0.25", "128", false}, 1, "want 879ddc3e0857f3611b5cf248e36de2288c7a11ea8c2ed8a8bdded635e6010dfe as published"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := test.server.start(t)
			dir := t.TempDir()
			_, stderr, err := fetch(t, dir, s.address, test.archive)
			if err == nil || err.Error() != "1 of 1 networks could not be had" || !strings.Contains(stderr, test.want) {
				t.Errorf("have %v and %q, want %q", err, stderr, test.want)
			}
			if s.requests() != test.requests {
				t.Errorf("have %d requests, want %d", s.requests(), test.requests)
			}
			if have := filesIn(t, dir); len(have) > 0 {
				t.Errorf("have files %q, want none", have)
			}
		})
	}
}

// damage returns an archive with its middle overwritten.
func damage(archive []byte) []byte {
	damaged := bytes.Clone(archive)
	for i := len(damaged) / 2; i < len(damaged)/2+1000; i++ {
		damaged[i] ^= 0x55
	}
	return damaged
}

// TestFetchRecordedDigest has another archive served than the first time.
func TestFetchRecordedDigest(t *testing.T) {
	s := (&server{data: officialLike()}).start(t)
	dir := t.TempDir()
	line := strings.Repeat("0", 64) + "  " + small.path() + "\n"
	if err := os.WriteFile(filepath.Join(dir, digestsName), []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr, err := fetch(t, dir, s.address, small)
	if want := "as first fetched; if the change is meant, delete the line in "; err == nil || !strings.Contains(stderr, want) {
		t.Errorf("have %v and %q, want %q", err, stderr, want)
	}
	if have := filesIn(t, dir); !slices.Equal(have, []string{digestsName}) {
		t.Errorf("have files %q, want only %s", have, digestsName)
	}
}

// TestFetchGoesOn has one archive of three missing: the others are fetched all the same.
func TestFetchGoesOn(t *testing.T) {
	s := (&server{data: officialLike(), status: []int{404}}).start(t)
	missing := archive{release: "2018_02_22", alpha: "1.0", size: "224"}
	stdout, stderr, err := fetch(t, t.TempDir(), s.address, missing, small)
	if err == nil || err.Error() != "1 of 2 networks could not be had" {
		t.Errorf("have %v", err)
	}
	if !strings.HasPrefix(stderr, "fetch: mobilenet_v1_1.0_224: the server answers 404") || !strings.Contains(stdout, "mobilenet_v1_0.25_128: converted") {
		t.Errorf("have %q and %q", stderr, stdout)
	}
}

// TestRunWithoutNetwork has nobody listening: one line, at once.
func TestRunWithoutNetwork(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := "http://" + listener.Addr().String()
	listener.Close()
	for _, base := range []string{address, "http://no-such-host.invalid"} {
		var stdout, stderr strings.Builder
		if code := run(t.Context(), []string{"-dir", t.TempDir(), "-base", base}, &stdout, &stderr); code != 1 {
			t.Errorf("%s: have exit code %d, want 1", base, code)
		}
		want := "fetch: cannot reach " + strings.TrimPrefix(base, "http://")
		if !strings.HasPrefix(stderr.String(), want) || strings.Count(stderr.String(), "\n") != 1 || stdout.String() != "" {
			t.Errorf("have %q and %q, want one line that starts with %q", stderr.String(), stdout.String(), want)
		}
	}
}
