// Command render draws the icons of the web app manifest from web/icon.svg, which is rectangles with round corners and
// nothing else.
//
// Usage, in web/icons:
//
//	go generate ./render
package main

import (
	"cmp"
	"encoding/xml"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"os"
	"path/filepath"
)

//go:generate go run . -svg ../../icon.svg -out ..

// icons are the files, with how large they are and how much of that the drawing takes. Whoever cuts a maskable icon to a
// shape leaves a circle of four fifths whole; the ground goes on around it.
var icons = []struct {
	file  string
	size  int     // in pixels
	scale float64 // of the drawing
}{
	{"icon-192.png", 192, 1},
	{"icon-512.png", 512, 1},
	{"maskable-512.png", 512, 0.8},
}

// samples is how many samples of a pixel are taken each way.
const samples = 8

func main() {
	log.SetFlags(0)
	log.SetPrefix("render: ")
	from := flag.String("svg", "../icon.svg", "`file` to draw")
	out := flag.String("out", ".", "`directory` for the icons")
	flag.Parse()
	content, err := os.ReadFile(*from)
	if err != nil {
		log.Fatal(err)
	}
	d, err := parse(content)
	if err != nil {
		log.Fatalf("%s: %v", *from, err)
	}
	for _, icon := range icons {
		if err := write(filepath.Join(*out, icon.file), d.draw(icon.size, icon.scale)); err != nil {
			log.Fatal(err)
		}
	}
}

func write(path string, picture image.Image) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(file, picture); err != nil {
		file.Close()
		return err
	}
	return file.Close()
}

// A rect is a filled rectangle with round corners.
type rect struct {
	X       float64 `xml:"x,attr"`
	Y       float64 `xml:"y,attr"`
	Width   float64 `xml:"width,attr"`
	Height  float64 `xml:"height,attr"`
	Radius  float64 `xml:"rx,attr"`
	Fill    fill    `xml:"fill,attr"`
	Opacity float64 `xml:"opacity,attr"` // 0 where nothing is said: all of it
}

// A fill is red, green and blue, from 0 to 255.
type fill [3]float64

// UnmarshalText reads #rrggbb.
func (f *fill) UnmarshalText(text []byte) error {
	var levels [3]uint8
	if _, err := fmt.Sscanf(string(text), "#%02x%02x%02x", &levels[0], &levels[1], &levels[2]); err != nil {
		return fmt.Errorf("fill %q: want #rrggbb", text)
	}
	for i, level := range levels {
		f[i] = float64(level)
	}
	return nil
}

// A drawing is a ground, which is its first rectangle, and what lies on it, in its order.
type drawing struct {
	side   float64
	ground rect
	rects  []rect
}

// parse reads an SVG file of one rectangle and groups of others, which have the groups' fill.
func parse(content []byte) (drawing, error) {
	var file struct {
		ViewBox string `xml:"viewBox,attr"`
		Ground  rect   `xml:"rect"`
		Groups  []struct {
			Fill  fill   `xml:"fill,attr"`
			Rects []rect `xml:"rect"`
		} `xml:"g"`
	}
	if err := xml.Unmarshal(content, &file); err != nil {
		return drawing{}, err
	}
	d := drawing{ground: file.Ground}
	var width, height float64
	if _, err := fmt.Sscanf(file.ViewBox, "0 0 %g %g", &width, &height); err != nil || width != height {
		return drawing{}, fmt.Errorf("viewBox %q: want a square from 0", file.ViewBox)
	}
	d.side = width
	for _, group := range file.Groups {
		for _, r := range group.Rects {
			r.Fill = group.Fill
			d.rects = append(d.rects, r)
		}
	}
	return d, nil
}

// draw returns the drawing as a square of that many pixels. Smaller than 1, scale leaves room around it, and the ground goes
// to the edges.
func (d drawing) draw(size int, scale float64) image.Image {
	picture := image.NewNRGBA(image.Rect(0, 0, size, size))
	ground := d.ground
	if scale < 1 {
		ground = rect{X: -d.side, Y: -d.side, Width: 3 * d.side, Height: 3 * d.side, Fill: d.ground.Fill}
	}
	for y := range size {
		for x := range size {
			var sum [4]float64 // of colour times opacity, and of opacity
			for i := range samples * samples {
				sx, sy := float64(x)+(float64(i%samples)+0.5)/samples, float64(y)+(float64(i/samples)+0.5)/samples
				middle := float64(size) / 2
				at := func(v float64) float64 { return d.side/2 + (v-middle)/middle*d.side/2/scale }
				c, inside := d.at(ground, at(sx), at(sy))
				if inside {
					for j := range 3 {
						sum[j] += c[j]
					}
					sum[3]++
				}
			}
			if sum[3] > 0 {
				level := func(v float64) uint8 { return uint8(v/sum[3] + 0.5) }
				alpha := uint8(255*sum[3]/(samples*samples) + 0.5)
				picture.SetNRGBA(x, y, color.NRGBA{level(sum[0]), level(sum[1]), level(sum[2]), alpha})
			}
		}
	}
	return picture
}

// at returns the colour at a point, and whether there is the ground.
func (d drawing) at(ground rect, x, y float64) (c fill, inside bool) {
	if !ground.holds(x, y) {
		return c, false
	}
	c = ground.Fill
	for _, r := range d.rects {
		if r.holds(x, y) {
			for i := range c {
				c[i] += (r.Fill[i] - c[i]) * cmp.Or(r.Opacity, 1)
			}
		}
	}
	return c, true
}

// holds reports whether a point is in the rectangle.
func (r rect) holds(x, y float64) bool {
	dx := max(r.X+r.Radius-x, 0, x-(r.X+r.Width-r.Radius))
	dy := max(r.Y+r.Radius-y, 0, y-(r.Y+r.Height-r.Radius))
	if r.Radius == 0 {
		return dx == 0 && dy == 0
	}
	return dx*dx+dy*dy <= r.Radius*r.Radius
}
