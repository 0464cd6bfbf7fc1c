package model

import (
	"unsafe"

	"mobilenet/kernels"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// numbers are what a network computes with: the weights of its layers, kept as the
// kernels read them, and the kernels. The network has the memory of the activations.
type numbers interface {
	precision() Precision
	// parameterBytes returns what all weights, biases and steps take in memory.
	parameterBytes() int64
	// valueBytes returns the bytes of a value that the layer puts out.
	valueBytes(l layers.Layer) int
	// scratchBytes returns the memory that the layer needs while it is computed.
	scratchBytes(l layers.Layer) int
	// share prepares the parts of the layers of a table that a worker computes.
	share(table layers.Table, parts []part)
	// run computes the worker's part of layer i.
	run(isa kernels.ISA, i int, at *place)
	// real returns what layer i has put out in real numbers: where it lies if it is
	// such, or else in dst, which is as long as the layer's Out shape.
	real(dst []float32, i int, activation []byte) []float32
	// weight returns the weight of layer i, a classifier, from a channel of its input
	// to a logit, both in real numbers.
	weight(i, channel, logit int) float32
}

// maker makes numbers of the weights in b, in the memory of former ones if these are of
// the same kind.
type maker func(spec Spec, table layers.Table, b *weights.Bundle, former numbers) (numbers, error)

// place is where a worker's part of a layer reads and writes.
type place struct{ src, dst, scratch []byte }

// view returns bytes of the arena as the values that they are.
func view[T any](memory []byte) []T {
	var value T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(memory))), len(memory)/int(unsafe.Sizeof(value)))
}

// bytesOf returns the memory of s.
func bytesOf[T any](s []T) []byte {
	var value T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(value)))
}

// sizeOf returns what the values of s take in memory, in bytes.
func sizeOf[T any](s []T) int64 { return int64(len(bytesOf(s))) }

// resized returns a slice of n values, in the memory of s if it is large enough.
func resized[T any](s []T, n int) []T {
	if n > cap(s) {
		return make([]T, n)
	}
	return s[:n]
}
