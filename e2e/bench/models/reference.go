package models

import "math"

// Reference is what a network computes, in double precision.
type Reference struct {
	Logits  []float64
	Max     []float64 // the largest magnitude that each layer gives
	MaxMean float64   // the same of the means before the last one
}

// Reference computes the network with its definition, in double precision.
func (n *Network) Reference() Reference {
	var r Reference
	at := make([]float64, len(n.Input))
	for i, v := range n.Input {
		at[i] = float64(v)
	}
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			at = mean(at, l.In)
			r.MaxMean = largest(at)
		}
		at = l.forward(at)
		r.Max = append(r.Max, largest(at))
	}
	r.Logits = at
	return r
}

// largest returns the largest magnitude.
func largest(values []float64) float64 {
	m := 0.0
	for _, v := range values {
		m = max(m, math.Abs(v))
	}
	return m
}

// mean returns the mean over all pixels.
func mean(src []float64, channels int) []float64 {
	dst := make([]float64, channels)
	for i, v := range src {
		dst[i%channels] += v
	}
	for c := range dst {
		dst[c] /= float64(len(src) / channels)
	}
	return dst
}

// forward computes the layer.
func (l *Layer) forward(src []float64) []float64 {
	kernel, pixels := 1, 1
	if l.Kind == Conv3x3 || l.Kind == Depthwise {
		kernel = 3
	}
	if l.Kind != FullyConnected {
		pixels = l.OutSize
	}
	before := 0
	if kernel == 3 {
		before, _ = l.padding()
	}
	dst := make([]float64, pixels*pixels*l.Out)
	for y := range pixels {
		for x := range pixels {
			acc := dst[(y*pixels+x)*l.Out:][:l.Out]
			for o, b := range l.Bias {
				acc[o] = float64(b)
			}
			for tap := range kernel * kernel {
				sy, sx := y*l.Stride+tap/kernel-before, x*l.Stride+tap%kernel-before
				if sy < 0 || sx < 0 || kernel == 3 && (sy >= l.Size || sx >= l.Size) {
					continue
				}
				l.accumulate(acc, src[(sy*l.Size+sx)*l.In:][:l.In], tap)
			}
			if l.Kind != FullyConnected {
				for o, v := range acc {
					acc[o] = min(max(v, 0), 6)
				}
			}
		}
	}
	return dst
}

// accumulate adds one pixel times one tap's weights.
func (l *Layer) accumulate(acc, pixel []float64, tap int) {
	if l.Kind == Depthwise {
		for c, w := range l.Weights[tap*l.Out:][:l.Out] {
			acc[c] += pixel[c] * float64(w)
		}
		return
	}
	for i, v := range pixel {
		if v == 0 {
			continue
		}
		for o, w := range l.Weights[(tap*l.In+i)*l.Out:][:l.Out] {
			acc[o] += v * float64(w)
		}
	}
}

// Error returns the largest difference between logits and those of the reference, in parts of the largest logit.
func (r Reference) Error(logits []float64) float64 {
	if len(logits) != len(r.Logits) {
		return math.Inf(1)
	}
	worst := 0.0
	for i, v := range logits {
		worst = max(worst, math.Abs(v-r.Logits[i])) // NaN stays NaN
	}
	return worst / r.Max[len(r.Max)-1]
}
