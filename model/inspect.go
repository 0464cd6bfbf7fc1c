package model

import (
	"fmt"

	"mobilenet/weights"
)

// features returns the last feature map's layer, of which the pool takes the mean.
func (s *setup) features() int { return len(s.layers) - 3 }

// readFilters keeps the first layer's weights for [Classifier] Filters.
func (s *setup) readFilters(b *weights.Bundle) error {
	l := s.layers[0]
	s.filters = resized(s.filters, int(l.Weights()))
	w, err := b.TensorInto(s.filters, l.Name+"/weights", l.weightShape()...)
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
	return append(dst[:0], n.plan.activations[layer+1][:n.layers[layer].Out.Elements()]...)
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
// feature map, row by row, what it adds to the logit,
//
//	map[p] = Σ_c features[p, c]·w[c, logit]
//
// The mean of the map and the classifier's bias make the logit. It allocates nothing
// if dst is long enough; in a crew, the leader repeats the pass alone.
func (n *Network) ActivationMap(dst []float32, logit int) []float32 {
	at := n.features()
	if n.crew != nil {
		n.runAlone(at)
	}
	features, shape := n.plan.activations[at+1], n.layers[at].Out
	panels := n.params[len(n.params)-1].weights
	dst = cleared(dst, shape.Height*shape.Width)
	const panel = 8 // of outputs, see kernels.PackPanels
	var sums, bias [panel]float32
	panels = panels[logit/panel*panel*shape.Channels:]
	for p := range dst {
		n.isa.FullyConnected(sums[:], features[p*shape.Channels:], panels, bias[:], shape.Channels, panel)
		dst[p] = sums[logit%panel]
	}
	return dst
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
