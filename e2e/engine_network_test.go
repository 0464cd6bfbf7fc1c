package e2e

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
)

// A network of random numbers, its files, and its logits in double precision: a second implementation of Table 1,
// written apart from the project's packages.
type network []layer

type layer struct {
	name          string
	kind          kind
	in, out       int // channels
	stride        int
	weights, bias []float32
}

type kind int

const (
	convolution kind = iota
	depthwise
	pointwise
	pool
	connected
)

// randomNetwork returns Table 1 at width alpha with 1000 classes.
func randomNetwork(alpha float64, seed uint64) network {
	rng := rand.New(rand.NewPCG(seed, 0))
	random := func(n, fanIn int) []float32 {
		values := make([]float32, n)
		for i := range values {
			values[i] = float32(rng.NormFloat64() * math.Sqrt(2/float64(fanIn)))
		}
		return values
	}
	width := func(c int) int { return max(8, int(float64(c)*alpha)) }
	c := width(32)
	net := network{{"conv", convolution, 3, c, 2, random(27*c, 27), random(c, 100)}}
	for i, w := range []int{64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024} {
		stride, m := 1, width(w)
		if i == 1 || i == 3 || i == 5 || i == 11 {
			stride = 2
		}
		name := fmt.Sprintf("block%d/", i+1)
		net = append(net,
			layer{name + "depthwise", depthwise, c, c, stride, random(9*c, 9), random(c, 100)},
			layer{name + "pointwise", pointwise, c, m, 1, random(c*m, c), random(m, 100)})
		c = m
	}
	return append(net, layer{name: "pool", kind: pool, in: c, out: c},
		layer{"fc", connected, c, 1000, 1, random(c*1000, c), random(1000, 100)})
}

// raw returns the numbers as bench.html's models=BASE takes them.
func (n network) raw() []byte {
	var file bytes.Buffer
	for _, l := range n {
		binary.Write(&file, binary.LittleEndian, l.weights)
		binary.Write(&file, binary.LittleEndian, l.bias)
	}
	return file.Bytes()
}

// safetensors returns the network as a file of the project's format, after edit has changed its header.
func (n network) safetensors(alpha float64, edit func(header map[string]any)) []byte {
	header := map[string]any{"__metadata__": map[string]string{
		"format": "mobilenet-v1", "version": "1", "name": "test", "alpha_min": fmt.Sprint(alpha), "alpha_max": fmt.Sprint(alpha),
		"resolution": "128", "classes": "1000", "background": "false", "scale": "0.0078431", "offset": "-1", "quantised": "false",
		"labels": "imagenet-1000", "source": "", "licence": "", "provenance": "drawn at random",
	}}
	at := 0
	add := func(name string, values []float32, shape ...int) {
		header[name] = map[string]any{"dtype": "F32", "shape": shape, "data_offsets": []int{at, at + 4*len(values)}}
		at += 4 * len(values)
	}
	for _, l := range n {
		switch l.kind {
		case convolution:
			add(l.name+"/weights", l.weights, 3, 3, l.in, l.out)
		case depthwise:
			add(l.name+"/weights", l.weights, 3, 3, l.in)
		case pointwise, connected:
			add(l.name+"/weights", l.weights, l.in, l.out)
		case pool:
			continue
		}
		add(l.name+"/bias", l.bias, l.out)
	}
	if edit != nil {
		edit(header)
	}
	text, err := json.Marshal(header)
	if err != nil {
		panic(err)
	}
	for len(text)%8 != 0 {
		text = append(text, ' ')
	}
	file := binary.LittleEndian.AppendUint64(nil, uint64(len(text)))
	return append(append(file, text...), n.raw()...)
}

// logits computes the network on an input of [side, side, 3].
func (n network) logits(input []float32, side int) []float64 {
	x := make([]float64, len(input))
	for i, v := range input {
		x[i] = float64(v)
	}
	for _, l := range n {
		switch l.kind {
		case convolution, depthwise:
			x, side = l.window(x, side), (side+l.stride-1)/l.stride
		case pointwise, connected:
			x = l.product(x)
		case pool:
			x = l.mean(x)
		}
		if l.kind != pool && l.kind != connected {
			for i, v := range x {
				x[i] = math.Min(math.Max(v, 0), 6)
			}
		}
	}
	return x
}

// window computes a 3×3 convolution with TensorFlow's SAME padding.
func (l layer) window(x []float64, side int) []float64 {
	size := (side + l.stride - 1) / l.stride
	before := max((size-1)*l.stride+3-side, 0) / 2
	out := make([]float64, size*size*l.out)
	for i := range out {
		row, column, m := i/l.out/size, i/l.out%size, i%l.out
		sum := float64(l.bias[m])
		for tap := range 9 {
			y, xx := row*l.stride+tap/3-before, column*l.stride+tap%3-before
			if y < 0 || y >= side || xx < 0 || xx >= side {
				continue
			}
			if l.kind == depthwise {
				sum += x[(y*side+xx)*l.in+m] * float64(l.weights[tap*l.in+m])
				continue
			}
			for c := range l.in {
				sum += x[(y*side+xx)*l.in+c] * float64(l.weights[(tap*l.in+c)*l.out+m])
			}
		}
		out[i] = sum
	}
	return out
}

// product multiplies each pixel's channels by the weights.
func (l layer) product(x []float64) []float64 {
	out := make([]float64, len(x)/l.in*l.out)
	for i := range out {
		sum := float64(l.bias[i%l.out])
		for c, v := range x[i/l.out*l.in:][:l.in] {
			sum += v * float64(l.weights[c*l.out+i%l.out])
		}
		out[i] = sum
	}
	return out
}

// mean averages each channel over all pixels.
func (l layer) mean(x []float64) []float64 {
	out := make([]float64, l.in)
	for i, v := range x {
		out[i%l.in] += v / float64(len(x)/l.in)
	}
	return out
}
