package layers

import (
	"fmt"
	"math"
	"testing"
)

// The equations give the paper's Table 3, and what the layer table counts.
func TestConvolutionTable3(t *testing.T) {
	full := Convolution{Window: 3, Inputs: 512, Outputs: 512, Size: 14}
	thin := full.Thin(0.75)
	for _, row := range []struct {
		name                       string
		multiplyAdds, weights      int64
		printedMultiplyAdds, paper string // 10⁶, as the paper prints them
		wantMultiplyAdds           int64
	}{
		{"convolution, Eq. 2", full.Standard(), full.StandardWeights(), "462", "2.36", 462422016},
		{"depthwise separable, Eq. 5", full.Separable(), full.SeparableWeights(), "52.3", "0.27", 52283392},
		{"alpha 0.75, Eq. 6", thin.Separable(), thin.SeparableWeights(), "29.6", "0.15", 29578752},
		{"rho 0.714, Eq. 7", thin.Shrink(0.714).Separable(), thin.SeparableWeights(), "15.1", "0.15", 15091200},
	} {
		if row.multiplyAdds != row.wantMultiplyAdds {
			t.Errorf("%s: have %d multiply-adds, want %d", row.name, row.multiplyAdds, row.wantMultiplyAdds)
		}
		if have := printed(row.multiplyAdds, row.printedMultiplyAdds); have != row.printedMultiplyAdds {
			t.Errorf("%s: have %s million multiply-adds, the paper prints %s", row.name, have, row.printedMultiplyAdds)
		}
		if have := printed(row.weights, row.paper); have != row.paper {
			t.Errorf("%s: have %s million weights, the paper prints %s", row.name, have, row.paper)
		}
	}
}

// printed writes millions with as many digits after the point as the paper's figure.
func printed(n int64, like string) string {
	digits := 0
	for i, c := range like {
		if c == '.' {
			digits = len(like) - i - 1
		}
	}
	return fmt.Sprintf("%.*f", digits, float64(n)/1e6)
}

// One separable block of the layer table costs what the equations say; its standard
// convolution is that of Table 4's network.
func TestConvolutionCountsLayers(t *testing.T) {
	separable, err := New(0.5, 160, Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	full, err := New(0.5, 160, FullConvolution, 0)
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for i, l := range separable {
		if l.Kind != Depthwise || l.Stride != 1 {
			continue
		}
		blocks++
		next := separable[i+1]
		c := Convolution{Window: 3, Inputs: l.In.Channels, Outputs: next.Out.Channels, Size: l.Out.Height}
		if c.Depthwise() != l.MultiplyAdds() || c.Pointwise() != next.MultiplyAdds() || c.SeparableWeights() != l.Weights()+next.Weights() {
			t.Errorf("%s: have %d and %d multiply-adds, want %d and %d", l.Name, c.Depthwise(), c.Pointwise(), l.MultiplyAdds(), next.MultiplyAdds())
		}
		if standard := full[(i+1)/2]; c.Standard() != standard.MultiplyAdds() || c.StandardWeights() != standard.Weights() {
			t.Errorf("%s: have %d multiply-adds, want %d", standard.Name, c.Standard(), standard.MultiplyAdds())
		}
		if have, want := c.Reduction(), float64(c.Separable())/float64(c.Standard()); math.Abs(have-want) > 1e-12 {
			t.Errorf("%s: have a reduction to %v, want %v", l.Name, have, want)
		}
	}
	if blocks != 9 {
		t.Errorf("have %d blocks of stride 1, want 9", blocks)
	}
}

// "Between 8 to 9 times less", says the paper: the first block is a little under.
func TestReduction(t *testing.T) {
	for outputs, want := range map[int]string{64: "7.89", 128: "8.41", 256: "8.69", 512: "8.84", 1024: "8.92"} {
		c := Convolution{Window: 3, Inputs: 32, Outputs: outputs, Size: 14}
		if have := fmt.Sprintf("%.2f", 1/c.Reduction()); have != want {
			t.Errorf("%d outputs: have %s times less, want %s", outputs, have, want)
		}
	}
}
