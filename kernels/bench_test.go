package kernels

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// layer is one convolution of the network, run is how it is computed on buffers of the right size.
type layer struct {
	name string
	macs int
	run  func(isa ISA)
}

// network lists the layers of MobileNet v1 (Howard et al. 2017, Table 1) at side×side pixels, with quarters/4 of the
// channels, over shared buffers and weights.
func network(quarters, side int) []layer {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := random(r, side*side*quarters*4), random(r, side*side*quarters*4)
	w, bias := random(r, 1024*1024), random(r, 1024)
	first := 8 * quarters
	conv := Window{Height: side, Width: side, Channels: 3, Stride: 2}
	layers := []layer{{
		fmt.Sprintf("ConvRGB/%dx%dx3-%d", side, side, first),
		conv.outLen(27 * first),
		func(isa ISA) { isa.ConvRGB(b, a, w, bias, conv, first, ReLU6) },
	}}
	side = conv.OutHeight()
	for _, l := range []struct{ in, stride, out, times int }{ // channels of one quarter
		{8, 1, 16, 1},
		{16, 2, 32, 1},
		{32, 1, 32, 1},
		{32, 2, 64, 1},
		{64, 1, 64, 1},
		{64, 2, 128, 1},
		{128, 1, 128, 5},
		{128, 2, 256, 1},
		{256, 1, 256, 1},
	} {
		in, out := l.in*quarters, l.out*quarters
		win := Window{Height: side, Width: side, Channels: in, Stride: l.stride}
		depthwise := layer{
			fmt.Sprintf("Depthwise3x3/%dx%dx%d-s%d", side, side, in, l.stride),
			win.outLen(9 * in),
			func(isa ISA) { isa.Depthwise3x3(b, a, w, bias, win, ReLU6) },
		}
		side = win.OutHeight()
		pixels := side * side
		pointwise := layer{
			fmt.Sprintf("Pointwise/%dx%dx%d-%d", side, side, in, out),
			pixels * in * out,
			func(isa ISA) { isa.Pointwise(a, b, w, bias, pixels, in, out, ReLU6) },
		}
		for range l.times {
			layers = append(layers, depthwise, pointwise)
		}
	}
	pixels, in := side*side, 256*quarters
	return append(layers,
		layer{fmt.Sprintf("GlobalMean/%dx%dx%d", side, side, in), 0, func(ISA) { GlobalMean(b, a, pixels, in) }},
		layer{fmt.Sprintf("FullyConnected/%d-1000", in), in * 1000, func(isa ISA) { isa.FullyConnected(a, b, w, bias, in, 1000) }},
	)
}

// report adds multiply-adds per second, macs of them in one turn of the benchmark.
func report(b *testing.B, macs int) {
	b.ReportMetric(float64(macs)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GMAC/s")
}

func BenchmarkLayer(b *testing.B) { benchmarkLayers(b, network(4, 224)) }

// benchmarkLayers runs each layer by itself.
func benchmarkLayers(b *testing.B, layers []layer) {
	for _, isa := range Available() {
		seen := map[string]bool{}
		for _, l := range layers {
			if seen[l.name] {
				continue
			}
			seen[l.name] = true
			b.Run(fmt.Sprintf("%s/%v", l.name, isa), func(b *testing.B) {
				for b.Loop() {
					l.run(isa)
				}
				report(b, l.macs)
			})
		}
	}
}

func BenchmarkNetwork(b *testing.B) { benchmarkNetworks(b, network) }

// benchmarkNetworks runs all layers one after the other: what a forward pass costs.
func benchmarkNetworks(b *testing.B, network func(quarters, side int) []layer) {
	for _, size := range []struct{ quarters, side int }{{1, 128}, {2, 160}, {3, 192}, {4, 224}} {
		layers, macs := network(size.quarters, size.side), 0
		for _, l := range layers {
			macs += l.macs
		}
		for _, isa := range Available() {
			b.Run(fmt.Sprintf("%.2f-%d/%v", float64(size.quarters)/4, size.side, isa), func(b *testing.B) {
				for b.Loop() {
					for _, l := range layers {
						l.run(isa)
					}
				}
				report(b, macs)
			})
		}
	}
}

func BenchmarkConv3x3(b *testing.B) {
	for _, size := range []struct{ side, in, out, stride int }{{112, 32, 64, 1}, {28, 256, 256, 1}, {14, 512, 512, 1}, {14, 512, 1024, 2}, {7, 1024, 1024, 1}} {
		win, out := Window{Height: size.side, Width: size.side, Channels: size.in, Stride: size.stride}, size.out
		src, dst := make([]float32, win.inLen()), make([]float32, win.outLen(out))
		w, bias := make([]float32, PanelLen(9*size.in, out)), make([]float32, out)
		for _, isa := range Available()[1:] {
			b.Run(fmt.Sprintf("%dx%dx%d-%d-s%d/%v", size.side, size.side, size.in, out, size.stride, isa), func(b *testing.B) {
				for b.Loop() {
					isa.Conv3x3(dst, src, w, bias, win, out, ReLU6)
				}
				report(b, win.outLen(out)*9*size.in)
			})
		}
	}
}

func BenchmarkResize(b *testing.B) {
	for _, size := range [][3]int{{480, 480, 224}, {640, 480, 224}, {1280, 720, 224}, {480, 480, 128}} {
		r, err := NewResizer(size[0], size[1], size[2])
		if err != nil {
			b.Fatal(err)
		}
		rgba, dst := make([]byte, size[0]*size[1]*4), make([]float32, size[2]*size[2]*3)
		for _, isa := range Available() {
			b.Run(fmt.Sprintf("%dx%d-%d/%v", size[0], size[1], size[2], isa), func(b *testing.B) {
				for b.Loop() {
					r.Resize(isa, dst, rgba, Normalisation{Scale: 1 / 127.5, Offset: -1})
				}
			})
		}
	}
}

func BenchmarkSoftmax(b *testing.B) {
	s := make([]float32, 1000)
	for b.Loop() {
		Softmax(s, s)
	}
}
