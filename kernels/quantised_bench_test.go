package kernels

import (
	"fmt"
	"testing"
)

// quarterLayers are the pairs of depthwise and pointwise layers of Table 1, with a quarter of the channels.
var quarterLayers = []struct{ in, stride, out, times int }{
	{8, 1, 16, 1},
	{16, 2, 32, 1},
	{32, 1, 32, 1},
	{32, 2, 64, 1},
	{64, 1, 64, 1},
	{64, 2, 128, 1},
	{128, 1, 128, 5},
	{128, 2, 256, 1},
	{256, 1, 256, 1},
}

// quantisedNetwork lists the same layers as network does, in integers.
func quantisedNetwork(quarters, side int) []layer {
	values := func(n, modulus int) []int16 {
		s := make([]int16, n)
		for i := range s {
			s[i] = int16(i * 7919 % modulus)
		}
		return s
	}
	picture, rgb := make([]float32, side*side*3), make([]int16, QuantisedRGBLen(side, side))
	a, b := values(side*side*quarters*4, 256), values(side*side*quarters*4, 256)
	w, sums := values(1024*1024, 127), make([]int32, 1000)
	q := &Requantisation{Bias: make([]int32, 1024), Scales: make([]float32, 1024), Max: 255}
	for i := range q.Scales {
		q.Scales[i] = 1. / 1024
	}
	first, whole := 8*quarters, side
	layers := []layer{
		{fmt.Sprintf("QuantiseRGB/%dx%d", side, side), 0, func(isa ISA) { isa.QuantiseRGB(rgb, picture, whole, whole, 127.5, 127.5, 2, 255) }},
		{
			fmt.Sprintf("QuantisedConvRGB/%dx%dx3-%d", side, side, first),
			side / 2 * (side / 2) * 27 * first,
			func(isa ISA) { isa.QuantisedConvRGB(b, rgb, w, q, whole, whole, first) },
		},
	}
	side /= 2
	for _, l := range quarterLayers {
		in, out := l.in*quarters, l.out*quarters
		win := Window{Height: side, Width: side, Channels: in, Stride: l.stride}
		depthwise := layer{
			fmt.Sprintf("QuantisedDepthwise3x3/%dx%dx%d-s%d", side, side, in, l.stride),
			win.outLen(9 * in),
			func(isa ISA) { isa.QuantisedDepthwise3x3(b, a, w, q, win) },
		}
		side = win.OutHeight()
		pixels := side * side
		pairs := side%2 == 0
		pointwise := layer{
			fmt.Sprintf("QuantisedPointwise/%dx%dx%d-%d", side, side, in, out),
			pixels * in * out,
			func(isa ISA) { isa.QuantisedPointwise(a, b, w, q, pixels, in, out, pairs) },
		}
		for range l.times {
			layers = append(layers, depthwise, pointwise)
		}
	}
	pixels, in := side*side, 256*quarters
	return append(layers,
		layer{fmt.Sprintf("QuantisedGlobalMean/%dx%dx%d", side, side, in), 0, func(ISA) { QuantisedGlobalMean(b, a, pixels, in, 1) }},
		layer{fmt.Sprintf("QuantisedFullyConnected/%d-1000", in), in * 1000, func(isa ISA) {
			isa.QuantisedFullyConnected(sums, b, w, q.Bias[:1000], in, 1000)
		}},
	)
}

// byteNetwork lists them in bytes.
func byteNetwork(quarters, side int) []layer {
	picture, rgb := make([]float32, side*side*3), make([]uint8, QuantisedRGBLen(side, side))
	a, b := make([]uint8, side*side*quarters*4), make([]uint8, side*side*quarters*4)
	w, mean, sums := make([]int8, BytePanelLen(1024, 1024)), make([]int16, 1024), make([]int32, 1000)
	w16 := make([]int16, 1024*1000)
	q := &Requantisation{Bias: make([]int32, 1024), Scales: make([]float32, 1024), Max: 255}
	for i := range w {
		w[i] = int8(i * 7919)
	}
	for i := range q.Scales {
		q.Bias[i], q.Scales[i] = int32(i), 1./1024
	}
	first, whole := 8*quarters, side
	layers := []layer{
		{fmt.Sprintf("QuantiseBytesRGB/%dx%d", side, side), 0, func(isa ISA) {
			isa.QuantiseBytesRGB(rgb, picture, whole, whole, 127.5, 127.5)
		}},
		{
			fmt.Sprintf("ByteConvRGB/%dx%dx3-%d", side, side, first),
			side / 2 * (side / 2) * 27 * first,
			func(isa ISA) {
				isa.ByteConvRGB(b, rgb, w, q, Window{Height: whole, Width: whole, Channels: 3, Stride: 2}, first)
			},
		},
	}
	side /= 2
	for _, l := range quarterLayers {
		in, out := l.in*quarters, l.out*quarters
		win := Window{Height: side, Width: side, Channels: in, Stride: l.stride}
		depthwise := layer{
			fmt.Sprintf("ByteDepthwise3x3/%dx%dx%d-s%d", side, side, in, l.stride),
			win.outLen(9 * in),
			func(isa ISA) { isa.ByteDepthwise3x3(b, a, w, q, win) },
		}
		side = win.OutHeight()
		pixels := side * side
		pointwise := layer{
			fmt.Sprintf("BytePointwise/%dx%dx%d-%d", side, side, in, out),
			pixels * in * out,
			func(isa ISA) { isa.BytePointwise(a, b, w, q, pixels, in, out) },
		}
		for range l.times {
			layers = append(layers, depthwise, pointwise)
		}
	}
	pixels, in := side*side, 256*quarters
	return append(layers,
		layer{fmt.Sprintf("ByteGlobalMean/%dx%dx%d", side, side, in), 0, func(isa ISA) { isa.ByteGlobalMean(mean, a, pixels, in, 16) }},
		layer{fmt.Sprintf("QuantisedFullyConnected/%d-1000", in), in * 1000, func(isa ISA) {
			isa.QuantisedFullyConnected(sums, mean, w16, q.Bias[:1000], in, 1000)
		}},
	)
}

func BenchmarkQuantisedLayer(b *testing.B) { benchmarkLayers(b, quantisedNetwork(4, 224)) }

func BenchmarkQuantisedNetwork(b *testing.B) { benchmarkNetworks(b, quantisedNetwork) }

func BenchmarkByteLayer(b *testing.B) { benchmarkLayers(b, byteNetwork(4, 224)) }

func BenchmarkByteNetwork(b *testing.B) { benchmarkNetworks(b, byteNetwork) }
