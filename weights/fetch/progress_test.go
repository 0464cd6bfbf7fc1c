package main

import (
	"os"
	"strings"
	"testing"
	"time"
	"unicode"
)

func TestProgress(t *testing.T) {
	tests := []struct {
		name     string
		terminal bool
		total    int64
		want     string
	}{
		{"terminal", true, 4e6, "\r2/8 0.5/160 quantised  [----------------] 0.0/4.0 MB" +
			"\r2/8 0.5/160 quantised  [####------------] 1.0/4.0 MB, 0.5 MB/s, 6 s left" +
			"\r2/8 0.5/160 quantised  [################] 4.0/4.0 MB, 1.0 MB/s          " +
			"\r" + strings.Repeat(" ", 62) + "\r"},
		{"terminal, size unknown", true, 0, "\r2/8 0.5/160 quantised: 0.0 MB\r2/8 0.5/160 quantised: 1.0 MB, 0.5 MB/s" +
			"\r2/8 0.5/160 quantised: 4.0 MB, 1.0 MB/s\r" + strings.Repeat(" ", 39) + "\r"},
		{"pipe", false, 4e6, "2/8 0.5/160 quantised: 4.0/4.0 MB, 0.3 MB/s\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var out strings.Builder
			p := newProgress(&out)
			step := 2 * time.Second
			if !test.terminal {
				step = 6 * time.Second // a line each 10 s
			}
			clock := time.Unix(0, 0)
			p.terminal, p.now, p.count = test.terminal, func() time.Time { return clock }, "2/8"
			p.begin("0.5/160 quantised", 0, test.total)
			for _, bytes := range []int{1e6, 3e6} {
				clock = clock.Add(step)
				p.Write(make([]byte, bytes))
			}
			p.clear()
			have := out.String()
			if have != test.want {
				t.Errorf("have %q\nwant %q", have, test.want)
			}
			for _, line := range strings.FieldsFunc(have, func(r rune) bool { return r == '\r' || r == '\n' }) {
				if len(line) > 79 {
					t.Errorf("have %d columns in %q, want fewer than 80", len(line), line)
				}
			}
			if control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' }; !test.terminal && strings.ContainsFunc(have, control) {
				t.Errorf("have control characters in %q, want none", have)
			}
		})
	}
}

// TestProgressTerminal takes a pipe and a file for no terminal.
func TestProgressTerminal(t *testing.T) {
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	defer write.Close()
	if newProgress(write).terminal {
		t.Error("have a terminal, want a pipe")
	}
}
