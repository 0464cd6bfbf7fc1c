package weights

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"mobilenet/weights/layers"
)

// PyTorch's tensors by the names of transformers' MobileNetV1Model, whose normalisation is not folded. Layer i is
// that of index i+1 in the layer table; a prefix may stand before all names.
const (
	pytorchStem       = "conv_stem."
	pytorchPrefix     = "mobilenet_v1."
	pytorchClassifier = "classifier."
	pytorchEpsilon    = 1e-3 // of the normalisation
)

// pytorchOther tells what a file without this project's metadata is by its tensors' names: nil for one of transformers'
// MobileNet v1.
func (h header) pytorchOther() error {
	if h.metadata["format"] == headFormat {
		return OtherHead
	}
	known := false
	for _, e := range h.entries {
		switch {
		case strings.HasPrefix(e.name, "mobilenet_v2."), strings.HasPrefix(e.name, "features.18."):
			return OtherMobileNetV2
		case strings.HasPrefix(e.name, "features.4.block."), strings.Contains(e.name, ".fc2."):
			return OtherMobileNetV3
		case strings.HasPrefix(e.name, "blocks.0.0.conv_dw"):
			return OtherTimm
		case strings.HasPrefix(strings.TrimPrefix(e.name, pytorchPrefix), pytorchStem):
			known = true
		}
	}
	if known {
		return nil
	}
	return fmt.Errorf("metadata: have format %q, want %q, or the tensors of transformers' MobileNet v1", h.metadata["format"], formatName)
}

// pytorch are the tensors of a file by their names without a prefix.
type pytorch map[string]Tensor

// readPytorch reads the tensors that a header describes as those of a MobileNet v1 of PyTorch's.
func (h header) readPytorch(r io.Reader) (*Bundle, error) {
	if err := h.pytorchOther(); err != nil {
		return nil, err
	}
	p := make(pytorch)
	for _, e := range h.entries {
		if e.dtype != "F32" && e.dtype != "F16" { // counts of batches
			if _, err := io.CopyN(io.Discard, r, e.end-e.begin); err != nil {
				return nil, fmt.Errorf("tensor %s: %w", e.name, cut(err, 0, e.end-e.begin))
			}
			continue
		}
		m := member{Tensor: Tensor{Name: strings.TrimPrefix(e.name, pytorchPrefix), Shape: e.shape}}
		if err := m.read(r, e, h.metadata); err != nil {
			return nil, fmt.Errorf("tensor %s: %w", e.name, err)
		}
		p[m.Name] = m.Tensor
	}
	return p.bundle()
}

// bundle makes the network of the tensors: normalisation folded, outputs last.
func (p pytorch) bundle() (*Bundle, error) {
	b := new(Bundle)
	stem := p[pytorchStem+"convolution.weight"]
	if len(stem.Shape) != 4 {
		return nil, fmt.Errorf("tensor %sconvolution.weight: have shape %v, want [M 3 3 3]", pytorchStem, stem.Shape)
	}
	var widths []int
	at, classes := 3, 0 // channels so far
	for i, l := range layers.Table1() {
		prefix := fmt.Sprintf("layer.%d.", i-1)
		l.In.Channels, l.Out.Channels = at, at
		switch l.Kind {
		case layers.Pool:
			continue
		case layers.FullyConnected:
			classes = len(p[pytorchClassifier+"bias"].Data)
			l.Out.Channels = classes
			if err := p.classifier(b, l); err != nil {
				return nil, err
			}
			continue
		case layers.Conv:
			prefix, l.Out.Channels = pytorchStem, stem.Shape[0]
		case layers.Pointwise:
			l.Out.Channels = len(p[prefix+"normalization.weight"].Data)
		}
		if err := p.fold(b, l, prefix); err != nil {
			return nil, err
		}
		if at = l.Out.Channels; l.Kind != layers.Depthwise {
			widths = append(widths, at)
		}
	}
	alpha, err := alphaOf(widths)
	if err != nil {
		return nil, err
	}
	b.Meta = classifierMeta(alpha, 0, classes, false)
	b.nameClasses(nil)
	b.Assumed.Input, b.Assumed.Resolution = true, true
	return b, b.Meta.validate()
}

// classifier adds the last layer.
func (p pytorch) classifier(b *Bundle, l layers.Layer) error {
	weights, err := p.tensor(pytorchClassifier+"weight", l.Out.Channels, l.In.Channels)
	if err != nil {
		return err
	}
	return b.AddLayer(l, transpose(weights, l.Out.Channels), p[pytorchClassifier+"bias"].Data)
}

// fold adds the convolution under a prefix with its normalisation:
//
//	w = weight·γ/√(variance + ε)
//	b = β − mean·γ/√(variance + ε)
func (p pytorch) fold(b *Bundle, l layers.Layer, prefix string) error {
	in, out, kernel := l.In.Channels, l.Out.Channels, l.Window()
	if l.Kind == layers.Depthwise {
		in = 1 // of each filter
	}
	weights, err := p.tensor(prefix+"convolution.weight", out, in, kernel, kernel)
	if err != nil {
		return err
	}
	var normal [4][]float32
	for i, of := range []string{"weight", "bias", "running_mean", "running_var"} {
		if normal[i], err = p.tensor(prefix+"normalization."+of, out); err != nil {
			return err
		}
	}
	gamma, beta, mean, variance := normal[0], normal[1], normal[2], normal[3]
	folded, bias := make([]float32, len(weights)), make([]float32, out)
	taps := kernel * kernel
	for o := range out {
		factor := float64(gamma[o]) / math.Sqrt(float64(variance[o])+pytorchEpsilon)
		bias[o] = float32(float64(beta[o]) - float64(float64(mean[o])*factor))
		for i := range in {
			for tap := range taps { // [out, in, taps] becomes [taps, in, out]
				folded[(tap*in+i)*out+o] = float32(float64(weights[(o*in+i)*taps+tap]) * factor)
			}
		}
	}
	return b.AddLayer(l, folded, bias)
}

// tensor returns the values of a tensor, or an error if there is none of this shape.
func (p pytorch) tensor(name string, shape ...int) ([]float32, error) {
	t, exists := p[name]
	if !exists {
		return nil, fmt.Errorf("tensor %s: missing, want shape %v", name, shape)
	}
	if !slices.Equal(t.Shape, shape) {
		return nil, fmt.Errorf("tensor %s: have shape %v, want %v", name, t.Shape, shape)
	}
	return t.Data, nil
}
