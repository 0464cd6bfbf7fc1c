package offers

import "slices"

// Trained says for which point a file of weights was trained.
type Trained struct {
	Alpha      float64
	Resolution int
	Quantised  bool
}

// Choose returns the index of the file that serves width alpha at resolution
// pixels best, computed with integers or with real numbers, or -1 if no file has
// that width.
//
// Weights run at any resolution, but a network does better above the one it was
// trained at than below it (0.25 at 192: 54.0 % of a set of photos for the weights
// of 160, 52.2 % for those of 224). So it is the file trained at resolution, else
// the nearest below, else the nearest above; of two, the one that holds what is
// computed with.
func Choose(files []Trained, alpha float64, resolution int, integers bool) int {
	best := -1
	for i, f := range files {
		if f.Alpha == alpha && (best < 0 || better(f, files[best], resolution, integers)) {
			best = i
		}
	}
	return best
}

func better(a, b Trained, resolution int, integers bool) bool {
	if a.Resolution == b.Resolution {
		return a.Quantised == integers && b.Quantised != integers
	}
	aBelow, bBelow := a.Resolution <= resolution, b.Resolution <= resolution
	if aBelow != bBelow {
		return aBelow
	}
	return aBelow == (a.Resolution > b.Resolution)
}

// Alphas returns the widths that files have, in ascending order.
func Alphas(files []Trained) []float64 {
	var alphas []float64
	for _, f := range files {
		alphas = append(alphas, f.Alpha)
	}
	slices.Sort(alphas)
	return slices.Compact(alphas)
}
