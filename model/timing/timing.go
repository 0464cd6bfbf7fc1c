// Package timing predicts how long a network takes on a device from what its layers
// took there: the constants of a few classes of kernels, fitted to measurements.
//
// What a layer of one class takes is modelled as
//
//	ms = PerMultiplyAdd·multiply-adds + PerByte·bytes moved + Fixed
//
// with constants that are not negative. A roofline would take the larger of the
// first two; the sum says better what kernels do that wait for memory now and then.
package timing

import (
	"errors"
	"fmt"
	"math"

	"mobilenet/weights/layers"
)

// Class is a class of layers that the same kernel computes in the same way.
type Class uint8

// The classes.
const (
	FirstConv  Class = iota // of a picture's three channels
	Conv3x3                 // standard convolution of feature maps: Table 4's network
	Depthwise1              // stride 1
	Depthwise2              // stride 2
	Pointwise
	Mean
	FullyConnected
	classes
)

var classNames = [classes]string{
	"first convolution", "conv 3×3", "depthwise, stride 1", "depthwise, stride 2", "pointwise", "global mean", "fully connected",
}

// String returns the class's name.
func (c Class) String() string {
	if c < classes {
		return classNames[c]
	}
	return fmt.Sprintf("class %d", uint8(c))
}

// ClassOf returns the class of a layer.
func ClassOf(l layers.Layer) Class {
	switch l.Kind {
	case layers.Conv:
		if l.In.Channels == 3 {
			return FirstConv
		}
		return Conv3x3
	case layers.Depthwise:
		if l.Stride == 2 {
			return Depthwise2
		}
		return Depthwise1
	case layers.Pointwise:
		return Pointwise
	case layers.Pool:
		return Mean
	}
	return FullyConnected
}

// Sample is what a layer took.
type Sample struct {
	Layer layers.Layer
	Ms    float64
}

// Constants say what a class of layers takes, in ms.
type Constants struct {
	PerMultiplyAdd float64
	PerByte        float64
	Fixed          float64 // per layer
}

// Ms returns what a layer takes, in ms.
func (c Constants) Ms(l layers.Layer) float64 {
	return c.PerMultiplyAdd*float64(l.MultiplyAdds()) + c.PerByte*float64(l.Bytes()) + c.Fixed
}

// Predictor holds the constants of the classes that were measured.
type Predictor struct {
	constants [classes]Constants
	known     [classes]bool
}

// Fit returns the predictor whose errors on the samples, of each class, have the least
// sum of squares, each divided by the time itself: half way between absolute errors,
// which would leave short layers to chance, and relative ones, which would leave long
// ones, and with them the sum. Times below tickMs, the step of the clock in ms, count
// as if they were as long: the clock cannot see their errors.
func Fit(samples []Sample, tickMs float64) (*Predictor, error) {
	if len(samples) == 0 {
		return nil, errors.New("timing: have no measured layers, want some of each class")
	}
	if !(tickMs > 0) {
		return nil, fmt.Errorf("timing: clock tick %v ms: want above 0", tickMs)
	}
	var p Predictor
	for class := range classes {
		var fit leastSquares
		for _, s := range samples {
			if ClassOf(s.Layer) != class {
				continue
			}
			if !(s.Ms >= 0 && s.Ms-s.Ms == 0) {
				return nil, fmt.Errorf("timing: %s: have %v ms, want a finite time of 0 or more", s.Layer.Name, s.Ms)
			}
			p.known[class] = true
			fit.add([3]float64{float64(s.Layer.MultiplyAdds()), float64(s.Layer.Bytes()), 1}, s.Ms, 1/math.Sqrt(max(s.Ms, tickMs)))
		}
		c := fit.solve()
		p.constants[class] = Constants{c[0], c[1], c[2]}
	}
	return &p, nil
}

// Constants returns those of a class, and whether any layer of it was measured.
func (p *Predictor) Constants(c Class) (Constants, bool) { return p.constants[c], p.known[c] }

// Layer returns what the layer should take, in ms. It fails for a class of which
// nothing was measured.
func (p *Predictor) Layer(l layers.Layer) (float64, error) {
	c := ClassOf(l)
	if !p.known[c] {
		return 0, fmt.Errorf("timing: %s: have no measured layer of class %v, want one", l.Name, c)
	}
	return p.constants[c].Ms(l), nil
}

// Network returns what the layers together should take, in ms.
func (p *Predictor) Network(table layers.Table) (float64, error) {
	total := 0.0
	for _, l := range table {
		ms, err := p.Layer(l)
		if err != nil {
			return 0, err
		}
		total += ms
	}
	return total, nil
}

// Error returns how far a prediction is from what was measured, as a part of that: 0.1
// is ten percent too long.
func Error(predictedMs, measuredMs float64) float64 { return predictedMs/measuredMs - 1 }
