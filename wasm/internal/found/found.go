// Package found says in words and shares where a detector has found things.
package found

import "slices"

// Box is a rectangle in a square picture, from its left upper corner to its right lower one: 0 is the left or upper edge, 1
// the right or lower one.
type Box struct{ X0, Y0, X1, Y1 float64 }

// Inside returns the part of the box that lies in the picture. Of a box that is turned inside out, as damaged weights may give
// one, there is none.
func (b Box) Inside() Box {
	x, y := share(b.X0), share(b.Y0)
	return Box{x, y, max(x, share(b.X1)), max(y, share(b.Y1))}
}

// share returns v, or the end of 0..1 that it lies beyond.
func share(v float64) float64 { return min(max(v, 0), 1) }

// Third says in which third of the picture the middle of the box lies: the column, from the left, and the row, from above,
// 0 to 2 each. In a picture that is shown as a mirror shows it, columns count from the right.
func (b Box) Third(mirrored bool) (column, row int) {
	third := func(from, to float64) int { return min(int(3*share((from+to)/2)), 2) }
	column, row = third(b.X0, b.X1), third(b.Y0, b.Y1)
	if mirrored {
		column = 2 - column
	}
	return column, row
}

// Count is how many things have a name.
type Count struct {
	Name string
	N    int
}

// Counts counts the things of each name, in the order of the names, so that the same things are counted alike whichever has
// the best score.
func Counts(names []string) (counts []Count) {
	for _, name := range slices.Sorted(slices.Values(names)) {
		if last := len(counts) - 1; last >= 0 && counts[last].Name == name {
			counts[last].N++
			continue
		}
		counts = append(counts, Count{name, 1})
	}
	return counts
}
