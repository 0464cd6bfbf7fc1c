package main

import (
	"math"
	"strings"
	"testing"

	"mobilenet/e2e/bench/models"
)

func TestPointwiseRate(t *testing.T) {
	n := models.New(0.25, 128)
	times := make([]float64, 29)
	multiplyAdds := 0
	for block, side := range []int{64, 32, 32, 16, 16, 8, 8, 8, 8, 8, 8, 4, 4} {
		channels := [14]int{8, 16, 32, 32, 64, 64, 128, 128, 128, 128, 128, 128, 256, 256}
		multiplyAdds += side * side * channels[block] * channels[block+1]
		times[1+2*block], times[2+2*block] = 1000, 0.5
	}
	if have, want := pointwiseRate(n, times), float64(multiplyAdds)/6.5/1e6; math.Abs(have-want) > 1e-9 {
		t.Errorf("have %v, want %v", have, want)
	}
}

func TestPeakTable(t *testing.T) {
	s := made(7, 9)
	if have := s.markdown(); !strings.Contains(have, "not measured: 1. float32, one thread, 1.0/224: pointwise layers at least 75%") {
		t.Errorf("have\n%s\nwant it to say that there is no peak", have)
	}
	s.Peaks = []*peak{{relaxed, "f32", 32, 27.2}, {relaxed, "int8", 130, 110.5}}
	have := s.markdown()
	for _, want := range []string{
		"| Go, relaxed SIMD | f32 | 32.0 | 27.2 | 85% |",
		"| Go, relaxed SIMD | int8 | 130.0 | 110.5 | 85% |",
		"PASS: 1. float32, one thread, 1.0/224: pointwise layers at least 75% of the registers' peak (85%)",
	} {
		if !strings.Contains(have, want) {
			t.Errorf("have\n%s\nwant %q in it", have, want)
		}
	}
	s.Peaks[0].Pointwise = 20
	if have, want := s.markdown(), "FAIL: 1. float32, one thread, 1.0/224: pointwise layers"; !strings.Contains(have, want) {
		t.Errorf("have\n%s\nwant %q in it", have, want)
	}
}
