package model

import (
	"testing"

	"mobilenet/kernels"
)

// The widest network of 1000 classes has 4,209,088 weights, 44,640 of them depthwise and 864 in the first
// convolution, and 11,944 biases; its channels and classes fill all panels.
func TestParameterBytes(t *testing.T) {
	spec := Spec{Alpha: 1, Resolution: 128}
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	floats, err := New(spec, b)
	if err != nil {
		t.Fatal(err)
	}
	if have, want := floats.ParameterBytes(), int64(4*(4_209_088+11_944)); have != want {
		t.Errorf("f32: have %d bytes, want %d", have, want)
	}
	const classifier, conv, depthwise, pointwiseOutputs = 1_024_000, 864, 44_640, 5952
	for name, c := range map[string]struct {
		bytes bool
		want  int64
	}{
		// Depthwise rows of 3 are kept twice and in pairs, 24 for 9; the convolution's rows of 9 become 10.
		"int16": {false, 2*(4_209_088+depthwise/9*15+conv/9) + 8*11_944},
		// Depthwise columns of 3 are kept four times and in fours, 48 for 9; the convolution's rows of 9 become 12, and
		// its 32 biases four times as many; the classifier stays. Every output has the sum of its weights, 4 bytes, a
		// depthwise one four times.
		"bytes": {true, 4_209_088 + depthwise/9*(39+16) + conv/9*3 + classifier + 8*11_944 + 4*3*32 + 4*(pointwiseOutputs+32)},
	} {
		if c.bytes && !kernels.Best().HasBytes() {
			continue
		}
		n := must(build(spec, b, quantised(c.bytes)))(t)
		if have := n.ParameterBytes(); have != c.want {
			t.Errorf("%s: have %d bytes, want %d", name, have, c.want)
		}
	}
}
