package head

import (
	"math"
	"reflect"
	"testing"
)

func TestEvaluate(t *testing.T) {
	h := &Head{Kind: Cells, Backbone: backbone, Classes: []string{"a", "b", "c"}, Weights: []float32{1, 0, 0, 0, 1, 0, 0, 0, 1}, Bias: make([]float32, 3)}
	shows := func(answer, class int) Example { return Example{Features: OneOf(answer, 3), Target: OneOf(class, 3)} }
	v := Evaluate(h, []Example{shows(0, 0), shows(0, 0), shows(1, 0), shows(2, 0), shows(2, 2), shows(1, 2), shows(0, -1), {Features: OneOf(0, 3)}})
	want := Evaluation{Examples: 6, Right: 3, Confusion: [][]int{{2, 1, 1}, {0, 0, 0}, {0, 1, 1}}}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("have %+v, want %+v", v, want)
	}
	for off, want := range []int{3, 5, 6} {
		if have := v.Within(off); have != want {
			t.Errorf("have %d answers at most %d places off, want %d", have, off, want)
		}
	}
	if have := Evaluate(h, nil); have.Examples != 0 || have.Right != 0 {
		t.Errorf("have %+v of no examples, want 0 of 0", have)
	}
}

func TestEvaluateAttributes(t *testing.T) {
	h := &Head{Kind: Sigmoid, Backbone: backbone, Classes: []string{"a", "b"}, Weights: []float32{1, 0, 0, 1}, Bias: make([]float32, 2), Threshold: 0.5}
	v := Evaluate(h, []Example{
		{Features: []float32{3, 1}, Target: []float32{1, 1}},
		{Features: []float32{2, -1}, Target: []float32{0, Unlabelled}},
		{Features: []float32{1, -2}, Target: []float32{1, 1}},
		{Features: []float32{-1, 0}, Target: []float32{0, Unlabelled}},
	})
	// a is right at 3, 1 and −1; b at 1. Of a, the two that have it are first and third: (1/1 + 2/3)/2. All labelled have b.
	if v.Examples != 6 || v.Right != 4 || v.Confusion != nil {
		t.Errorf("have %d of %d right, want 4 of 6 and no confusion matrix", v.Right, v.Examples)
	}
	if have, want := v.AveragePrecision[0], (1+2./3)/2; math.Abs(have-want) > 1e-15 || v.MeanAveragePrecision() != have {
		t.Errorf("have an average precision of %v and a mean of %v, want %v twice", have, v.MeanAveragePrecision(), want)
	}
	if have := v.AveragePrecision[1]; have == have {
		t.Errorf("have an average precision of %v for what all have, want none", have)
	}
}

func TestAveragePrecision(t *testing.T) {
	for _, c := range []struct {
		name  string
		found []found
		want  float64
	}{
		{"perfect", []found{{0.1, false}, {0.9, true}, {0.8, true}}, 1},
		{"the other way round", []found{{0.9, false}, {0.1, true}}, 0.5},
		{"equally sure of all", []found{{0.5, true}, {0.5, false}, {0.5, true}, {0.5, false}}, 0.5},
		{"a pair of equals", []found{{0.9, true}, {0.5, false}, {0.5, true}, {0.1, false}}, (1 + 2./3) / 2},
		{"nobody has it", []found{{0.9, false}}, math.NaN()},
		{"everybody has it", []found{{0.9, true}}, math.NaN()},
		{"no examples", nil, math.NaN()},
	} {
		if have := averagePrecision(c.found); math.Abs(have-c.want) > 1e-15 || math.IsNaN(have) != math.IsNaN(c.want) {
			t.Errorf("%s: have %v, want %v", c.name, have, c.want)
		}
	}
}
