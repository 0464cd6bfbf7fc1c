package head

import (
	"cmp"
	"math"
	"slices"
)

// Evaluation says how well a head answers examples.
type Evaluation struct {
	Examples, Right  int       // answers, and how many are right; of a sigmoid each labelled attribute is one
	Confusion        [][]int   // [class][answer]: how often; of a sigmoid nil
	AveragePrecision []float64 // of a sigmoid, for each attribute: not a number if no example has it, or none lacks it
}

// Evaluate compares what head h says first of examples, whatever its threshold, with their classes: top-1 of a softmax
// and of places, recall at 1 of an embedding. Examples of none of the classes do not count. What a sigmoid says of an
// attribute is right above the threshold if it is there, else below. The target of an embedding's example is its thing,
// see OneOf.
func Evaluate(h *Head, examples []Example) (v Evaluation) {
	if h.Kind == Sigmoid {
		return h.evaluateAttributes(examples)
	}
	v.Confusion = make([][]int, len(h.Classes))
	for k := range v.Confusion {
		v.Confusion[k] = make([]int, len(h.Classes))
	}
	var answer []float32
	for _, e := range examples {
		truth := class(e.Target)
		if truth < 0 {
			continue
		}
		answer = h.Answer(answer, e.Features)
		v.Confusion[truth][first(answer)]++
	}
	v.Examples, v.Right = v.Within(len(h.Classes)), v.Within(0)
	return v
}

// Within returns how many answers are at most so many classes off. PlaNet, whose task Table 11 has, counts answers within
// so many kilometres: cells are classes like others, trained the same way, but some are neighbours. Of places that are
// numbered along a walk, Within(1) are the answers that are right or next door.
func (v Evaluation) Within(classes int) (n int) {
	for truth, row := range v.Confusion {
		for answer, times := range row {
			if distance(truth, answer) <= classes {
				n += times
			}
		}
	}
	return n
}

// MeanAveragePrecision returns the mean over the attributes that have an average precision.
func (v Evaluation) MeanAveragePrecision() float64 {
	sum, n := 0.0, 0.0
	for _, precision := range v.AveragePrecision {
		if !math.IsNaN(precision) {
			sum, n = sum+precision, n+1
		}
	}
	return sum / n
}

// evaluateAttributes is Evaluate of a sigmoid.
func (h *Head) evaluateAttributes(examples []Example) (v Evaluation) {
	byAttribute := make([][]found, len(h.Classes))
	var answer []float32
	for _, e := range examples {
		answer = h.Answer(answer, e.Features)
		for k, t := range e.Target {
			if unlabelled(t) {
				continue
			}
			has := t > 0.5
			byAttribute[k] = append(byAttribute[k], found{answer[k], has})
			v.Examples++
			if (answer[k] >= h.Threshold) == has {
				v.Right++
			}
		}
	}
	for _, all := range byAttribute {
		v.AveragePrecision = append(v.AveragePrecision, averagePrecision(all))
	}
	return v
}

// found is how sure a head is that a picture has an attribute, and whether it has.
type found struct {
	sure float32
	has  bool
}

// averagePrecision returns the mean, over the pictures that have the attribute, of the share of such pictures among those
// of which the head is at least as sure.
func averagePrecision(all []found) float64 {
	slices.SortStableFunc(all, func(a, b found) int { return cmp.Compare(b.sure, a.sure) })
	sum, have, seen := 0.0, 0, 0
	for i := 0; i < len(all); {
		equal := 0 // of those of which it is equally sure
		for ; i < len(all) && all[i].sure == all[seen].sure; i++ {
			if all[i].has {
				equal++
			}
		}
		seen, have = i, have+equal
		sum += float64(equal) * float64(have) / float64(seen)
	}
	if have == len(all) {
		return math.NaN()
	}
	return sum / float64(have)
}

// Agreement returns how often two heads, which may read features of different networks, say the same of the same
// pictures: the same class first; of a sigmoid, of each attribute the same. a[i] and b[i] are the features of picture i.
func Agreement(first, second *Head, a, b [][]float32) (same, of int) {
	var one, other []float32
	for i := range a {
		one, other = first.Answer(one, a[i]), second.Answer(other, b[i])
		for _, equal := range first.agree(second, one, other) {
			of++
			if equal {
				same++
			}
		}
	}
	return same, of
}

func (h *Head) agree(other *Head, a, b []float32) []bool {
	if h.Kind != Sigmoid {
		return []bool{first(a) == first(b)}
	}
	var equal []bool
	for k := range a {
		equal = append(equal, (a[k] >= h.Threshold) == (b[k] >= other.Threshold))
	}
	return equal
}
