package models

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
)

// object is a JSON object.
type object = map[string]any

// TFJS returns the network as a graph model of TensorFlow.js, model.json and weights.bin, with the fused operators that
// its converter makes of convolution, bias and ReLU6.
func (n *Network) TFJS() (model, weights []byte, err error) {
	g := &tfjs{}
	size := n.Resolution
	at := "input"
	g.node(at, "Placeholder", nil, object{
		"dtype": float32Type,
		"shape": object{"shape": tfjsShape(1, size, size, 3)},
	})
	for i := range n.Layers {
		l := &n.Layers[i]
		if l.Kind == FullyConnected {
			g.axes("mean/axes", 1, 2)
			g.node("mean", "Mean", []string{at, "mean/axes"}, object{
				"T": float32Type, "Tidx": object{"type": "DT_INT32"}, "keep_dims": object{"b": true},
			})
			at = "mean"
		}
		at = g.layer(l, at)
	}
	model, err = json.Marshal(object{
		"format":        "graph-model",
		"modelTopology": object{"node": g.nodes, "library": object{}, "versions": object{"producer": 1}},
		"signature": object{
			"inputs":  object{"input": object{"name": "input:0", "dtype": "DT_FLOAT", "tensorShape": tfjsShape(1, size, size, 3)}},
			"outputs": object{"logits": object{"name": at + ":0", "dtype": "DT_FLOAT", "tensorShape": tfjsShape(1, 1, 1, Classes)}},
		},
		"weightsManifest": []object{{"paths": []string{"weights.bin"}, "weights": g.manifest}},
	})
	return model, g.data, err
}

// tfjs is a graph in the making.
type tfjs struct {
	nodes, manifest []object
	data            []byte
}

var float32Type = object{"type": "DT_FLOAT"}

// layer adds a fused convolution with its weights, and returns its name.
func (g *tfjs) layer(l *Layer, input string) string {
	operator, weights := "_FusedConv2D", []int{1, 1, l.In, l.Out}
	switch l.Kind {
	case Conv3x3:
		weights = []int{3, 3, l.In, l.Out}
	case Depthwise:
		operator, weights = "FusedDepthwiseConv2dNative", []int{3, 3, l.Out, 1}
	}
	fused := []string{"BiasAdd", "Relu6"}
	if l.Kind == FullyConnected {
		fused = fused[:1]
	}
	g.floats(l.Name+"/weights", l.Weights, weights...)
	g.floats(l.Name+"/bias", l.Bias, l.Out)
	g.node(l.Name, operator, []string{input, l.Name + "/weights", l.Name + "/bias"}, object{
		"T":           float32Type,
		"num_args":    object{"i": "1"},
		"epsilon":     object{"f": 0},
		"padding":     object{"s": base64.StdEncoding.EncodeToString([]byte("SAME"))},
		"data_format": object{"s": base64.StdEncoding.EncodeToString([]byte("NHWC"))},
		"strides":     integers(1, l.Stride, l.Stride, 1),
		"dilations":   integers(1, 1, 1, 1),
		"fused_ops":   texts(fused),
	})
	return l.Name
}

// node adds a node.
func (g *tfjs) node(name, operator string, inputs []string, attributes object) {
	g.nodes = append(g.nodes, object{"name": name, "op": operator, "input": inputs, "attr": attributes})
}

// floats adds a constant of float32.
func (g *tfjs) floats(name string, values []float32, shape ...int) {
	g.constant(name, "float32", "DT_FLOAT", shape)
	g.data = appendFloats(g.data, values)
}

// axes adds a constant of int32.
func (g *tfjs) axes(name string, values ...byte) {
	g.constant(name, "int32", "DT_INT32", []int{len(values)})
	for _, v := range values {
		g.data = append(g.data, v, 0, 0, 0)
	}
}

func (g *tfjs) constant(name, kind, graphKind string, shape []int) {
	g.manifest = append(g.manifest, object{"name": name, "shape": shape, "dtype": kind})
	g.node(name, "Const", nil, object{
		"dtype": object{"type": graphKind},
		"value": object{"tensor": object{"dtype": graphKind, "tensorShape": tfjsShape(shape...)}},
	})
}

// tfjsShape is a shape as the graph has it, with numbers as text.
func tfjsShape(sizes ...int) object {
	dims := make([]object, len(sizes))
	for i, size := range sizes {
		dims[i] = object{"size": strconv.Itoa(size)}
	}
	return object{"dim": dims}
}

func integers(values ...int) object {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = strconv.Itoa(v)
	}
	return object{"list": object{"i": list}}
}

func texts(values []string) object {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = base64.StdEncoding.EncodeToString([]byte(v))
	}
	return object{"list": object{"s": list}}
}
