package detect

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Detection is a thing that was found.
type Detection struct {
	Class int     // without the background: an index of [weights.COCOLabels]
	Score float32 // 0..1
	Box   Box
}

// Limits say which detections are wanted.
type Limits struct {
	MinScore float32 // 0..1
	MaxBoxes int
}

// Outputs is a network after a pass, as *model.Network is one.
type Outputs interface {
	// Output returns what a layer that no other reads has put out, in real numbers.
	Output(layer int) []float32
}

// Detector makes detections of what a network's heads put out. It is not safe for concurrent use.
type Detector struct {
	process    weights.PostProcess
	classes    int // with the background
	heads      []head
	anchors    []Anchor
	candidates []candidate
	found      []Detection
}

// head is the two layers that look at a feature map.
type head struct {
	boxes, scores   int // layers
	first, anchors  int // the map's default boxes in the order of all: the first, and how many
	encoding, score reading
	encoded         []float32 // what the layer of the boxes has put out
}

// candidate is a class in a default box that may become a detection.
type candidate struct {
	score       float32
	anchor      int32 // in the order of all
	class, head int32
}

// usual is what the Object Detection API's SSD networks have.
var usual = weights.PostProcess{
	ScaleY: 10, ScaleX: 10, ScaleHeight: 5, ScaleWidth: 5, MinScore: 1e-8, MaxOverlap: 0.6, MaxBoxes: 10,
}

// New returns a detector for a network of that table and the weights in b. A bundle without default boxes and without
// options, as random weights are, has [Anchors] and what is usual. It fails for a table that is no detector's and for
// weights that do not fit it.
func New(table layers.Table, b *weights.Bundle) (*Detector, error) {
	boxes := boxHeads(table)
	if len(boxes) == 0 || table[boxes[0]].Out.Channels%4 != 0 {
		return nil, errors.New("detect: have a network without heads for boxes and scores, want an SSD detector's")
	}
	d := &Detector{process: usual, classes: table[boxes[0]+1].Out.Channels / (table[boxes[0]].Out.Channels / 4)}
	if d.classes < 2 {
		return nil, errors.New("detect: have scores of the background only, want other classes too")
	}
	if b.PostProcess != nil {
		d.process = *b.PostProcess
	}
	count := 0
	for _, at := range boxes {
		h := head{boxes: at, scores: at + 1, first: count, anchors: table[at].Out.Elements() / 4}
		if have := table[at+1].Out.Elements(); have != h.anchors*d.classes {
			return nil, fmt.Errorf("detect: %s: have %d scores, want %d for %d boxes of %d classes", table[at+1].Name, have, h.anchors*d.classes, h.anchors, d.classes)
		}
		h.encoding = newReading(b, table[at], weights.BoxesName, identity, identity)
		h.score = newReading(b, table[at+1], weights.ScoresName, sigmoid, byteScore)
		d.heads = append(d.heads, h)
		count += h.anchors
	}
	d.anchors = Anchors(table)
	if b.PostProcess != nil {
		rows, err := b.Tensor(weights.AnchorsName, count, 4)
		if err != nil {
			return nil, fmt.Errorf("detect: %w", err)
		}
		for i := range d.anchors {
			row := rows[4*i:][:4]
			d.anchors[i] = Anchor{X: row[1], Y: row[0], Width: row[3], Height: row[2]}
		}
	}
	d.candidates = make([]candidate, 0, count)
	if d.process.PerClass {
		d.candidates = make([]candidate, 0, count*(d.classes-1))
	}
	d.found = make([]Detection, 0, count)
	return d, nil
}

// Limits returns the limits that the weights' file has.
func (d *Detector) Limits() Limits { return Limits{d.process.MinScore, d.process.MaxBoxes} }

// Detect returns what the network has found in its last pass, the best score first, as TensorFlow Lite's operator
// TFLite_Detection_PostProcess does: each default box counts for its best class, or, if the file says so, for each by
// itself. Of equal scores the earlier class and default box come first. The detections stay valid until the next call.
// Detect allocates nothing.
func (d *Detector) Detect(network Outputs, limits Limits) []Detection {
	d.candidates = d.candidates[:0]
	for i := range d.heads {
		h := &d.heads[i]
		scores := network.Output(h.scores)
		h.encoded = network.Output(h.boxes)
		for a := range h.anchors {
			// The background's score comes first, and counts for nothing.
			d.collect(i, h.first+a, scores[a*d.classes:][1:d.classes], limits.MinScore)
		}
	}
	slices.SortFunc(d.candidates, d.compare)
	d.found = d.found[:0]
	for _, c := range d.candidates {
		if len(d.found) >= min(limits.MaxBoxes, cap(d.found)) {
			break
		}
		if box := d.box(c); d.isNew(int(c.class), box) {
			d.found = append(d.found, Detection{int(c.class), c.score, box})
		}
	}
	return d.found
}

// collect adds the candidates of a default box.
func (d *Detector) collect(head, anchor int, logits []float32, least float32) {
	reading := &d.heads[head].score
	if d.process.PerClass {
		for class, v := range logits {
			if score := reading.value(v); score >= least {
				d.candidates = append(d.candidates, candidate{score, int32(anchor), int32(class), int32(head)})
			}
		}
		return
	}
	best := 0
	for class, v := range logits {
		if v > logits[best] {
			best = class
		}
	}
	score := reading.value(logits[best])
	if !(score >= least) {
		return
	}
	for class, v := range logits[:best] { // one before it may have the same score, in steps of a byte
		if reading.value(v) == score {
			best = class
			break
		}
	}
	d.candidates = append(d.candidates, candidate{score, int32(anchor), int32(best), int32(head)})
}

// compare orders candidates by falling scores.
func (d *Detector) compare(a, b candidate) int {
	if order := cmp.Compare(b.score, a.score); order != 0 {
		return order
	}
	if order := cmp.Compare(a.class, b.class); order != 0 && d.process.PerClass {
		return order
	}
	return cmp.Compare(a.anchor, b.anchor)
}

// box decodes the box of a candidate.
func (d *Detector) box(c candidate) Box {
	h, anchor, p := &d.heads[c.head], d.anchors[c.anchor], &d.process
	encoded := h.encoded[4*(int(c.anchor)-h.first):][:4]
	y := h.encoding.value(encoded[0])/p.ScaleY*anchor.Height + anchor.Y
	x := h.encoding.value(encoded[1])/p.ScaleX*anchor.Width + anchor.X
	height := exp(h.encoding.value(encoded[2])/p.ScaleHeight) * anchor.Height / 2
	width := exp(h.encoding.value(encoded[3])/p.ScaleWidth) * anchor.Width / 2
	return Box{x - width, y - height, x + width, y + height}
}

func exp(v float32) float32 { return float32(math.Exp(float64(v))) }

// isNew tells whether a box of a class overlaps no better one by too much.
func (d *Detector) isNew(class int, box Box) bool {
	same := 0
	for i := range d.found {
		if other := &d.found[i]; !d.process.PerClass || other.Class == class {
			same++
			if box.Overlap(other.Box) > d.process.MaxOverlap {
				return false
			}
		}
	}
	return !d.process.PerClass || same < d.process.MaxPerClass
}
