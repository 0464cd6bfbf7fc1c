package model

import (
	"fmt"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
)

// Network is a MobileNet ready to run: weights packed for the kernels and one
// arena for all activations. It is not safe for concurrent use.
type Network struct {
	setup
	params []parameters // one per layer
	plan   plan
}

// New builds the network of spec from the weights in b. It fails if the spec is
// not legal (see [Layers]) or if b lacks a tensor or holds one of another shape.
// The bundle may be dropped afterwards: everything needed is copied.
func New(spec Spec, b *weights.Bundle) (*Network, error) {
	about, err := newSetup(spec, b)
	if err != nil {
		return nil, err
	}
	n := &Network{setup: about, params: make([]parameters, len(about.layers))}
	for i, l := range n.layers {
		if n.params[i], err = pack(l, b); err != nil {
			return nil, fmt.Errorf("model: %s: %w", l.Name, err)
		}
	}
	n.plan.layOut(n.layers)
	return n, nil
}

// Precision returns Float32.
func (n *Network) Precision() Precision { return Float32 }

// SetResolution makes the network run on inputs of resolution×resolution pixels
// (see [Layers]) with the same weights. The arena is laid out anew and grows only
// where it is too small; what [Network.Input] returned before is void.
func (n *Network) SetResolution(resolution int) error {
	if err := n.setResolution(resolution); err != nil {
		return err
	}
	n.plan.layOut(n.layers)
	return nil
}

// Input returns the part of the arena that holds the input, to be filled before
// [Network.Forward]: [resolution, resolution, 3], normalised as the weights want.
// Forward leaves it as it is.
func (n *Network) Input() []float32 { return n.plan.input }

// Forward runs the network on its input and returns the logits, one per class.
// They stay valid until the next call. It allocates nothing.
func (n *Network) Forward() []float32 {
	for i := range n.layers {
		n.run(i)
	}
	return n.plan.logits[:n.spec.Classes]
}

// ForwardTimed is [Network.Forward], with the time that each layer took written
// to times, which must be as long as [Network.Layers].
func (n *Network) ForwardTimed(times []time.Duration) []float32 {
	start := time.Now()
	for i := range n.layers {
		n.run(i)
		end := time.Now()
		times[i] = end.Sub(start)
		start = end
	}
	return n.plan.logits[:n.spec.Classes]
}

// Probabilities returns the softmax of the logits of the last forward pass. It
// stays valid until the next call and allocates nothing.
func (n *Network) Probabilities() []float32 {
	p := n.plan.probabilities[:n.spec.Classes]
	kernels.Softmax(p, n.plan.logits[:n.spec.Classes])
	return p
}

// run computes layer i from its place in the arena to its place in the arena.
func (n *Network) run(i int) {
	l, p, at := &n.layers[i], &n.params[i], &n.plan.places[i]
	window := kernels.Window{Height: l.In.Height, Width: l.In.Width, Channels: l.In.Channels, Stride: l.Stride}
	switch l.Kind {
	case Conv:
		if l.In.Channels == 3 {
			n.isa.ConvRGB(at.dst, at.src, p.weights, p.bias, window, l.Out.Channels)
		} else {
			n.isa.Conv3x3(at.dst, at.src, p.weights, p.bias, window, l.Out.Channels)
		}
	case Depthwise:
		n.isa.Depthwise3x3(at.dst, at.src, p.weights, p.bias, window)
	case Pointwise:
		n.isa.Pointwise(at.dst, at.src, p.weights, p.bias, l.Out.Height*l.Out.Width, l.In.Channels, l.Out.Channels)
	case Pool:
		kernels.GlobalMean(at.dst, at.src, l.In.Height*l.In.Width, l.In.Channels)
	case FullyConnected:
		n.isa.FullyConnected(at.dst, at.src, p.weights, p.bias, l.In.Channels, l.Out.Channels)
	}
}
