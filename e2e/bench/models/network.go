// Package models makes the networks that the benchmark gives to every browser runtime: MobileNet v1 with batch norm
// folded and random weights, the same for all, in the file format that each of them reads. Its only arithmetic is a
// reference in double precision, which judges the logits.
package models

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// Classes is the number of logits.
const Classes = 1000

// Kind is what a layer computes.
type Kind uint8

// The kinds of layers that have weights. All but FullyConnected end in ReLU6; before it comes the mean over all pixels.
const (
	Conv3x3        Kind = iota // weights [3][3][in][out]
	Depthwise                  // weights [3][3][channels]
	Pointwise                  // weights [in][out]
	FullyConnected             // weights [in][out]
)

// Layer is a layer with its weights, over a square of pixels with TensorFlow's SAME padding.
type Layer struct {
	Name          string
	Kind          Kind
	Stride        int
	In, Out       int // channels
	Size, OutSize int // pixels along a side
	Weights, Bias []float32
}

// Network is one point of the paper's Figure 4.
type Network struct {
	Alpha      float64
	Resolution int
	Layers     []Layer
	Input      []float32 // [Resolution][Resolution][3], in [-1, 1)
}

// seed of all random numbers.
const seed = 1704_04861

// New makes a network. Its weights depend on alpha alone, its input on the resolution alone.
func New(alpha float64, resolution int) *Network {
	n := &Network{Alpha: alpha, Resolution: resolution}
	at := Layer{Out: 3, OutSize: resolution}
	random := rand.New(rand.NewPCG(seed, uint64(1000*alpha)))
	add := func(name string, kind Kind, stride, out int) {
		at = Layer{
			Name: name, Kind: kind, Stride: stride,
			In: at.Out, Out: out, Size: at.OutSize, OutSize: (at.OutSize + stride - 1) / stride,
		}
		at.randomise(random)
		n.Layers = append(n.Layers, at)
	}
	width := func(channels int) int { return max(8, int(float64(channels)*alpha)) }
	add("conv", Conv3x3, 2, width(32))
	for i, block := range []struct{ stride, out int }{
		{1, 64},
		{2, 128},
		{1, 128},
		{2, 256},
		{1, 256},
		{2, 512},
		{1, 512},
		{1, 512},
		{1, 512},
		{1, 512},
		{1, 512},
		{2, 1024},
		{1, 1024},
	} {
		add(fmt.Sprintf("block%d/depthwise", i+1), Depthwise, block.stride, at.Out)
		add(fmt.Sprintf("block%d/pointwise", i+1), Pointwise, 1, width(block.out))
	}
	at.OutSize = 1 // the mean
	add("fc", FullyConnected, 1, Classes)

	random = rand.New(rand.NewPCG(seed, uint64(resolution)))
	n.Input = make([]float32, 3*resolution*resolution)
	for i := range n.Input {
		n.Input[i] = 2*random.Float32() - 1
	}
	return n
}

// taps returns how many inputs an output of the layer sums.
func (l *Layer) taps() int {
	switch l.Kind {
	case Conv3x3:
		return 9 * l.In
	case Depthwise:
		return 9
	default:
		return l.In
	}
}

// randomise gives the layer weights that keep the spread of what goes through it (He et al., 2015).
func (l *Layer) randomise(random *rand.Rand) {
	l.Weights = make([]float32, l.taps()*l.Out)
	spread := math.Sqrt(2 / float64(l.taps()))
	for i := range l.Weights {
		l.Weights[i] = float32(spread * random.NormFloat64())
	}
	l.Bias = make([]float32, l.Out)
	for i := range l.Bias {
		l.Bias[i] = float32(0.2 * random.NormFloat64())
	}
}

// padding returns the rows that a 3×3 window reaches above the picture and below it.
func (l *Layer) padding() (before, after int) {
	total := max((l.OutSize-1)*l.Stride+3-l.Size, 0)
	return total / 2, total - total/2
}

// transposed returns rows of columns as columns of rows. Weights [taps][out] become [out][taps], as other runtimes
// store them.
func transposed[T any](values []T, rows, columns int) []T {
	turned := make([]T, len(values))
	for row := range rows {
		for column := range columns {
			turned[column*rows+row] = values[row*columns+column]
		}
	}
	return turned
}
