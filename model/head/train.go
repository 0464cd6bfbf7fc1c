package head

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Score says how well a head answers examples.
type Score struct {
	Loss  float64 // the mean, see Trainer
	Right float64 // the share of right answers; of an embedding the mean cosine with the targets
}

// Point is what there is to say of an epoch. What is held out is scored at the end of the epoch, training examples while
// it lasted.
type Point struct{ Train, HeldOut Score }

// Trainer trains a head, a mini-batch at a time:
//
//	for !t.Done() {
//		t.Step()
//	}
//	h := t.Head()
//
// Everything is the same to the last bit wherever it runs. The loss is the cross-entropy of the targets, less their
// own entropy, or 1 − cosine of an embedding. It is scored in float64 on features that are centred and scaled so that
// their mean square length is 1, so that one rate does for every width and resolution; the head that is returned reads
// the features as they are.
type Trainer struct {
	recipe         Recipe
	start          *Head
	train, heldOut []Example
	norm           normalisation

	weights rmsprop // [outputs, features]
	bias    rmsprop
	x, z    []float64 // features and outputs of an example
	rng     *rand.Rand
	order   []int // of the examples in this epoch
	batch   int   // of the epoch, the next
	rate    float64

	running score
	curve   []Point
	best    int       // epoch of the lowest loss on what is held out, counted from 1; 0 before
	kept    []float64 // the weights and biases then
}

// NewTrainer returns a trainer that goes on from head h. Each example needs a target as long as the head has outputs.
// What is held out is never trained on: it ends the training when it is answered no better, see Recipe.Patience, and may
// be empty. Neither may be changed meanwhile. NewTrainer returns an error for examples that do not fit the head and for an impossible recipe.
func NewTrainer(h *Head, recipe Recipe, train, heldOut []Example) (*Trainer, error) {
	if err := recipe.validate(); err != nil {
		return nil, fmt.Errorf("head: %w", err)
	}
	if len(train) == 0 {
		return nil, fmt.Errorf("head: have no examples, want one at least")
	}
	for _, examples := range [][]Example{train, heldOut} {
		if err := checkFeatures(h.Features(), examples); err != nil {
			return nil, err
		}
		if err := checkTargets(h.Kind, len(h.Bias), examples); err != nil {
			return nil, err
		}
	}
	t := &Trainer{
		recipe: recipe, start: h, train: train, heldOut: heldOut,
		norm:    measure(train),
		weights: newRMSprop(len(h.Weights)), bias: newRMSprop(len(h.Bias)),
		x: make([]float64, h.Features()), z: make([]float64, len(h.Bias)),
		rng: rand.New(rand.NewPCG(recipe.Seed, 0)), order: make([]int, len(train)),
		rate: recipe.Rate,
	}
	for i := range t.order {
		t.order[i] = i
	}
	t.load()
	t.keep()
	return t, nil
}

// load takes the weights from the head.
func (t *Trainer) load() {
	features, outputs := len(t.x), len(t.z)
	for m := range outputs {
		row := t.weights.values[m*features:][:features]
		bias := float64(t.start.Bias[m])
		for c := range row {
			w := float64(t.start.Weights[c*outputs+m])
			row[c] = w / t.norm.scale
			bias += float64(w * t.norm.mean[c])
		}
		t.bias.values[m] = bias
	}
}

// Head returns the head as it was after the epoch in which it answered what is held out best, or as it is if nothing is
// held out. It has the threshold of the head that was gone on from, and no references, which would be another
// projection's.
func (t *Trainer) Head() *Head {
	h := *t.start
	h.outputs, h.References, h.Classes = nil, nil, slices.Clone(h.Classes)
	h.Weights, h.Bias = make([]float32, len(h.Weights)), make([]float32, len(h.Bias))
	weights, biases := t.kept[:len(h.Weights)], t.kept[len(h.Weights):]
	features, outputs := len(t.x), len(t.z)
	for m, bias := range biases {
		for c, w := range weights[m*features:][:features] {
			w = float64(w * t.norm.scale)
			h.Weights[c*outputs+m] = float32(w)
			bias -= float64(w * t.norm.mean[c])
		}
		h.Bias[m] = float32(bias)
	}
	h.Provenance = fmt.Sprintf("trained on %d examples, %d held out, %d epochs of %d: %v",
		len(t.train), len(t.heldOut), t.best, len(t.curve), t.recipe)
	return &h
}

// Done reports whether the training has ended: after the last epoch, or by Recipe.Patience.
func (t *Trainer) Done() bool {
	return len(t.curve) >= t.recipe.Epochs || len(t.curve)-t.best >= t.recipe.Patience
}

// Curve returns a point for each epoch that has ended, which must not be changed.
func (t *Trainer) Curve() []Point { return t.curve }

// Step trains on one mini-batch, unless the training has ended. It returns true if an epoch ended with it, which adds a
// point to the curve.
func (t *Trainer) Step() bool {
	if t.Done() {
		return false
	}
	n := len(t.order)
	batches := (n + t.recipe.Batch - 1) / t.recipe.Batch
	if t.batch == 0 {
		t.rng.Shuffle(n, func(i, j int) { t.order[i], t.order[j] = t.order[j], t.order[i] })
	}
	batch := t.order[t.batch*n/batches : (t.batch+1)*n/batches]
	for _, i := range batch {
		t.learn(t.train[i], float64(len(batch)))
	}
	t.weights.step(t.rate, t.recipe.WeightDecay)
	t.bias.step(t.rate, 0)
	if t.batch++; t.batch < batches {
		return false
	}
	t.endEpoch()
	return true
}

// learn adds the gradients of an example, one of so many of a mini-batch.
func (t *Trainer) learn(e Example, batch float64) {
	t.running.add(t.score(e))
	for m, g := range t.z {
		g /= batch
		t.bias.gradients[m] += g
		row := t.weights.gradients[m*len(t.x):][:len(t.x)]
		for c, x := range t.x {
			row[c] += float64(g * x)
		}
	}
}

// score runs an example, and puts the gradients of its outputs into z.
func (t *Trainer) score(e Example) (loss, right, of float64) {
	t.norm.apply(t.x, e.Features)
	for m, b := range t.bias.values {
		t.z[m] = b + dot(t.x, t.weights.values[m*len(t.x):])
	}
	right, of = t.start.Kind.right(t.z, e.Target)
	return t.start.Kind.loss(t.z, e.Target, t.recipe.Temperature), right, of
}

// endEpoch adds a point to the curve and keeps the weights if they are the best.
func (t *Trainer) endEpoch() {
	var heldOut score
	for _, e := range t.heldOut {
		heldOut.add(t.score(e))
	}
	p := Point{t.running.mean(), heldOut.mean()}
	t.curve = append(t.curve, p)
	if t.best == 0 || len(t.heldOut) == 0 || p.HeldOut.Loss < t.curve[t.best-1].HeldOut.Loss {
		t.best = len(t.curve)
		t.keep()
	}
	t.batch, t.running = 0, score{}
	if len(t.curve)%2 == 0 {
		t.rate = float64(t.rate * rateDecay)
	}
}

// keep keeps the weights and biases.
func (t *Trainer) keep() {
	t.kept = append(append(t.kept[:0], t.weights.values...), t.bias.values...)
}

// score sums up how examples are answered.
type score struct{ examples, loss, right, of float64 }

func (s *score) add(loss, right, of float64) {
	s.examples++
	s.loss += loss
	s.right += right
	s.of += of
}

// mean returns the score, whose values are not numbers where there is nothing to count.
func (s score) mean() Score { return Score{Loss: s.loss / s.examples, Right: s.right / s.of} }
