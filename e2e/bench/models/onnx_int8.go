package models

import (
	"encoding/binary"
	"math"
)

// ONNXInt8 returns the network as an ONNX model whose convolutions compute in integers of 8 bits: activations unsigned,
// per layer, so that ReLU6 is where they saturate; weights signed, per output channel. Mean and logits are float32.
func (n *Network) ONNXInt8(r Reference) []byte {
	g := &onnx{}
	g.graph = g.graph.text(graphName, "MobileNet v1")
	scale := quantisation{1. / 127, 128}
	g.quantisation("input", scale)
	g.node("QuantizeLinear", "input/quantised", []string{"input", "input/scale", "input/zero"})
	at, from := "input/quantised", "input"
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			g.node("DequantizeLinear", "features", []string{at, from + "/scale", from + "/zero"})
			g.classifier(l, "features")
			break
		}
		next := quantisation{r.Max[i] / 255, 0}
		g.quantisation(l.Name, next)
		g.quantisedConvolution(l, at, from, scale)
		at, from, scale = l.Name, l.Name, next
	}
	return g.encode(n.Resolution)
}

// quantisation adds what an activation's integers mean.
func (g *onnx) quantisation(name string, q quantisation) {
	g.floats(name+"/scale", []float32{float32(q.scale)})
	g.tensor(name+"/zero", tensorUint8, []byte{byte(q.zero)})
}

// quantisedConvolution adds a convolution between two quantised activations.
func (g *onnx) quantisedConvolution(l *Layer, input, from string, scale quantisation) {
	weights, scales := l.quantised()
	bias := make([]byte, 0, 4*l.Out)
	for o, b := range l.Bias {
		stored := math.Round(float64(b) / (scale.scale * float64(scales[o])))
		bias = binary.LittleEndian.AppendUint32(bias, uint32(int32(stored)))
	}
	sizes, attributes := l.onnxConvolution()
	g.tensor(l.Name+"/weights", tensorInt8, onnxWeights(l, weights), sizes...)
	g.floats(l.Name+"/weights/scale", scales, l.Out)
	g.tensor(l.Name+"/weights/zero", tensorInt8, make([]byte, l.Out), l.Out)
	g.tensor(l.Name+"/bias", tensorInt32, bias, l.Out)
	g.node("QLinearConv", l.Name, []string{
		input, from + "/scale", from + "/zero",
		l.Name + "/weights", l.Name + "/weights/scale", l.Name + "/weights/zero",
		l.Name + "/scale", l.Name + "/zero", l.Name + "/bias",
	}, attributes...)
}
