package head

import (
	"cmp"
	"slices"
)

// Split holds a share (0..1) of the examples out, the last ones that were collected of each target. What is collected
// together shows nearly the same: chance would put one of two twins on either side, and what is held out would be
// answered by heart. So whole groups are held out where a target has several and the last are not most of its pictures,
// else the last pictures. All views of a picture are on one side, and those held out are left out but for the picture
// itself. The only picture of a target is trained on. The examples stay in order.
func Split(examples []Example, share float64) (train, heldOut []Example) {
	byTarget := make(map[string][]Example)
	for _, e := range examples {
		byTarget[hard(e.Target)] = append(byTarget[hard(e.Target)], e)
	}
	held := make(map[int]bool) // pictures
	for _, same := range byTarget {
		for _, picture := range last(same, share) {
			held[picture] = true
		}
	}
	for _, e := range examples {
		switch {
		case !held[e.Picture]:
			train = append(train, e)
		case !e.View:
			heldOut = append(heldOut, e)
		}
	}
	return train, heldOut
}

// hard writes down what a target says yes and no to.
func hard(target []float32) string {
	answers := make([]byte, len(target))
	for m, t := range target {
		switch {
		case unlabelled(t):
			answers[m] = '?'
		case t > 0.5:
			answers[m] = '1'
		default:
			answers[m] = '0'
		}
	}
	return string(answers)
}

// last returns the pictures to hold out of examples with the same target.
func last(examples []Example, share float64) (pictures []int) {
	examples = slices.Clone(examples)
	slices.SortStableFunc(examples, func(a, b Example) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Picture, b.Picture))
	})
	var groups []int // of the pictures
	for _, e := range examples {
		if !slices.Contains(pictures, e.Picture) {
			pictures, groups = append(pictures, e.Picture), append(groups, e.Group)
		}
	}
	n := len(pictures)
	want := min(max(int(float64(share*float64(n))+0.5), 1), n-1)
	if want == 0 || share <= 0 {
		return nil
	}
	// The beginning of a group from which on there are nearly so many.
	best := 0
	for i := 1; i < n; i++ {
		if groups[i] != groups[i-1] && distance(n-i, want) < distance(n-best, want) {
			best = i
		}
	}
	if best > 0 && 2*(n-best) <= n {
		return pictures[best:]
	}
	return pictures[n-want:]
}

func distance(a, b int) int { return max(a-b, b-a) }
