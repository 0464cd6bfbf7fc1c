package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSelectArchives(t *testing.T) {
	tests := []struct {
		name, points, kind, release string
		count                       int
		first, last                 string // paths
		want                        string // in the error, if there is one
	}{
		{"all", "all", "float", "", 16, "mobilenet_v1_2018_02_22/mobilenet_v1_1.0_224.tgz", "mobilenet_v1_2018_02_22/mobilenet_v1_0.25_128.tgz", ""},
		{"quantised", "all", "quantised", "", 16, "mobilenet_v1_2018_08_02/mobilenet_v1_1.0_224_quant.tgz", "mobilenet_v1_2018_08_02/mobilenet_v1_0.25_128_quant.tgz", ""},
		{"both", "1/224, 0.5/160", "both", "", 4, "mobilenet_v1_2018_02_22/mobilenet_v1_1.0_224.tgz", "mobilenet_v1_2018_08_02/mobilenet_v1_0.5_160_quant.tgz", ""},
		{"release", "0.25/128", "float", "2018_08_02", 1, "mobilenet_v1_2018_08_02/mobilenet_v1_0.25_128.tgz", "mobilenet_v1_2018_08_02/mobilenet_v1_0.25_128.tgz", ""},
		{"other α", "0.3/128", "float", "", 0, "", "", `points: have "0.3/128", want α/ρ with α of 1.0, 0.75, 0.5, 0.25 and ρ of 224, 192, 160, 128, or all`},
		{"other size", "0.5/96", "float", "", 0, "", "", `points: have "0.5/96"`},
		{"nothing", "", "float", "", 0, "", "", `points: have ""`},
		{"other kind", "all", "int4", "", 0, "", "", `kind: have "int4", want float, quantised or both`},
		{"other release", "all", "float", "2017", 0, "", "", `release: have "2017", want 2018_02_22 or 2018_08_02`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			archives, err := selectArchives(test.points, test.kind, test.release)
			if test.want != "" {
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("have %v, want %q", err, test.want)
				}
				return
			}
			if err != nil || len(archives) != test.count {
				t.Fatalf("have %d archives and %v, want %d", len(archives), err, test.count)
			}
			if first, last := archives[0].path(), archives[len(archives)-1].path(); first != test.first || last != test.last {
				t.Errorf("have %s to %s, want %s to %s", first, last, test.first, test.last)
			}
		})
	}
}

func TestRunArguments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, digestsName), []byte("abc\n"), 0o644); err != nil {
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
		{"folder that is a file", []string{"-dir", file}, 1, "not a directory"},
		{"damaged record", []string{"-dir", broken}, 1, `line 1: have "abc", want a digest, two spaces and a name`},
		{"nothing to convert", []string{"-dir", t.TempDir(), "-from", t.TempDir()}, 1, "have no .tflite file of a MobileNet v1"},
		{"nowhere to convert from", []string{"-dir", t.TempDir(), "-from", filepath.Join(broken, "no")}, 1, "no such file"},
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

func TestRunInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := (&server{data: officialLike(), hang: true}).start(t)
	time.AfterFunc(100*time.Millisecond, cancel)
	var stdout, stderr strings.Builder
	code := run(ctx, []string{"-dir", t.TempDir(), "-points", "0.25/128", "-base", s.address}, &stdout, &stderr)
	if want := "fetch: interrupted; run it again to go on from there\n"; code != 1 || stderr.String() != want {
		t.Errorf("have %d and %q, want 1 and %q", code, stderr.String(), want)
	}
}

// TestConvertFolder converts a folder with a network, one in two parts that do not fit, and something else.
func TestConvertFolder(t *testing.T) {
	from, dir := t.TempDir(), t.TempDir()
	for name, data := range map[string][]byte{
		"a.tflite": network(128, false), "b.part1-x.tflite": network(128, true), "b.part2-y.tflite": network(128, true),
		"c.tflite": network(128, false), "d.tflite": []byte("nonsense"), "e.txt": nil, "f.tflite": network(160, true),
	} {
		if err := os.WriteFile(filepath.Join(from, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"-dir", dir, "-from", from}, &stdout, &stderr); code != 0 || stderr.String() != "" {
		t.Fatalf("have exit code %d and %q, want 0", code, stderr.String())
	}
	for _, want := range []string{
		"a: converted to mobilenet_v1_0.25_128.safetensors\n",
		"b: left out: weights: tflite: part 2 of 2: input is UINT8 [1 128 128 3]",
		"c: left out: mobilenet_v1_0.25_128.safetensors was written from a\n",
		"d: left out: weights: tflite: have no identifier",
		"f: converted to mobilenet_v1_0.25_160_quant.safetensors\n",
	} {
		if !strings.Contains(stdout.String(), want) {
			t.Errorf("have %q, want %q", stdout.String(), want)
		}
	}
	want := []string{"SHA256SUMS", "mobilenet_v1_0.25_128.safetensors", "mobilenet_v1_0.25_160_quant.safetensors"}
	if have := filesIn(t, dir); !slices.Equal(have, want) {
		t.Errorf("have files %q, want %q", have, want)
	}
	m := readResult(t, dir, archive{alpha: "0.25", size: "160", quantised: true}).Meta
	if !strings.HasPrefix(m.Source, "f.tflite (sha256 ") || m.Licence != "NOASSERTION" || m.Provenance != quantisedProvenance {
		t.Errorf("have %+v", m)
	}
}

// TestConvertOfficial converts the official files, where they are: those are known by their digests.
func TestConvertOfficial(t *testing.T) {
	from := "../../../shared/weights/official"
	if _, err := os.Stat(from); err != nil {
		t.Skipf("no official files: %v", err)
	}
	dir := t.TempDir()
	var stdout, stderr strings.Builder
	if code := run(t.Context(), []string{"-dir", dir, "-from", from}, &stdout, &stderr); code != 0 {
		t.Fatalf("have exit code %d and %q, want 0", code, stderr.String())
	}
	if have, want := len(filesIn(t, dir)), 10; have != want {
		t.Errorf("have %d files, want %d: nine networks and the digests", have, want)
	}
	for _, size := range []string{"128", "160", "224"} {
		if m := readResult(t, dir, archive{alpha: "0.25", size: size, quantised: true}).Meta; m.Licence != "Apache-2.0" {
			t.Errorf("%s: have licence %s, want Apache-2.0", m.Name, m.Licence)
		}
	}
}

func TestProgress(t *testing.T) {
	tests := []struct {
		name     string
		terminal bool
		total    int64
		want     string
	}{
		{"terminal", true, 4e6, "\rnet                         [------------] 0.0/4.0 MB" +
			"\rnet                         [###---------] 1.0/4.0 MB, 0.5 MB/s, 6 s left" +
			"\rnet                         [############] 4.0/4.0 MB, 1.0 MB/s          " +
			"\r" + strings.Repeat(" ", 63) + "\rdone\n"},
		{"terminal, size unknown", true, 0, "\rnet: 0.0 MB\rnet: 1.0 MB, 0.5 MB/s\rnet: 4.0 MB, 1.0 MB/s\r" + strings.Repeat(" ", 21) + "\rdone\n"},
		{"file", false, 4e6, "net: 0.0/4.0 MB\ndone\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			p := newProgress(&out)
			clock := time.Unix(0, 0)
			p.terminal, p.now = test.terminal, func() time.Time { return clock }
			p.begin("net", 0, test.total)
			for _, bytes := range []int{1e6, 3e6} {
				clock = clock.Add(2 * time.Second)
				p.Write(make([]byte, bytes))
			}
			p.line("done")
			if have := out.String(); have != test.want {
				t.Errorf("have %q\nwant %q", have, test.want)
			}
		})
	}
}
