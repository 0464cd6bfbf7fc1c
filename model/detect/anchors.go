package detect

import (
	"math"

	"mobilenet/weights/layers"
)

// Anchor is a default box: its centre and its sides.
type Anchor struct{ X, Y, Width, Height float32 }

// The scales of the default boxes, sides of a square as shares of the picture's: of the first feature map and of the last
// one, others evenly between them. After the last comes a whole picture. The first map has small squares besides.
const (
	firstScale  = 0.2
	lastScale   = 0.95
	smallSquare = 0.1
)

// Anchors returns the default boxes of a detector's table in the order in which its heads put out boxes: feature map by
// feature map, row by row, cell by cell. They are those of TensorFlow's Object Detection API: squares, upright and lying
// rectangles of 1:2 and, but on the first map, of 1:3, and squares of the mean of the scale and the next.
func Anchors(table layers.Table) []Anchor {
	heads := boxHeads(table)
	scale := func(i int) float64 {
		if i == len(heads) {
			return 1
		}
		return firstScale + (lastScale-firstScale)*float64(i)/float64(max(len(heads)-1, 1))
	}
	var anchors []Anchor
	for i, head := range heads {
		shapes := []shape{{smallSquare, 1}, {scale(i), 2}, {scale(i), 1. / 2}}
		if i > 0 {
			s, next := scale(i), scale(i+1)
			shapes = []shape{{s, 1}, {s, 2}, {s, 1. / 2}, {s, 3}, {s, 1. / 3}, {math.Sqrt(s * next), 1}}
		}
		out := table[head].Out
		for y := range out.Height {
			for x := range out.Width {
				for _, shape := range shapes {
					anchors = append(anchors, shape.at((float64(x)+0.5)/float64(out.Width), (float64(y)+0.5)/float64(out.Height)))
				}
			}
		}
	}
	return anchors
}

// shape is a rectangle's scale, the side of the square of the same area, and its width over its height.
type shape struct{ scale, aspect float64 }

// at returns the default box of the shape around a point.
func (s shape) at(x, y float64) Anchor {
	root := math.Sqrt(s.aspect)
	return Anchor{float32(x), float32(y), float32(s.scale * root), float32(s.scale / root)}
}

// boxHeads returns the layers of a detector's table that put out boxes. After each comes the one that puts out scores.
func boxHeads(table layers.Table) (heads []int) {
	outputs := table.Outputs()
	for i := 0; i+1 < len(outputs); i += 2 {
		heads = append(heads, outputs[i])
	}
	return heads
}
