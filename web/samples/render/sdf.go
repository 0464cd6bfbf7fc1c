package main

import "math"

// Distance functions in space: negative inside, positive outside, as far as the surface is. Points are relative to the
// body's centre.

func sphere(p vec, r float64) float64 { return p.len() - r }

// ellipsoid is a bound, good near the surface.
func ellipsoid(p, r vec) float64 {
	a := vec{p.x / r.x, p.y / r.y, p.z / r.z}
	k := a.len()
	b := vec{a.x / r.x, a.y / r.y, a.z / r.z}
	if l := b.len(); l > 0 {
		return k * (k - 1) / l
	}
	return -min(r.x, r.y, r.z)
}

// box has half size b; its edges are rounded by r, inwards.
func box(p, b vec, r float64) float64 {
	q := p.abs().sub(b).add(vec{r, r, r})
	return q.atLeast(vec{}).len() + min(q.peak(), 0) - r
}

// capsule is everything within r of the segment from a to b.
func capsule(p, a, b vec, r float64) float64 {
	pa, ba := p.sub(a), b.sub(a)
	t := clamp(pa.dot(ba)/ba.dot(ba), 0, 1)
	return pa.sub(ba.mul(t)).len() - r
}

// join is the union of a and b with a fillet of about k where they meet.
func join(a, b, k float64) float64 {
	h := max(k-math.Abs(a-b), 0) / k
	return min(a, b) - float64(h*h*k/4)
}

// carve is a without b, the edge softened by about k.
func carve(a, b, k float64) float64 { return -join(-a, b, k) }

// Distance functions in the plane.

// rectangle has half size w×h and corners rounded by r, inwards.
func rectangle(x, y, w, h, r float64) float64 {
	w, h, r = float64(w), float64(h), float64(r)
	x, y = math.Abs(x)-w+r, math.Abs(y)-h+r
	return hypot(max(x, 0), max(y, 0)) + min(max(x, y), 0) - r
}

// segment is the distance to the segment from (ax, ay) to (bx, by).
func segment(x, y, ax, ay, bx, by float64) float64 {
	x, y, bx, by = x-ax, y-ay, bx-ax, by-ay
	t := clamp((float64(x*bx)+float64(y*by))/(float64(bx*bx)+float64(by*by)), 0, 1)
	return hypot(x-float64(t*bx), y-float64(t*by))
}

// fan divides the plane into equal sectors about the origin, the first one around the x axis.
type fan []struct{ cos, sin float64 }

func newFan(sectors int) fan {
	f := make(fan, sectors)
	for k := range f {
		a := float64(2*math.Pi*float64(k)) / float64(sectors)
		f[k].cos, f[k].sin = cos(a), sin(a)
	}
	return f
}

// fold turns (x, y) back into the first sector: its distance along the sector's axis and across it, and the number of
// the sector it came from.
func (f fan) fold(x, y float64) (along, across float64, k int) {
	n := len(f)
	k = int(math.Floor(angle(y, x)*float64(n)/(2*math.Pi)+0.5)+float64(n)) % n
	s, c := f[k].sin, f[k].cos
	return float64(x*c) + float64(y*s), float64(y*c) - float64(x*s), k
}
