package lab

import (
	"fmt"
	"math"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Granularity is how many weights share the size of a step.
type Granularity uint8

// The granularities.
const (
	PerTensor  Granularity = iota // all of a layer
	PerChannel                    // those of an output channel
)

// ParseGranularity returns the granularity called "tensor" or "channel".
func ParseGranularity(name string) (Granularity, error) {
	switch name {
	case "tensor":
		return PerTensor, nil
	case "channel":
		return PerChannel, nil
	}
	return 0, fmt.Errorf("lab: quantise per %q: want tensor or channel", name)
}

// Noise is what quantising did to a layer.
type Noise struct {
	Name          string
	SignalToNoise float64 // dB: 10·log₁₀(Σw² / Σ(w−q)²), infinite where nothing was lost
}

// The numbers of bits to choose from.
const (
	fewestBits = 2
	mostBits   = 8
)

// Quantise returns b's network with weights that are whole numbers of steps,
// symmetric about 0: w = step·q with |q| < 2^(bits−1), a step being the largest
// weight that shares it over the largest q. Biases and activations stay real, so that
// what the answers lose, they lose to the weights. It says how much noise each layer
// has got.
//
// Folded normalisation gives the channels of one layer weights of very different
// sizes, above all in depthwise layers: with one step for all, small channels vanish
// (Krishnamoorthi 2018, arXiv 1806.08342).
func Quantise(b *weights.Bundle, per Granularity, bits int) (*weights.Bundle, []Noise, error) {
	if bits < fewestBits || bits > mostBits {
		return nil, nil, fmt.Errorf("lab: %d bits: want %d to %d", bits, fewestBits, mostBits)
	}
	table, err := layersOf(b, layers.FullResolution)
	if err != nil {
		return nil, nil, err
	}
	quantised := &weights.Bundle{Meta: b.Meta}
	var noise []Noise
	for _, l := range table {
		if !l.HasWeights() {
			continue
		}
		w, bias, err := tensors(b, l)
		if err != nil {
			return nil, nil, err
		}
		noise = append(noise, Noise{l.Name, quantise(w, l.Out.Channels, per, float64(int(1)<<(bits-1)-1))})
		if err := quantised.AddLayer(l, w, bias); err != nil {
			return nil, nil, err
		}
	}
	return quantised, noise, nil
}

// quantise rounds weights of that many outputs to steps and returns the signal-to-noise
// ratio in dB.
func quantise(w []float32, outputs int, per Granularity, largest float64) float64 {
	group := func(i int) int { return i % outputs }
	if per == PerTensor {
		group = func(int) int { return 0 }
	}
	steps := make([]float64, outputs)
	for i, v := range w {
		steps[group(i)] = max(steps[group(i)], math.Abs(float64(v))/largest)
	}
	var signal, noise float64
	for i, v := range w {
		q := 0.0
		if step := steps[group(i)]; step > 0 {
			q = step * math.RoundToEven(float64(v)/step)
		}
		signal += float64(v) * float64(v)
		noise += (float64(v) - q) * (float64(v) - q)
		w[i] = float32(q)
	}
	if noise == 0 {
		return math.Inf(1)
	}
	return 10 * math.Log10(signal/noise)
}
