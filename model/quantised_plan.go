package model

import "mobilenet/kernels"

// quantisedPlan is where every activation lies, as in a plan: two buffers of
// integers or of bytes in turn, the picture in integers, and real numbers at both
// ends.
type quantisedPlan struct {
	integers                     []int16
	bytes                        []uint8
	reals                        []float32
	sums                         []int32
	input, logits, probabilities []float32
	places                       []place[int16] // one per layer
	bytePlaces                   []place[uint8] // one per layer, of a network in bytes
}

// layOut gives every activation of layers its part of the arena, which grows if
// it is too small. In bytes, the mean alone is left of the layers' integers.
func (p *quantisedPlan) layOut(layers []Layer, bytes bool) {
	last := len(layers) - 1
	first, classes := layers[0].In, layers[last].Out.Channels
	picture := kernels.QuantisedRGBLen(first.Height, first.Width)
	var sizes, byteSizes [2]int
	for i, l := range layers[:last] {
		if bytes && l.Kind != Pool {
			byteSizes[i%2] = max(byteSizes[i%2], l.Out.Elements())
		} else {
			sizes[i%2] = max(sizes[i%2], l.Out.Elements())
		}
	}
	p.integers = grown(p.integers, picture+sizes[0]+sizes[1])
	p.bytes = grown(p.bytes, byteSizes[0]+byteSizes[1])
	p.reals = grown(p.reals, first.Elements()+2*classes)
	p.sums = grown(p.sums, kernels.PanelLen(1, classes))
	p.input, p.logits, p.probabilities = split(p.reals, first.Elements(), classes, classes)
	src, even, odd := split(p.integers, picture, sizes[0], sizes[1])
	p.places = inTurn(p.places[:0], layers, src, even, odd)
	_, evenBytes, oddBytes := split(p.bytes, 0, byteSizes[0], byteSizes[1])
	p.bytePlaces = inTurn(p.bytePlaces[:0], layers, nil, evenBytes, oddBytes)
}

// grown returns s, or a longer slice if it has not n values.
func grown[T any](s []T, n int) []T {
	if n > len(s) {
		return make([]T, n)
	}
	return s
}

// inTurn appends the places of layers that write to two buffers in turn, as much as
// they have.
func inTurn[T any](places []place[T], layers []Layer, src, even, odd []T) []place[T] {
	for i, l := range layers {
		dst := [2][]T{even, odd}[i%2]
		dst = dst[:min(l.Out.Elements(), len(dst))]
		places = append(places, place[T]{src, dst})
		src = dst
	}
	return places
}

// split cuts three parts of the given lengths from s.
func split[T any](s []T, a, b, c int) (x, y, z []T) {
	return s[:a:a], s[a:][:b:b], s[a+b:][:c:c]
}
