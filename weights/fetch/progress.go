package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// progress shows how far a download is: a bar that moves on a terminal, a line now and then elsewhere.
type progress struct {
	out      io.Writer
	terminal bool
	width    int // of the bar as it stands on the terminal
	now      func() time.Time

	count       string // of the network among all: "2/8"
	name        string
	done, total int64 // bytes; total is 0 if unknown
	first       int64 // done at the start
	start, last time.Time
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out, now: time.Now}
	if file, ok := out.(*os.File); ok {
		info, err := file.Stat()
		p.terminal = err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return p
}

// begin starts to show a download of which done of total bytes are here.
func (p *progress) begin(name string, done, total int64) {
	p.name, p.done, p.first, p.total = name, done, done, total
	p.start = p.now()
	p.last = p.start
	if p.terminal {
		p.draw()
	}
}

// Write counts bytes that have arrived.
func (p *progress) Write(data []byte) (int, error) {
	p.done += int64(len(data))
	interval := 100 * time.Millisecond
	if !p.terminal {
		interval = 10 * time.Second
	}
	if now := p.now(); now.Sub(p.last) >= interval {
		p.last = now
		p.draw()
	}
	return len(data), nil
}

// draw shows where the download is.
func (p *progress) draw() {
	text := p.count + " " + p.name + ": " + p.describe()
	if !p.terminal {
		fmt.Fprintln(p.out, text)
		return
	}
	if p.total > 0 {
		const cells = 16 // so that it all fits into 80 columns
		full := int(min(p.done, p.total) * cells / p.total)
		text = fmt.Sprintf("%s %-18s [%s%s] %s", p.count, p.name, strings.Repeat("#", full), strings.Repeat("-", cells-full), p.describe())
	}
	padding := max(p.width-len(text), 0)
	p.width = len(text)
	fmt.Fprintf(p.out, "\r%s%s", text, strings.Repeat(" ", padding))
}

// describe says how many bytes are here, how fast they come and how long the rest takes.
func (p *progress) describe() string {
	text := fmt.Sprintf("%.1f MB", float64(p.done)/1e6)
	if p.total > 0 {
		text = fmt.Sprintf("%.1f/%.1f MB", float64(p.done)/1e6, float64(p.total)/1e6)
	}
	seconds := p.now().Sub(p.start).Seconds()
	if seconds < 1 || p.done == p.first {
		return text
	}
	rate := float64(p.done-p.first) / seconds
	text += fmt.Sprintf(", %.1f MB/s", rate/1e6)
	if left := p.total - p.done; left > 0 {
		text += fmt.Sprintf(", %.0f s left", float64(left)/rate)
	}
	return text
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.width > 0 {
		fmt.Fprintf(p.out, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}
