package model

import (
	"fmt"
	"time"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// Classifier is a network that runs, of whatever precision: a [Network] or a
// [QuantisedNetwork]. The methods are described there.
type Classifier interface {
	Precision() Precision
	Spec() Spec
	Layers() layers.Table
	ParameterBytes() int64
	ISA() kernels.ISA
	SetISA(isa kernels.ISA)
	SetResolution(resolution int) error
	Rebuild(spec Spec, b *weights.Bundle) error
	Input() []float32
	Crew() Crew
	SetCrew(crew Crew)
	CrewBytes(size int) int
	Work()
	Forward() []float32
	ForwardTimed(times []time.Duration) []float32
	Probabilities() []float32
	Filters() []float32
	Activation(dst []float32, layer int) []float32
	ActivationMap(dst []float32, logit int) []float32
}

// Precision is the kind of number that a network computes with.
type Precision uint8

// The precisions.
const (
	Float32 Precision = iota
	Int8              // activations and weights in 8 bits, sums in 32
)

// String returns "f32" or "int8".
func (p Precision) String() string {
	if p == Int8 {
		return "int8"
	}
	return "f32"
}

// Bytes returns what most weights and activations take in memory: integers are kept
// in 16 bits where the fastest kernels have no products of bytes.
func (p Precision) Bytes() int64 {
	switch {
	case p == Float32:
		return 4
	case kernels.Best().HasBytes():
		return 1
	}
	return 2
}

// ParsePrecision returns the precision of that name.
func ParsePrecision(name string) (Precision, error) {
	switch name {
	case "f32":
		return Float32, nil
	case "int8":
		return Int8, nil
	}
	return 0, fmt.Errorf("model: precision %q: want f32 or int8", name)
}

// Build builds the network of spec in a precision. For Int8, weights that are
// quantised already run as they are (see [NewQuantised]), others are quantised
// (see [Quantise]).
func Build(spec Spec, b *weights.Bundle, p Precision) (Classifier, error) {
	if p == Float32 {
		return New(spec, b)
	}
	if _, err := b.Activation(inputName); err == nil {
		return NewQuantised(spec, b, FloatingPoint)
	}
	return Quantise(spec, b)
}
