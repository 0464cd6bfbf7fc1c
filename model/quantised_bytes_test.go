package model

import (
	"math"
	"slices"
	"testing"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// inBytes tells whether a network computes in bytes.
func inBytes(n *Network) bool { return n.Arithmetic() == "bytes" }

// A network in bytes gives the logits and the activations of one in int16, at every resolution.
func TestQuantiseInBytes(t *testing.T) {
	if !kernels.Best().HasBytes() {
		t.Skip("has no kernels of bytes")
	}
	for _, alpha := range []float64{0.25, 0.4} {
		spec := Spec{Alpha: alpha, Resolution: 96, Classes: 11}
		bytes, b := randomQuantised(t, spec)
		if !inBytes(bytes) {
			t.Fatal("have no bytes, want them where the kernels have")
		}
		integers := must(build(spec, b, quantised(false)))(t)
		for _, resolution := range []int{96, 128, 160} {
			for _, n := range []*Network{bytes, integers} {
				if err := n.SetResolution(resolution); err != nil {
					t.Fatal(err)
				}
				fillNoise(n.Input())
			}
			if !slices.Equal(bytes.Forward(), integers.Forward()) {
				t.Errorf("α %v, %d pixels: have logits %v, want %v", alpha, resolution, bytes.logits, integers.logits)
			}
			for layer, l := range bytes.Layers() {
				if !slices.Equal(bytes.Activation(nil, layer), integers.Activation(nil, layer)) {
					t.Errorf("α %v, %d pixels: %s has other activations", alpha, resolution, l.Name)
				}
			}
			if !slices.Equal(bytes.ActivationMap(nil, 3), integers.ActivationMap(nil, 3)) {
				t.Errorf("α %v, %d pixels: have another activation map", alpha, resolution)
			}
		}
		if have, other := bytes.ParameterBytes(), integers.ParameterBytes(); have >= other {
			t.Errorf("have %d bytes of parameters, want less than the %d of int16", have, other)
		}
	}
}

// randomBytes returns quantised weights that the kernels of bytes take, as Google's files: activations from 0 to 255.
func randomBytes(t testing.TB, spec Spec) *weights.Bundle {
	t.Helper()
	b := randomIntegers(t, spec)
	table, err := layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range table {
		a := must(b.Activation(l.Name))(t)
		if l.Kind != layers.FullyConnected {
			a.Zero, a.Max = 0, 255
		}
		if err := b.SetActivation(l.Name, a); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// A file as Google's are, of random numbers, gives in bytes what it gives in int16.
func TestBytesOfFile(t *testing.T) {
	if !kernels.Best().HasBytes() {
		t.Skip("has no kernels of bytes")
	}
	spec := Spec{Alpha: 0.25, Resolution: 128}
	agreeInBytes(t, spec, randomBytes(t, spec))
}

// A weight that this processor does not multiply exactly makes a network compute in int16.
func TestLeastWeight(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 128}
	b := randomBytes(t, spec)
	l := must(layers.New(spec.Alpha, spec.Resolution, spec.Architecture, spec.Classes))(t)[2]
	must(b.QuantisedTensor(l.WeightsName(), l.WeightsShape()...))(t).Bytes[5] = 0
	best := kernels.Best()
	want := best.HasBytes() && best.LeastWeight() == -128
	if have := inBytes(must(build(spec, b, official(FloatingPoint, true)))(t)); have != want {
		t.Errorf("have a network in bytes %t, want %t for a weight of −128 where the least is %d", have, want, best.LeastWeight())
	}
}

// Google's files in bytes, whose weights take a bit more, give what they give in int16.
func TestOfficialInBytes(t *testing.T) {
	if !kernels.Best().HasBytes() {
		t.Skip("has no kernels of bytes")
	}
	for name, e := range readExpectations(t) {
		if e.Quant && (e.Alpha == 0.25 || kernels.Best() != kernels.Scalar) {
			t.Run(name, func(t *testing.T) {
				agreeInBytes(t, Spec{Alpha: e.Alpha, Resolution: e.Resolution}, readOfficial(t, name))
			})
		}
	}
}

// agreeInBytes fails unless the network of a quantised file has the same activations and logits in bytes and in int16.
func agreeInBytes(t *testing.T, spec Spec, b *weights.Bundle) {
	t.Helper()
	bytes := must(build(spec, b, official(FloatingPoint, true)))(t)
	integers := must(build(spec, b, official(FloatingPoint, false)))(t)
	if !inBytes(bytes) {
		t.Fatal("have no bytes, want them where the kernels have")
	}
	for _, resolution := range []int{96, 128, 160} {
		for _, n := range []*Network{bytes, integers} {
			if err := n.SetResolution(resolution); err != nil {
				t.Fatal(err)
			}
			fillNoise(n.Input())
		}
		for layer, l := range bytes.Layers() {
			if !slices.Equal(bytes.Activation(nil, layer), integers.Activation(nil, layer)) {
				t.Fatalf("%d pixels: %s has other activations in bytes than in int16, want the same", resolution, l.Name)
			}
		}
		if !slices.Equal(bytes.Forward(), integers.Forward()) {
			t.Errorf("%d pixels: have logits %v, want %v", resolution, bytes.logits, integers.logits)
		}
	}
}

// Weights that the kernels of bytes cannot round make a network in int16.
func TestQuantiseTooCoarse(t *testing.T) {
	spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 5}
	for _, layer := range []string{"conv", "block3/depthwise", "block5/pointwise"} {
		b, err := RandomWeights(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range b.Tensors() {
			if w.Name == layer+"/weights" {
				w.Data[0] = -1e6
			}
		}
		n, err := Quantise(spec, b)
		if err != nil {
			t.Fatal(err)
		}
		if inBytes(n) {
			t.Errorf("%s: have a network in bytes with a weight of a million, want int16", layer)
		}
		fillNoise(n.Input())
		n.Forward()
	}
}

// What a pixel's value becomes is exact, whether 0 lies on a value or between two.
func TestQuantiseInput(t *testing.T) {
	for _, norm := range []kernels.Normalisation{{Scale: 1 / 127.5, Offset: -1}, {Scale: 1. / 128, Offset: -1}} {
		spec := Spec{Alpha: 0.25, Resolution: 96, Classes: 5}
		b, err := RandomWeights(spec, 1)
		if err != nil {
			t.Fatal(err)
		}
		b.Meta.Scale, b.Meta.Offset = norm.Scale, norm.Offset
		for _, bytes := range []bool{false, true} {
			if bytes && !kernels.Best().HasBytes() {
				continue
			}
			n := must(build(spec, b, quantised(bytes)))(t)
			for v := range 256 {
				n.Input()[v] = float32(v)*norm.Scale + norm.Offset
			}
			n.numbers.run(n.isa, 0, &n.places[0])
			zero := int(math.Round(float64(-2 * norm.Offset / norm.Scale)))
			for v := range 256 {
				have, want := 0, v
				if bytes {
					have = int(n.places[0].scratch[v])
				} else {
					have, want = int(view[int16](n.places[0].scratch)[v]), 2*v-zero
				}
				if have != want {
					t.Fatalf("scale %v, bytes %t, pixel %d: have %d, want %d", norm.Scale, bytes, v, have, want)
				}
			}
		}
	}
}
