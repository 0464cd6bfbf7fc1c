package model

import "mobilenet/kernels"

// plan is where every activation lies. The layers form a chain, so two buffers
// suffice: each layer reads from one and writes to the other (ping-pong). Input,
// logits and probabilities have places of their own, so that a pass can be
// repeated and its result read later.
type plan struct {
	arena                        []float32
	input, logits, probabilities []float32
	places                       []place // one per layer
}

// place is where a layer reads and writes.
type place struct{ src, dst []float32 }

// layOut gives every activation of layers its part of the arena, which grows if
// it is too small. Every part begins at a multiple of four values.
func (p *plan) layOut(layers []Layer) {
	last := len(layers) - 1
	classes := kernels.PanelLen(1, layers[last].Out.Channels)
	var sizes [2]int
	for i, l := range layers[:last] {
		sizes[i%2] = max(sizes[i%2], l.Out.Elements())
	}
	input := layers[0].In.Elements()
	total := input + sizes[0] + sizes[1] + 2*classes
	if total > len(p.arena) {
		p.arena = make([]float32, total)
	}
	rest := p.arena
	take := func(n int) []float32 {
		part := rest[:n:n]
		rest = rest[n:]
		return part
	}
	p.input = take(input)
	buffers := [2][]float32{take(sizes[0]), take(sizes[1])}
	p.logits = take(classes)
	p.probabilities = take(classes)

	p.places = p.places[:0]
	src := p.input
	for i, l := range layers {
		dst := p.logits
		if i < last {
			dst = buffers[i%2][:l.Out.Elements()]
		}
		p.places = append(p.places, place{src, dst})
		src = dst
	}
}
