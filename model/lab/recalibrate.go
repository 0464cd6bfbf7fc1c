package lab

import (
	"errors"
	"fmt"
	"math"

	"mobilenet/kernels"
	"mobilenet/model"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// moments are the mean and the standard deviation of each output channel of a layer,
// over all pixels of all inputs.
type moments struct{ mean, deviation []float64 }

// Recalibrate computes the statistics of narrow's normalisation anew from inputs and
// returns the network with them, as is done for each width after training (Yu and
// Huang 2019, arXiv 1903.05134). Inputs are [resolution, resolution, 3], normalised.
//
// Batch normalisation gives a channel mean β and deviation γ before ReLU6, at every
// width the same ones. Folded weights do not tell them any more, but the widest
// network shows them: what mean and deviation its channels have on the same inputs.
// So, layer by layer, the sums z of each channel of narrow are measured, and its
// weights and bias changed until z has the mean and deviation of wide's.
func Recalibrate(narrow, wide *weights.Bundle, inputs [][]float32, resolution int, isa kernels.ISA) (*weights.Bundle, error) {
	if len(inputs) == 0 {
		return nil, errors.New("lab: have no inputs to compute statistics from, want some")
	}
	targets := make(map[string]moments)
	err := eachLayer(wide, inputs, resolution, isa, func(l layers.Layer, z moments, _, bias []float32) error {
		for n := range z.mean {
			z.mean[n] += float64(bias[n])
		}
		targets[l.Name] = z
		return nil
	})
	if err != nil {
		return nil, err
	}
	mended := &weights.Bundle{Meta: narrow.Meta}
	err = eachLayer(narrow, inputs, resolution, isa, func(l layers.Layer, z moments, w, bias []float32) error {
		if z.mean != nil {
			renormalise(w, bias, z, targets[l.Name])
		}
		return mended.AddLayer(l, w, bias)
	})
	return mended, err
}

// renormalise changes weights and biases so that sums with the moments z get those of
// target, of which there may be more channels. A channel whose sums are all equal
// becomes its mean.
func renormalise(w, bias []float32, z, target moments) {
	scales := make([]float32, len(bias))
	for n := range bias {
		scale := 0.0
		if z.deviation[n] > 0 {
			scale = target.deviation[n] / z.deviation[n]
		}
		scales[n] = float32(scale)
		bias[n] = float32(target.mean[n] - scale*z.mean[n])
	}
	for i := range w {
		w[i] *= scales[i%len(scales)]
	}
}

// eachLayer runs b on all inputs, one layer after the other, and calls visit with the
// moments of each layer's sums without the bias (none for the classifier) and copies
// of its weights and biases. The next layers see what visit has made of them.
func eachLayer(
	b *weights.Bundle, inputs [][]float32, resolution int, isa kernels.ISA,
	visit func(l layers.Layer, z moments, w, bias []float32) error,
) error {
	table, err := layersOf(b, resolution)
	if err != nil {
		return err
	}
	r := runner{isa: isa, out: make([]float32, mostValues(table))}
	activations := make([][]float32, len(inputs))
	for i, input := range inputs {
		if len(input) != table[0].In.Elements() {
			return fmt.Errorf("lab: input %d: have %d values, want %d for %d×%d pixels", i, len(input), table[0].In.Elements(), resolution, resolution)
		}
		activations[i] = append(make([]float32, 0, mostValues(table)), input...)
	}
	largest := magnitude(inputs)
	for _, l := range table {
		if !l.HasWeights() {
			continue
		}
		w, bias, err := tensors(b, l)
		if err != nil {
			return err
		}
		if l.Kind == layers.FullyConnected {
			return visit(l, moments{}, w, bias)
		}
		z := r.moments(l, w, activations, largest)
		if err := visit(l, z, w, bias); err != nil {
			return err
		}
		r.step.Pack(l, w, bias)
		for i, x := range activations {
			r.run(x)
			activations[i] = append(x[:0], r.out[:l.Out.Elements()]...)
		}
		largest = float64(l.Bounds.High)
	}
	return nil
}

// MostInputs returns how many inputs Recalibrate can take when the activations of all
// may take that many bytes: it keeps one of each input.
func MostInputs(alpha float64, resolution int, bytes int) (int, error) {
	table, err := layers.New(alpha, resolution, layers.Separable, 0)
	if err != nil {
		return 0, err
	}
	return bytes / (4 * mostValues(table)), nil
}

// mostValues returns the number of values of the largest activation.
func mostValues(table layers.Table) int {
	most := 0
	for _, l := range table {
		most = max(most, l.In.Elements(), l.Out.Elements())
	}
	return most
}

// magnitude returns the largest absolute value of all inputs.
func magnitude(inputs [][]float32) float64 {
	largest := float32(0)
	for _, input := range inputs {
		for _, v := range input {
			largest = max(largest, v, -v)
		}
	}
	return float64(largest)
}

// runner computes layers in one memory.
type runner struct {
	isa  kernels.ISA
	step model.Step
	out  []float32
}

// run computes what the layer packed last makes of an activation in r.out.
func (r *runner) run(x []float32) { r.step.Run(r.isa, r.out, x) }

// moments returns those of a layer's sums without bias and bounds. A deviation that is no
// more than rounding makes of sums of inputs up to largest counts as 0.
func (r *runner) moments(l layers.Layer, w []float32, activations [][]float32, largest float64) moments {
	const rounding = 1e-5
	outputs := l.Out.Channels
	most := make([]float64, outputs) // that a sum can be
	for i, v := range w {
		most[i%outputs] += math.Abs(float64(v)) * largest
	}
	sums := l
	sums.Bounds = layers.Unbounded
	r.step.Pack(sums, w, make([]float32, outputs))
	z := moments{make([]float64, outputs), make([]float64, outputs)}
	for _, x := range activations {
		r.run(x)
		for row := r.out[:l.Out.Elements()]; len(row) > 0; row = row[outputs:] {
			for n := range outputs {
				v := float64(row[n])
				z.mean[n] += v
				z.deviation[n] += v * v
			}
		}
	}
	count := float64(len(activations) * l.Out.Height * l.Out.Width)
	for n, bound := range most {
		mean := z.mean[n] / count
		deviation := math.Sqrt(max(0, z.deviation[n]/count-mean*mean))
		if deviation < rounding*bound {
			deviation = 0
		}
		z.mean[n], z.deviation[n] = mean, deviation
	}
	return z
}
