package main

import "math"

// strawberry lies on its side.
func strawberry() *scene {
	seeds := scattered(170)
	crown := newFan(9)
	pose := at(vec{-0.1, 0.8, 0}).turned(0.55, 0.25, 1.05)
	berry := func(w vec) float64 {
		p := pose.into(w)
		wide := mix(0.5, 0.96, smooth(-1.1, 0.5, p.y))
		return ellipsoid(p.add(vec{0, 0.1, 0}), vec{wide, 1.08, wide}) * 0.8
	}
	red := func(w, n vec) (vec, material) {
		p := pose.into(w)
		u := vec{p.x, p.y * 0.8, p.z}.unit()
		m, k, r := seeds.nearest(u)
		c := rgb(0xb80c12).lerp(rgb(0xd3261c), clouds(p.mul(3), 3))
		c = c.lerp(rgb(0xe8c49a), 0.8*smooth(0.72, 0.95, p.y)) // paler under the leaves
		if r < 0.034 {
			c = rgb(0xdba936).mul(mix(0.75, 1.1, chance(k, 0, 0)))
		}
		local := pit(vec{n.dot(pose.x), n.dot(pose.y), n.dot(pose.z)}, u, m, r, 0.1, 0.3)
		return pose.out(local), material{albedo: c, gloss: 0.045, rough: 0.12}
	}
	leaves := func(w vec) float64 {
		p := pose.into(w)
		along, across, k := crown.fold(p.x, p.z)
		own := chance(k, 1, 7)
		rise := p.y - 0.93 - float64(0.5*own*along*along) + float64(0.45*along*along*along)
		wide := float64(0.27 * (along + 0.05) * (1 - smooth(0.1, mix(0.75, 0.95, own), along)))
		blade := max(math.Abs(across)-wide, along-1)
		leaf := hypot(max(blade, 0), max(math.Abs(rise)-0.012, 0))
		stalk := capsule(p, vec{0, 0.9, 0}, vec{0.14, 1.4, 0.06}, 0.05)
		return min(leaf*0.6, stalk)
	}
	return &scene{
		camera: look(vec{0.3, 3.4, 5.2}, vec{-0.15, 0.78, 0}, 0.46),
		shapes: []shape{
			ground(0, plaster(rgb(0xd9d3c8), 4)),
			boxed(pose.o, vec{1.3, 1.1, 1.3}, berry, red),
			boxed(pose.out(vec{0, 1.05, 0}).add(pose.o), vec{1.0, 1.0, 1.0}, leaves, coated(rgb(0x3f7d1e), 0.03, 0.4)),
		},
		lamps: studio(vec{0, 0.8, 0}, 4),
		sky:   room,
	}
}

// peel is the skin of citrus fruit, with fine pores.
func peel(p, n vec) (vec, material) {
	c := rgb(0xefc916).lerp(rgb(0xdda808), clouds(p.mul(2), 3))
	n = bump(p, n, 0.008, 0.006, func(q vec) float64 { return smooth(0.35, 0.65, noise(q.mul(38))) })
	return n, material{albedo: c, gloss: 0.045, rough: 0.2}
}

// lemons are one and a half.
func lemons() *scene {
	lemon := func(p vec) float64 {
		body := ellipsoid(p, vec{1.12, 0.86, 0.86})
		if body > 0.6 {
			return body - 0.3 // the ends stand out by less
		}
		tip := ellipsoid(p.sub(vec{1.12, 0, 0}), vec{0.28, 0.2, 0.2})
		stem := ellipsoid(p.add(vec{1.1, 0, 0}), vec{0.18, 0.22, 0.22})
		return join(join(body, tip, 0.35), stem, 0.15) * 0.9
	}
	whole := at(vec{-0.45, 0.86, -0.55}).turned(0.35, 0, 0.06)
	half := at(vec{0.72, 0.8, 0.75}).turned(-1.15, 0, 0.28) // its cut side is x = 0, towards +x
	segments := newFan(10)
	flesh := func(w, n vec) (vec, material) {
		p := half.into(w)
		if p.x < -0.01 {
			return peel(w, n)
		}
		r := hypot(p.y, p.z)
		along, across, k := segments.fold(p.y, p.z)
		membrane := float64(along*0.309) - math.Abs(across)
		if r > 0.73 || r < 0.06 || membrane < 0.016 {
			return n, material{albedo: rgb(0xf3e8b4), gloss: 0.03, rough: 0.3}
		}
		vesicles := clouds(vec{along * 5, across * 22, float64(k) * 3}, 3)
		n = bump(p, n, 0.02, 0.01, func(q vec) float64 { return clouds(q.mul(9), 2) })
		return n, material{albedo: rgb(0xf0d43c).lerp(rgb(0xd6ac14), vesicles), gloss: 0.06, rough: 0.08}
	}
	return &scene{
		camera: look(vec{0.3, 3.4, 5.6}, vec{0.1, 0.7, 0.1}, 0.5),
		shapes: []shape{
			ground(0, plaster(rgb(0x86a3a3), 4)),
			boxed(whole.o, vec{1.6, 0.95, 1.3}, func(w vec) float64 { return lemon(whole.into(w)) }, peel),
			boxed(half.o, vec{1.5, 1.2, 1.5}, func(w vec) float64 {
				p := half.into(w)
				return max(lemon(p), p.x)
			}, flesh),
		},
		lamps: studio(vec{0, 0.8, 0}, 4),
		sky:   room,
	}
}
