package model

import "mobilenet/kernels"

// quantisedPlan is where every activation lies, as in a plan: two buffers of
// integers in turn, the picture in integers, and real numbers at both ends.
type quantisedPlan struct {
	integers                     []int16
	reals                        []float32
	sums                         []int32
	input, logits, probabilities []float32
	places                       []place[int16] // one per layer
}

// layOut gives every activation of layers its part of the arena, which grows if
// it is too small.
func (p *quantisedPlan) layOut(layers []Layer) {
	last := len(layers) - 1
	first, classes := layers[0].In, layers[last].Out.Channels
	picture := kernels.QuantisedRGBLen(first.Height, first.Width)
	var sizes [2]int
	for i, l := range layers[:last] {
		sizes[i%2] = max(sizes[i%2], l.Out.Elements())
	}
	if total := picture + sizes[0] + sizes[1]; total > len(p.integers) {
		p.integers = make([]int16, total)
	}
	if total := first.Elements() + 2*classes; total > len(p.reals) {
		p.reals = make([]float32, total)
	}
	if padded := kernels.PanelLen(1, classes); padded > len(p.sums) {
		p.sums = make([]int32, padded)
	}
	p.input, p.logits, p.probabilities = split(p.reals, first.Elements(), classes, classes)
	src, even, odd := split(p.integers, picture, sizes[0], sizes[1])

	p.places = p.places[:0]
	for i, l := range layers {
		dst := [2][]int16{even, odd}[i%2]
		if i < last {
			dst = dst[:l.Out.Elements()]
		}
		p.places = append(p.places, place[int16]{src, dst})
		src = dst
	}
}

// split cuts three parts of the given lengths from s.
func split[T any](s []T, a, b, c int) (x, y, z []T) {
	return s[:a:a], s[a:][:b:b], s[a+b:][:c:c]
}
