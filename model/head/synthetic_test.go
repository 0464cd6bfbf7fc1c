package head

import (
	"math/rand/v2"
	"testing"
)

// Of the examples that tests make up.
const (
	syntheticFeatures = 12
	syntheticClasses  = 3
)

var backbone = Backbone{Digest: "b5", Alpha: 0.25, Resolution: 160, Precision: "f32"}

// around returns features that are drawn around the centre of a class, all exact in float32.
func around(class int, rng *rand.Rand) []float32 {
	features := make([]float32, syntheticFeatures)
	for c := range features {
		features[c] = rng.Float32()
		if c%syntheticClasses == class {
			features[c] += 0.75
		}
	}
	return features
}

// synthetic returns n examples of classes in turn, with targets for a head of that kind.
func synthetic(kind Kind, n int) []Example {
	rng := rand.New(rand.NewPCG(11, 0))
	examples := make([]Example, n)
	for i := range examples {
		class := i % syntheticClasses
		e := Example{Features: around(class, rng), Time: int64(i), Group: i, Picture: i}
		switch kind {
		case Sigmoid: // the attributes are "not class k", and every fifth is not known
			for k := range syntheticClasses {
				e.Target = append(e.Target, 1-OneOf(class, syntheticClasses)[k])
				if (i+k)%5 == 4 {
					e.Target[k] = Unlabelled
				}
			}
		case Embedding: // a direction for each class
			e.Target = make([]float32, EmbeddingLen)
			for m := class; m < 48; m += syntheticClasses {
				e.Target[m] = 0.25
			}
		default:
			e.Target = OneOf(class, syntheticClasses)
		}
		examples[i] = e
	}
	return examples
}

func newTrainer(t testing.TB, kind Kind, recipe Recipe, train, heldOut []Example) *Trainer {
	t.Helper()
	h, err := New(kind, backbone, []string{"a", "b", "c"}, train)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := NewTrainer(h, recipe, train, heldOut)
	if err != nil {
		t.Fatal(err)
	}
	return trainer
}

// finish trains to the end.
func finish(t *Trainer) *Trainer {
	for !t.Done() {
		t.Step()
	}
	return t
}
