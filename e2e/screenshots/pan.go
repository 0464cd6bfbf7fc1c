package main

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math"
	"os"

	"golang.org/x/image/draw"
)

// The film's frames: their number, their size in pixels, and how far the camera sways.
const (
	frames = 48
	size   = 480
	sway   = 16
)

// pan writes a film, JPEG after JPEG, of a camera that sways before the picture at path.
func pan(film, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	picture, err := jpeg.Decode(f)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	const side = size + 2*sway
	large := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.CatmullRom.Scale(large, large.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	var reel bytes.Buffer
	for i := range frames {
		phase := 2 * math.Pi * float64(i) / frames
		x := sway + int(sway*math.Sin(phase))
		y := sway + int(sway*math.Cos(phase))
		frame := large.SubImage(image.Rect(x, y, x+size, y+size))
		if err := jpeg.Encode(&reel, frame, &jpeg.Options{Quality: 92}); err != nil {
			return err
		}
	}
	return os.WriteFile(film, reel.Bytes(), 0o666)
}
