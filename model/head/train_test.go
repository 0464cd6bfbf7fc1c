package head

import (
	"bytes"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata anew")

var allKinds = []Kind{Softmax, Sigmoid, Cells, Embedding}

// trained returns a head of a kind, its threshold chosen, and its trainer.
func trained(t testing.TB, kind Kind) (*Head, *Trainer) {
	t.Helper()
	examples := synthetic(kind, 60)
	train, heldOut := examples[:45], examples[45:]
	recipe := Standard()
	recipe.Epochs = 12
	trainer := finish(newTrainer(t, kind, recipe, train, heldOut))
	h := trainer.Head()
	if kind == Embedding {
		for i, e := range train[:6] {
			h.Refer(i%syntheticClasses, e.Features)
		}
		heldOut = slices.Clone(heldOut)
		for i := range heldOut {
			heldOut[i].Target = OneOf(i%syntheticClasses, syntheticClasses)
		}
	}
	h.ChooseThreshold(heldOut)
	return h, trainer
}

// The same head comes out wherever it is trained, to the last bit of its file. A change of what is trained or written
// fails here; -update writes the files anew.
func TestSameEverywhere(t *testing.T) {
	for _, kind := range allKinds {
		h, _ := trained(t, kind)
		var have bytes.Buffer
		if err := Write(&have, h, nil); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", kind.String()+".safetensors")
		if *update {
			if err := os.WriteFile(path, have.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(have.Bytes(), want) {
			t.Errorf("%v: have another head than %s", kind, path)
		}
	}
}

// Every kind learns: the loss falls, and what was not trained on is answered better than by chance.
func TestTrain(t *testing.T) {
	for _, kind := range allKinds {
		_, trainer := trained(t, kind)
		curve := trainer.Curve()
		first, last := curve[0], curve[len(curve)-1]
		if !(last.Train.Loss < 0.8*first.Train.Loss) || !(last.HeldOut.Right > 0.8) {
			t.Errorf("%v: have %+v after the first epoch and %+v after the last, want a loss that falls and answers that are right", kind, first, last)
		}
	}
}

// The examples that are held out get worse from some epoch on: the training ends, with the head of the best epoch.
func TestEarlyStop(t *testing.T) {
	examples := synthetic(Softmax, 30)
	train, heldOut := examples[:15], slices.Clone(examples[15:])
	for i := range heldOut[:9] { // they say otherwise, so that only a weak head is right to some degree
		heldOut[i].Target = OneOf((i+1)%syntheticClasses, syntheticClasses)
	}
	recipe := Standard()
	recipe.Patience = 4
	trainer := newTrainer(t, Softmax, recipe, train, heldOut)
	best := math.Inf(1)
	var kept []float32
	epochs := 0
	for !trainer.Done() {
		if !trainer.Step() {
			continue
		}
		epochs++
		if loss := trainer.Curve()[len(trainer.Curve())-1].HeldOut.Loss; loss < best {
			best = loss
			kept = trainer.Head().Weights
		}
	}
	if epochs == recipe.Epochs || trainer.best != epochs-recipe.Patience {
		t.Errorf("have the best epoch %d of %d, want %d epochs after it and an early end", trainer.best, epochs, recipe.Patience)
	}
	if !slices.Equal(trainer.Head().Weights, kept) {
		t.Errorf("have other weights than those of the best epoch, %d", trainer.best)
	}
	if trainer.Step() {
		t.Error("have an epoch after the end")
	}
	// The head that is returned scores so without the trainer, too.
	loss := 0.0
	for _, e := range heldOut {
		z := trainer.Head().run(e.Features)
		loss += Softmax.loss(z, e.Target, 1) / float64(len(heldOut))
	}
	if !(math.Abs(loss-best) < 1e-6) {
		t.Errorf("have a loss of %v with the head returned, want %v", loss, best)
	}
}

// Without examples that are held out, the training lasts and its last epoch counts.
func TestNothingHeldOut(t *testing.T) {
	recipe := Standard()
	recipe.Epochs, recipe.Patience = 7, 3
	trainer := finish(newTrainer(t, Softmax, recipe, synthetic(Softmax, 6), nil))
	p := trainer.Curve()[6]
	if len(trainer.Curve()) != 7 || trainer.best != 7 || p.HeldOut.Loss == p.HeldOut.Loss || p.HeldOut.Right == p.HeldOut.Right {
		t.Errorf("have %d epochs, the best %d, and %+v, want 7, 7 and no score of what is held out", len(trainer.Curve()), trainer.best, p)
	}
}

// An epoch has each example once, in mini-batches of equal sizes, but for one.
func TestSteps(t *testing.T) {
	for _, c := range []struct {
		examples, batch int
		steps           int
	}{{1, 16, 1}, {16, 16, 1}, {17, 16, 2}, {33, 16, 3}, {5, 1, 5}} {
		recipe := Standard()
		recipe.Batch = c.batch
		trainer := newTrainer(t, Softmax, recipe, synthetic(Softmax, c.examples), nil)
		for epoch := range 2 {
			steps, seen := 1, 0
			for last := 0; !trainer.Step(); steps++ {
				size := int(trainer.running.examples) - last
				last += size
				seen = last
				if size < c.examples/c.steps || size > c.examples/c.steps+1 {
					t.Errorf("%d examples by %d: have a batch of %d in %d steps", c.examples, c.batch, size, c.steps)
				}
			}
			if steps != c.steps || len(trainer.Curve()) != epoch+1 || seen >= c.examples {
				t.Errorf("%d examples by %d: have %d steps, want %d", c.examples, c.batch, steps, c.steps)
			}
		}
	}
}

// Training goes on from a head: it starts with what the head answers.
func TestGoOn(t *testing.T) {
	for _, kind := range allKinds {
		h, first := trained(t, kind)
		examples := synthetic(kind, 60)
		again, err := NewTrainer(h, Standard(), examples[:20], examples[20:])
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range again.Head().Weights {
			if !(math.Abs(float64(w-h.Weights[i])) <= 1e-6*math.Abs(float64(w))) {
				t.Fatalf("%v: weight %d: have %v before the first step, want %v", kind, i, w, h.Weights[i])
			}
		}
		var heldOut score
		for _, e := range examples[45:] {
			heldOut.add(again.score(e))
		}
		if have, want := heldOut.mean().Loss, first.curve[first.best-1].HeldOut.Loss; !(math.Abs(have-want) < 1e-5) {
			t.Errorf("%v: have a loss of %v before the first step, want %v", kind, have, want)
		}
	}
}

// A head of a narrow network learns what that of a wide one says, without labels.
func TestDistil(t *testing.T) {
	for _, kind := range allKinds {
		wide, _ := trained(t, kind)
		examples := synthetic(kind, 200)
		var a, b [][]float32
		for i := range examples {
			// The narrow network sees sums of what the wide one sees.
			narrow := make([]float32, syntheticFeatures/2)
			for c, f := range examples[i].Features {
				narrow[(c+c/6)%len(narrow)] += f
			}
			a, b = append(a, examples[i].Features), append(b, narrow)
			examples[i].Target = wide.Target(examples[i].Features, 2)
			examples[i].Features = narrow
		}
		recipe := Standard()
		recipe.Temperature = 2
		trainer := newTrainer(t, kind, recipe, examples[:100], examples[100:120])
		agree := func() (same, of int) {
			h := trainer.Head()
			for i := range 6 {
				if kind == Embedding {
					h.Refer(i%syntheticClasses, b[i])
				}
			}
			return Agreement(wide, h, a[120:], b[120:])
		}
		before, of := agree()
		finish(trainer)
		after, _ := agree()
		t.Logf("%v: have %d of %d answers as the wide head's before, %d after", kind, before, of, after)
		if after < of*4/5 || after <= before {
			t.Errorf("%v: have %d of %d answers as the wide head's after distillation, %d before, want more and most", kind, after, of, before)
		}
	}
}

func TestTrainerRefuses(t *testing.T) {
	examples := synthetic(Softmax, 6)
	h, err := New(Softmax, backbone, []string{"a", "b", "c"}, examples)
	if err != nil {
		t.Fatal(err)
	}
	change := func(change func(e *Example)) []Example {
		changed := slices.Clone(examples)
		changed[2].Features = slices.Clone(changed[2].Features)
		change(&changed[2])
		return changed
	}
	recipe := func(change func(r *Recipe)) Recipe {
		r := Standard()
		change(&r)
		return r
	}
	for _, c := range []struct {
		name           string
		recipe         Recipe
		train, heldOut []Example
		want           string
	}{
		{"no examples", Standard(), nil, examples, "have no examples, want one at least"},
		{"other features", Standard(), change(func(e *Example) { e.Features = e.Features[1:] }), nil, "example 2: have 11 features, want 12"},
		{"other features held out", Standard(), examples, change(func(e *Example) { e.Features = nil }), "example 2: have 0 features, want 12"},
		{"no target", Standard(), change(func(e *Example) { e.Target = nil }), nil, "example 2: have a target of 0, want 3"},
		{"no number", Standard(), change(func(e *Example) { e.Features[7] = Unlabelled }), nil, "example 2: feature 7: have NaN, want a finite number"},
		{"no target of a class", Standard(), change(func(e *Example) { e.Target = []float32{1, 0, Unlabelled} }), nil, "example 2: target 2: have NaN, want 0 to 1"},
		{"two classes", Standard(), change(func(e *Example) { e.Target = []float32{1, 0, 1} }), nil, "example 2: have targets that add up to 2, want 1"},
		{"more than all", Standard(), examples, change(func(e *Example) { e.Target = []float32{-1, 2, 0} }), "example 2: target 0: have -1, want 0 to 1"},
		{"batch", recipe(func(r *Recipe) { r.Batch = 0 }), examples, nil, "batch: have 0 examples, want 1 or more"},
		{"epochs", recipe(func(r *Recipe) { r.Epochs = -1 }), examples, nil, "epochs: have -1, want 0 or more"},
		{"patience", recipe(func(r *Recipe) { r.Patience = 0 }), examples, nil, "patience: have 0 epochs, want 1 or more"},
		{"rate", recipe(func(r *Recipe) { r.Rate = math.NaN() }), examples, nil, "rate: have NaN, want more than 0"},
		{"weight decay", recipe(func(r *Recipe) { r.WeightDecay = -1 }), examples, nil, "weight decay: have -1, want 0 or more"},
		{"temperature", recipe(func(r *Recipe) { r.Temperature = 0 }), examples, nil, "temperature: have 0, want more than 0"},
	} {
		_, err := NewTrainer(h, c.recipe, c.train, c.heldOut)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: have the error %v, want %q", c.name, err, c.want)
		}
	}
}
