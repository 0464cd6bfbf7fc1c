package model

import (
	"math"

	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// reference computes the logits of a layer table in double precision, straight
// from the equations and the unpacked tensors.
func reference(table layers.Table, b *weights.Bundle, input []float32) (logits []float64) {
	return referenceOutputs(table, b, input)[len(table)-1]
}

// referenceOutputs computes what every layer puts out.
func referenceOutputs(table layers.Table, b *weights.Bundle, input []float32) [][]float64 {
	x := make([]float64, len(input))
	for i, v := range input {
		x[i] = float64(v)
	}
	outputs := make([][]float64, len(table))
	for i, l := range table {
		var w, bias []float32
		if l.Kind != layers.Pool {
			w, bias, _ = b.Layer(l)
		}
		from := x
		if l.From != layers.Input {
			from = outputs[l.From]
		}
		outputs[i] = referenceLayer(l, from, w, bias)
	}
	return outputs
}

func referenceLayer(l layers.Layer, x []float64, w, bias []float32) []float64 {
	out := make([]float64, l.Out.Elements())
	at := func(y, xx, c int) float64 {
		if y < 0 || y >= l.In.Height || xx < 0 || xx >= l.In.Width {
			return 0
		}
		return x[(y*l.In.Width+xx)*l.In.Channels+c]
	}
	before := func(in, out int) int { return max((out-1)*l.Stride+3-in, 0) / 2 }
	top, left := before(l.In.Height, l.Out.Height), before(l.In.Width, l.Out.Width)
	M, N := l.In.Channels, l.Out.Channels
	for y := range l.Out.Height {
		for xx := range l.Out.Width {
			for n := range N {
				var sum float64
				if bias != nil {
					sum = float64(bias[n])
				}
				switch l.Kind {
				case layers.Conv, layers.Depthwise:
					for i := range 3 {
						for j := range 3 {
							sy, sx := y*l.Stride+i-top, xx*l.Stride+j-left
							if l.Kind == layers.Depthwise {
								sum += at(sy, sx, n) * float64(w[(3*i+j)*M+n])
								continue
							}
							for m := range M {
								sum += at(sy, sx, m) * float64(w[((3*i+j)*M+m)*N+n])
							}
						}
					}
				case layers.Pointwise, layers.FullyConnected:
					for m := range M {
						sum += at(y, xx, m) * float64(w[m*N+n])
					}
				case layers.Pool:
					for p := n; p < len(x); p += M {
						sum += x[p]
					}
					sum /= float64(l.In.Height * l.In.Width)
				}
				sum = math.Min(math.Max(sum, float64(l.Bounds.Low)), float64(l.Bounds.High))
				out[(y*l.Out.Width+xx)*N+n] = sum
			}
		}
	}
	return out
}
