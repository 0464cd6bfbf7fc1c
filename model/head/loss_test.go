package head

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// lossCases are targets of every kind of loss, with outputs that miss them.
var lossCases = []struct {
	name        string
	kind        Kind
	z           []float64
	target      []float32
	temperature float64
	want        float64 // by hand
}{
	{"softmax, undecided", Softmax, []float64{0, 0, 0, 0}, []float32{0, 1, 0, 0}, 1, math.Log(4)},
	{"softmax", Softmax, []float64{1, -0.5, 2}, []float32{1, 0, 0}, 1, math.Log(1 + math.Exp(-1.5) + math.Exp(1))},
	{"softmax, large logits", Softmax, []float64{1000, 990, -1000}, []float32{0, 1, 0}, 1, 10 + math.Log(1+math.Exp(-10))},
	{"softmax, none of two", Softmax, []float64{2, 0}, []float32{0.5, 0.5}, 1, math.Log(1+math.Exp(2)) - 1 - math.Ln2},
	{"softmax, soft", Softmax, []float64{math.Log(3), 0}, []float32{0.5, 0.5}, 1, 0.5*math.Log(0.5/0.75) + 0.5*math.Log(0.5/0.25)},
	{"softmax, soft at 2", Softmax, []float64{2 * math.Log(3), 0}, []float32{0.5, 0.5}, 2, 4 * (0.5*math.Log(0.5/0.75) + 0.5*math.Log(0.5/0.25))},
	{"softmax, soft and exact", Softmax, []float64{math.Log(3), 0}, []float32{0.75, 0.25}, 1, 0},
	{"cells", Cells, []float64{0, 0}, []float32{0, 1}, 1, math.Ln2},
	{"sigmoid, undecided", Sigmoid, []float64{0, 0}, []float32{1, 0}, 1, 2 * math.Ln2},
	{"sigmoid, one unlabelled", Sigmoid, []float64{1, 70, -2}, []float32{1, Unlabelled, 1}, 1, math.Log(1+math.Exp(-1)) + math.Log(1+math.Exp(2))},
	{"sigmoid, large logits", Sigmoid, []float64{800, -800, 800}, []float32{1, 0, 0}, 1, 800},
	{"sigmoid, soft at 3", Sigmoid, []float64{3 * math.Log(3)}, []float32{0.5}, 3, 9 * (0.5*math.Log(0.5/0.75) + 0.5*math.Log(0.5/0.25))},
	{"embedding, right angle", Embedding, []float64{0, 3}, []float32{1, 0}, 1, 1},
	{"embedding, 3-4-5", Embedding, []float64{3, 4}, []float32{1, 0}, 1, 1 - 3./5},
	{"embedding, opposite", Embedding, []float64{0, -2}, []float32{0, 1}, 1, 2},
	{"embedding, exact", Embedding, []float64{0, 7}, []float32{0, 1}, 1, 0},
}

func TestLoss(t *testing.T) {
	for _, c := range lossCases {
		have := c.kind.loss(slices.Clone(c.z), c.target, c.temperature)
		if !(math.Abs(have-c.want) <= 1e-12*max(1, c.want)) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
	// A vector of length 0 has no direction.
	z := []float64{0, 0}
	if have := Embedding.loss(z, []float32{1, 0}, 1); have != 1 || z[0] != 0 || z[1] != 0 {
		t.Errorf("embedding, no length: have %v and the gradient %v, want 1 and no gradient", have, z)
	}
}

// slope returns the derivative of f by x[i], by differences.
func slope(f func() float64, x *float64) float64 {
	const step = 1e-5
	at := *x
	*x = at + step
	above := f()
	*x = at - step
	below := f()
	*x = at
	return (above - below) / (2 * step)
}

func TestLossGradient(t *testing.T) {
	for _, c := range lossCases {
		z := slices.Clone(c.z)
		gradient := slices.Clone(c.z)
		c.kind.loss(gradient, c.target, c.temperature)
		for m, have := range gradient {
			want := slope(func() float64 { return c.kind.loss(slices.Clone(z), c.target, c.temperature) }, &z[m])
			if !(math.Abs(have-want) <= 1e-7*max(1, math.Abs(want))) {
				t.Errorf("%s: output %d: have the gradient %v, want %v", c.name, m, have, want)
			}
		}
	}
}

// The gradients of all weights and biases are those of the mean loss of a mini-batch.
func TestWeightGradient(t *testing.T) {
	for _, kind := range []Kind{Softmax, Sigmoid, Cells, Embedding} {
		t.Run(kind.String(), func(t *testing.T) {
			examples := synthetic(kind, 4)
			trainer := newTrainer(t, kind, Standard(), examples, nil)
			rng := rand.New(rand.NewPCG(3, 0))
			for i := range trainer.weights.values {
				trainer.weights.values[i] = rng.Float64() - 0.5
			}
			loss := func() (sum float64) {
				for _, e := range examples {
					loss, _, _ := trainer.score(e)
					sum += loss / float64(len(examples))
				}
				return sum
			}
			for _, e := range examples {
				trainer.learn(e, float64(len(examples)))
			}
			for name, o := range map[string]rmsprop{"weight": trainer.weights, "bias": trainer.bias} {
				for i := range o.values {
					have, want := o.gradients[i], slope(loss, &o.values[i])
					if !(math.Abs(have-want) <= 1e-8) {
						t.Fatalf("%s %d: have the gradient %v, want %v", name, i, have, want)
					}
				}
			}
		})
	}
}

func TestRight(t *testing.T) {
	for _, c := range []struct {
		name      string
		kind      Kind
		z         []float64
		target    []float32
		right, of float64
	}{
		{"right class", Softmax, []float64{1, 3, 2}, []float32{0, 1, 0}, 1, 1},
		{"wrong class", Softmax, []float64{1, 2, 3}, []float32{0, 1, 0}, 0, 1},
		{"equal, and the first of them", Cells, []float64{2, 2}, []float32{1, 0}, 1, 1},
		{"equal, and not the first of them", Cells, []float64{2, 2}, []float32{0, 1}, 0, 1},
		{"none of the classes", Softmax, []float64{2, 1}, OneOf(-1, 2), 0, 0},
		{"the likeliest of a soft target", Softmax, []float64{2, 1}, []float32{0.6, 0.4}, 1, 1},
		{"attributes", Sigmoid, []float64{2, -1, 1, 1}, []float32{1, 0, 0, Unlabelled}, 2, 3},
		{"cosine", Embedding, []float64{3, 4}, []float32{0, 1}, 0.8, 1},
		{"no direction", Embedding, []float64{0, 0}, []float32{0, 1}, 0, 1},
	} {
		if right, of := c.kind.right(c.z, c.target); math.Abs(right-c.right) > 1e-15 || of != c.of {
			t.Errorf("%s: have %v of %v, want %v of %v", c.name, right, of, c.right, c.of)
		}
	}
}
