package head

import (
	"math"
	"slices"
)

// Rejection is what a threshold does to answers: below it, the answer is none of the classes.
type Rejection struct {
	Threshold            float32
	Right, RightRejected int // answers that are right, and how many of them are rejected, wrongly
	Wrong, WrongRejected int // answers that are wrong, and how many of them are rejected, rightly
}

// Where no wrong answers show what to reject, a threshold rejects one right answer in so many, but none that is surer than
// even: of a few answers, all right and sure, the least would reject nearly everything that comes after them. Below an even
// chance, an answer is likelier wrong than right.
const (
	rejectOneIn = 20
	even        = 0.5
)

// Rejection returns what the head's threshold does to its answers to examples. Of a softmax or cells it is about the
// likeliest class of each example, which is wrong for an example of none of them (see OneOf); of a sigmoid about each
// attribute, which the threshold says is there or not; of an embedding about each example with each thing, of which only
// one is the same: the share of wrong pairs that is not rejected is the false accept rate.
func (h *Head) Rejection(examples []Example) Rejection {
	return h.verdicts(examples).count(h.Threshold)
}

// ChooseThreshold sets the head's threshold by examples that it was not trained on and returns what it does to them. It
// is the one that rejects the smallest share of right answers and keeps the smallest share of wrong ones, both added up;
// if there are no wrong ones, it keeps 95 % of the right ones, and all from 0.5 on. Without any examples the head keeps its
// threshold.
func (h *Head) ChooseThreshold(examples []Example) Rejection {
	v := h.verdicts(examples)
	switch {
	case len(v.wrong) > 0:
		h.Threshold = v.between()
	case len(v.right) > 0:
		h.Threshold = min(v.right[len(v.right)/rejectOneIn], even)
	}
	return v.count(h.Threshold)
}

// verdicts are how sure a head is of its answers, of the right ones and of the wrong ones, each in ascending order.
type verdicts struct{ right, wrong []float32 }

// between returns the threshold that makes the fewest mistakes, as ChooseThreshold says: in the middle of the gap between
// two answers, the highest of equally good ones.
func (v verdicts) between() float32 {
	all := slices.Concat(v.right, v.wrong)
	slices.Sort(all)
	best, fewest := float32(1), math.Inf(1)
	for i := len(all); i >= 0; i-- {
		var threshold float32
		switch {
		case i == 0:
			threshold = all[0]
		case i < len(all):
			threshold = all[i-1] + float32((all[i]-all[i-1])/2)
		default:
			threshold = all[i-1] + float32((1-all[i-1])/2)
		}
		c := v.count(threshold)
		mistakes := float64(c.Wrong-c.WrongRejected) / float64(max(c.Wrong, 1))
		mistakes += float64(c.RightRejected) / float64(max(c.Right, 1))
		if mistakes < fewest {
			best, fewest = threshold, mistakes
		}
	}
	return best
}

// count returns what a threshold does.
func (v verdicts) count(threshold float32) Rejection {
	right, _ := slices.BinarySearch(v.right, threshold)
	wrong, _ := slices.BinarySearch(v.wrong, threshold)
	return Rejection{threshold, len(v.right), right, len(v.wrong), wrong}
}

// add adds a verdict.
func (v *verdicts) add(sure float32, right bool) {
	if right {
		v.right = append(v.right, sure)
	} else {
		v.wrong = append(v.wrong, sure)
	}
}

// verdicts returns the head's verdicts on examples.
func (h *Head) verdicts(examples []Example) (v verdicts) {
	var answer []float32
	for _, e := range examples {
		answer = h.Answer(answer, e.Features)
		switch h.Kind {
		case Sigmoid:
			for k, t := range e.Target {
				if !unlabelled(t) {
					v.add(answer[k], t > 0.5)
				}
			}
		case Embedding:
			for k, cosine := range answer {
				v.add(cosine, k == class(e.Target))
			}
		default:
			k := first(answer)
			v.add(answer[k], k == class(e.Target))
		}
	}
	slices.Sort(v.right)
	slices.Sort(v.wrong)
	return v
}

// first returns the class of the highest answer, the first of equal ones.
func first(answer []float32) int {
	best := 0
	for k, v := range answer {
		if v > answer[best] {
			best = k
		}
	}
	return best
}
