package models

import (
	"encoding/binary"
	"math"
)

// Raw returns the weights as bench.html reads them: layer after layer, weights then bias, float32 little endian.
func (n *Network) Raw() []byte {
	var data []byte
	for _, l := range n.Layers {
		data = appendFloats(data, l.Weights)
		data = appendFloats(data, l.Bias)
	}
	return data
}

// RawInput returns the input as bench.html reads it: float32 little endian.
func (n *Network) RawInput() []byte { return appendFloats(nil, n.Input) }

func appendFloats(data []byte, values []float32) []byte {
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return data
}
