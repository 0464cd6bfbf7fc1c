package main

import (
	"image"
	"image/color"
	"testing"
)

func TestReduce(t *testing.T) {
	few := image.NewRGBA(image.Rect(0, 0, 16, 16)) // 256 colours: all of them stay
	for i := range 256 {
		few.Set(i%16, i/16, color.RGBA{uint8(i), uint8(255 - i), uint8(7 * i), 255})
	}
	many := image.NewRGBA(image.Rect(0, 0, 64, 64)) // 4096 in a plane
	for i := range 64 * 64 {
		many.Set(i%64, i/64, color.RGBA{uint8(4 * (i % 64)), uint8(4 * (i / 64)), 100, 255})
	}
	plain := image.NewRGBA(image.Rect(0, 0, 8, 8))
	for i := range 64 {
		plain.Set(i%8, i/8, color.RGBA{250, 249, 245, 255})
	}
	tests := []struct {
		name    string
		picture image.Image
		colours int
		far     int // by which a channel may be off
	}{
		{"one colour", plain, 1, 0}, {"few colours", few, 256, 0}, {"many colours", many, 256, 16},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			have := reduce(test.picture)
			if len(have.Palette) != test.colours {
				t.Errorf("have %d colours, want %d", len(have.Palette), test.colours)
			}
			for y := range have.Rect.Dy() {
				for x := range have.Rect.Dx() {
					r, g, b, _ := have.At(x, y).RGBA()
					wr, wg, wb, _ := test.picture.At(x, y).RGBA()
					for _, d := range []int{int(r>>8) - int(wr>>8), int(g>>8) - int(wg>>8), int(b>>8) - int(wb>>8)} {
						if d > test.far || d < -test.far {
							t.Fatalf("at %d, %d: have %v, want %v", x, y, have.At(x, y), test.picture.At(x, y))
						}
					}
				}
			}
		})
	}
}
