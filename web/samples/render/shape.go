package main

import "math"

// ray is a half line; dir has length 1.
type ray struct{ from, dir vec }

func (r ray) at(t float64) vec { return r.from.add(r.dir.mul(t)) }

// shape is a surface a ray can meet.
type shape interface {
	// hit is the first distance in (0, far) at which r meets the surface, or far.
	hit(r ray, far float64) float64
	// look is the outward normal and the material at a point of the surface.
	look(p vec) (vec, material)
}

// skin says what a surface is made of at p, where its normal is n; it may return the normal tilted.
type skin func(p, n vec) (vec, material)

// plane is a flat surface through a point, seen from the side its normal points to.
type plane struct {
	point, normal vec
	skin          skin
}

func (s plane) hit(r ray, far float64) float64 {
	towards := r.dir.dot(s.normal)
	if towards >= 0 {
		return far
	}
	if t := s.point.sub(r.from).dot(s.normal) / towards; t > 0 && t < far {
		return t
	}
	return far
}

func (s plane) look(p vec) (vec, material) { return s.skin(p, s.normal) }

// ground is the level plane at a height.
func ground(height float64, skin skin) plane {
	return plane{vec{0, height, 0}, vec{0, 1, 0}, skin}
}

// solid is whatever lies where a signed distance function is negative. The function may promise less distance than
// there is, and hardly ever more. Rays look for it only inside the box from lo to hi.
type solid struct {
	lo, hi vec
	dist   func(p vec) float64
	skin   skin
}

const (
	marchSteps = 160
	nearEnough = 5e-4 // a distance that counts as a hit
	offSurface = 3e-3 // where rays that leave a surface start
)

// hit walks along the ray in steps as long as the surface is far (sphere tracing). Where the function promised too much
// and a step ended inside, it walks back.
func (s *solid) hit(r ray, far float64) float64 {
	near, end := s.span(r, far)
	t := near
	for range marchSteps {
		if t >= end {
			return far
		}
		d := s.dist(r.at(t))
		if math.Abs(d) < nearEnough || d < 0 && t <= near {
			return t
		}
		t += d
	}
	return far
}

// span is the part of the ray inside the box.
func (s *solid) span(r ray, far float64) (near, end float64) {
	near, end = 0, far
	axis := func(from, dir, lo, hi float64) {
		a, b := (lo-from)/dir, (hi-from)/dir
		near, end = max(near, min(a, b)), min(end, max(a, b))
	}
	axis(r.from.x, r.dir.x, s.lo.x, s.hi.x)
	axis(r.from.y, r.dir.y, s.lo.y, s.hi.y)
	axis(r.from.z, r.dir.z, s.lo.z, s.hi.z)
	return near, end
}

// look takes the normal from four distances around p, at the corners of a tetrahedron.
func (s *solid) look(p vec) (vec, material) {
	const e = 4e-4
	a, b, c, d := vec{1, -1, -1}, vec{-1, -1, 1}, vec{-1, 1, -1}, vec{1, 1, 1}
	n := a.mul(s.dist(p.add(a.mul(e)))).
		add(b.mul(s.dist(p.add(b.mul(e))))).
		add(c.mul(s.dist(p.add(c.mul(e))))).
		add(d.mul(s.dist(p.add(d.mul(e)))))
	if l := n.len(); l > 0 {
		n = n.mul(1 / l)
	}
	return s.skin(p, n)
}

// boxed is a solid around which the box is given by its centre and half size.
func boxed(centre, half vec, dist func(p vec) float64, skin skin) *solid {
	return &solid{centre.sub(half), centre.add(half), dist, skin}
}

// ball is a sphere; exact, so cheaper than a solid.
type ball struct {
	centre vec
	radius float64
	skin   skin
}

func (s ball) hit(r ray, far float64) float64 {
	d := r.from.sub(s.centre)
	b, c := d.dot(r.dir), d.dot(d)-float64(s.radius*s.radius)
	disc := float64(b*b) - c
	if disc < 0 {
		return far
	}
	if t := -b - math.Sqrt(disc); t > 0 && t < far {
		return t
	}
	return far
}

func (s ball) look(p vec) (vec, material) { return s.skin(p, p.sub(s.centre).unit()) }
