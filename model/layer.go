package model

import "fmt"

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

// Layer is one row of the layer table.
type Layer struct {
	Name   string // "conv", "block1/depthwise", …, "pool", "fc"; prefix of the layer's tensor names
	Kind   Kind
	In     Shape
	Out    Shape
	Stride int // 1 or 2
}

// window returns D_K, the side of the layer's filter.
func (l Layer) window() int64 {
	if l.Kind == Conv || l.Kind == Depthwise {
		return 3
	}
	return 1
}

// MultiplyAdds returns the layer's multiply-adds: D_K²·M·N·D_F² for a
// convolution (Eq. 2), D_K²·M·D_F² for a depthwise one (Eq. 4), M·N for the fully
// connected layer, and 0 for pooling.
func (l Layer) MultiplyAdds() int64 {
	return l.Weights() * int64(l.Out.Height) * int64(l.Out.Width)
}

// Weights returns the number of the layer's weights, biases left out.
func (l Layer) Weights() int64 {
	k := l.window()
	switch l.Kind {
	case Pool:
		return 0
	case Depthwise:
		return k * k * int64(l.In.Channels)
	default:
		return k * k * int64(l.In.Channels) * int64(l.Out.Channels)
	}
}

// Biases returns the number of the layer's biases: one per output channel, into
// which batch normalisation's shift is folded.
func (l Layer) Biases() int64 {
	if l.Kind == Pool {
		return 0
	}
	return int64(l.Out.Channels)
}

// ActivationBytes returns the size of the layer's output in bytes, as float32.
func (l Layer) ActivationBytes() int64 { return 4 * int64(l.Out.Elements()) }

// Cost is what a layer, or several, cost.
type Cost struct {
	MultiplyAdds    int64
	Weights         int64
	Biases          int64
	ActivationBytes int64 // bytes written, summed over the layers
}

// Sum returns the summed cost of layers.
func Sum(layers []Layer) Cost {
	var c Cost
	for _, l := range layers {
		c.MultiplyAdds += l.MultiplyAdds()
		c.Weights += l.Weights()
		c.Biases += l.Biases()
		c.ActivationBytes += l.ActivationBytes()
	}
	return c
}

// SumKind returns the summed cost of those layers that are of kind k: a row of
// the paper's Table 2.
func SumKind(layers []Layer, k Kind) Cost {
	var c Cost
	for _, l := range layers {
		if l.Kind == k {
			one := Sum([]Layer{l})
			c.MultiplyAdds += one.MultiplyAdds
			c.Weights += one.Weights
			c.Biases += one.Biases
			c.ActivationBytes += one.ActivationBytes
		}
	}
	return c
}
