package model

import "unsafe"

// ParameterBytes returns what the network's weights and biases take in memory, in
// bytes: as the kernels read them, padding included.
func (n *Network) ParameterBytes() int64 {
	var total int64
	for _, p := range n.params {
		total += memoryOf(p.weights) + memoryOf(p.bias)
	}
	return total
}

// ParameterBytes returns what the network's weights, biases and steps take in
// memory, in bytes: as the kernels read them, padding included.
func (n *QuantisedNetwork) ParameterBytes() int64 {
	var total int64
	for _, p := range n.params {
		a := &p.activation
		total += memoryOf(p.weights) + memoryOf(p.bytes) + memoryOf(a.Bias) + memoryOf(a.Scales) + memoryOf(a.Multipliers)
	}
	return total
}

// memoryOf returns the bytes of a slice's values.
func memoryOf[T any](s []T) int64 {
	var value T
	return int64(len(s)) * int64(unsafe.Sizeof(value))
}
