package head

import (
	"math"
	"slices"
)

// Problem is what may be wrong with a set of examples.
type Problem uint8

// The problems.
const (
	TooFew     Problem = iota // Have pictures of the class, or with or without the attribute; Want are the fewest that do
	Imbalance                 // Have pictures of the class, or with or without the attribute, are less than a quarter of Want
	NotHeldOut                // no picture of the class is held out: nothing tells how well it is known
	Alike                     // what is held out is nearly what is trained on, by a cosine of Have, where at most Want is other pictures
)

// Warning is something wrong with the examples of a class.
type Warning struct {
	Problem    Problem
	Class      int // or attribute
	Have, Want float64
}

// Below so many pictures, beyond this ratio, and above this cosine of the features less their mean, there is a warning.
// Frames of one walk, a moment apart, have cosines of 0.84 to 0.88 with one another; photos of a thing in one shop have
// 0.35 to 0.78 with the most similar one, in the median, and those in two shops 0.26 to 0.70.
const (
	fewest    = 5
	imbalance = 4
	alike     = 0.8
)

// Check returns what is wrong with examples that were split into those two parts, for a head of that kind that tells so
// many classes apart: nothing, if all is well.
func Check(kind Kind, classes int, train, heldOut []Example) (warnings []Warning) {
	warn := func(problem Problem, class int, have, want float64) {
		warnings = append(warnings, Warning{problem, class, have, want})
	}
	var norm normalisation
	if len(train) > 0 {
		norm = measure(train)
	}
	largest := 0
	for k := range classes {
		largest = max(largest, len(pictures(kind, k, true, train)))
	}
	for k := range classes {
		have := len(pictures(kind, k, true, train))
		want := largest
		if kind == Sigmoid {
			without := len(pictures(kind, k, false, train))
			have, want = min(have, without), max(have, without)
		}
		if have < fewest {
			warn(TooFew, k, float64(have), fewest)
		}
		if imbalance*have < want {
			warn(Imbalance, k, float64(have), float64(want))
		}
		held := pictures(kind, k, true, heldOut)
		if have > 0 && len(held) == 0 {
			warn(NotHeldOut, k, 0, 1)
		}
		if have == 0 || len(held) == 0 {
			continue
		}
		if cosine := likeness(norm, pictures(kind, k, true, train), held); cosine > alike {
			warn(Alike, k, cosine, alike)
		}
	}
	return warnings
}

// pictures returns the examples, without crops and flips, that are of a class, or that have an attribute or lack it.
func pictures(kind Kind, k int, has bool, examples []Example) (of []Example) {
	for _, e := range examples {
		switch {
		case e.View || k >= len(e.Target):
		case kind == Sigmoid:
			if !unlabelled(e.Target[k]) && (e.Target[k] > 0.5) == has {
				of = append(of, e)
			}
		case class(e.Target) == k:
			of = append(of, e)
		}
	}
	return of
}

// mostCompared is how many examples that are held out are compared, so that thousands take no longer.
const mostCompared = 50

// likeness returns the median over the examples that are held out, or some of them, of the cosine with the most similar
// one that is trained on, of normalised features.
func likeness(norm normalisation, train, heldOut []Example) float64 {
	direction := func(e Example) []float64 {
		x := make([]float64, len(e.Features))
		norm.apply(x, e.Features)
		normalise(x)
		return x
	}
	directions := make([][]float64, len(train))
	for i, e := range train {
		directions[i] = direction(e)
	}
	var cosines []float64
	for i := 0; i < len(heldOut); i += 1 + len(heldOut)/mostCompared {
		x, nearest := direction(heldOut[i]), math.Inf(-1)
		for _, y := range directions {
			nearest = max(nearest, dot(x, y))
		}
		cosines = append(cosines, nearest)
	}
	slices.Sort(cosines)
	return cosines[len(cosines)/2]
}
