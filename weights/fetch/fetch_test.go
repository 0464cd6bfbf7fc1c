package main

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mobilenet/weights"
)

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

// readResult returns the converted file in a folder.
func readResult(t *testing.T, dir string) *weights.Bundle {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "mobilenet_v1_0.25_128.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := weights.Read(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFetch has the network come, whatever its sources do, as long as one of them has it.
func TestFetch(t *testing.T) {
	t.Parallel()
	file, half := single(), len(single())/2
	other := bytes.Repeat([]byte{7}, len(file))
	rest := fmt.Sprintf("a.test bytes=%d-", half)
	tests := []struct {
		name    string
		answers map[string][]answer
		asked   []string
		source  string // in the metadata
	}{
		{"whole", map[string][]answer{"a.test": {whole(file)}}, []string{"a.test"}, hostA},
		{"cut and resumed", map[string][]answer{"a.test": {cutAt(half, whole(file)), whole(file)}}, []string{"a.test", rest}, hostA},
		{"cut, whole again", map[string][]answer{"a.test": {cutAt(half, rangeless(file)), rangeless(file)}}, []string{"a.test", rest}, hostA},
		{"cut again and again", map[string][]answer{"a.test": {cutAt(len(file)/9, whole(file))}}, nil, hostA},
		{
			"cut at the same place each time",
			map[string][]answer{"a.test": {cutAt(half, rangeless(file))}, "b.test": {whole(file)}},
			[]string{"a.test", rest, fmt.Sprintf("b.test bytes=%d-", half)},
			hostB,
		},
		{"silent in the middle", map[string][]answer{"a.test": {hangAt(half, whole(file)), whole(file)}}, []string{"a.test", rest}, hostA},
		{"silent", map[string][]answer{"a.test": {silent}, "b.test": {whole(file)}}, []string{"a.test", "b.test"}, hostB},
		{"changed after the cut", map[string][]answer{"a.test": {cutAt(half, whole(other)), whole(file)}}, []string{"a.test", rest, "a.test"}, hostA},
		{"wrong digest", map[string][]answer{"a.test": {whole(other)}, "b.test": {whole(file)}}, []string{"a.test", "b.test"}, hostB},
		{"longer", map[string][]answer{"a.test": {whole(append(bytes.Clone(file), 0))}, "b.test": {whole(file)}}, []string{"a.test", "b.test"}, hostB},
		{"not there", map[string][]answer{"b.test": {whole(file)}}, []string{"a.test", "b.test"}, hostB},
		{"busy", map[string][]answer{"a.test": {status(503)}, "b.test": {status(429)}, "c.test": {whole(archive())}}, []string{"a.test", "b.test", "c.test"}, hostC},
		{
			"redirected",
			map[string][]answer{"a.test": {redirect("/d.test/x")}, "d.test": {whole(file)}},
			[]string{"a.test", "d.test"},
			hostA,
		},
		{
			"redirected in circles",
			map[string][]answer{"a.test": {redirect("/a.test/x")}, "b.test": {whole(file)}},
			[]string{"a.test", "a.test", "a.test", "a.test", "a.test", "a.test", "b.test"},
			hostB,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.answers)
			dir := t.TempDir()
			f, out := hurried(t, dir, s.address)
			r := f.fetchAll(t.Context(), []network{small()}, func(network, string) {})
			if r.here != 1 || r.fetched != 1 || r.ended != nil || len(r.failed) > 0 {
				t.Fatalf("have %+v, want one network fetched\n%s", r, out)
			}
			if have := s.requests(); test.asked != nil && !slices.Equal(have, test.asked) {
				t.Errorf("have requests %q, want %q", have, test.asked)
			}
			if have, want := filesIn(t, dir), []string{"mobilenet_v1_0.25_128.safetensors"}; !slices.Equal(have, want) {
				t.Errorf("have files %q, want %q", have, want)
			}
			if m := readResult(t, dir).Meta; m.Source != test.source || m.Licence != "Apache-2.0" || m.Provenance == "" {
				t.Errorf("have %+v, want source %s", m, test.source)
			}
			f.fetchAll(t.Context(), []network{small()}, func(network, string) {})
			if have := s.requests(); len(have) > 0 {
				t.Errorf("have requests %q for what is here, want none", have)
			}
		})
	}
}

// TestFetchAnew has a file in place that is none.
func TestFetchAnew(t *testing.T) {
	s := start(t, map[string][]answer{"a.test": {whole(single())}})
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "mobilenet_v1_0.25_128.safetensors"), []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, _ := hurried(t, dir, s.address)
	if r := f.fetchAll(t.Context(), []network{small()}, func(network, string) {}); r.fetched != 1 {
		t.Errorf("have %+v, want one network fetched", r)
	}
	readResult(t, dir)
}

// TestFetchResumes goes on from what an earlier run has left.
func TestFetchResumes(t *testing.T) {
	file := single()
	tests := []struct {
		name  string
		left  []byte
		asked []string
	}{
		{"half", file[:1000], []string{"a.test bytes=1000-"}},
		{"half of something else", bytes.Repeat([]byte{7}, 1000), []string{"a.test bytes=1000-", "a.test"}},
		{"all", file, nil},
		{"more than all", append(bytes.Clone(file), 0), []string{fmt.Sprintf("a.test bytes=%d-", len(file)+1), "a.test"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, map[string][]answer{"a.test": {whole(file)}})
			dir := t.TempDir()
			f, out := hurried(t, dir, s.address)
			n := small()
			if err := os.WriteFile(f.part(n.sources[0][0]), test.left, 0o644); err != nil {
				t.Fatal(err)
			}
			if r := f.fetchAll(t.Context(), []network{n}, func(network, string) {}); r.fetched != 1 {
				t.Fatalf("have %+v, want one network fetched\n%s", r, out)
			}
			if have := s.requests(); !slices.Equal(have, test.asked) {
				t.Errorf("have requests %q, want %q", have, test.asked)
			}
			if have := filesIn(t, dir); len(have) != 1 {
				t.Errorf("have files %q, want one", have)
			}
		})
	}
}

// TestFetchRefuses has archives that are what their digest says, and yet not the network.
func TestFetchRefuses(t *testing.T) {
	file := func(data []byte) []byte { return pack(t, entry{"a.tflite", tar.TypeReg, data}) }
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"cut short", archive()[:len(archive())-100], "the archive is damaged or cut short: unexpected EOF"},
		{"damaged", damage(archive()), "the archive is damaged or cut short"},
		{"no archive", []byte("<html>"), "not a .tgz archive"},
		{"without a network", pack(t, entry{"a.txt", tar.TypeReg, []byte("a")}), "have no .tflite file"},
		{"of a link", pack(t, entry{"a.tflite", tar.TypeSymlink, nil}), "have no .tflite file"},
		{"of two networks", pack(t, entry{"a.tflite", tar.TypeReg, []byte("a")}, entry{"../../b.tflite", tar.TypeReg, []byte("b")}), "have a second .tflite file"},
		{"of nonsense", pack(t, entry{"../../../a.tflite", tar.TypeReg, []byte("nonsense")}), "not a TensorFlow Lite file"},
		{"of another network", file(tflite(160, false)), "it sends mobilenet_v1_0.25_160, want mobilenet_v1_0.25_128"},
		{"of a quantised one", file(tflite(128, true)), "it sends mobilenet_v1_0.25_128_quant, want mobilenet_v1_0.25_128"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, map[string][]answer{"c.test": {whole(test.data)}})
			dir := t.TempDir()
			f, _ := hurried(t, dir, s.address)
			n := small()
			n.sources = []source{{{hostC, digest(test.data)}}}
			r := f.fetchAll(t.Context(), []network{n}, func(network, string) {})
			if len(r.failed) != 1 || !strings.Contains(r.failed[0].Error(), test.want) {
				t.Errorf("have %+v, want %q", r, test.want)
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

// TestFetchFails has no source left, and says why each has failed. A host that does not answer is asked once for all.
func TestFetchFails(t *testing.T) {
	t.Parallel()
	second := small()
	second.label = "second"
	tests := []struct {
		name    string
		answers map[string][]answer
		want    string // of the first network
		offline bool
		asked   int
	}{
		{"not there", nil, "0.25/128: a.test: it answers 404 Not Found; b.test: it answers 404 Not Found; c.test: it answers 404 Not Found", false, 6},
		{"wrong digest", map[string][]answer{"a.test": {whole([]byte("page"))}}, "0.25/128: a.test: it sends another file: have sha256 ", false, 6},
		{"silent", map[string][]answer{"a.test": {silent}, "b.test": {silent}, "c.test": {silent}}, "0.25/128: a.test: nothing comes; b.test: nothing comes", true, 3},
		{"one answers", map[string][]answer{"a.test": {silent}, "b.test": {silent}}, "0.25/128: a.test: nothing comes; b.test: nothing comes; c.test: it answers 404", false, 4},
		{"another range", map[string][]answer{"a.test": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Range", "bytes 7-9/10")
			w.WriteHeader(http.StatusPartialContent)
		}}}, "0.25/128: a.test: it answers 206 Partial Content", false, 6},
		{"redirected out of HTTPS", map[string][]answer{"a.test": {redirect("ftp://a.test/net")}}, "0.25/128: a.test: it redirects to ftp://a.test, want http; b.test", false, 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.answers)
			dir := t.TempDir()
			f, _ := hurried(t, dir, s.address)
			r := f.fetchAll(t.Context(), []network{small(), second}, func(network, string) {})
			if r.here != 0 || len(r.failed) != 2 || !strings.HasPrefix(r.failed[0].Error(), test.want) || (r.offline() != nil) != test.offline {
				t.Errorf("have %+v, offline %v, want %q, offline %v", r, r.offline(), test.want, test.offline)
			}
			if have := s.requests(); len(have) != test.asked {
				t.Errorf("have requests %q, want %d", have, test.asked)
			}
			if have := filesIn(t, dir); len(have) > 0 {
				t.Errorf("have files %q, want none", have)
			}
		})
	}
}

// TestRedirectStaysOnHTTPS has a source on HTTPS send the client to one that is not.
func TestRedirectStaysOnHTTPS(t *testing.T) {
	plain := start(t, map[string][]answer{"net": {whole(single())}})
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.address+"/net", http.StatusFound))
	defer secure.Close()
	f, _ := hurried(t, t.TempDir(), secure.URL)
	f.client.Transport = secure.Client().Transport
	r := f.fetchAll(t.Context(), []network{small()}, func(network, string) {})
	if want := "it redirects to http://"; len(r.failed) != 1 || !strings.Contains(r.failed[0].Error(), want) || len(plain.requests()) > 0 {
		t.Errorf("have %+v, want %q and no request there", r, want)
	}
}

// TestFetchGoesOn has one network of three missing, and one in parts.
func TestFetchGoesOn(t *testing.T) {
	dir := t.TempDir()
	missing, raw := small(), network{name: "ssd", label: "SSD", raw: true, sources: []source{{{"https://b.test/ssd.tflite", digest([]byte("ssd"))}}}}
	missing.name, missing.sources = "mobilenet_v1_1.0_224", []source{{{"https://d.test/x", digest(nil)}}}
	s := start(t, map[string][]answer{"a.test": {whole(single())}, "b.test": {whole([]byte("ssd"))}})
	f, _ := hurried(t, dir, s.address)
	var fetched []string
	r := f.fetchAll(t.Context(), []network{missing, small(), raw}, func(n network, from string) { fetched = append(fetched, n.label+" "+from) })
	if want := []string{"0.25/128 a.test", "SSD b.test"}; r.here != 2 || len(r.failed) != 1 || !slices.Equal(fetched, want) {
		t.Errorf("have %+v and %q, want %q", r, fetched, want)
	}
	if have, want := filesIn(t, dir), []string{"mobilenet_v1_0.25_128.safetensors", "ssd.tflite"}; !slices.Equal(have, want) {
		t.Errorf("have files %q, want %q", have, want)
	}
}

// TestFetchOfficial fetches the parts of a network from a server that has Google's own files, where they are.
func TestFetchOfficial(t *testing.T) {
	const folder = "../../../shared/weights/official/"
	body, err := os.ReadFile(folder + "mobilenet_v1_1.0_224_quant.part1-embedding.tflite")
	if err != nil {
		t.Skipf("no official files: %v", err)
	}
	head, err := os.ReadFile(folder + "mobilenet_v1_1.0_224_quant.part2-head.tflite")
	if err != nil {
		t.Fatal(err)
	}
	s := start(t, map[string][]answer{"raw.githubusercontent.com": {whole(body), cutAt(1000, whole(head)), whole(head)}})
	dir := t.TempDir()
	f, _ := hurried(t, dir, s.address)
	n := classifier(point{"1.0", "224"}, true)
	if r := f.fetchAll(t.Context(), []network{n}, func(network, string) {}); r.fetched != 1 {
		t.Fatalf("have %+v, want one network", r)
	}
	if have, want := filesIn(t, dir), []string{"mobilenet_v1_1.0_224_quant.safetensors"}; !slices.Equal(have, want) {
		t.Errorf("have files %q, want %q", have, want)
	}
}

// TestReplaceFileKeeps leaves a file as it was when its successor cannot be written.
func TestReplaceFileKeeps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := replaceFile(path, func(w io.Writer) error {
		io.WriteString(w, "half")
		return io.ErrClosedPipe
	})
	if have, _ := os.ReadFile(path); err == nil || string(have) != "old" || len(filesIn(t, filepath.Dir(path))) != 1 {
		t.Errorf("have %v and %q among %q, want an error and the old file alone", err, have, filesIn(t, filepath.Dir(path)))
	}
}
