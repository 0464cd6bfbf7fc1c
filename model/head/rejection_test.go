package head

import (
	"math"
	"testing"
)

// certain returns a softmax of two classes that answers class 0 with the probability that is the feature, and an example.
func certain() *Head {
	return &Head{Kind: Softmax, Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, 0}, Bias: []float32{0, 0}}
}

// sure returns an example of a class that certain answers with class 0 and that probability.
func sure(class int, probability float64) Example {
	return Example{Features: []float32{float32(math.Log(probability / (1 - probability)))}, Target: OneOf(class, 2)}
}

func TestChooseThreshold(t *testing.T) {
	for _, c := range []struct {
		name     string
		examples []Example
		want     Rejection
	}{
		{"a gap", []Example{sure(0, 0.9), sure(0, 0.8), sure(1, 0.6), sure(-1, 0.55)}, Rejection{0.7, 2, 0, 2, 2}},
		// 0.875 rejects all wrong ones and half of the right ones, 0.75 half and none: as good, and the higher counts.
		{"in between", []Example{sure(0, 0.9), sure(0, 0.8), sure(1, 0.85), sure(-1, 0.7)}, Rejection{0.875, 2, 1, 2, 2}},
		{"no wrong ones", []Example{sure(0, 0.9), sure(0, 0.8), sure(0, 0.7)}, Rejection{0.5, 3, 0, 0, 0}},
		{"no right ones", []Example{sure(-1, 0.6)}, Rejection{0.8, 0, 0, 1, 1}},
		{"no examples", nil, Rejection{0.25, 0, 0, 0, 0}},
	} {
		h := certain()
		h.Threshold = 0.25
		have := h.ChooseThreshold(c.examples)
		if math.Abs(float64(have.Threshold-c.want.Threshold)) > 1e-6 || have.Threshold != h.Threshold {
			t.Errorf("%s: have the threshold %v, want %v", c.name, have.Threshold, c.want.Threshold)
		}
		if again := h.Rejection(c.examples); have != again {
			t.Errorf("%s: have %+v with the threshold chosen, want %+v as it was", c.name, again, have)
		}
		have.Threshold = c.want.Threshold
		if have != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, have, c.want)
		}
	}
}

// Of a hundred right answers that are less sure than even, a threshold that knows no wrong ones rejects five.
func TestThresholdKeeps95(t *testing.T) {
	h := &Head{Kind: Softmax, Backbone: backbone, Classes: []string{"a", "b", "c"}, Weights: []float32{1, 0, 0}, Bias: []float32{0, 0, 0}}
	var examples []Example
	for i := range 100 {
		probability := 0.34 + 0.0015*float64(i) // the other two share the rest
		examples = append(examples, Example{Features: []float32{float32(math.Log(2 * probability / (1 - probability)))}, Target: OneOf(0, 3)})
	}
	if have := h.ChooseThreshold(examples); have.RightRejected != 5 {
		t.Errorf("have %d of 100 right answers rejected, want 5", have.RightRejected)
	}
}

func TestRejectionOfKinds(t *testing.T) {
	sigmoid := &Head{Kind: Sigmoid, Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, -1}, Bias: []float32{0, 0}, Threshold: 0.5}
	embedding := &Head{Kind: Embedding, Backbone: backbone, Classes: []string{"a", "b"}, Weights: make([]float32, 2*EmbeddingLen), Bias: make([]float32, EmbeddingLen), Threshold: 0.7}
	embedding.Weights[0], embedding.Weights[EmbeddingLen+1] = 1, 1 // the features are its first two outputs
	embedding.Refer(0, []float32{1, 0})
	embedding.Refer(1, []float32{0, 2})
	for _, c := range []struct {
		name     string
		head     *Head
		examples []Example
		want     Rejection
	}{
		// Attribute a is there at 2 and −1, b at −2 and 1.
		{"attributes", sigmoid, []Example{{Features: []float32{2}, Target: []float32{1, 0}}, {Features: []float32{-1}, Target: []float32{1, Unlabelled}}}, Rejection{0.5, 2, 1, 1, 1}},
		// cosines 0.6 and 0.8 with the two, of class a; 1 and 0, of none.
		{"pairs", embedding, []Example{{Features: []float32{3, 4}, Target: OneOf(0, 2)}, {Features: []float32{5, 0}, Target: OneOf(-1, 2)}}, Rejection{0.7, 1, 1, 3, 1}},
	} {
		if have := c.head.Rejection(c.examples); have != c.want {
			t.Errorf("%s: have %+v, want %+v", c.name, have, c.want)
		}
	}
}
