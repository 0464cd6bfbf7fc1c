package head

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkTrain trains heads from 300 examples as long as the recipe may last: of three classes on the widest network's
// features, and an embedding of the narrowest's.
func BenchmarkTrain(b *testing.B) {
	for _, c := range []struct {
		kind     Kind
		features int
	}{{Softmax, 1024}, {Sigmoid, 1024}, {Embedding, 256}} {
		b.Run(fmt.Sprintf("%v-%d", c.kind, c.features), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(5, 0))
			examples := synthetic(c.kind, 300)
			for i := range examples {
				examples[i].Features = make([]float32, c.features)
				for k := range examples[i].Features {
					examples[i].Features[k] = rng.Float32()
				}
			}
			recipe := Standard()
			recipe.Patience = recipe.Epochs
			for b.Loop() {
				finish(newTrainer(b, c.kind, recipe, examples[:240], examples[240:]))
			}
		})
	}
}
