package model

import (
	"math"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// Activation runs the network on its input up to that layer and returns what the
// layer puts out in real numbers, as [Network.Activation] does.
func (n *QuantisedNetwork) Activation(dst []float32, layer int) []float32 {
	n.runAlone(layer)
	l := n.table[layer]
	if l.Kind == layers.FullyConnected {
		n.logits.real(n.plan.logits, n.plan.sums)
		return append(dst[:0], n.plan.logits...)
	}
	dst = cleared(dst, l.Out.Elements())
	for i := range dst {
		at := i
		if n.writesPairs(layer) {
			pixel, channel := i/l.Out.Channels, i%l.Out.Channels
			at = (pixel/2*l.Out.Channels+channel)*2 + pixel%2
		}
		dst[i] = n.stepsAt(layer, at) * n.steps[layer]
	}
	return dst
}

// runAlone computes the layers up to that one without the crew.
func (n *QuantisedNetwork) runAlone(layer int) {
	if crew := n.crew; crew != nil {
		n.SetCrew(nil)
		defer n.SetCrew(crew)
	}
	for i := range layer + 1 {
		n.run(i)
	}
}

// stepsAt returns one of the integers that a layer has put out.
func (n *QuantisedNetwork) stepsAt(layer, at int) float32 {
	if n.inBytes(n.table[layer]) {
		return float32(n.plan.byteActivations[layer+1][at])
	}
	return float32(n.plan.activations[layer+1][at])
}

// ActivationMap is [Network.ActivationMap], with the integers that the network has.
func (n *QuantisedNetwork) ActivationMap(dst []float32, logit int) []float32 {
	at := n.table.Features()
	if n.crew != nil {
		n.runAlone(at)
	}
	shape := n.table[at].Out
	panels := n.params[len(n.params)-1].weights
	dst = cleared(dst, shape.Height*shape.Width)
	w := n.contrast(logit, func(c, logit int) float32 {
		return float32(kernels.QuantisedPanelWeight(panels, shape.Channels, c, logit)) * n.logits.step(logit) * float32(n.gain)
	})
	for c, w := range w {
		for p := range dst {
			dst[p] += n.stepsAt(at, p*shape.Channels+c) * w
		}
	}
	return dst
}

// step returns the real number that 1 in a logit's sum stands for.
func (s *logitSteps) step(logit int) float32 {
	switch {
	case s.bytes == nil:
		return s.scales[logit]
	case s.bytes.rounding == FloatingPoint:
		return s.bytes.factorOf(logit) * s.scales[0]
	}
	return float32(math.Ldexp(float64(s.bytes.multiplier), -31-s.bytes.shift)) * s.scales[0]
}
