package main

import "math"

// scene is everything a picture shows.
type scene struct {
	camera camera
	shapes []shape
	lamps  []lamp
	sky    func(dir vec) vec // light that comes from far away
}

const (
	farAway   = 1e3
	maxBounce = 1  // surfaces a path meets after the first
	brightest = 10 // radiance of an indirect sample is cut here, against bright specks
)

// nearest is the first shape along r, and how far it is.
func (s *scene) nearest(r ray) (shape, float64) {
	var found shape
	t := farAway
	for _, sh := range s.shapes {
		if d := sh.hit(r, t); d < t {
			found, t = sh, d
		}
	}
	return found, t
}

// blocked reports whether anything lies on r before far.
func (s *scene) blocked(r ray, far float64) bool {
	for _, sh := range s.shapes {
		if sh.hit(r, far) < far {
			return true
		}
	}
	return false
}

// glance is what one path through a pixel finds.
type glance struct {
	p, n   vec // the first surface: where, and its normal
	albedo vec
	matte  vec // light the surface scatters, its albedo included: noisy
	rest   vec // light it emits or mirrors
}

// follow traces one path. Lamps are sampled directly, so a ray that left a matte surface must not count them again when
// it happens to meet one: seeLamps says whether it may.
func (s *scene) follow(r ray, smp *sampler, bounce int, seeLamps bool) glance {
	sh, t := s.nearest(r)
	if seeLamps {
		for _, l := range s.lamps {
			if l.hit(r, t) < t {
				return glance{rest: l.light}
			}
		}
	}
	if sh == nil {
		return glance{p: r.at(farAway), rest: s.sky(r.dir)}
	}
	g := glance{p: r.at(t)}
	n, m := sh.look(g.p)
	if away := n.dot(r.dir); away > 0 { // a bumped normal may lean away from the eye
		n = n.sub(r.dir.mul(1.02 * away)).unit()
	}
	g.n, g.rest = n, m.emit
	start := g.p.add(n.sub(r.dir).mul(offSurface))
	if m.metal {
		g.rest = g.rest.add(m.albedo.times(s.mirrored(r, start, n, m.rough, smp, bounce)))
		return g
	}
	keep := 1.0
	if m.gloss > 0 && bounce == 0 {
		c := 1 + r.dir.dot(n)
		fresnel := m.gloss + float64((1-m.gloss)*(1-m.rough)*float64(c*c)*float64(c*c)*c) // Schlick, less on rough coats
		g.rest = g.rest.add(s.mirrored(r, start, n, m.rough, smp, bounce).mul(fresnel))
		keep -= fresnel
	}
	g.albedo = m.albedo.mul(keep)
	g.matte = g.albedo.times(s.received(start, n, smp, bounce))
	return g
}

// mirrored is the light along r's reflection in a surface with normal n.
func (s *scene) mirrored(r ray, start, n vec, rough float64, smp *sampler, bounce int) vec {
	dir := r.dir.sub(n.mul(2 * r.dir.dot(n)))
	if bounce > maxBounce {
		return s.sky(dir)
	}
	if rough > 0 {
		u, v := smp.next()
		dir = dir.add(tilted(dir, disc(u, v)).mul(rough)).unit()
		if below := dir.dot(n); below < 0 {
			dir = dir.sub(n.mul(2 * below))
		}
	}
	g := s.follow(ray{start, dir}, smp, bounce+1, true)
	return cut(g.matte.add(g.rest))
}

// received is the light that falls on a matte surface at p, divided by π: from every lamp, and from all other
// directions by one random ray.
func (s *scene) received(p, n vec, smp *sampler, bounce int) vec {
	sum := vec{}
	lamps, all := s.lamps, 1.0
	if bounce > 0 && len(lamps) > 1 { // one lamp, picked at random, stands for all
		pick, _ := smp.next()
		all = float64(len(lamps))
		i := int(pick * all)
		lamps = lamps[i : i+1]
	}
	for _, l := range lamps {
		u, v := smp.next()
		sum = sum.add(s.lampLight(l, p, n, u, v).mul(all))
	}
	u, v := smp.next()
	d := disc(u, v) // a disc lifted to the hemisphere is distributed as the cosine (Malley)
	d.z = math.Sqrt(max(0, 1-d.dot(d)))
	out := ray{p, tilted(n, d)}
	if bounce < maxBounce {
		g := s.follow(out, smp, bounce+1, false)
		return sum.add(cut(g.matte.add(g.rest)))
	}
	if s.blocked(out, farAway) {
		return sum
	}
	return sum.add(s.sky(out.dir))
}

// lampLight is what point (u, v) of a lamp sends to p, as if the whole lamp were there.
func (s *scene) lampLight(l lamp, p, n vec, u, v float64) vec {
	to := l.centre.add(l.u.mul(mad(2, u, -1))).add(l.v.mul(mad(2, v, -1))).sub(p)
	dist := to.len()
	dir := to.mul(1 / dist)
	falls, leaves := dir.dot(n), -dir.dot(l.area)
	if falls <= 0 || leaves <= 0 || s.blocked(ray{p, dir}, dist) {
		return vec{}
	}
	return l.light.mul(falls * leaves / (math.Pi * dist * dist))
}

// disc maps the unit square to the unit disc in the plane z = 0, evenly.
func disc(u, v float64) vec {
	r, a := math.Sqrt(u), 2*math.Pi*v
	return vec{r * cos(a), r * sin(a), 0}
}

// tilted turns d so that its z axis becomes n (Duff et al. 2017).
func tilted(n, d vec) vec {
	sign := math.Copysign(1, n.z)
	a := -1 / (sign + n.z)
	b := n.x * n.y * a
	x := vec{1 + float64(sign*n.x*n.x*a), sign * b, -sign * n.x}
	y := vec{b, sign + float64(n.y*n.y*a), -n.y}
	return x.mul(d.x).add(y.mul(d.y)).add(n.mul(d.z))
}

// cut limits a colour's brightness and keeps its hue.
func cut(c vec) vec {
	if peak := c.peak(); peak > brightest {
		return c.mul(brightest / peak)
	}
	return c
}
