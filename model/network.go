package model

import (
	"fmt"
	"slices"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Network is a MobileNet ready to run: weights packed for the kernels and one
// arena for all activations. It is not safe for concurrent use.
type Network struct {
	setup
	params []parameters // one per layer
	mine   []parameters // of this worker's parts of the layers
	plan   plan
}

// New builds the network of spec from the weights in b. It fails if the spec is
// not legal (see [Layers]) or if b lacks a tensor or holds one of another shape.
// The bundle may be dropped afterwards: everything needed is copied.
func New(spec Spec, b *weights.Bundle) (*Network, error) {
	n := new(Network)
	if err := n.Rebuild(spec, b); err != nil {
		return nil, err
	}
	return n, nil
}

// Rebuild makes the network that of spec and the weights in b, as New does, in the
// memory that it has: only what is too small is allocated anew. Its instruction set
// and its crew stay; what [Network.Input] and [Network.Layers] returned before is
// void. If spec is not legal the network is as it was, after any other error it must
// not be run.
func (n *Network) Rebuild(spec Spec, b *weights.Bundle) error {
	if err := n.set(spec, b); err != nil {
		return err
	}
	n.params = resized(n.params, len(n.table))
	for i, l := range n.table {
		if err := n.params[i].pack(l, b); err != nil {
			return fmt.Errorf("model: %s: %w", l.Name, err)
		}
	}
	n.layOut()
	return nil
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
	n.layOut()
	return nil
}

// SetCrew makes the network work in a crew, or alone if crew is nil. All of a crew
// must have the same weights and resolution. The input stays as it is.
func (n *Network) SetCrew(crew Crew) {
	n.crew = crew
	n.layOut()
}

// CrewBytes returns how many bytes of shared memory a crew of that size needs at
// the present resolution.
func (n *Network) CrewBytes(size int) int {
	_, bytes := divide(n.table, size).boundaries(n.table, n.valueBytes())
	return bytes
}

// valueBytes returns the bytes of a value of each activation.
func (n *Network) valueBytes() []int { return slices.Repeat([]int{4}, len(n.table)+1) }

// layOut lays out everything that depends on resolution and crew.
func (n *Network) layOut() {
	division, rank := n.divide()
	n.plan.layOut(n.table, n.parts)
	n.mine = n.mine[:0]
	for i, l := range n.table {
		n.mine = append(n.mine, n.params[i].part(l, n.parts[i]))
	}
	var memory [][]byte
	for _, a := range n.plan.activations {
		memory = append(memory, bytesOf(a))
	}
	n.exchanges = division.exchanges(n.table, rank, memory, n.valueBytes())
}

// Input returns the part of the arena that holds the input, to be filled before
// [Network.Forward]: [resolution, resolution, 3], normalised as the weights want.
// Forward leaves it as it is.
func (n *Network) Input() []float32 { return n.plan.activations[0] }

// Forward runs the network on its input and returns the logits, one per class.
// They stay valid until the next call. It allocates nothing.
//
// In a crew it is the leader who calls it, while the others are at [Network.Work].
// If the crew breaks up, the leader leaves it and repeats the pass alone.
func (n *Network) Forward() []float32 { return n.ForwardTimed(nil) }

// ForwardTimed is [Network.Forward], with the time that each layer took written
// to times, which must be as long as [Network.Layers].
func (n *Network) ForwardTimed(times []time.Duration) []float32 {
	if !n.pass(n.run, times) {
		n.SetCrew(nil)
		n.pass(n.run, times)
	}
	return n.plan.logits[:n.spec.Classes]
}

// Work takes part in the passes of the crew's leader until the crew breaks up.
func (n *Network) Work() {
	for n.pass(n.run, nil) {
	}
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
	l, p, w, at := &n.table[i], &n.parts[i], &n.mine[i], &n.plan.places[i]
	in, out := p.input.channels.count, p.output.channels.count
	switch l.Kind {
	case layers.Conv:
		if in == 3 {
			n.isa.ConvRGB(at.dst, at.src, w.weights, w.bias, p.window, out, kernels.ReLU6)
		} else {
			n.isa.Conv3x3(at.dst, at.src, w.weights, w.bias, p.window, out, kernels.ReLU6)
		}
	case layers.Depthwise:
		n.isa.Depthwise3x3(at.dst, at.src, w.weights, w.bias, p.window, kernels.ReLU6)
	case layers.Pointwise:
		n.isa.Pointwise(at.dst, at.src, w.weights, w.bias, p.output.rows.count*l.Out.Width, in, out, kernels.ReLU6)
	case layers.Pool:
		kernels.GlobalMean(at.dst, at.src, l.In.Height*l.In.Width, in)
	case layers.FullyConnected:
		n.isa.FullyConnected(at.dst, at.src, w.weights, w.bias, in, out)
	}
}
