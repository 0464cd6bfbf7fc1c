package model

import "testing"

// The widest network of 1000 classes has 4,209,088 weights, 44,640 of them depthwise and 864 in the first
// convolution, and 11,944 biases; its channels and classes fill all panels.
func TestParameterBytes(t *testing.T) {
	spec := Spec{Alpha: 1, Resolution: 128}
	b, err := RandomWeights(spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		precision Precision
		want      int64
	}{
		{Float32, 4 * (4_209_088 + 11_944)},
		// Depthwise rows of 3 are kept twice and in pairs, 24 for 9; the convolution's rows of 9 become 10.
		{Int8, 2*(4_209_088+44_640/9*15+864/9) + 8*11_944},
	} {
		n, err := Build(spec, b, c.precision)
		if err != nil {
			t.Fatal(err)
		}
		if have := n.ParameterBytes(); have != c.want {
			t.Errorf("%v: have %d bytes, want %d", c.precision, have, c.want)
		}
	}
}
