package weights

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
)

// PyTorch's tensors by the names of transformers' MobileNetV1Model, whose normalisation is not folded. Layers 2i and 2i+1
// are the depthwise and the pointwise convolution of block i+1; a prefix may stand before all names.
const (
	pytorchStem       = "conv_stem."
	pytorchPrefix     = "mobilenet_v1."
	pytorchClassifier = "classifier."
	pytorchEpsilon    = 1e-3 // of the normalisation
)

// pytorchOther tells what a file without this project's metadata is by its tensors' names: nil for one of transformers'
// MobileNet v1.
func (h header) pytorchOther() error {
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
	widths := []int{0}
	stem := p[pytorchStem+"convolution.weight"]
	if len(stem.Shape) != 4 {
		return nil, fmt.Errorf("tensor %sconvolution.weight: have shape %v, want [M 3 3 3]", pytorchStem, stem.Shape)
	}
	widths[0] = stem.Shape[0]
	if err := p.fold(b, "conv", pytorchStem, widths[0], 3, 3); err != nil {
		return nil, err
	}
	for i := range 13 {
		in, block := widths[i], fmt.Sprintf("block%d/", i+1)
		if err := p.fold(b, block+"depthwise", fmt.Sprintf("layer.%d.", 2*i), in, 1, 3); err != nil {
			return nil, err
		}
		layer := fmt.Sprintf("layer.%d.", 2*i+1)
		out := len(p[layer+"normalization.weight"].Data)
		if err := p.fold(b, block+"pointwise", layer, out, in, 1); err != nil {
			return nil, err
		}
		widths = append(widths, out)
	}
	alpha, err := alphaOf(widths)
	if err != nil {
		return nil, err
	}
	bias := p[pytorchClassifier+"bias"]
	weights, err := p.tensor(pytorchClassifier+"weight", len(bias.Data), widths[13])
	if err != nil {
		return nil, err
	}
	if err := b.Add(Tensor{"fc/weights", []int{widths[13], len(bias.Data)}, transpose(weights, len(bias.Data))}); err != nil {
		return nil, err
	}
	if err := b.Add(Tensor{"fc/bias", []int{len(bias.Data)}, bias.Data}); err != nil {
		return nil, err
	}
	b.Meta = classifierMeta(alpha, 0, len(bias.Data), false)
	b.nameClasses(nil)
	b.Assumed.Input, b.Assumed.Resolution = true, true
	return b, b.Meta.validate()
}

// fold adds the convolution under a prefix, of out outputs that read in channels each, with its normalisation:
//
//	w = weight·γ/√(variance + ε)
//	b = β − mean·γ/√(variance + ε)
func (p pytorch) fold(b *Bundle, name, prefix string, out, in, kernel int) error {
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
	shape := []int{in, out}
	if kernel > 1 {
		shape = []int{kernel, kernel, in, out}
	}
	if kernel > 1 && in == 1 {
		shape = []int{kernel, kernel, out}
	}
	if err := b.Add(Tensor{name + "/weights", shape, folded}); err != nil {
		return err
	}
	return b.Add(Tensor{name + "/bias", []int{out}, bias})
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
