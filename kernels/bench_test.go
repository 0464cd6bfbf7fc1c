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

// network lists the layers of MobileNet v1 with α = 1 at 224×224 (Howard et al. 2017, Table 1), over shared
// buffers and weights.
func network() []layer {
	const largest = 112 * 112 * 64
	r := rand.New(rand.NewPCG(1, 2))
	a, b := make([]float32, largest), make([]float32, largest)
	randomise(a, r)
	w := make([]float32, 1024*1024)
	randomise(w, r)
	bias := make([]float32, 1024)

	side := 224
	conv := Window{side, side, 3, 2}
	layers := []layer{{fmt.Sprintf("ConvRGB/%dx%dx%d", side, side, 32), 112 * 112 * 27 * 32, func(isa ISA) {
		isa.ConvRGB(b, a, w, bias, conv, 32)
	}}}
	side = 112
	for _, l := range []struct{ in, stride, out, times int }{
		{32, 1, 64, 1},
		{64, 2, 128, 1},
		{128, 1, 128, 1},
		{128, 2, 256, 1},
		{256, 1, 256, 1},
		{256, 2, 512, 1},
		{512, 1, 512, 5},
		{512, 2, 1024, 1},
		{1024, 1, 1024, 1},
	} {
		win := Window{side, side, l.in, l.stride}
		depthwise := layer{
			fmt.Sprintf("Depthwise3x3/%dx%dx%d-s%d", side, side, l.in, l.stride),
			win.outLen(9 * l.in),
			func(isa ISA) { isa.Depthwise3x3(b, a, w, bias, win) },
		}
		side = win.OutHeight()
		pixels := side * side
		pointwise := layer{
			fmt.Sprintf("Pointwise/%dx%dx%d-%d", side, side, l.in, l.out),
			pixels * l.in * l.out,
			func(isa ISA) { isa.Pointwise(a, b, w, bias, pixels, l.in, l.out) },
		}
		for range l.times {
			layers = append(layers, depthwise, pointwise)
		}
	}
	return append(layers,
		layer{"GlobalMean/7x7x1024", 0, func(ISA) { GlobalMean(b, a, 49, 1024) }},
		layer{"FullyConnected/1024-1000", 1024 * 1000, func(isa ISA) { isa.FullyConnected(a, b, w, bias, 1024, 1000) }},
	)
}

func randomise(s []float32, r *rand.Rand) {
	for i := range s {
		s[i] = r.Float32() - 0.5
	}
}

// report adds multiply-adds per second, macs of them in one turn of the benchmark.
func report(b *testing.B, macs int) {
	b.ReportMetric(float64(macs)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GMAC/s")
}

func BenchmarkLayer(b *testing.B) {
	for _, isa := range Available() {
		seen := map[string]bool{}
		for _, l := range network() {
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

// BenchmarkNetwork runs all layers one after the other: what a forward pass costs.
func BenchmarkNetwork(b *testing.B) {
	layers := network()
	macs := 0
	for _, l := range layers {
		macs += l.macs
	}
	for _, isa := range Available() {
		b.Run(isa.String(), func(b *testing.B) {
			for b.Loop() {
				for _, l := range layers {
					l.run(isa)
				}
			}
			report(b, macs)
		})
	}
}

func BenchmarkConv3x3(b *testing.B) {
	win := Window{14, 14, 512, 1}
	const out = 512
	src, dst := make([]float32, win.inLen()), make([]float32, win.outLen(out))
	w, bias := make([]float32, PanelLen(9*512, out)), make([]float32, out)
	for _, isa := range Available() {
		b.Run(fmt.Sprintf("14x14x512-512/%v", isa), func(b *testing.B) {
			for b.Loop() {
				isa.Conv3x3(dst, src, w, bias, win, out)
			}
			report(b, win.outLen(out)*9*512)
		})
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
