package model

import (
	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// quantisedPlan is where every activation lies, as in a plan: two buffers of
// integers or of bytes in turn, the picture in such, and real numbers at both ends.
type quantisedPlan struct {
	integers                     []int16
	bytes                        []uint8
	reals                        []float32
	sums                         []int32
	input, logits, probabilities []float32
	activations                  [][]int16      // the picture, and what each layer but the last writes
	byteActivations              [][]uint8      // the same of a network in bytes, but for the mean
	places                       []place[int16] // one per layer
	bytePlaces                   []place[uint8]
}

// layOut gives every activation of layers its part of the arena, which grows if
// it is too small. In bytes, the mean alone is left of the layers' integers.
func (p *quantisedPlan) layOut(table layers.Table, parts []part, bytes bool) {
	last := len(table) - 1
	first, classes := table[0].In, table[last].Out.Channels
	picture, bytePicture := kernels.QuantisedRGBLen(first.Height, first.Width), 0
	if bytes {
		picture, bytePicture = 0, picture
	}
	var sizes, byteSizes [2]int
	for i, l := range table[:last] {
		if bytes && l.Kind != layers.Pool {
			byteSizes[i%2] = max(byteSizes[i%2], l.Out.Elements())
		} else {
			sizes[i%2] = max(sizes[i%2], l.Out.Elements())
		}
	}
	p.integers = grown(p.integers, picture+sizes[0]+sizes[1])
	p.bytes = grown(p.bytes, bytePicture+byteSizes[0]+byteSizes[1])
	p.reals = grown(p.reals, first.Elements()+2*classes)
	p.sums = grown(p.sums, kernels.PanelLen(1, classes))
	p.input, p.logits, p.probabilities = split(p.reals, first.Elements(), classes, classes)
	image, even, odd := split(p.integers, picture, sizes[0], sizes[1])
	p.activations = inTurn(append(p.activations[:0], image), table, even, odd)
	p.places = places(parts, table, p.activations)
	p.places[0].src = image // a worker's rows of the picture begin at its start
	image8, even8, odd8 := split(p.bytes, bytePicture, byteSizes[0], byteSizes[1])
	p.byteActivations = inTurn(append(p.byteActivations[:0], image8), table, even8, odd8)
	p.bytePlaces = places(parts, table, p.byteActivations)
	p.bytePlaces[0].src = image8
}

// grown returns s, or a longer slice if it has not n values.
func grown[T any](s []T, n int) []T {
	if n > len(s) {
		return make([]T, n)
	}
	return s
}

// inTurn appends what the layers write to two buffers in turn, as much as they have.
func inTurn[T any](activations [][]T, table layers.Table, even, odd []T) [][]T {
	for i, l := range table {
		dst := [2][]T{even, odd}[i%2]
		activations = append(activations, dst[:min(l.Out.Elements(), len(dst))])
	}
	return activations
}

// split cuts three parts of the given lengths from s.
func split[T any](s []T, a, b, c int) (x, y, z []T) {
	return s[:a:a], s[a:][:b:b], s[a+b:][:c:c]
}
