package layers

import "math"

// Convolution is the size of a standard convolution with stride 1 in the letters of
// the paper's Equations (2) to (7), which say what it costs and what replaces it.
type Convolution struct {
	Window  int // D_K, the side of its filters
	Inputs  int // M, channels
	Outputs int // N, channels
	Size    int // D_F, the side of its feature maps in pixels
}

// Standard returns the multiply-adds of the convolution itself, Eq. (2):
//
//	D_K·D_K·M·N·D_F·D_F
func (c Convolution) Standard() int64 { return c.StandardWeights() * c.pixels() }

// StandardWeights returns its weights, D_K·D_K·M·N.
func (c Convolution) StandardWeights() int64 { return c.taps() * int64(c.Inputs) * int64(c.Outputs) }

// Depthwise returns the multiply-adds of one filter per input channel, Eq. (4):
//
//	D_K·D_K·M·D_F·D_F
func (c Convolution) Depthwise() int64 { return c.taps() * int64(c.Inputs) * c.pixels() }

// Pointwise returns the multiply-adds of the 1×1 convolution that combines the
// channels, M·N·D_F·D_F.
func (c Convolution) Pointwise() int64 { return int64(c.Inputs) * int64(c.Outputs) * c.pixels() }

// Separable returns the multiply-adds of both, Eq. (5), which stand in for the
// standard convolution.
func (c Convolution) Separable() int64 { return c.Depthwise() + c.Pointwise() }

// SeparableWeights returns the weights of both, D_K·D_K·M + M·N.
func (c Convolution) SeparableWeights() int64 {
	return c.taps()*int64(c.Inputs) + int64(c.Inputs)*int64(c.Outputs)
}

// Reduction returns what part of the standard convolution's multiply-adds the
// separable one takes, 1/N + 1/D_K² (§3.1). With 3×3 filters that is between 1/9
// and 1/8 where N is above 72; the paper says 8 to 9 times less of all its layers,
// of which the first, with 64 outputs, takes 7.89 times less.
func (c Convolution) Reduction() float64 {
	return 1/float64(c.Outputs) + 1/float64(c.taps())
}

// Thin returns the convolution under width multiplier alpha, whose Separable is
// Eq. (6). Channels are whole, see [Channels].
func (c Convolution) Thin(alpha float64) Convolution {
	c.Inputs, c.Outputs = Channels(c.Inputs, alpha), Channels(c.Outputs, alpha)
	return c
}

// Shrink returns the convolution under resolution multiplier rho, whose Separable,
// after Thin, is Eq. (7). Pixels are whole: ρ·D_F is rounded to the nearest.
func (c Convolution) Shrink(rho float64) Convolution {
	c.Size = max(1, int(math.Round(rho*float64(c.Size))))
	return c
}

func (c Convolution) taps() int64   { return int64(c.Window) * int64(c.Window) }
func (c Convolution) pixels() int64 { return int64(c.Size) * int64(c.Size) }
