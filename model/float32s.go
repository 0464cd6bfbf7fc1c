package model

import (
	"fmt"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// float32s are numbers that are real.
type float32s struct {
	whole []Step // one for each layer
	mine  []Step // this worker's parts of them
}

// float32sIn returns numbers for so many layers, in the memory of former ones.
func float32sIn(former numbers, count int) *float32s {
	n, same := former.(*float32s)
	if !same {
		n = new(float32s)
	}
	n.whole = resized(n.whole, count)
	return n
}

// makeFloat32s is the maker of New.
func makeFloat32s(_ Spec, table layers.Table, b *weights.Bundle, former numbers) (numbers, error) {
	n := float32sIn(former, len(table))
	for i, l := range table {
		if err := n.pack(i, l, b); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// pack takes the weights of layer i from b.
func (n *float32s) pack(i int, l layers.Layer, b *weights.Bundle) error {
	var w, bias []float32
	if l.HasWeights() {
		var err error
		if w, bias, err = b.Layer(l); err != nil {
			return fmt.Errorf("model: %s: %w", l.Name, err)
		}
	}
	n.whole[i].Pack(l, w, bias)
	return nil
}

func (n *float32s) precision() Precision            { return Float32 }
func (n *float32s) valueBytes(layers.Layer) int     { return 4 }
func (n *float32s) scratchBytes(l layers.Layer) int { return 0 }

func (n *float32s) parameterBytes() int64 {
	var total int64
	for _, s := range n.whole {
		total += sizeOf(s.weights) + sizeOf(s.bias)
	}
	return total
}

func (n *float32s) share(table layers.Table, parts []part) {
	n.mine = n.mine[:0]
	for i, l := range table {
		n.mine = append(n.mine, n.whole[i].of(l, parts[i]))
	}
}

func (n *float32s) run(isa kernels.ISA, i int, at *place) {
	n.mine[i].Run(isa, view[float32](at.dst), view[float32](at.src))
}

func (n *float32s) real(_ []float32, i int, activation []byte) []float32 {
	return view[float32](activation)[:n.mine[i].layer.Out.Elements()]
}

func (n *float32s) weight(i, channel, logit int) float32 {
	s := &n.whole[i]
	return kernels.PanelWeight(s.weights, s.layer.In.Channels, channel, logit)
}
