package models

import (
	"math"
	"slices"
	"testing"
)

func TestNew(t *testing.T) {
	n := New(0.25, 160)
	if have, want := len(n.Layers), 1+2*13+1; have != want {
		t.Fatalf("have %d layers, want %d", have, want)
	}
	for _, test := range []struct {
		layer                       int
		name                        string
		in, out, size, outSize, sum int
	}{
		{0, "conv", 3, 8, 160, 80, 27},
		{1, "block1/depthwise", 8, 8, 80, 80, 9},
		{2, "block1/pointwise", 8, 16, 80, 80, 8},
		{3, "block2/depthwise", 16, 16, 80, 40, 9},
		{26, "block13/pointwise", 256, 256, 5, 5, 256},
		{27, "fc", 256, 1000, 1, 1, 256},
	} {
		l := n.Layers[test.layer]
		have := []int{l.In, l.Out, l.Size, l.OutSize, l.taps()}
		if want := []int{test.in, test.out, test.size, test.outSize, test.sum}; l.Name != test.name || !slices.Equal(have, want) {
			t.Errorf("layer %d: have %s %v, want %s %v", test.layer, l.Name, have, test.name, want)
		}
	}
	if same := New(0.25, 128); !slices.Equal(same.Layers[5].Weights, n.Layers[5].Weights) {
		t.Error("have weights that change with the resolution, want the same")
	}
}

func TestPadding(t *testing.T) {
	for _, test := range []struct{ size, stride, before, after int }{
		{224, 2, 0, 1},
		{7, 2, 1, 1},
		{7, 1, 1, 1},
		{1, 1, 1, 1},
	} {
		l := Layer{Stride: test.stride, Size: test.size, OutSize: (test.size + test.stride - 1) / test.stride}
		if before, after := l.padding(); before != test.before || after != test.after {
			t.Errorf("%d pixels, stride %d: have %d and %d, want %d and %d", test.size, test.stride, before, after, test.before, test.after)
		}
	}
}

func TestForward(t *testing.T) {
	ones := []float32{1, 1, 1, 1, 1, 1, 1, 1, 1}
	for _, test := range []struct {
		name      string
		layer     Layer
		src, want []float64
	}{
		// Every window holds all four pixels: 1+2+3-4 = 2, and the bias 0.5.
		{
			"depthwise",
			Layer{Kind: Depthwise, Stride: 1, In: 1, Out: 1, Size: 2, OutSize: 2, Weights: ones, Bias: []float32{0.5}},
			[]float64{1, 2, 3, -4},
			[]float64{2.5, 2.5, 2.5, 2.5},
		},
		// 1·1 + 2·3 = 7 is above 6, 1·2 + 2·(-4) = -6 below 0.
		{
			"pointwise",
			Layer{Kind: Pointwise, Stride: 1, In: 2, Out: 2, Size: 1, OutSize: 1, Weights: []float32{1, 2, 3, -4}, Bias: []float32{0, 0}},
			[]float64{1, 2},
			[]float64{6, 0},
		},
		{
			"fully connected",
			Layer{Kind: FullyConnected, Stride: 1, In: 2, Out: 2, Size: 7, OutSize: 1, Weights: []float32{1, 2, 3, -4}, Bias: []float32{1, 0}},
			[]float64{1, 2},
			[]float64{8, -6},
		},
		// Stride 2 over two pixels a side, nothing before: the one window holds pixels 1..4 at taps 0, 1, 3 and 4.
		{
			"convolution",
			Layer{Kind: Conv3x3, Stride: 2, In: 1, Out: 1, Size: 2, OutSize: 1, Weights: []float32{1, 0, 9, 0, 0.5, 9, 9, 9, 9}, Bias: []float32{0}},
			[]float64{1, 2, 3, 4},
			[]float64{3},
		},
	} {
		if have := test.layer.forward(test.src); !slices.Equal(have, test.want) {
			t.Errorf("%s: have %v, want %v", test.name, have, test.want)
		}
	}
}

func TestError(t *testing.T) {
	r := Reference{Logits: []float64{1, -4}, Max: []float64{4}}
	for _, test := range []struct {
		name   string
		logits []float64
		want   float64
	}{
		{"the same", []float64{1, -4}, 0},
		{"one off", []float64{1.5, -4}, 0.125},
		{"one short", []float64{1}, math.Inf(1)},
	} {
		if have := r.Error(test.logits); have != test.want {
			t.Errorf("%s: have %v, want %v", test.name, have, test.want)
		}
	}
	if have := r.Error([]float64{math.NaN(), -4}); !math.IsNaN(have) {
		t.Errorf("NaN: have %v, want NaN", have)
	}
}
