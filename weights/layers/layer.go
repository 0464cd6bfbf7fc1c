package layers

import (
	"fmt"
	"math"
)

// Kind is what a layer computes.
type Kind uint8

// The kinds of layer, as Table 2 of the paper groups them, with pooling and the
// box heads' plain 1×1 convolutions besides.
const (
	Conv           Kind = iota // standard 3×3 convolution, all input channels to each output
	Depthwise                  // one 3×3 filter per channel, Eq. (3)
	Pointwise                  // 1×1 convolution
	Pool                       // global mean over rows and columns
	FullyConnected             // classifier on the pooled features
)

var kindNames = [...]string{"conv 3×3", "depthwise 3×3", "pointwise 1×1", "global mean", "fully connected"}

// String returns the kind's name as the page shows it.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind %d", uint8(k))
}

// Shape is the shape of an activation: rows, columns, channels.
type Shape struct{ Height, Width, Channels int }

// Elements returns the number of values in an activation of this shape.
func (s Shape) Elements() int { return s.Height * s.Width * s.Channels }

// Bounds are the least and the largest value that a layer puts out: what it computes
// beyond them becomes them.
type Bounds struct{ Low, High float32 }

// The bounds that layers have.
var (
	ReLU6     = Bounds{0, 6}
	Unbounded = Bounds{float32(math.Inf(-1)), float32(math.Inf(1))}
)

// Layer is one row of a layer table.
type Layer struct {
	Name   string // "conv", "block1/depthwise", …, "pool", "fc"; prefix of the layer's tensor names
	Kind   Kind
	From   int // index of the layer whose output it reads; Input for the network's input
	In     Shape
	Out    Shape
	Stride int // 1 or 2
	Bounds Bounds
}

// The network's input among the layers' outputs: the From of layers that read it, and
// its name.
const (
	Input     = -1
	InputName = "input"
)

// Window returns D_K, the side of the layer's filter.
func (l Layer) Window() int {
	if l.Kind == Conv || l.Kind == Depthwise {
		return 3
	}
	return 1
}

// PerChannel tells whether each output channel is computed from one input channel.
func (l Layer) PerChannel() bool { return l.Kind == Depthwise || l.Kind == Pool }

// HasWeights tells whether the layer has weights and biases: all but the mean have.
func (l Layer) HasWeights() bool { return l.Kind != Pool }

// WeightsName returns the name of the tensor of the layer's weights.
func (l Layer) WeightsName() string { return l.Name + "/weights" }

// BiasName returns the name of the tensor of the layer's biases, one for each output
// channel.
func (l Layer) BiasName() string { return l.Name + "/bias" }

// WeightsShape returns the shape of the layer's weights: [3, 3, C, M] of a standard
// convolution, [3, 3, C] of a depthwise one, else [C, M].
func (l Layer) WeightsShape() []int {
	switch l.Kind {
	case Conv:
		return []int{3, 3, l.In.Channels, l.Out.Channels}
	case Depthwise:
		return []int{3, 3, l.In.Channels}
	case Pool:
		return nil
	}
	return []int{l.In.Channels, l.Out.Channels}
}
