package model

import (
	"bytes"
	"fmt"
	"testing"

	"mobilenet/weights"
	"mobilenet/weights/oniontest"
)

// openOnion reads a slimmable file made for a test.
func openOnion(t testing.TB, f oniontest.File) *weights.Onion {
	t.Helper()
	_, o, err := weights.OpenSafetensors(bytes.NewReader(f.Bytes()), weights.SizeLimit)
	if err != nil {
		t.Fatal(err)
	}
	if err := o.ReadAll(); err != nil {
		t.Fatal(err)
	}
	return o
}

// BenchmarkSwitch switches a network of slimmable weights to another width.
func BenchmarkSwitch(b *testing.B) {
	for _, stored8 := range []bool{false, true} {
		o := openOnion(b, oniontest.File{AlphaMin: 0.25, AlphaMax: 1, Int8: stored8})
		for _, precision := range []Precision{Float32, Int8} {
			for _, alpha := range []float64{0.25, 1} {
				b.Run(fmt.Sprintf("stored8=%v/%v/%v", stored8, precision, alpha), func(b *testing.B) {
					b.ReportAllocs()
					for b.Loop() {
						slice, err := o.Slice(alpha, 224)
						if err != nil {
							b.Fatal(err)
						}
						if _, err := Build(Spec{Alpha: alpha, Resolution: 224}, slice, precision); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}
