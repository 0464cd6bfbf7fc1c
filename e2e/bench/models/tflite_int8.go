package models

import (
	"encoding/binary"
	"math"
)

// quantisation says what integers of 8 bits mean: real = (stored - zero)·scale.
type quantisation struct {
	scale float64
	zero  int
}

// positive returns the quantisation of values from 0 to largest, as signed integers.
func positive(largest float64) quantisation { return quantisation{largest / 255, -128} }

// symmetric returns the quantisation of values from -largest to largest.
func symmetric(largest float64) quantisation { return quantisation{largest / 127, 0} }

// table returns the quantisation as TensorFlow Lite's schema has it.
func (q quantisation) table() table {
	return table{nil, nil, []float32{float32(q.scale)}, []int64{int64(q.zero)}}
}

// TFLiteInt8 returns the network as a TensorFlow Lite file in integers of 8 bits, quantised as its converter does it
// after training: weights per output channel, activations per layer from what they reach on the network's own input.
// Input and logits are float32.
func (n *Network) TFLiteInt8(r Reference) []byte {
	m := newTFLite()
	size := int32(n.Resolution)
	input := m.tensor("input", tfFloat32, nil, nil, 1, size, size, 3)
	scale := symmetric(1)
	at := m.tensor("input/quantised", tfInt8, nil, scale.table(), 1, size, size, 3)
	m.operator(tfQuantize, nil, at, input)
	for i := range n.Layers {
		l := &n.Layers[i]
		next := positive(r.Max[i])
		if l.Kind == FullyConnected {
			scale = positive(r.MaxMean)
			axes := m.tensor("mean/axes", tfInt32, []byte{1, 0, 0, 0, 2, 0, 0, 0}, nil, 2)
			mean := m.tensor("mean", tfInt8, nil, scale.table(), 1, 1, 1, int32(l.In))
			m.operator(tfMean, table{byte(1)}, mean, at, axes)
			at, next = mean, symmetric(r.Max[i])
		}
		at = m.quantisedLayer(l, at, scale, next)
		scale = next
	}
	logits := m.tensor("logits", tfFloat32, nil, nil, 1, 1, 1, Classes)
	m.operator(tfDequantize, nil, logits, at)
	return m.encode(input, logits)
}

// quantisedLayer adds a layer with its weights, between two quantisations, and returns its output.
func (m *tflite) quantisedLayer(l *Layer, input int32, from, to quantisation) int32 {
	weights, scales := l.quantised()
	dimension, channels := int32(0), int32(l.Out)
	if l.Kind == Depthwise {
		dimension = 3
	} else {
		weights = transposed(weights, l.taps(), l.Out)
	}
	bias := make([]byte, 0, 4*l.Out)
	biasScales := make([]float32, l.Out)
	for o, b := range l.Bias {
		scale := from.scale * float64(scales[o])
		biasScales[o] = float32(scale)
		bias = binary.LittleEndian.AppendUint32(bias, uint32(int32(math.Round(float64(b)/scale))))
	}
	zeros := make([]int64, l.Out)
	w := m.tensor(l.Name+"/weights", tfInt8, weights, table{nil, nil, scales, zeros, nil, nil, dimension}, l.tfShape()...)
	b := m.tensor(l.Name+"/bias", tfInt32, bias, table{nil, nil, biasScales, zeros, nil, nil, int32(0)}, channels)
	size := int32(l.OutSize)
	output := m.tensor(l.Name, tfInt8, nil, to.table(), 1, size, size, channels)
	code, options := l.options()
	m.operator(code, options, output, input, w, b)
	return output
}

// quantised returns the layer's weights, still [taps][out], as signed integers with a scale for each output channel.
func (l *Layer) quantised() (weights []byte, scales []float32) {
	scales = make([]float32, l.Out)
	for i, w := range l.Weights {
		scales[i%l.Out] = max(scales[i%l.Out], float32(math.Abs(float64(w)))/127)
	}
	weights = make([]byte, len(l.Weights))
	for i, w := range l.Weights {
		weights[i] = byte(int8(math.Round(float64(w / scales[i%l.Out]))))
	}
	return weights, scales
}
