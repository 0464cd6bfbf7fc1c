package main

import (
	"strings"
	"testing"

	"mobilenet/kernels"
	"mobilenet/wasm/internal/message"
)

func TestPeak(t *testing.T) {
	have, err := peak(&message.Peak{})
	if err != nil || have.ISA != kernels.Best().String() || !(have.F32 > 0 && have.Int8 > 0) {
		t.Errorf("have %+v and %v, want two peaks of %v", have, err, kernels.Best())
	}
	if _, err := peak(&message.Peak{ISA: "abacus"}); err == nil || !strings.Contains(err.Error(), "abacus") {
		t.Errorf("have %v, want why there is no such instruction set", err)
	}
}
