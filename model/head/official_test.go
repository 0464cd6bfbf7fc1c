package head

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// eachWidth runs a test for the narrowest and the widest network.
func eachWidth(t *testing.T, run func(t *testing.T, e *eye)) {
	for _, alpha := range []float64{0.25, 1} {
		t.Run(fmt.Sprint(alpha), func(t *testing.T) { run(t, look(t, alpha)) })
	}
}

// train returns a head that was trained on examples, but for the last of each class, a share of them, which ended the
// training.
func (e *eye) train(t *testing.T, kind Kind, recipe Recipe, classes []string, examples []Example, share float64) (h *Head, heldOut []Example) {
	t.Helper()
	train, heldOut := Split(examples, share)
	h, err := New(kind, e.backbone(), classes, train)
	if err != nil {
		t.Fatal(err)
	}
	trainer, err := NewTrainer(h, recipe, train, heldOut)
	if err != nil {
		t.Fatal(err)
	}
	return finish(trainer).Head(), heldOut
}

// Three things are told apart in other shops than those where ten photos of each were taken: 90 % of them at least where
// the things differ as those do that one would teach, fewer where they hardly do. These are all the sets that were tried.
func TestOfficialSoftmax(t *testing.T) {
	sets := []struct {
		name   string
		least  float64 // share
		things []string
	}{
		{"cartons", 0.9, []string{"Oatly-Natural-Oatghurt", "Yoggi-Strawberry-Yoghurt", "Tropicana-Apple-Juice"}},
		{"green fruit", 0.9, []string{"Granny-Smith", "Avocado", "Watermelon"}},
		{"yellow and brown fruit", 0.7, []string{"Golden-Delicious", "Lemon", "Kiwi"}},
		{"juices", 0.7, []string{"Bravo-Apple-Juice", "Tropicana-Mandarin-Morning", "God-Morgon-Orange-Juice"}},
		{"dairy", 0.7, []string{"Arla-Natural-Yoghurt", "Garant-Ecological-Medium-Fat-Milk", "Valio-Vanilla-Yoghurt"}},
		{"red and round", 0.7, []string{"Red-Bell-Pepper", "Vine-Tomato", "Royal-Gala"}},
		{"green and long", 0.6, []string{"Zucchini", "Cucumber", "Conference"}},
		{"orange", 0.5, []string{"Satsumas", "Orange", "Carrots"}},
	}
	eachWidth(t, func(t *testing.T, e *eye) {
		right, of := 0, 0
		for _, set := range sets {
			examples, elsewhere := e.examples(t, "grocery/train", set.things, 10, crops), e.examples(t, "grocery/test", set.things, 100, whole)
			h, _ := e.train(t, Softmax, Standard(), set.things, examples, 0.2)
			v := Evaluate(h, elsewhere)
			t.Logf("%s: have %d of %d right: %v", set.name, v.Right, v.Examples, v.Confusion)
			if float64(v.Right) < set.least*float64(v.Examples) {
				t.Errorf("%s: have %d of %d right, want %v of them at least", set.name, v.Right, v.Examples, set.least)
			}
			right, of = right+v.Right, of+v.Examples
		}
		t.Logf("all: have %d of %d right", right, of)
	})
}

// Photos from other shops are other pictures than those that were trained on; the same photos a little closer are not.
func TestOfficialCheck(t *testing.T) {
	things := []string{"Granny-Smith", "Avocado", "Watermelon"}
	eachWidth(t, func(t *testing.T, e *eye) {
		examples := e.examples(t, "grocery/train", things, 10, whole)
		if have := Check(Softmax, len(things), examples, e.examples(t, "grocery/test", things, 10, whole)); have != nil {
			t.Errorf("other shops: have %+v, want no warnings", have)
		}
		have := Check(Softmax, len(things), examples, e.examples(t, "grocery/train", things, 5, []view{{0.95, false}}))
		t.Logf("closer: have %+v", have)
		if len(have) != len(things) || slices.ContainsFunc(have, func(w Warning) bool { return w.Problem != Alike }) {
			t.Errorf("closer: have %+v, want a warning for each thing", have)
		}
	})
}

// Of three things among others, the threshold that a few other things helped to choose rejects most others in other shops.
func TestOfficialNone(t *testing.T) {
	things := []string{"Granny-Smith", "Avocado", "Watermelon"}
	isOther := func(name string) bool {
		return !slices.ContainsFunc(things, func(thing string) bool { return strings.Contains(name, "__"+thing+"__") })
	}
	eachWidth(t, func(t *testing.T, e *eye) {
		examples, elsewhere := e.examples(t, "grocery/train", things, 100, whole), e.examples(t, "grocery/test", things, 100, whole)
		others := func(set string, every int) (others []Example) {
			for i, name := range named(t, set) {
				if i%every == 0 && isOther(name) {
					others = append(others, e.example(t, name, 1000+i, OneOf(-1, len(things))))
				}
			}
			return others
		}
		elsewhere = append(elsewhere, others("grocery/test", 8)...)
		h, heldOut := e.train(t, Softmax, Standard(), things, slices.Concat(examples, others("grocery/train", 24)), 0.4)
		chosen := h.ChooseThreshold(heldOut)
		have := h.Rejection(elsewhere)
		t.Logf("have %+v, chosen by %+v", have, chosen)
		if have.WrongRejected < have.Wrong*2/3 || have.RightRejected > have.Right/2 {
			t.Errorf("have %+v, want two thirds of what is wrong rejected, and not half of what is right", have)
		}
	})
}

// attributes are what the names of things in shops say of them.
var attributes = []struct {
	name string
	of   []string // parts of the names
}{
	{"packaged", []string{"__Packages__"}},
	{"fruit", []string{"__Fruit__"}},
	{"red", []string{"__Red-Delicious__", "__Royal-Gala__", "__Pink-Lady__", "__Red-Bell-Pepper__", "Tomato__", "__Red-Beet__", "__Pomegranate__"}},
	{"green", []string{"__Granny-Smith__", "__Avocado__", "__Lime__", "__Green-Bell-Pepper__", "__Cucumber__", "__Zucchini__", "__Watermelon__", "__Leek__", "__Asparagus__", "__Conference__", "__Cabbage__"}},
	{"citrus", []string{"__Lemon__", "__Lime__", "__Orange__", "__Satsumas__", "__Red-Grapefruit__"}},
	{"dairy", []string{"__Milk__", "__Yoghurt__", "__Sour-Cream__", "__Sour-Milk__"}},
}

// Attributes are learnt from three photos of each of 82 things, a third of them not labelled, and found in other shops.
func TestOfficialSigmoid(t *testing.T) {
	var names []string
	for _, a := range attributes {
		names = append(names, a.name)
	}
	few := func(t *testing.T, e *eye, set string, most int) (examples []Example) {
		seen := make(map[string]int)
		for i, name := range named(t, set) {
			thing := name[:strings.LastIndex(name, "__")]
			if seen[thing]++; seen[thing] > most {
				continue
			}
			target := make([]float32, len(attributes))
			for k, a := range attributes {
				if slices.ContainsFunc(a.of, func(part string) bool { return strings.Contains(name, part) }) {
					target[k] = 1
				}
			}
			examples = append(examples, e.example(t, name, i, target))
		}
		return examples
	}
	least := map[float64]float64{0.25: 0.7, 1: 0.8}
	eachWidth(t, func(t *testing.T, e *eye) {
		examples, elsewhere := few(t, e, "grocery/train", 3), few(t, e, "grocery/test", 4)
		unlabelled := 0
		for i := range examples {
			for k := range names {
				if (i+k)%3 == 0 {
					examples[i].Target[k] = Unlabelled
					unlabelled++
				}
			}
		}
		h, _ := e.train(t, Sigmoid, Standard(), names, examples, 0.2)
		v := Evaluate(h, elsewhere)
		mean := v.MeanAveragePrecision()
		t.Logf("have a mean average precision of %.3f, %.3f of %q, trained on %d photos with %d attributes unlabelled, of %d elsewhere", mean, v.AveragePrecision, names, len(examples), unlabelled, len(elsewhere))
		if want := least[e.backbone().Alpha]; mean < want {
			t.Errorf("have a mean average precision of %.3f, want %v at least", mean, want)
		}
	})
}

// Six kinds of scenes are known from ten photos of each.
func TestOfficialCells(t *testing.T) {
	places := []string{"buildings", "forest", "glacier", "mountain", "sea", "street"}
	least := map[float64]float64{0.25: 0.7, 1: 0.8}
	eachWidth(t, func(t *testing.T, e *eye) {
		examples, others := e.examples(t, "scenes-intel100/train", places, 10, crops), e.examples(t, "scenes-intel100/test", places, 30, whole)
		h, _ := e.train(t, Cells, Standard(), places, examples, 0.2)
		v := Evaluate(h, others)
		t.Logf("have %d of %d right: %v", v.Right, v.Examples, v.Confusion)
		if want := least[e.backbone().Alpha]; float64(v.Right) < want*float64(v.Examples) {
			t.Errorf("have %d of %d right, want %v of them at least", v.Right, v.Examples, want)
		}
	})
}

// things are things of many kinds.
var things = []string{
	"Golden-Delicious", "Avocado", "Banana", "Kiwi", "Lemon", "Cantaloupe", "Orange", "Pomegranate", "Carrots", "Cucumber",
	"Garlic", "Red-Bell-Pepper", "Vine-Tomato", "Leek", "Bravo-Orange-Juice", "Arla-Standard-Milk", "Oatly-Oat-Milk",
	"Alpro-Blueberry-Soyghurt", "Yoggi-Strawberry-Yoghurt", "Red-Beet",
}

// unlabelledPhotos returns an example without a target of each photo of the first set of shops.
func (e *eye) unlabelledPhotos(t *testing.T) (examples []Example) {
	t.Helper()
	for i, name := range named(t, "grocery/train") {
		// The set is in the order of its names: a stride of a number without common factors mixes them.
		examples = append(examples, e.example(t, name, i*7919%10007, nil))
	}
	return examples
}

// search is how well an embedding finds things again.
type search struct {
	right, examples int       // recall at 1
	rejection       Rejection // with a threshold that other things chose
}

// find lets an embedding see five photos of each thing, and others of it in other shops. The threshold is chosen by one
// half of the things, and the other half is measured.
func (e *eye) find(t *testing.T, h *Head) search {
	t.Helper()
	var f search
	for half := range 2 {
		var some []string
		for i, thing := range things {
			if i%2 == half {
				some = append(some, thing)
			}
		}
		h.Classes, h.References = some, nil
		for _, example := range e.examples(t, "grocery/train", some, 5, whole) {
			h.Refer(class(example.Target), example.Features)
		}
		elsewhere := e.examples(t, "grocery/test", some, 8, whole)
		if half == 0 {
			h.ChooseThreshold(elsewhere)
		}
		v := Evaluate(h, elsewhere)
		f.right, f.examples, f.rejection = f.right+v.Right, f.examples+v.Examples, h.Rejection(elsewhere)
	}
	return f
}

// report logs it and returns recall at 1 and the false accept rate.
func (f search) report(t *testing.T, name string) (recall, falseAccepts float64) {
	recall = float64(f.right) / float64(f.examples)
	r := f.rejection
	falseAccepts = 1 - float64(r.WrongRejected)/float64(r.Wrong)
	t.Logf("%s: recall at 1 is %d of %d; threshold %.3f accepts %d of %d right pairs and %d of %d wrong ones",
		name, f.right, f.examples, r.Threshold, r.Right-r.RightRejected, r.Right, r.Wrong-r.WrongRejected, r.Wrong)
	return recall, falseAccepts
}

// Things are found again in other shops.
func TestOfficialEmbedding(t *testing.T) {
	least := map[float64]float64{0.25: 0.6, 1: 0.7}
	eachWidth(t, func(t *testing.T, e *eye) {
		h, err := New(Embedding, e.backbone(), []string{"any"}, e.examples(t, "grocery/train", things, 5, whole))
		if err != nil {
			t.Fatal(err)
		}
		recall, falseAccepts := e.find(t, h).report(t, "projection")
		if want := least[e.backbone().Alpha]; recall < want || falseAccepts > 0.15 {
			t.Errorf("have a recall of %.3f at 1 and %.3f of the wrong pairs accepted, want %v at least and at most 0.15", recall, falseAccepts, want)
		}
	})
}

// taught returns the narrow network's photos without labels, with what the wide head says of each as the target.
func taught(t *testing.T, wide *Head, wideEye, narrowEye *eye, temperature float64) []Example {
	t.Helper()
	examples := narrowEye.unlabelledPhotos(t)
	for i, e := range wideEye.unlabelledPhotos(t) {
		examples[i].Target = wide.Target(e.Features, temperature)
	}
	return examples
}

// The narrowest network's embedding finds more things again when it has learnt the widest one's without labels.
func TestOfficialDistilledEmbedding(t *testing.T) {
	wideEye, narrowEye := look(t, 1), look(t, 0.25)
	wide, err := New(Embedding, wideEye.backbone(), []string{"any"}, wideEye.unlabelledPhotos(t))
	if err != nil {
		t.Fatal(err)
	}
	narrow, err := New(Embedding, narrowEye.backbone(), []string{"any"}, narrowEye.unlabelledPhotos(t))
	if err != nil {
		t.Fatal(err)
	}
	distilled, _ := narrowEye.train(t, Embedding, Standard(), []string{"any"}, taught(t, wide, wideEye, narrowEye, 1), 0.1)
	wideEye.find(t, wide).report(t, "wide")
	before, _ := narrowEye.find(t, narrow).report(t, "narrow, before")
	after, _ := narrowEye.find(t, distilled).report(t, "narrow, distilled")
	if after <= before {
		t.Errorf("have a recall of %.3f at 1 after distillation, %.3f before, want more", after, before)
	}
}

// The narrowest network's head says more often what the widest one's says of photos in other shops when it has learnt
// from it without labels.
func TestOfficialDistilledSoftmax(t *testing.T) {
	wideEye, narrowEye := look(t, 1), look(t, 0.25)
	wide, _ := wideEye.train(t, Softmax, Standard(), things, wideEye.examples(t, "grocery/train", things, 8, whole), 0.2)
	narrow, _ := narrowEye.train(t, Softmax, Standard(), things, narrowEye.examples(t, "grocery/train", things, 8, whole), 0.2)
	recipe := Standard()
	recipe.Temperature = 2
	distilled, _ := narrowEye.train(t, Softmax, recipe, things, taught(t, wide, wideEye, narrowEye, recipe.Temperature), 0.1)
	wideElsewhere, narrowElsewhere := wideEye.examples(t, "grocery/test", things, 100, whole), narrowEye.examples(t, "grocery/test", things, 100, whole)
	var a, b [][]float32
	for i := range wideElsewhere {
		a, b = append(a, wideElsewhere[i].Features), append(b, narrowElsewhere[i].Features)
	}
	before, of := Agreement(wide, narrow, a, b)
	after, _ := Agreement(wide, distilled, a, b)
	t.Logf("have %d of %d answers as the wide head's before, %d after; %d, %d and %d are right", before, of, after,
		Evaluate(wide, wideElsewhere).Right, Evaluate(narrow, narrowElsewhere).Right, Evaluate(distilled, narrowElsewhere).Right)
	if after <= before {
		t.Errorf("have %d of %d answers as the wide head's after distillation, %d before, want more", after, of, before)
	}
}
