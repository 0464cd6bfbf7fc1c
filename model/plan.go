package model

import (
	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// plan is where every activation lies. The layers form a chain, so two buffers
// suffice: each layer reads from one and writes to the other (ping-pong). Input,
// logits and probabilities have places of their own, so that a pass can be
// repeated and its result read later. One of a crew has room for whole activations
// too and uses its part of them.
type plan struct {
	arena         []float32
	activations   [][]float32 // the input, and what each layer writes
	logits        []float32   // the last of them, in whole panels
	probabilities []float32
	places        []place[float32] // one per layer
}

// layOut gives every activation of layers its part of the arena, which grows if
// it is too small. Every part begins at a multiple of four values.
func (p *plan) layOut(table layers.Table, parts []part) {
	last := len(table) - 1
	classes := kernels.PanelLen(1, table[last].Out.Channels)
	var sizes [2]int
	for i, l := range table[:last] {
		sizes[i%2] = max(sizes[i%2], l.Out.Elements())
	}
	input := table[0].In.Elements()
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
	p.activations = append(p.activations[:0], take(input))
	buffers := [2][]float32{take(sizes[0]), take(sizes[1])}
	p.logits = take(classes)
	p.probabilities = take(classes)
	for i, l := range table[:last] {
		p.activations = append(p.activations, buffers[i%2][:l.Out.Elements()])
	}
	p.activations = append(p.activations, p.logits)
	p.places = places(parts, table, p.activations)
}
