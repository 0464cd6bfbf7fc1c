package head

import (
	"slices"
	"testing"
)

// crowd returns n examples of a target, which show different pictures.
func crowd(target []float32, n, first int) []Example {
	examples := make([]Example, n)
	for i := range examples {
		features := make([]float32, 64)
		features[first+i] = 1
		examples[i] = Example{Features: features, Target: target, Picture: first + i}
	}
	return examples
}

func TestCheck(t *testing.T) {
	a, b := OneOf(0, 2), OneOf(1, 2)
	nearly := func(examples []Example) []Example { // the same pictures, a moment later
		later := slices.Clone(examples)
		for i := range later {
			later[i].Features = slices.Clone(later[i].Features)
			later[i].Features[63] = 0.3
		}
		return later
	}
	views := crowd(b, 4, 20)
	for _, e := range crowd(b, 4, 20) {
		e.View = true
		views = append(views, e)
	}
	for _, c := range []struct {
		name           string
		kind           Kind
		train, heldOut []Example
		want           []Warning // Have is not compared for Alike
	}{
		{"all is well", Softmax, slices.Concat(crowd(a, 10, 0), crowd(b, 10, 10)), slices.Concat(crowd(a, 3, 30), crowd(b, 3, 40)), nil},
		{"too few, views do not count", Softmax, slices.Concat(crowd(a, 10, 0), views), slices.Concat(crowd(a, 3, 30), crowd(b, 3, 40)), []Warning{{TooFew, 1, 4, fewest}}},
		{"imbalance", Cells, slices.Concat(crowd(a, 21, 0), crowd(b, 5, 30)), slices.Concat(crowd(a, 3, 40), crowd(b, 3, 50)), []Warning{{Imbalance, 1, 5, 21}}},
		{"four times as many", Cells, slices.Concat(crowd(a, 20, 0), crowd(b, 5, 30)), slices.Concat(crowd(a, 3, 40), crowd(b, 3, 50)), nil},
		{"nothing held out", Softmax, slices.Concat(crowd(a, 10, 0), crowd(b, 10, 10)), crowd(a, 3, 30), []Warning{{NotHeldOut, 1, 0, 1}}},
		{"no pictures", Softmax, crowd(a, 10, 0), crowd(a, 3, 30), []Warning{{TooFew, 1, 0, fewest}, {Imbalance, 1, 0, 10}}},
		{"in one go", Softmax, slices.Concat(crowd(a, 10, 0), crowd(b, 10, 10)), slices.Concat(nearly(crowd(a, 3, 0)), crowd(b, 3, 40)), []Warning{{Alike, 0, 0, alike}}},
		{"attribute that nearly all have", Sigmoid, slices.Concat(crowd([]float32{1, 0}, 20, 0), crowd([]float32{0, 1}, 4, 20)), slices.Concat(crowd([]float32{1, 0}, 3, 30), crowd([]float32{0, 1}, 3, 40)), []Warning{{TooFew, 0, 4, fewest}, {Imbalance, 0, 4, 20}, {TooFew, 1, 4, fewest}, {Imbalance, 1, 4, 20}}},
		{"attribute that is not known", Sigmoid, crowd([]float32{Unlabelled, 1}, 10, 0), nil, []Warning{{TooFew, 0, 0, fewest}, {TooFew, 1, 0, fewest}, {Imbalance, 1, 0, 10}}},
		{"nothing at all", Softmax, nil, nil, []Warning{{TooFew, 0, 0, fewest}, {TooFew, 1, 0, fewest}}},
	} {
		have := Check(c.kind, 2, c.train, c.heldOut)
		for i := range have {
			if have[i].Problem == Alike && have[i].Have > alike && have[i].Have < 1 {
				have[i].Have = 0
			}
		}
		if !slices.Equal(have, c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}
