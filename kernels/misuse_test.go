package kernels

import (
	"testing"
)

// TestMisuse holds every kernel to its panics: arguments that do not fit end the program, whatever the
// instruction set, before anything is read or written.
func TestMisuse(t *testing.T) {
	b := make([]float32, 1024)
	win, rgb := Window{Height: 2, Width: 2, Channels: 8, Stride: 1}, Window{Height: 2, Width: 2, Channels: 3, Stride: 2}
	resizer, err := NewResizer(4, 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	var norm Normalisation
	for isa, cases := range map[ISA][]struct {
		name, want string
		f          func(isa ISA)
	}{
		Best(): {
			{"Pointwise no pixels", badShape, func(isa ISA) { isa.Pointwise(b, b, b, b, 0, 8, 8, ReLU6) }},
			{"Pointwise in", badChannels, func(isa ISA) { isa.Pointwise(b, b, b, b, 1, 9, 8, ReLU6) }},
			{"Pointwise bias of a rest", shortBias, func(isa ISA) { isa.Pointwise(b, b, b, b[:9], 1, 8, 9, ReLU6) }},
			{"Pointwise dst of a rest", shortDst, func(isa ISA) { isa.Pointwise(b[:24], b, b, b, 2, 8, 9, ReLU6) }},
			{"Pointwise src", shortSrc, func(isa ISA) { isa.Pointwise(b, b[:15], b, b, 2, 8, 8, ReLU6) }},
			{"Pointwise panels", shortWeights, func(isa ISA) { isa.Pointwise(b, b, b[:63], b, 2, 8, 8, ReLU6) }},
			{"Pointwise bias", shortBias, func(isa ISA) { isa.Pointwise(b, b, b, b[:7], 2, 8, 8, ReLU6) }},
			{"Pointwise dst", shortDst, func(isa ISA) { isa.Pointwise(b[:15], b, b, b, 2, 8, 8, ReLU6) }},

			{"FullyConnected no classes", badShape, func(isa ISA) { isa.FullyConnected(b, b, b, b, 8, 0) }},
			{"FullyConnected in", badChannels, func(isa ISA) { isa.FullyConnected(b, b, b, b, 12, 3) }},
			{"FullyConnected src", shortSrc, func(isa ISA) { isa.FullyConnected(b, b[:7], b, b, 8, 3) }},
			{"FullyConnected panels", shortWeights, func(isa ISA) { isa.FullyConnected(b, b, b[:63], b, 8, 3) }},
			{"FullyConnected bias", shortBias, func(isa ISA) { isa.FullyConnected(b, b, b, b[:3], 8, 3) }},
			{"FullyConnected dst", shortDst, func(isa ISA) { isa.FullyConnected(b[:3], b, b, b, 8, 3) }},

			{"ConvRGB channels", badRGB, func(isa ISA) { isa.ConvRGB(b, b, b, b, win, 8, ReLU6) }},
			{"Conv3x3 channels", badChannels, func(isa ISA) { isa.Conv3x3(b, b, b, b, rgb, 8, ReLU6) }},
			{"ConvRGB out", badChannels, func(isa ISA) { isa.ConvRGB(b, b, b, b, rgb, 12, ReLU6) }},
			{"ConvRGB no channels", badShape, func(isa ISA) { isa.ConvRGB(b, b, b, b, rgb, 0, ReLU6) }},
			{"ConvRGB size", badShape, func(isa ISA) { isa.ConvRGB(b, b, b, b, Window{Height: 0, Width: 2, Channels: 3, Stride: 2}, 8, ReLU6) }},
			{"ConvRGB stride", badStride, func(isa ISA) { isa.ConvRGB(b, b, b, b, Window{Height: 2, Width: 2, Channels: 3, Stride: 3}, 8, ReLU6) }},
			{"ConvRGB src", shortSrc, func(isa ISA) { isa.ConvRGB(b, b[:11], b, b, rgb, 8, ReLU6) }},
			{"ConvRGB panels", shortWeights, func(isa ISA) { isa.ConvRGB(b, b, b[:215], b, rgb, 8, ReLU6) }},
			{"ConvRGB bias", shortBias, func(isa ISA) { isa.ConvRGB(b, b, b, b[:7], rgb, 8, ReLU6) }},
			{"ConvRGB dst", shortDst, func(isa ISA) { isa.ConvRGB(b[:7], b, b, b, rgb, 8, ReLU6) }},

			{"Depthwise3x3 channels", badChannels, func(isa ISA) { isa.Depthwise3x3(b, b, b, b, rgb, ReLU6) }},
			{"Depthwise3x3 no channels", badShape, func(isa ISA) {
				isa.Depthwise3x3(b, b, b, b, Window{Height: 2, Width: 2, Channels: 0, Stride: 1}, ReLU6)
			}},
			{"Depthwise3x3 stride", badStride, func(isa ISA) {
				isa.Depthwise3x3(b, b, b, b, Window{Height: 2, Width: 2, Channels: 8, Stride: 0}, ReLU6)
			}},
			{"Depthwise3x3 src", shortSrc, func(isa ISA) { isa.Depthwise3x3(b, b[:31], b, b, win, ReLU6) }},
			{"Depthwise3x3 w", shortWeights, func(isa ISA) { isa.Depthwise3x3(b, b, b[:71], b, win, ReLU6) }},
			{"Depthwise3x3 bias", shortBias, func(isa ISA) { isa.Depthwise3x3(b, b, b, b[:7], win, ReLU6) }},
			{"Depthwise3x3 dst", shortDst, func(isa ISA) { isa.Depthwise3x3(b[:31], b, b, b, win, ReLU6) }},

			{"Band before", badBand, func(ISA) { win.Band(-1, 1) }},
			{"Band of nothing", badBand, func(ISA) { win.Band(0, 0) }},
			{"Band behind", badBand, func(ISA) { win.Band(1, 2) }},

			{"Resize src", shortSrc, func(isa ISA) { resizer.Resize(isa, b, make([]byte, 63), norm) }},
			{"Resize dst", shortDst, func(isa ISA) { resizer.Resize(isa, b[:11], make([]byte, 64), norm) }},
			{"Preview src", shortSrc, func(ISA) { resizer.Preview(make([]byte, 16), b[:11], norm) }},
			{"Preview dst", shortDst, func(ISA) { resizer.Preview(make([]byte, 15), b, norm) }},

			{"PackPanels shape", badShape, func(ISA) { PackPanels(b, b, 0, 8) }},
			{"PackPanels w", shortWeights, func(ISA) { PackPanels(b, b[:26], 3, 9) }},
			{"PackPanels dst", shortDst, func(ISA) { PackPanels(b[:47], b, 3, 9) }},
			{"GlobalMean shape", badShape, func(ISA) { GlobalMean(b, b, 0, 8) }},
			{"GlobalMean src", shortSrc, func(ISA) { GlobalMean(b, b[:15], 2, 8) }},
			{"GlobalMean dst", shortDst, func(ISA) { GlobalMean(b[:7], b, 2, 8) }},
			{"Softmax nothing", badShape, func(ISA) { Softmax(nil, nil) }},
			{"Softmax lengths", lengthsDiffer, func(ISA) { Softmax(b[:2], b[:3]) }},
		},
		ISA(9): {
			{"Pointwise", unavailable, func(isa ISA) { isa.Pointwise(b, b, b, b, 1, 8, 8, ReLU6) }},
			{"FullyConnected", unavailable, func(isa ISA) { isa.FullyConnected(b, b, b, b, 8, 3) }},
			{"ConvRGB", unavailable, func(isa ISA) { isa.ConvRGB(b, b, b, b, rgb, 8, ReLU6) }},
			{"Depthwise3x3", unavailable, func(isa ISA) { isa.Depthwise3x3(b, b, b, b, win, ReLU6) }},
			{"Resize", unavailable, func(isa ISA) { resizer.Resize(isa, b, make([]byte, 64), norm) }},
		},
	} {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				defer func() {
					if have := recover(); have != c.want {
						t.Errorf("have panic %v, want %q", have, c.want)
					}
				}()
				c.f(isa)
			})
		}
	}
}

func TestNoAllocations(t *testing.T) {
	all := trials(func(n int) []float32 { return make([]float32, n) })
	last := map[string]trial{} // the largest shape of each kernel
	for _, c := range all {
		last[c.kernel] = c
	}
	forEachISA(t, func(t *testing.T, isa ISA) {
		for name, c := range last {
			dst := make([]float32, c.n)
			if n := testing.AllocsPerRun(10, func() { c.run(isa, dst) }); n != 0 {
				t.Errorf("%s: have %v allocations, want 0", name, n)
			}
		}
	})
	b, pixels := make([]float32, 1024), make([]byte, 1024)
	resizer, err := NewResizer(4, 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	for name, f := range map[string]func(){
		"GlobalMean": func() { GlobalMean(b, b[512:], 2, 8) },
		"Softmax":    func() { Softmax(b, b) },
		"Preview":    func() { resizer.Preview(pixels, b, Normalisation{Scale: 1}) },
	} {
		if n := testing.AllocsPerRun(10, f); n != 0 {
			t.Errorf("%s: have %v allocations, want 0", name, n)
		}
	}
}
