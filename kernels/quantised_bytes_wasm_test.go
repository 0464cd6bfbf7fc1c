package kernels

import "testing"

// What every processor must do is true where the dot product is one at all: activations of seven bits.
func TestDot(t *testing.T) {
	if !fused {
		t.Skip("has no relaxed SIMD")
	}
	weights := [16]int8{127, 127, 127, 127, -128, -128, -128, -128, 127, -128, 1, -1, 0, 3, 5, 7}
	activations := [16]uint8{127, 127, 127, 127, 127, 127, 127, 127, 0, 1, 127, 100, 99, 9, 8, 1}
	have, want := [4]int32{1, 1 << 30, -5, 0}, [4]int32{1, 1 << 30, -5, 0}
	for i, w := range weights {
		want[i/4] += int32(w) * int32(activations[i])
	}
	dotSIMD128(&have, &weights, &activations)
	if have != want {
		t.Errorf("have %v, want %v", have, want)
	}
}
