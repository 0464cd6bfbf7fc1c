package main

import "math"

// material is how a surface answers light.
type material struct {
	albedo vec     // part of the light scattered; for a metal, the tint of the mirror
	gloss  float64 // part of the light mirrored at normal incidence: 0 matte, 0.04 varnish, plastic, peel
	rough  float64 // spread of the mirrored light: 0 a mirror
	metal  bool    // mirrors and does not scatter
	emit   vec     // light of its own
}

// lamp is a rectangular light. It shines from one side.
type lamp struct {
	centre, u, v vec // u and v are half edges
	area         vec // the rectangle's size as a vector, along the way it shines
	light        vec // radiance
}

// softbox is a lamp of half size w×h, aimed at a target.
func softbox(place, target vec, w, h float64, light vec) lamp {
	f := facing(place, target.sub(place))
	u, v := f.x.mul(w), f.y.mul(h)
	return lamp{place, u, v, u.cross(v).mul(4), light}
}

// hit is the distance at which r meets the lamp's bright side, or far.
func (l *lamp) hit(r ray, far float64) float64 {
	towards := r.dir.dot(l.area)
	if towards >= 0 {
		return far
	}
	t := l.centre.sub(r.from).dot(l.area) / towards
	if t <= 0 || t >= far {
		return far
	}
	d := r.at(t).sub(l.centre)
	if math.Abs(d.dot(l.u)) > l.u.dot(l.u) || math.Abs(d.dot(l.v)) > l.v.dot(l.v) {
		return far
	}
	return t
}

// dome is a sky that goes from one colour at the horizon to another overhead.
func dome(horizon, zenith vec) func(vec) vec {
	return func(dir vec) vec { return horizon.lerp(zenith, math.Sqrt(max(0, dir.y))) }
}
