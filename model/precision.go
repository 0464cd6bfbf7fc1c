package model

import (
	"fmt"

	"mobilenet/kernels"
)

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

// Arithmetic returns what the network's layers multiply: "float32", "bytes" or "int16". Integers are kept in 16 bits where
// the kernels have no products of the network's bytes.
func (n *Network) Arithmetic() string {
	switch n.numbers.(type) {
	case *uint8s:
		return "bytes"
	case *int16s:
		return "int16"
	}
	return "float32"
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
