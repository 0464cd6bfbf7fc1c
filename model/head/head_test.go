package head

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// What heads answer, by hand, and that answering costs no allocation.
func TestAnswer(t *testing.T) {
	linear := Head{Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, 0, 0, 2}, Bias: []float32{0, 1}}
	softmax, cells, sigmoid := linear, linear, linear
	softmax.Kind, cells.Kind, sigmoid.Kind = Softmax, Cells, Sigmoid
	embedding := Head{Kind: Embedding, Backbone: backbone, Classes: []string{"a", "b", "c"}, Weights: make([]float32, 2*EmbeddingLen), Bias: make([]float32, EmbeddingLen)}
	embedding.Weights[0], embedding.Weights[EmbeddingLen+1] = 1, 1
	embedding.Refer(1, []float32{0, 5})
	embedding.Refer(1, []float32{2, 0})
	embedding.Refer(2, []float32{-3, 4})
	for _, c := range []struct {
		name     string
		head     Head
		features []float32
		want     []float64
	}{
		{"softmax", softmax, []float32{2, 0.25}, []float64{1 / (1 + math.Exp(-0.5)), 1 / (1 + math.Exp(0.5))}}, // logits 2 and 1.5
		{"cells", cells, []float32{2, 0.25}, []float64{1 / (1 + math.Exp(-0.5)), 1 / (1 + math.Exp(0.5))}},
		{"sigmoid", sigmoid, []float32{2, 0.25}, []float64{1 / (1 + math.Exp(-2)), 1 / (1 + math.Exp(-1.5))}},
		{"embedding", embedding, []float32{6, 8}, []float64{-1, 0.8, (-18 + 32.) / 50}},
		{"embedding, no direction", embedding, []float32{0, 0}, []float64{-1, 0, 0}},
	} {
		have := c.head.Answer(nil, c.features)
		if len(have) != len(c.want) {
			t.Fatalf("%s: have %d answers, want %d", c.name, len(have), len(c.want))
		}
		for k, want := range c.want {
			if math.Abs(float64(have[k])-want) > 1e-7 {
				t.Errorf("%s: have %v, want %v", c.name, have, c.want)
			}
		}
		if n := testing.AllocsPerRun(2, func() { have = c.head.Answer(have, c.features) }); n != 0 {
			t.Errorf("%s: have %v allocations, want 0", c.name, n)
		}
	}
}

func TestDecide(t *testing.T) {
	h := &Head{Threshold: 0.5}
	for _, c := range []struct {
		name   string
		answer []float32
		want   int
	}{
		{"the highest", []float32{0.2, 0.7, 0.1}, 1},
		{"just as high as the threshold", []float32{0.5, 0.3, 0.2}, 0},
		{"none", []float32{0.3, 0.3, 0.4}, -1},
		{"the first of two", []float32{0.1, 0.9, 0.9}, 1},
	} {
		if have := h.Decide(c.answer); have != c.want {
			t.Errorf("%s: have %d, want %d", c.name, have, c.want)
		}
	}
}

// Targets for others are softer at a higher temperature, and what is answered at 1.
func TestTarget(t *testing.T) {
	for _, kind := range []Kind{Softmax, Sigmoid, Cells} {
		h, _ := trained(t, kind)
		features := synthetic(kind, 1)[0].Features
		if have, want := h.Target(features, 1), h.Answer(nil, features); !slices.Equal(have, want) {
			t.Errorf("%v: have the target %v at 1, want %v", kind, have, want)
		}
		hard, soft := h.Target(features, 1), h.Target(features, 3)
		if slices.Max(soft) >= slices.Max(hard) {
			t.Errorf("%v: have the target %v at 3 and %v at 1, want a softer one", kind, soft, hard)
		}
	}
}

// A head that was not trained takes all classes for equally likely, and keeps angles as an embedding.
func TestNew(t *testing.T) {
	examples := synthetic(Softmax, 30)
	for _, kind := range allKinds {
		h, err := New(kind, backbone, []string{"a", "b", "c"}, examples)
		if err != nil {
			t.Fatal(err)
		}
		want := map[Kind]float32{Softmax: 1. / 3, Cells: 1. / 3, Sigmoid: 0.5, Embedding: -1}[kind]
		if have := h.Answer(nil, examples[0].Features); !slices.Equal(have, []float32{want, want, want}) {
			t.Errorf("%v: have %v, want %v thrice", kind, have, want)
		}
	}
	h, err := New(Embedding, backbone, []string{"a", "b", "c"}, examples)
	if err != nil {
		t.Fatal(err)
	}
	norm := measure(examples)
	x, y := make([]float64, syntheticFeatures), make([]float64, syntheticFeatures)
	squares, length := 0.0, 0.0
	for _, e := range examples[1:] {
		norm.apply(x, e.Features)
		norm.apply(y, examples[0].Features)
		normalise(x)
		normalise(y)
		h.References = nil
		h.Refer(0, examples[0].Features)
		difference := float64(h.Answer(nil, e.Features)[0]) - dot(x, y)
		squares += difference * difference / 29
		length += dot(h.run(e.Features), h.run(e.Features)) / 29
	}
	if !(math.Sqrt(squares) < 0.2) || !(length > 0.7 && length < 1.4) {
		t.Errorf("have cosines that are off by %v and a mean square length of %v, want at most 0.2 and about 1", math.Sqrt(squares), length)
	}
}

func TestNewRefuses(t *testing.T) {
	examples := synthetic(Softmax, 2)
	for _, c := range []struct {
		name     string
		classes  []string
		examples []Example
		want     string
	}{
		{"no examples", []string{"a"}, nil, "have no examples, want one at least"},
		{"no classes", nil, examples, "have no classes, want one at least"},
		{"one class", []string{"a"}, examples, "have one class, want two at least for a head of kind softmax"},
		{"no name", []string{"a", " "}, examples, `class 1: have the name " ", want some letters on one line`},
		{"two lines", []string{"a\nb"}, examples, `class 0: have the name "a\nb", want some letters on one line`},
		{"no features", []string{"a", "b"}, []Example{{}}, "example 0: have 0 features, want 1"},
	} {
		if _, err := New(Softmax, backbone, c.classes, c.examples); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have the error %v, want %q", c.name, err, c.want)
		}
	}
}

func TestAnswerOfOtherFeatures(t *testing.T) {
	h, _ := trained(t, Softmax)
	defer func() {
		if recover() == nil {
			t.Error("have no panic, want one for features of another network")
		}
	}()
	h.Answer(nil, make([]float32, syntheticFeatures+1))
}
