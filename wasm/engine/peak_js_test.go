package main

import (
	"strings"
	"syscall/js"
	"testing"

	"mobilenet/kernels"
)

func TestPeak(t *testing.T) {
	have, measured := peak(js.Undefined()).(map[string]any)
	if !measured || have["isa"] != kernels.Best().String() || !(have["f32"].(float64) > 0 && have["int8"].(float64) > 0) {
		t.Errorf("have %v, want two peaks of %v", have, kernels.Best())
	}
	if have, refused := peak(js.ValueOf("abacus")).(string); !refused || !strings.Contains(have, "abacus") {
		t.Errorf("have %v, want why there is no such instruction set", have)
	}
}
