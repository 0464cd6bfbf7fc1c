package head

import (
	"fmt"
	"math"
)

// Example is a picture's features with what the head shall answer.
type Example struct {
	Features []float32 // what the backbone sees, all of one network
	Target   []float32 // one for each output of the head: see OneOf, Unlabelled and Head.Target; nil: not known

	Time    int64 // when it was collected, in milliseconds since any moment
	Group   int   // which press of the button it comes from
	Picture int   // which picture it shows; its crops and flips have the same
	View    bool  // a crop or a flip, not the picture itself
}

// OneOf returns the target of a picture of one of so many classes. Of class −1, of none of them, the target is that all
// are equally likely, or that a single one is not.
func OneOf(class, classes int) []float32 {
	target := make([]float32, classes)
	for k := range target {
		switch {
		case class == k:
			target[k] = 1
		case class == -1 && classes > 1:
			target[k] = 1 / float32(classes)
		}
	}
	return target
}

// Unlabelled is the target of an attribute of which an example does not say whether the picture has it; 1 is yes, 0 no.
var Unlabelled = float32(math.NaN())

func unlabelled(target float32) bool { return target != target }

// class returns the class that a target says is the likeliest, or −1 if there is none.
func class(target []float32) int {
	best, alone := -1, false
	for k, t := range target {
		switch {
		case best < 0 || t > target[best]:
			best, alone = k, true
		case t == target[best]:
			alone = false
		}
	}
	if !alone || target[best] == 0 {
		return -1
	}
	return best
}

// checkFeatures returns an error unless all examples have so many features, all finite.
func checkFeatures(features int, examples []Example) error {
	for i, e := range examples {
		if len(e.Features) != features || features == 0 {
			return fmt.Errorf("head: example %d: have %d features, want %d", i, len(e.Features), max(features, 1))
		}
		for c, f := range e.Features {
			if f-f != 0 {
				return fmt.Errorf("head: example %d: feature %d: have %v, want a finite number", i, c, f)
			}
		}
	}
	return nil
}

// checkTargets returns an error unless all examples have targets for so many outputs of a head of that kind.
func checkTargets(kind Kind, outputs int, examples []Example) error {
	for i, e := range examples {
		if len(e.Target) != outputs {
			return fmt.Errorf("head: example %d: have a target of %d, want %d", i, len(e.Target), outputs)
		}
		least, sum := float32(0), float32(0)
		if kind == Embedding {
			least = -1
		}
		for m, t := range e.Target {
			sum += t
			if !(t >= least && t <= 1) && !(kind == Sigmoid && unlabelled(t)) {
				return fmt.Errorf("head: example %d: target %d: have %v, want %v to 1", i, m, t, least)
			}
		}
		if (kind == Softmax || kind == Cells) && !(sum > 0.99 && sum < 1.01) {
			return fmt.Errorf("head: example %d: have targets that add up to %v, want 1", i, sum)
		}
	}
	return nil
}
