// Package probe holds the tests that browsertest's own test runs in a browser; those that must fail are
// chosen by name there.
package probe

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestReadsFiles(t *testing.T) {
	for _, name := range []string{"testdata/hello.txt", "../probe/testdata/hello.txt", "./testdata//dir/../hello.txt"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if have, want := string(data), "hello from a file\n"; have != want {
			t.Errorf("%s: have %q, want %q", name, have, want)
		}
	}
	absolute, err := filepath.Abs("testdata/hello.txt")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(absolute)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	part := make([]byte, 4)
	if _, err := file.ReadAt(part, 6); err != nil || string(part) != "from" {
		t.Errorf("ReadAt 6: have %q, %v, want \"from\"", part, err)
	}
	if _, err := file.Seek(-5, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(file)
	if err != nil || string(rest) != "file\n" {
		t.Errorf("after Seek: have %q, %v, want \"file\\n\"", rest, err)
	}
}

func TestListsDirectories(t *testing.T) {
	var have []string
	err := filepath.WalkDir("testdata/dir", func(path string, entry fs.DirEntry, err error) error {
		have = append(have, fmt.Sprint(path, " ", entry.IsDir()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"testdata/dir true", "testdata/dir/a.txt false", "testdata/dir/b.txt false"}
	if strings.Join(have, "\n") != strings.Join(want, "\n") {
		t.Errorf("have %q, want %q", have, want)
	}
	working, err := os.Getwd()
	if err != nil || filepath.Base(working) != "probe" {
		t.Errorf("working directory: have %s, %v, want …/probe", working, err)
	}
	info, err := os.Stat("testdata/hello.txt")
	if err != nil || info.Size() != 18 || info.ModTime().IsZero() || !info.Mode().IsRegular() {
		t.Errorf("status: have %v, %v, want a regular file of 18 bytes", info, err)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name string
		do   func() error
		want error
	}{
		{"absent", func() error { _, err := os.ReadFile("testdata/absent"); return err }, fs.ErrNotExist},
		{"under a file", func() error { _, err := os.Stat("testdata/hello.txt/x"); return err }, syscall.ENOTDIR},
		{"read a directory", func() error { _, err := os.ReadFile("testdata"); return err }, syscall.EISDIR},
		{"write", func() error { return os.WriteFile("testdata/new.txt", nil, 0o644) }, syscall.EROFS},
		{"overwrite", func() error { return os.WriteFile("testdata/hello.txt", nil, 0o644) }, syscall.EROFS},
		{"remove", func() error { return os.Remove("testdata/hello.txt") }, syscall.EROFS},
		{"make a directory", func() error { return os.Mkdir("testdata/new", 0o755) }, syscall.EROFS},
		{"change to a file", func() error { return os.Chdir("testdata/hello.txt") }, syscall.ENOTDIR},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := test.do(); !errors.Is(err, test.want) {
				t.Errorf("have %v, want %v", err, test.want)
			}
		})
	}
}

func TestChdir(t *testing.T) {
	t.Chdir("testdata/dir")
	if _, err := os.Stat("a.txt"); err != nil {
		t.Error(err)
	}
}

// TestClock asks for ticks of 5 µs, which only a cross-origin isolated page has; else they are 100 µs.
func TestClock(t *testing.T) {
	smallest := time.Hour
	for range 200 {
		start := time.Now()
		var tick time.Duration
		for tick == 0 {
			tick = time.Since(start)
		}
		smallest = min(smallest, tick)
	}
	if want := 50 * time.Microsecond; smallest > want {
		t.Errorf("the clock ticks at %v, want at most %v", smallest, want)
	}
}

func TestPlatform(t *testing.T) {
	if runtime.GOOS != "js" || runtime.GOARCH != "wasm" {
		t.Errorf("have %s/%s, want js/wasm", runtime.GOOS, runtime.GOARCH)
	}
	if have := os.Getenv("TEST_PROBE"); have != "passed on" {
		t.Errorf("TEST_PROBE: have %q, want \"passed on\"", have)
	}
}

func FuzzSeeds(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		if string(data) != "seed" {
			t.Errorf("have %q, want the seed in testdata/fuzz", data)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	var sum int
	for b.Loop() {
		sum++
	}
	b.ReportMetric(float64(sum), "sum")
}

func TestThatFails(t *testing.T) { t.Error("failed as it should") }

func TestThatPanics(t *testing.T) { panic("panicked as it should") }

func TestThatExits(t *testing.T) {
	fmt.Println("to standard output")
	fmt.Fprintln(os.Stderr, "to standard error")
	os.Exit(7)
}

func TestThatSleeps(t *testing.T) { time.Sleep(time.Hour) }

func TestThatSpins(t *testing.T) {
	for n := 0; ; n++ {
		if n < 0 {
			return
		}
	}
}
