package main

import "math"

// scatter is n directions spaced evenly over the sphere, on Fibonacci's spiral: dimples, seeds and florets sit so.
type scatter []vec

func scattered(n int) scatter {
	golden := math.Pi * (3 - math.Sqrt(5))
	s := make(scatter, n)
	for i := range s {
		y := 1 - float64(2*i+1)/float64(n)
		r := math.Sqrt(1 - float64(y*y))
		a := float64(i) * golden
		s[i] = vec{r * cos(a), y, r * sin(a)}
	}
	return s
}

// nearest is the member closest to direction u, its number, and the angle between them (for small angles).
func (s scatter) nearest(u vec) (m vec, k int, r float64) {
	best := -2.0
	for i, v := range s {
		if d := u.dot(v); d > best {
			best, k = d, i
		}
	}
	return s[k], k, math.Sqrt(max(0, 2-float64(2*best)))
}

// pit tilts normal n at direction u as a round hollow about m does, r away: deep is its depth over its radius, and a
// negative one makes it a hump.
func pit(n, u, m vec, r, radius, deep float64) vec {
	if r >= radius || r == 0 {
		return n
	}
	x := r / radius
	slope := float64(4*deep*x) * (1 - float64(x*x)) // of the height −deep·(1−x²)²
	return n.add(m.sub(u.mul(u.dot(m))).unit().mul(slope)).unit()
}
