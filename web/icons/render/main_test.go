package main

import (
	"bytes"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The icons are what is drawn of web/icon.svg.
func TestIcons(t *testing.T) {
	content, err := os.ReadFile("../../icon.svg")
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(content)
	if err != nil {
		t.Fatal(err)
	}
	for _, icon := range icons {
		t.Run(icon.file, func(t *testing.T) {
			file, err := os.ReadFile(filepath.Join("..", icon.file))
			if err != nil {
				t.Fatal(err)
			}
			have, err := png.Decode(bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			want := d.draw(icon.size, icon.scale)
			if have.Bounds() != want.Bounds() {
				t.Fatalf("have %v, want %v: run go generate", have.Bounds(), want.Bounds())
			}
			for y := range icon.size {
				for x := range icon.size {
					if color.NRGBAModel.Convert(have.At(x, y)) != want.At(x, y) {
						t.Fatalf("pixel %d, %d: have %v, want %v: run go generate", x, y, have.At(x, y), want.At(x, y))
					}
				}
			}
		})
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, file, fails string }{
		{"a ground", `<svg viewBox="0 0 32 32"><rect width="32" height="32" fill="#000000"/></svg>`, ""},
		{"no square", `<svg viewBox="0 0 32 16"><rect fill="#000000"/></svg>`, "want a square"},
		{"a named colour", `<svg viewBox="0 0 32 32"><rect fill="red"/></svg>`, "want #rrggbb"},
		{"no SVG", `icon`, "EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := parse([]byte(c.file))
			if (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("have %v, want an error with %q", err, c.fails)
			}
		})
	}
}
