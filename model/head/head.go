package head

import (
	"fmt"
	"math"
	"slices"
)

// Kind is what a head answers.
type Kind uint8

// The kinds, with the table of the paper whose mechanism they have.
const (
	Softmax   Kind = iota // one of the classes (Table 10)
	Sigmoid               // every attribute by itself (Table 12)
	Cells                 // one of the places (Table 11)
	Embedding             // which of the things that were seen before (Table 14)
)

var kindNames = [...]string{"softmax", "sigmoid", "cells", "embedding"}

// String returns the kind's name: "softmax", "sigmoid", "cells" or "embedding".
func (k Kind) String() string { return kindNames[k] }

// ParseKind returns the kind of that name.
func ParseKind(name string) (Kind, error) {
	if i := slices.Index(kindNames[:], name); i >= 0 {
		return Kind(i), nil
	}
	return 0, fmt.Errorf("kind: have %.60q, want one of %q", name, kindNames)
}

// Backbone says which network's features a head reads. It fits no network with another one.
type Backbone struct {
	Digest     string  // SHA-256 of the file of its weights, hexadecimal
	Alpha      float64 // width multiplier
	Resolution int     // side of its input in pixels
	Precision  string  // what it computes with, as model.Precision is written
}

// Reference is a picture of a thing as an embedding sees it.
type Reference struct {
	Class  int
	Vector []float32 // of length 1
}

// Head answers a question of one's own about a picture from the features that a backbone sees in it, the means over
// its last feature map:
//
//	output[m] = bias[m] + Σ_c features[c]·weights[c, m]
//
// A head is not safe for concurrent use.
type Head struct {
	Kind       Kind
	Backbone   Backbone
	Classes    []string    // the names of the classes, attributes, places or things
	Weights    []float32   // [features, outputs]
	Bias       []float32   // [outputs]: one for each class; of an embedding EmbeddingLen
	References []Reference // of an embedding: what it compares pictures with
	Threshold  float32     // what answers below say is none of the classes, see ChooseThreshold
	Provenance string      // how it was trained, in words

	outputs []float64 // of the last picture
}

// New returns a head that has not been trained, for features like those of the examples: it takes all classes for
// equally likely. An embedding is a projection by random signs, centred on the examples, which keeps angles nearly as
// they are (D. Achlioptas 2003, Journal of Computer and System Sciences 66) and is good for use as it is. New returns
// an error without examples, or without a name for each class.
func New(kind Kind, backbone Backbone, classes []string, examples []Example) (*Head, error) {
	if len(examples) == 0 {
		return nil, fmt.Errorf("head: have no examples, want one at least")
	}
	features := len(examples[0].Features)
	if err := checkFeatures(features, examples); err != nil {
		return nil, err
	}
	h := &Head{Kind: kind, Backbone: backbone, Classes: slices.Clone(classes), Provenance: "not trained"}
	outputs := h.outputsLen()
	h.Weights, h.Bias = make([]float32, features*outputs), make([]float32, outputs)
	switch kind {
	case Embedding:
		h.project(examples)
	case Sigmoid:
		h.Threshold = 0.5
	}
	if err := h.validate(); err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	return h, nil
}

// Features returns how many features the head reads.
func (h *Head) Features() int { return len(h.Weights) / len(h.Bias) }

// Answer returns what the head says of a picture, one number for each class, in dst if it has room: the probability of
// the class, place or attribute, 0..1; of an embedding the cosine with the most similar reference of the thing, −1..1,
// which is −1 if there is none. It panics if there are more or fewer features than the head reads. It allocates nothing
// if dst has room and the head has answered before.
func (h *Head) Answer(dst, features []float32) []float32 {
	z := h.run(features)
	dst = slices.Grow(dst[:0], len(h.Classes))[:len(h.Classes)]
	switch h.Kind {
	case Embedding:
		for k := range dst {
			dst[k] = -1
		}
		normalise(z)
		for _, r := range h.References {
			cosine := 0.0
			for i, v := range r.Vector {
				cosine += float64(float64(v) * z[i])
			}
			dst[r.Class] = max(dst[r.Class], float32(cosine))
		}
	default:
		h.Kind.squash(z, 1)
		for k, p := range z {
			dst[k] = float32(p)
		}
	}
	return dst
}

// Decide returns the class of the highest answer, the first of equal ones, or −1 if it is below the threshold: none of
// the classes. Of a sigmoid each attribute is there or not by itself.
func (h *Head) Decide(answer []float32) int {
	k := first(answer)
	if answer[k] < h.Threshold {
		return -1
	}
	return k
}

// Target returns what a picture's target is where another head shall learn to answer as this one does: the probabilities
// at a temperature, above 1 softer ones, which show what the head takes for similar (Hinton et al. 2015,
// arXiv:1503.02531), or the vector of an embedding.
func (h *Head) Target(features []float32, temperature float64) []float32 {
	z := h.run(features)
	h.Kind.squash(z, temperature)
	target := make([]float32, len(z))
	for m, v := range z {
		target[m] = float32(v)
	}
	return target
}

// Refer adds a picture of a thing to what an embedding compares others with.
func (h *Head) Refer(class int, features []float32) {
	h.References = append(h.References, Reference{Class: class, Vector: h.Target(features, 1)})
}

// run computes the outputs. They are valid until the next call.
func (h *Head) run(features []float32) []float64 {
	if len(features) != h.Features() {
		panic(fmt.Sprintf("head: have %d features, want %d", len(features), h.Features()))
	}
	outputs := len(h.Bias)
	h.outputs = slices.Grow(h.outputs[:0], outputs)[:outputs]
	for m, b := range h.Bias {
		h.outputs[m] = float64(b)
	}
	for c, f := range features {
		for m, w := range h.Weights[c*outputs:][:outputs] {
			h.outputs[m] += float64(float64(f) * float64(w))
		}
	}
	return h.outputs
}

// squash makes of outputs what the kind answers with: probabilities at a temperature, or a vector of length 1.
func (k Kind) squash(z []float64, temperature float64) {
	switch k {
	case Sigmoid:
		for m, v := range z {
			z[m] = sigmoid(v / temperature)
		}
	case Embedding:
		normalise(z)
	default:
		softmax(z, temperature)
	}
}

// normalise makes the vector's length 1, unless it is 0, and returns what it was.
func normalise(z []float64) float64 {
	length := math.Sqrt(dot(z, z))
	if length > 0 {
		for m := range z {
			z[m] /= length
		}
	}
	return length
}
