package timing

import "math"

// leastSquares collects equations Σ x·c = y with weights and solves them for
// constants c that are not negative.
type leastSquares struct {
	rows []row
}

type row struct {
	x [3]float64
	y float64
}

func (s *leastSquares) add(x [3]float64, y, weight float64) {
	for i := range x {
		x[i] *= weight
	}
	s.rows = append(s.rows, row{x, y * weight})
}

// solve tries every choice of constants that are not 0, fewer ones first, and keeps
// the best that has none below 0. Three constants have seven choices.
func (s *leastSquares) solve() (best [3]float64) {
	least := s.residual(best)
	for _, chosen := range [][]int{{0}, {1}, {2}, {0, 1}, {0, 2}, {1, 2}, {0, 1, 2}} {
		c, ok := s.solveFor(chosen)
		if !ok {
			continue
		}
		const better = 1 - 1e-9 // a constant more has to earn its place
		if r := s.residual(c); r < better*least {
			best, least = c, r
		}
	}
	return best
}

// residual returns the sum of squares of what constants leave.
func (s *leastSquares) residual(c [3]float64) float64 {
	sum := 0.0
	for _, r := range s.rows {
		d := r.x[0]*c[0] + r.x[1]*c[1] + r.x[2]*c[2] - r.y
		sum += d * d
	}
	return sum
}

// solveFor solves the normal equations for the chosen constants. It fails if they are
// not determined, or not all above 0.
func (s *leastSquares) solveFor(chosen []int) (c [3]float64, ok bool) {
	if len(s.rows) < len(chosen) {
		return c, false
	}
	var size [3]float64 // of the columns: bytes are many, a fixed part is one
	for _, r := range s.rows {
		for _, i := range chosen {
			size[i] = math.Hypot(size[i], r.x[i])
		}
	}
	n := len(chosen)
	var a [3][4]float64
	for i, p := range chosen {
		if size[p] == 0 {
			return c, false
		}
		for _, r := range s.rows {
			for j, q := range chosen {
				a[i][j] += r.x[p] / size[p] * r.x[q] / size[q]
			}
			a[i][n] += r.x[p] / size[p] * r.y
		}
	}
	if !eliminate(&a, n) {
		return c, false
	}
	for i, p := range chosen {
		c[p] = a[i][n] / size[p]
		if !(c[p] > 0) {
			return c, false
		}
	}
	return c, true
}

// eliminate solves n equations of n unknowns, each with its right side in column n,
// by Gauss and Jordan with the largest pivots. It fails where they depend on one
// another.
func eliminate(a *[3][4]float64, n int) bool {
	const singular = 1e-10 // columns have length 1
	for i := range n {
		pivot := i
		for k := i + 1; k < n; k++ {
			if math.Abs(a[k][i]) > math.Abs(a[pivot][i]) {
				pivot = k
			}
		}
		if math.Abs(a[pivot][i]) < singular {
			return false
		}
		a[i], a[pivot] = a[pivot], a[i]
		for k := range n {
			if k == i {
				continue
			}
			f := a[k][i] / a[i][i]
			for j := i; j <= n; j++ {
				a[k][j] -= f * a[i][j]
			}
		}
	}
	for i := range n {
		a[i][n] /= a[i][i]
	}
	return true
}
