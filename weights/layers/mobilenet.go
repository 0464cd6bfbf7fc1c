package layers

import "strconv"

const firstConvFilters = 32

// blocks is Table 1 between the first convolution and the pool: the thirteen depthwise
// separable blocks' output channels at α = 1 and the stride of their 3×3 windows. The
// paper prints stride 2 for the last depthwise layer with equal input and output sizes;
// the sizes are right, so its stride is 1.
var blocks = [...]struct{ channels, stride int }{
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

// Blocks is the number of separable blocks.
const Blocks = len(blocks)

// inShallow tells whether the shallow network of Table 5 keeps block i (from 0).
func inShallow(i int) bool { return i < 6 || i > 10 }

// Table1 returns the paper's Table 1: MobileNet at α = 1 and ρ = 1, with ImageNet's
// classes.
func Table1() Table { return classifier(1, FullResolution, Separable, ImageNetClasses) }

// classifier returns the layers of a classifier, for arguments known to be legal.
func classifier(alpha float64, resolution int, arch Architecture, classes int) Table {
	t := body(alpha, resolution, arch)
	last := len(t) - 1
	t.add(last, "pool", Pool, t[last].Out.Channels, 1, Unbounded)
	t.add(last+1, "fc", FullyConnected, classes, 1, Unbounded)
	return t
}

// body returns the layers up to the last feature map, at any resolution.
func body(alpha float64, resolution int, arch Architecture) Table {
	half := ceilDiv(resolution, 2)
	t := Table{{
		Name: "conv", Kind: Conv, From: Input, In: Shape{resolution, resolution, 3},
		Out: Shape{half, half, Channels(firstConvFilters, alpha)}, Stride: 2, Bounds: ReLU6,
	}}
	for i, b := range blocks {
		name := "block" + strconv.Itoa(i+1)
		out := Channels(b.channels, alpha)
		switch {
		case arch == FullConvolution:
			t.next(name+"/conv", Conv, out, b.stride)
		case arch != Shallow || inShallow(i):
			t.next(name+"/depthwise", Depthwise, t[len(t)-1].Out.Channels, b.stride)
			t.next(name+"/pointwise", Pointwise, out, 1)
		}
	}
	return t
}
