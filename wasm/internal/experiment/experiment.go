// Package experiment says which experiments of the panel "break it" given weights allow, and how what comes of them is
// drawn.
package experiment

import (
	"cmp"
	"slices"
	"strings"

	"mobilenet/model/lab"
)

// How is an experiment.
type How string

// The experiments.
const (
	Slice    How = "slice"    // the first channels of each layer
	Mend     How = "mend"     // the same, with statistics computed anew
	Quantise How = "quantise" // few bits
)

// All are the experiments in the order of the panel.
var All = []How{Slice, Mend, Quantise}

// Weights are those that the visitor has chosen.
type Weights struct {
	Random    bool
	Widest    float64 // α, 0 while there are no weights
	Narrowest float64 // α that they can be cut down to
}

// Half returns the α that experiments cut weights down to.
func (w Weights) Half() float64 { return w.Widest / 2 }

// Forbids returns the key of the text that says why the weights do not allow an experiment, "" if they do.
func (w Weights) Forbids(h How) string {
	switch {
	case w.Widest == 0:
		return "time.waiting"
	case w.Random:
		return "break.no-random"
	case h != Quantise && w.Half() < w.Narrowest:
		return "break.no-narrower"
	}
	return ""
}

// Damage returns what an experiment does to the weights: a network that is mended is cut first.
func (h How) Damage() How {
	if h == Mend {
		return Slice
	}
	return h
}

// Most is the signal-to-noise ratio, in dB, of a bar of full height.
const Most = 50

// Height returns the share of the full height that a layer's bar has.
func Height(n lab.Noise) float64 { return min(1, max(0, n.SignalToNoise/Most)) }

// Depthwise tells whether a layer is a depthwise convolution.
func Depthwise(n lab.Noise) bool { return strings.HasSuffix(n.Name, "/depthwise") }

// Worst returns the layer that has lost most. It panics if there is none.
func Worst(noise []lab.Noise) lab.Noise {
	return slices.MinFunc(noise, func(a, b lab.Noise) int { return cmp.Compare(a.SignalToNoise, b.SignalToNoise) })
}
