// Package filters draws the paper's Figure 2, a standard convolution and the depthwise and the pointwise one that replace
// it, and lets all three walk over a small input.
package filters

import (
	"slices"
	"strconv"
	"strings"

	"mobilenet/weights/layers"
)

// The sizes of a convolution, in the order in which a link holds them.
const (
	Window  = iota // D_K
	Inputs         // M
	Outputs        // N
	Side           // D_F
	Alpha          // percent
	Rho            // pixels of the picture
)

// Stops are the values that each size takes.
var Stops = [...][]int{
	{1, 3, 5, 7},
	stopsOf(func(out layers.Shape) int { return out.Channels }),
	stopsOf(func(out layers.Shape) int { return out.Channels }),
	stopsOf(func(out layers.Shape) int { return out.Height }),
	{25, 50, 75, 100},
	{128, 160, 192, layers.FullResolution},
}

// stopsOf returns the values of a size that the feature maps of Table 1 have, in ascending order.
func stopsOf(size func(out layers.Shape) int) []int {
	var stops []int
	table := layers.Table1()
	for _, l := range table[:table.Features()+1] {
		stops = append(stops, size(l.Out))
	}
	if stops[0] > stops[len(stops)-1] {
		slices.Reverse(stops)
	}
	return slices.Compact(stops)
}

// Sizes are those of a convolution and its two multipliers.
type Sizes [len(Stops)]int

// Table3 is the layer of the paper's Table 3, to which it then applies α = 0.75 and ρ = 0.714.
var Table3 = Sizes{3, 512, 512, 14, 75, 160}

// Parse reads what String wrote. It returns Table3 for anything else.
func Parse(text string) Sizes {
	parts := strings.Split(text, "-")
	if len(parts) != len(Stops) {
		return Table3
	}
	var s Sizes
	for i, part := range parts {
		value, err := strconv.Atoi(part)
		if err != nil || !slices.Contains(Stops[i], value) {
			return Table3
		}
		s[i] = value
	}
	return s
}

// String writes the sizes for a link.
func (s Sizes) String() string {
	parts := make([]string, len(s))
	for i, value := range s {
		parts[i] = strconv.Itoa(value)
	}
	return strings.Join(parts, "-")
}

// Multipliers returns α and ρ.
func (s Sizes) Multipliers() (alpha, rho float64) {
	return float64(s[Alpha]) / 100, float64(s[Rho]) / layers.FullResolution
}

// Full returns the convolution at α = 1 and ρ = 1.
func (s Sizes) Full() layers.Convolution {
	return layers.Convolution{Window: s[Window], Inputs: s[Inputs], Outputs: s[Outputs], Size: s[Side]}
}

// Thin returns the convolution under α.
func (s Sizes) Thin() layers.Convolution {
	alpha, _ := s.Multipliers()
	return s.Full().Thin(alpha)
}

// Small returns the convolution under α and ρ.
func (s Sizes) Small() layers.Convolution {
	_, rho := s.Multipliers()
	return s.Thin().Shrink(rho)
}

// Intensities returns the multiply-adds per byte moved of the standard, the depthwise and the pointwise layer.
func Intensities(c layers.Convolution) (standard, depthwise, pointwise float64) {
	in, out := layers.Shape{Height: c.Size, Width: c.Size, Channels: c.Inputs}, layers.Shape{Height: c.Size, Width: c.Size, Channels: c.Outputs}
	of := func(kind layers.Kind, out layers.Shape) float64 {
		return layers.Layer{Kind: kind, In: in, Out: out, Stride: 1}.Intensity()
	}
	return of(layers.Conv, out), of(layers.Depthwise, in), of(layers.Pointwise, out)
}
