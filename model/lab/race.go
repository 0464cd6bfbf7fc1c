package lab

import (
	"fmt"
	"math/rand/v2"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights/layers"
)

// Limits of a race.
const (
	maxChannels     = 1024
	maxSide         = 224 // pixels of the output
	maxMultiplyAdds = 5e9 // of the standard convolution: seconds with SIMD, minutes without
	channelMultiple = 8
)

// Race is one standard 3×3 convolution and the depthwise and pointwise layers that
// replace it, with random weights and a random input: the layers of the paper's
// Table 3, or any others.
type Race struct {
	isa       kernels.ISA
	window    kernels.Window
	in, out   int
	src       []float32
	between   []float32 // what the depthwise layer gives
	dst       []float32
	standard  weightsOf
	depthwise weightsOf
	pointwise weightsOf
}

// weightsOf are a layer's, as its kernel reads them.
type weightsOf struct{ weights, bias []float32 }

// NewRace prepares a race of c with a stride of 1 or 2 on those kernels. c's Size is
// that of the output. It fails if the kernels cannot compute c, or not within
// seconds.
func NewRace(c layers.Convolution, stride int, isa kernels.ISA) (*Race, error) {
	channels := func(n int) bool { return n >= channelMultiple && n <= maxChannels && n%channelMultiple == 0 }
	switch {
	case c.Window != 3:
		return nil, fmt.Errorf("lab: window %d×%d: want 3×3, the kernels have no other", c.Window, c.Window)
	case !channels(c.Inputs):
		return nil, fmt.Errorf("lab: %d input channels: want a multiple of %d up to %d", c.Inputs, channelMultiple, maxChannels)
	case !channels(c.Outputs):
		return nil, fmt.Errorf("lab: %d output channels: want a multiple of %d up to %d", c.Outputs, channelMultiple, maxChannels)
	case c.Size < 1 || c.Size > maxSide:
		return nil, fmt.Errorf("lab: output of %d×%d pixels: want a side of 1 to %d", c.Size, c.Size, maxSide)
	case stride != 1 && stride != 2:
		return nil, fmt.Errorf("lab: stride %d: want 1 or 2", stride)
	case c.Standard() > maxMultiplyAdds:
		return nil, fmt.Errorf("lab: %d million multiply-adds: want at most %d million, choose fewer channels or pixels",
			c.Standard()/1e6, int64(maxMultiplyAdds/1e6))
	}
	rng := rand.New(rand.NewPCG(1, 0))
	side := c.Size * stride
	r := &Race{
		isa: isa, in: c.Inputs, out: c.Outputs,
		window:    kernels.Window{Height: side, Width: side, Channels: c.Inputs, Stride: stride},
		src:       noise(rng, side*side*c.Inputs, 0, 6),
		between:   make([]float32, c.Size*c.Size*c.Inputs),
		dst:       make([]float32, c.Size*c.Size*c.Outputs),
		standard:  randomWeights(rng, 9*c.Inputs, c.Outputs),
		pointwise: randomWeights(rng, c.Inputs, c.Outputs),
	}
	r.depthwise = weightsOf{noise(rng, 9*c.Inputs, -0.3, 0.3), make([]float32, c.Inputs)}
	return r, nil
}

// noise returns n random values between low and high.
func noise(rng *rand.Rand, n int, low, high float32) []float32 {
	values := make([]float32, n)
	for i := range values {
		values[i] = low + (high-low)*rng.Float32()
	}
	return values
}

// randomWeights returns those of in inputs and out outputs, in panels, small enough
// that few outputs are clamped.
func randomWeights(rng *rand.Rand, in, out int) weightsOf {
	size := 1 / float32(in)
	return weightsOf{noise(rng, kernels.PanelLen(in, out), -size, 2*size), make([]float32, out)}
}

// Standard computes the standard convolution.
func (r *Race) Standard() {
	r.isa.Conv3x3(r.dst, r.src, r.standard.weights, r.standard.bias, r.window, r.out, kernels.ReLU6)
}

// Depthwise computes the first half of the separable convolution.
func (r *Race) Depthwise() {
	r.isa.Depthwise3x3(r.between, r.src, r.depthwise.weights, r.depthwise.bias, r.window, kernels.ReLU6)
}

// Pointwise computes the second half, of what Depthwise has left.
func (r *Race) Pointwise() {
	r.isa.Pointwise(r.dst, r.between, r.pointwise.weights, r.pointwise.bias, r.window.OutHeight()*r.window.OutWidth(), r.in, r.out, kernels.ReLU6)
}

// Times are what each run of a runner took, in ms.
type Times struct{ Standard, Depthwise, Pointwise []float64 }

// Measure lets all three run in turns, runs times each after warming up, or fewer
// times where they would take longer than budget, but three at least. A run too short for the
// clock is repeated and its time divided.
func (r *Race) Measure(runs int, budget time.Duration) Times {
	const (
		fewest     = 3
		leastTime  = 2 * time.Millisecond // against a clock that may tick 0.1 ms
		mostRepeat = 10_000
	)
	type runner struct {
		run    func()
		repeat int
		times  []float64
	}
	runners := []*runner{{run: r.Standard}, {run: r.Depthwise}, {run: r.Pointwise}}
	clock := func(x *runner) time.Duration {
		start := time.Now()
		for range x.repeat {
			x.run()
		}
		return time.Since(start)
	}
	start := time.Now()
	for _, x := range runners {
		for x.repeat = 1; clock(x) < leastTime && x.repeat < mostRepeat; {
			x.repeat *= 2
		}
	}
	for i := range runs {
		if i >= fewest && time.Since(start) > budget {
			break
		}
		for _, x := range runners {
			x.times = append(x.times, float64(clock(x))/float64(time.Millisecond)/float64(x.repeat))
		}
	}
	return Times{runners[0].times, runners[1].times, runners[2].times}
}
