package model

import (
	"fmt"

	"mobilenet/kernels"
	"mobilenet/weights"
)

// readFilters keeps the first layer's weights for [Classifier] Filters.
func (s *setup) readFilters(b *weights.Bundle) error {
	l := s.table[0]
	s.filters = resized(s.filters, int(l.Weights()))
	w, err := b.Tensor(l.WeightsName(), l.WeightsShape()...)
	if err != nil {
		return fmt.Errorf("model: %s: %w", l.Name, err)
	}
	copy(s.filters, w)
	return nil
}

// Filters returns the first layer's weights, [3, 3, 3, filters] with red, green and
// blue in the third dimension, normalisation folded in. They must not be changed.
func (s *setup) Filters() []float32 { return s.filters }

// Activation runs the network on its input up to that layer and returns what the
// layer puts out, as long as its Out shape: in dst if it has room for it. In a crew,
// the leader computes alone.
func (n *Network) Activation(dst []float32, layer int) []float32 {
	n.runAlone(layer)
	return append(dst[:0], n.plan.activations[layer+1][:n.table[layer].Out.Elements()]...)
}

// runAlone computes the layers up to that one without the crew.
func (n *Network) runAlone(layer int) {
	if crew := n.crew; crew != nil {
		n.SetCrew(nil)
		defer n.SetCrew(crew)
	}
	for i := range layer + 1 {
		n.run(i)
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
// asked before; in a crew, the leader repeats the pass alone.
func (n *Network) ActivationMap(dst []float32, logit int) []float32 {
	at := n.table.Features()
	if n.crew != nil {
		n.runAlone(at)
	}
	features, shape := n.plan.activations[at+1], n.table[at].Out
	panels := n.params[len(n.params)-1].weights
	w := n.contrast(logit, func(c, logit int) float32 { return kernels.PanelWeight(panels, shape.Channels, c, logit) })
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
func (s *setup) contrast(logit int, weight func(channel, logit int) float32) []float32 {
	channels := s.table[s.table.Features()].Out.Channels
	if len(s.average) == 0 {
		s.average = cleared(s.average, channels)
		for k := range s.spec.Classes {
			for c := range s.average {
				s.average[c] += weight(c, k) / float32(s.spec.Classes)
			}
		}
	}
	s.contrasts = resized(s.contrasts, channels)
	for c := range s.contrasts {
		s.contrasts[c] = weight(c, logit) - s.average[c]
	}
	return s.contrasts
}

// cleared returns n zeros, in the memory of s if it is long enough.
func cleared(s []float32, n int) []float32 {
	if n > cap(s) {
		return make([]float32, n)
	}
	s = s[:n]
	clear(s)
	return s
}
