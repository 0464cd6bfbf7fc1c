package model

import (
	"fmt"
	"slices"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// readFilters keeps the first layer's weights for Filters.
func (n *Network) readFilters(l layers.Layer, b *weights.Bundle) error {
	w, err := b.Tensor(l.WeightsName(), l.WeightsShape()...)
	if err != nil {
		return fmt.Errorf("model: %s: %w", l.Name, err)
	}
	n.filters = append(n.filters[:0], w...)
	return nil
}

// Filters returns the first layer's weights, [3, 3, 3, filters] with red, green and
// blue in the third dimension, normalisation folded in. They must not be changed.
func (n *Network) Filters() []float32 { return n.filters }

// Activation returns what a layer puts out for the network's input in real numbers, as
// long as its Out shape: in dst if it has room for it. What [Network.Keep] was told is
// there from the last forward pass; for other layers the network runs again up to the
// layer, in a crew the leader alone, after which only the outputs of the last forward
// pass are still valid.
func (n *Network) Activation(dst []float32, layer int) []float32 {
	if !slices.Contains(n.kept, layer) {
		n.runAlone(layer)
	}
	dst = resized(dst, n.table[layer].Out.Elements())
	copy(dst, n.real(dst, layer))
	return dst
}

// real returns what lies there of a layer's output, in real numbers: in dst if it is
// none.
func (n *Network) real(dst []float32, layer int) []float32 {
	return n.numbers.real(dst, layer, n.activations[1+layer])
}

// runAlone computes the layers up to that one without the crew.
func (n *Network) runAlone(layer int) {
	if crew := n.crew; crew != nil {
		n.SetCrew(nil)
		defer n.SetCrew(crew)
	}
	for i := range layer + 1 {
		n.numbers.run(n.isa, i, &n.places[i])
	}
}

// ActivationMap returns where the last forward pass saw a logit's class (Zhou et al.
// 2016, arXiv 1512.04150), in dst if it has room for it: for each cell of the last
// feature map, row by row, what it adds to the logit beyond what it adds to the mean
// of all logits,
//
//	map[p] = Σ_c features[p, c]·(w[c, logit] − mean_k w[c, k])
//
// The mean of the map, with the biases' difference, is that of the logit from the mean
// logit. Only differences make probabilities: in a distilled network all logits may be
// far below 0. It allocates nothing if dst is long enough and the weights have been
// asked before; in a crew, the leader repeats the pass alone unless the feature map is
// kept. It panics for a network without a classifier.
func (n *Network) ActivationMap(dst []float32, logit int) []float32 {
	at := n.table.Features()
	if n.crew != nil && !slices.Contains(n.kept, at) {
		n.runAlone(at)
	}
	shape := n.table[at].Out
	n.features = resized(n.features, shape.Elements())
	features, w := n.real(n.features, at), n.contrast(logit)
	dst = resized(dst, shape.Height*shape.Width)
	for p := range dst {
		sum := float32(0)
		for c, v := range features[p*shape.Channels:][:shape.Channels] {
			sum += v * w[c]
		}
		dst[p] = sum
	}
	return dst
}

// contrast returns what each of a logit's weights is above the mean of all logits', one
// per channel of the features. It is valid until the next call.
func (n *Network) contrast(logit int) []float32 {
	classifier := n.table.Find(layers.FullyConnected)
	l := n.table[classifier]
	if len(n.average) == 0 {
		n.average = resized(n.average, l.In.Channels)
		clear(n.average)
		for k := range l.Out.Channels {
			for c := range n.average {
				n.average[c] += n.numbers.weight(classifier, c, k) / float32(l.Out.Channels)
			}
		}
	}
	n.contrasts = resized(n.contrasts, l.In.Channels)
	for c := range n.contrasts {
		n.contrasts[c] = n.numbers.weight(classifier, c, logit) - n.average[c]
	}
	return n.contrasts
}
