package model

import (
	"fmt"
	"strconv"

	"mobilenet/weights"
)

// The legal range of the two multipliers. The paper's α are 1, 0.75, 0.5 and
// 0.25; ρ is set by the input resolution, ρ = resolution/224 (§3.4).
const (
	MinAlpha         = 0.25
	MaxAlpha         = 1.0
	MinResolution    = 96  // pixels
	MaxResolution    = 320 // pixels
	ResolutionStep   = 32  // pixels; the network halves its input five times
	ImageNetClasses  = 1000
	paperResolution  = 224
	maxClasses       = 1 << 20
	channelMultiple  = 8 // of every number of channels
	firstConvFilters = 32
)

// Architecture is a network of the paper.
type Architecture uint8

// The three networks that the paper compares.
const (
	Separable       Architecture = iota // MobileNet: Table 1
	FullConvolution                     // each separable block replaced by one 3×3 convolution: Table 4
	Shallow                             // the five 14×14×512 blocks left out: Table 5
)

var architectureNames = [...]string{"separable", "full convolution", "shallow"}

// String returns the architecture's name.
func (a Architecture) String() string {
	if int(a) < len(architectureNames) {
		return architectureNames[a]
	}
	return fmt.Sprintf("architecture %d", uint8(a))
}

// block is one of the thirteen depthwise separable blocks of Table 1: output
// channels at α = 1 and the stride of its 3×3 window.
type block struct{ channels, stride int }

// blocks is Table 1 between the first convolution and the pool. The paper prints
// stride 2 for the last depthwise layer with equal input and output sizes; the
// sizes are right, so its stride is 1.
var blocks = [13]block{
	{64, 1},
	{128, 2},
	{128, 1},
	{256, 2},
	{256, 1},
	{512, 2},
	{512, 1},
	{512, 1},
	{512, 1},
	{512, 1},
	{512, 1},
	{1024, 2},
	{1024, 1},
}

// inShallow tells whether the shallow network of Table 5 keeps block i (from 0).
func inShallow(i int) bool { return i < 6 || i > 10 }

// Channels returns the number of channels that a layer of base channels (at
// α = 1) has under width multiplier alpha, see [weights.Channels].
func Channels(base int, alpha float64) int { return weights.Channels(base, alpha) }

// Layers returns the layer table of arch for width multiplier alpha in
// [MinAlpha, MaxAlpha], an input of resolution×resolution pixels (a multiple of
// ResolutionStep in [MinResolution, MaxResolution]) and a classifier of classes
// outputs, 0 meaning ImageNet's 1000. The error says which argument is not legal
// and what would be.
func Layers(alpha float64, resolution int, arch Architecture, classes int) ([]Layer, error) {
	switch {
	case !(alpha >= MinAlpha && alpha <= MaxAlpha):
		return nil, fmt.Errorf("model: alpha %v: want a width multiplier in [%v, %v]", alpha, MinAlpha, MaxAlpha)
	case resolution < MinResolution || resolution > MaxResolution || resolution%ResolutionStep != 0:
		return nil, fmt.Errorf("model: resolution %d: want a multiple of %d in [%d, %d]",
			resolution, ResolutionStep, MinResolution, MaxResolution)
	case int(arch) >= len(architectureNames):
		return nil, fmt.Errorf("model: %v: want %d (%v), %d (%v) or %d (%v)", arch,
			Separable, Separable, FullConvolution, FullConvolution, Shallow, Shallow)
	case classes < 0 || classes > maxClasses:
		return nil, fmt.Errorf("model: %d classes: want 1 to %d, or 0 for ImageNet's %d", classes, maxClasses, ImageNetClasses)
	}
	if classes == 0 {
		classes = ImageNetClasses
	}
	layers := body(alpha, resolution, arch)
	features := layers[len(layers)-1].Out
	pooled := Shape{1, 1, features.Channels}
	return append(layers,
		Layer{Name: "pool", Kind: Pool, In: features, Out: pooled, Stride: 1},
		Layer{Name: "fc", Kind: FullyConnected, In: pooled, Out: Shape{1, 1, classes}, Stride: 1},
	), nil
}

// body returns the layers up to the last feature map, for arguments known to be
// legal and for the 300 pixels of Table 13.
func body(alpha float64, resolution int, arch Architecture) []Layer {
	t := table{shape: Shape{resolution, resolution, 3}}
	t.add("conv", Conv, Channels(firstConvFilters, alpha), 2)
	for i, b := range blocks {
		name := "block" + strconv.Itoa(i+1)
		out := Channels(b.channels, alpha)
		switch {
		case arch == FullConvolution:
			t.add(name+"/conv", Conv, out, b.stride)
		case arch == Separable || inShallow(i):
			t.add(name+"/depthwise", Depthwise, t.shape.Channels, b.stride)
			t.add(name+"/pointwise", Pointwise, out, 1)
		}
	}
	return t.layers
}

// table strings layers together, each reading what the one before it wrote.
type table struct {
	layers []Layer
	shape  Shape // of the last layer's output
}

func (t *table) add(name string, kind Kind, channels, stride int) {
	out := Shape{ceilDiv(t.shape.Height, stride), ceilDiv(t.shape.Width, stride), channels}
	t.layers = append(t.layers, Layer{Name: name, Kind: kind, In: t.shape, Out: out, Stride: stride})
	t.shape = out
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
