package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// segment makes a data segment at an address of one byte in LEB128.
func segment(address byte, content ...byte) []byte {
	return join([]byte{segmentActive, opI32Const, address, opEnd, byte(len(content))}, content)
}

func TestReadSegments(t *testing.T) {
	for _, c := range []struct {
		name    string
		section []byte
		want    []byte
		err     string
	}{
		{"none", []byte{0}, nil, ""},
		{"one", join([]byte{1}, segment(2, 7, 8)), []byte{0, 0, 7, 8}, ""},
		{"out of order", join([]byte{2}, segment(3, 9), segment(1, 7, 8)), []byte{0, 7, 8, 9}, ""},
		{"one over another", join([]byte{2}, segment(0, 1, 2, 3), segment(1, 9)), []byte{1, 9, 3}, ""},
		{"negative address", join([]byte{1}, segment(0x7f, 1)), nil, "data segment 0: address -1: want its 1 bytes in [0, 268435456)"},
		{"far address", join([]byte{1, 0, opI32Const, 0x80, 0x80, 0x80, 0x80, 0x01, opEnd, 1, 5}), nil, "address 268435456"},
		{"address that is not constant", join([]byte{1, 0, 0x23, 0, opEnd, 1, 5}), nil, "want one with a constant address"},
		{"passive segment", join([]byte{1, 1, 1, 5, 5, 5, 5, 5}), nil, "data segment 0"},
		{"content cut off", join([]byte{1, 0, opI32Const, 0, opEnd, 2, 5}), nil, "data segment 0: a list of 2 entries"},
		{"bytes behind the last", join([]byte{1}, segment(0, 1), []byte{0}), nil, "have 1 bytes after the last segment"},
	} {
		t.Run(c.name, func(t *testing.T) {
			have, err := readSegments(c.section)
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Fatalf("error: have %v, want %q", err, c.err)
			}
			if !bytes.Equal(have, c.want) {
				t.Errorf("have % x, want % x", have, c.want)
			}
		})
	}
}

func TestWriteSegments(t *testing.T) {
	zeros := func(n int) []byte { return make([]byte, n) }
	for _, c := range []struct {
		name     string
		memory   []byte
		segments int
	}{
		{"nothing", nil, 0},
		{"zeros alone", zeros(5000), 0},
		{"bytes at both ends", join([]byte{1}, zeros(gap-1), []byte{2}), 1},
		{"a gap", join([]byte{1}, zeros(gap), []byte{2}), 2},
		{"zeros before and behind", join(zeros(100), []byte{1, 0, 0, 2}, zeros(3000)), 1},
		{"addresses of several bytes", join(zeros(200_000), []byte{1}, zeros(2000), []byte{2}, zeros(64), []byte{3}), 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			section := writeSegments(c.memory)
			if have := int(section[0]); have != c.segments {
				t.Errorf("have %d segments, want %d", have, c.segments)
			}
			have, err := readSegments(section)
			if err != nil {
				t.Fatal(err)
			}
			if want := bytes.TrimRight(c.memory, "\x00"); !bytes.Equal(have, want) {
				t.Errorf("have %d bytes of memory, want the %d that were written", len(have), len(want))
			}
		})
	}
}

func TestSlimRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		module []byte
		want   string
	}{
		{"nothing", nil, "not a WebAssembly module"},
		{"section cut off", join(header, []byte{dataSection, 9}), "a list of 9 entries"},
		{"count of segments", join(header, []byte{dataCountSection, 1, 0}), "have a count of data segments"},
		{"no table of functions", join(header, []byte{dataSection, 1, 0}), "table of functions: want one that begins with f1 ff ff ff"},
		{"table cut off", join(header, []byte{dataSection, 14, 1}, segment(0, pcHeader...)), "table of functions"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := slim(c.module); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("have %v, want one with %q", err, c.want)
			}
		})
	}
}

// TestSlim makes a program slim: its names and lines are gone from its memory, but for what the runtime reads.
func TestSlim(t *testing.T) {
	if testing.Short() || os.Getenv("MOBILENET_SLIM") != "" {
		t.Skip("builds a program")
	}
	dir := t.TempDir()
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(source, []byte(`package main

import "reflect"

type value [2]int

func (v value) Sum() int { return v[0] + v[1] }

//go:noinline
func unseen(x interface{ Sum() int }) int { return x.Sum() }

func main() {
	swap := func(in []reflect.Value) []reflect.Value { return in }
	println(unseen(value{1, 2}), unseen(&value{3, 4}), reflect.MakeFunc(reflect.TypeOf(func(int) int { return 0 }), swap).IsValid())
}
`), 0o666); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", program, source)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if output, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, output)
	}
	linked, err := os.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	slimmer, err := slim(linked)
	if err != nil {
		t.Fatal(err)
	}
	before, after := dataOf(t, linked), dataOf(t, slimmer)
	if len(after) > len(before) {
		t.Errorf("have memory of %d bytes, want %d or fewer", len(after), len(before))
	}
	for _, c := range []struct {
		text string
		want bool
	}{
		{"main.unseen\x00", false},
		{"main.go\x00", false},
		{"runtime/proc.go\x00", false},
		{"main.(*value).Sum\x00", true},       // a wrapper
		{"reflect.makeFuncStub\x00", true},    // known by name
		{"reflect.methodValueCall\x00", true}, // known by name
	} {
		if !bytes.Contains(before, []byte(c.text)) {
			t.Errorf("%q: have none in the program that was linked, want it there", c.text)
		}
		if have := bytes.Contains(after, []byte(c.text)); have != c.want {
			t.Errorf("%q: have it in the slim program: %t, want %t", c.text, have, c.want)
		}
	}
	if _, err := slim(slimmer); err != nil {
		t.Errorf("the second time: have %v, want no error", err)
	}
}

// dataOf returns the memory that a module's data fills.
func dataOf(t *testing.T, module []byte) []byte {
	t.Helper()
	m := code{data: module, at: len(header)}
	for m.at < len(module) && m.err == nil {
		if id, section := m.byte(), m.bytes(m.count()); id == dataSection {
			memory, err := readSegments(section)
			if err != nil {
				t.Fatal(err)
			}
			return memory
		}
	}
	t.Fatalf("have no data section (%v), want one", m.err)
	return nil
}

func FuzzSlim(f *testing.F) {
	f.Add(join(header, []byte{dataSection, 14, 1}, segment(0, pcHeader...)))
	table := join(pcHeader, bytes.Repeat([]byte{72, 0, 0, 0, 0, 0, 0, 0}, 8))
	f.Add(join(header, []byte{dataSection, byte(6 + len(table)), 1}, segment(0, table...)))
	f.Fuzz(func(t *testing.T, module []byte) {
		slimmer, err := slim(module)
		if err != nil {
			return
		}
		if _, err := slim(slimmer); err != nil {
			t.Fatalf("the second time: have %v, want no error", err)
		}
	})
}
