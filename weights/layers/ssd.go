package layers

import (
	"strconv"
	"strings"
)

// Part is what a layer of a detector is for.
type Part uint8

// The parts of a detector, in the order of its layers.
const (
	Body  Part = iota // the blocks that a classifier has
	Extra             // further layers, for larger things
	Heads             // what each place of the maps says of boxes and classes
)

// Part returns the part of a detector that the layer belongs to. A classifier is all
// body.
func (l Layer) Part() Part {
	switch {
	case strings.HasPrefix(l.Name, "extra"):
		return Extra
	case strings.HasPrefix(l.Name, "head"):
		return Heads
	}
	return Body
}

// ssd returns the layers of the SSD detector of Table 13 on a MobileNet body: the
// thirteen blocks without classifier, four pairs of extra layers (a 1×1 convolution
// that narrows, a 3×3 one of stride 2), and on each of six feature maps two heads, 1×1
// convolutions without an activation that give, per cell, the anchors' boxes (four
// coordinates each) and their scores (one per class, the background's among them).
func ssd(alpha float64, resolution, classes int) Table {
	extras := [...]struct{ narrow, out int }{{256, 512}, {128, 256}, {128, 256}, {64, 128}}

	t := body(alpha, resolution, Separable)
	maps := []int{t.Index("block11/pointwise"), len(t) - 1}
	for i, e := range extras {
		name := "extra" + strconv.Itoa(i+1)
		t.next(name+"/pointwise", Pointwise, Channels(e.narrow, alpha), 1)
		t.next(name+"/conv", Conv, Channels(e.out, alpha), 2)
		maps = append(maps, len(t)-1)
	}
	for i, from := range maps {
		name, anchors := "head"+strconv.Itoa(i+1), 6
		if i == 0 {
			anchors = 3
		}
		t.add(from, name+"/boxes", Pointwise, 4*anchors, 1, Unbounded)
		t.add(from, name+"/scores", Pointwise, classes*anchors, 1, Unbounded)
	}
	return t
}
