package main

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSelectNetworks(t *testing.T) {
	tests := []struct {
		name, points, kind string
		count              int
		first, last        string
		want               string // in the error, if there is one
	}{
		{"all", "all", "float", 16, "mobilenet_v1_1.0_224", "mobilenet_v1_0.25_128", ""},
		{"quantised", "all", "quantised", 16, "mobilenet_v1_1.0_224_quant", "mobilenet_v1_0.25_128_quant", ""},
		{"both", "1/224, 0.5/160", "both", 4, "mobilenet_v1_1.0_224", "mobilenet_v1_0.5_160_quant", ""},
		{"other α", "0.3/128", "float", 0, "", "", `points: have "0.3/128", want α/ρ with α of 1.0, 0.75, 0.5, 0.25 and ρ of 224, 192, 160, 128, or all`},
		{"other size", "0.5/96", "float", 0, "", "", `points: have "0.5/96"`},
		{"nothing", "", "float", 0, "", "", `points: have ""`},
		{"other kind", "all", "int4", 0, "", "", `kind: have "int4", want float, quantised or both`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			networks, err := selectNetworks(test.points, test.kind)
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("have %v, want %q", err, test.want)
				}
				return
			}
			if err != nil || len(networks) != test.count {
				t.Fatalf("have %d networks and %v, want %d", len(networks), err, test.count)
			}
			if first, last := networks[0].name, networks[len(networks)-1].name; first != test.first || last != test.last {
				t.Errorf("have %s to %s, want %s to %s", first, last, test.first, test.last)
			}
		})
	}
}

// TestCatalogue holds every file to HTTPS, a digest, and a second source.
func TestCatalogue(t *testing.T) {
	all, err := selectNetworks("all", "both")
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, ssd)
	names, digests := make(map[string]bool), make(map[string]string)
	for _, n := range all {
		if names[n.name] {
			t.Errorf("have %s twice", n.name)
		}
		names[n.name] = true
		hosts := make(map[string]bool)
		for _, from := range n.sources {
			hosts[hostOf(from[0])] = true
			for _, file := range from {
				address, err := url.Parse(file.url)
				if err != nil || address.Scheme != "https" || len(file.sha256) != 64 {
					t.Errorf("%s: have %s with digest %q, want HTTPS and 64 digits", n.name, file.url, file.sha256)
				}
				if by := digests[file.sha256]; by != "" && by != n.name {
					t.Errorf("%s: have the digest of %s", n.name, by)
				}
				digests[file.sha256] = n.name
			}
		}
		if len(n.sources) < 2 || len(hosts) < 2 {
			t.Errorf("%s: have %d sources on %d hosts, want two", n.name, len(n.sources), len(hosts))
		}
	}
	for name := range singles {
		if !names[name] {
			t.Errorf("have a source of %s, which is no network", name)
		}
	}
	if have := len(archives); have != 32 {
		t.Errorf("have %d archives, want 32", have)
	}
	whole := make(map[string]bool)
	for _, n := range wholeSet() {
		whole[n.name] = true
	}
	if have, n := len(whole), len(wholeSet()); have != 24 || n != have { // 8, of which one is float, and 16, and SSD
		t.Errorf("have %d networks of %d names in the whole set, want 24", n, have)
	}
	for _, n := range firstSet() {
		if len(singles[n.name]) == 0 {
			t.Errorf("%s: have archives only, want a file of its own for a first start", n.name)
		}
	}
}

func TestRunArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		args []string
		code int
		want string
	}{
		{"help", []string{"-h"}, 0, "Usage of fetch"},
		{"unknown flag", []string{"-x"}, 2, "not defined: -x"},
		{"argument", []string{"x"}, 2, `have argument "x", want flags only`},
		{"points", []string{"-points", "2/224"}, 2, "points: have"},
		{"kind", []string{"-kind", "int4"}, 2, "kind: have"},
		{"folder that is a file", []string{"-dir", file}, 1, "not a directory"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(t.Context(), test.args, &stdout, &stderr)
			if code != test.code || !strings.Contains(stderr.String(), test.want) {
				t.Errorf("have %d and %q, want %d and %q", code, stderr.String(), test.code, test.want)
			}
		})
	}
}

// TestRunWithoutNetwork has nobody listening: one line, and for a start no error.
func TestRunWithoutNetwork(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	base := "http://" + listener.Addr().String()
	listener.Close()
	tests := []struct {
		name, first    string
		code           int
		stdout, stderr string // how they start
		end            string
	}{
		{
			"start", "10s", 0, "fetch: no source can be reached (raw.githubusercontent.com: connect: connection refused): the page runs our own weights; ", "",
			"make serve tries again the next time, make serve WEIGHTS=weights never asks\n",
		},
		{
			"for good", "0", 1, "fetch: 0 of 24 networks are in ", "fetch: no source can be reached (raw.githubusercontent.com: ",
			"is there a network? Everything else works without these weights\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var stdout, stderr strings.Builder
			code := run(t.Context(), []string{"-dir", t.TempDir(), "-base", base, "-first", test.first}, &stdout, &stderr)
			out, problem := stdout.String(), stderr.String()
			if code != test.code || !strings.HasPrefix(out, test.stdout) || !strings.HasPrefix(problem, test.stderr) || !strings.Contains(out+problem, test.end) {
				t.Errorf("have %d, %q and %q, want %d, %q and %q, with %q", code, out, problem, test.code, test.stdout, test.stderr, test.end)
			}
			if strings.Count(out, "\n") != 1 || strings.Count(problem, "\n") > 1 {
				t.Errorf("have %q and %q, want a line each at most", out, problem)
			}
		})
	}
}

// TestForStart has one line for whatever becomes of a first start, and no line when all is here.
func TestForStart(t *testing.T) {
	t.Parallel()
	second := small()
	second.name, second.label, second.sources = "mobilenet_v1_0.25_160", "0.25/160", []source{{{"https://b.test/160.tflite", digest(tflite(160, false))}}}
	part := second.sources[0][0].sha256[:16] + ".part"
	tests := []struct {
		name    string
		answers map[string][]answer
		want    string
		files   []string // afterwards
	}{
		{
			"whole",
			map[string][]answer{"a.test": {whole(single())}, "b.test": {whole(tflite(160, false))}},
			"fetch: 2 of 2 of Google's networks are in DIR, under Apache-2.0; make weights brings the rest\n",
			[]string{"mobilenet_v1_0.25_128.safetensors", "mobilenet_v1_0.25_160.safetensors"},
		},
		{
			"slow",
			map[string][]answer{"a.test": {whole(single())}, "b.test": {hangAt(1000, whole(tflite(160, false)))}},
			"fetch: the time is up: 1 of 2 of Google's networks are in DIR; make serve goes on from there the next time, make weights at once\n",
			[]string{part, "mobilenet_v1_0.25_128.safetensors"},
		},
		{
			"one not there",
			map[string][]answer{"a.test": {whole(single())}},
			"fetch: 1 of 2 of Google's networks are in DIR; 0.25/160: b.test: it answers 404 Not Found; make serve tries again the next time, make serve WEIGHTS=weights never asks\n",
			[]string{"mobilenet_v1_0.25_128.safetensors"},
		},
		{
			"silent",
			map[string][]answer{"a.test": {silent}, "b.test": {silent}, "c.test": {silent}},
			"fetch: no source can be reached (a.test: nothing comes): the page runs our own weights; make serve tries again the next time, make serve WEIGHTS=weights never asks\n",
			[]string{},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, test.answers)
			dir := t.TempDir()
			f, _ := hurried(t, dir, s.address)
			ctx, cancel := context.WithCancelCause(t.Context())
			defer cancel(nil)
			if test.name == "slow" {
				f.silence = time.Hour
				go func() { // the time is up when the second has begun to come
					for sizeOf(filepath.Join(dir, part)) == 0 && ctx.Err() == nil {
						time.Sleep(time.Millisecond)
					}
					cancel(errLate)
				}()
			}
			var stdout, stderr strings.Builder
			code := f.forStart(ctx, []network{small(), second}, &stdout, &stderr)
			if have := strings.ReplaceAll(stdout.String(), dir, "DIR"); code != 0 || have != test.want || stderr.String() != "" {
				t.Errorf("have %d, %q and %q\nwant 0, %q", code, have, stderr.String(), test.want)
			}
			if have := filesIn(t, dir); !slices.Equal(have, test.files) {
				t.Errorf("have files %q, want %q", have, test.files)
			}
			if test.name == "whole" {
				stdout.Reset()
				if f.forStart(t.Context(), []network{small(), second}, &stdout, &stderr); stdout.String() != "" {
					t.Errorf("have %q the second time, want nothing", stdout.String())
				}
			}
		})
	}
}

func TestRunInterrupted(t *testing.T) {
	for _, first := range []string{"0", "1m"} {
		ctx, cancel := context.WithCancel(t.Context())
		s := start(t, map[string][]answer{"raw.githubusercontent.com": {func(w http.ResponseWriter, r *http.Request) {
			cancel()
			silent(w, r)
		}}})
		var stdout, stderr strings.Builder
		code := run(ctx, []string{"-dir", t.TempDir(), "-points", "0.25/224", "-base", s.address, "-first", first}, &stdout, &stderr)
		if want := "fetch: interrupted; "; code != 1 || !strings.HasPrefix(stderr.String(), want) {
			t.Errorf("first %s: have %d and %q, want 1 and %q", first, code, stderr.String(), want)
		}
	}
}
