package layers

import (
	"math"
	"testing"
)

func TestIntensity(t *testing.T) {
	layers, err := New(1, 224, Separable, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		layer int
		bytes int64
		want  float64
	}{
		{1, 4 * (112*112*32 + 9*32 + 32 + 112*112*32), 1.124},     // block1/depthwise: 9 multiply-adds per value read and written
		{2, 4 * (112*112*32 + 32*64 + 64 + 112*112*64), 5.323},    // block1/pointwise
		{14, 4 * (14*14*512 + 512*512 + 512 + 14*14*512), 27.722}, // block7/pointwise
		{27, 4 * (7*7*1024 + 1024), 0},                            // pool
		{28, 4 * (1024 + 1024*1000 + 1000 + 1000), 0.249},         // fc: each weight is used once
	} {
		l := layers[test.layer]
		if l.Bytes() != test.bytes || math.Abs(l.Intensity()-test.want) > 0.001 {
			t.Errorf("%s: have %d bytes and %.3f multiply-adds per byte, want %d and %.3f", l.Name, l.Bytes(), l.Intensity(), test.bytes, test.want)
		}
	}
}
