package main

import "math"

// toadstool is a fly agaric on the forest floor.
func toadstool() *scene {
	patches := scattered(130)
	gills := newFan(90)
	crown := vec{0, 1.55, 0}
	hat := func(p vec) float64 {
		q := p.sub(crown)
		dome := ellipsoid(q, vec{1.25, 0.85, 1.25})
		hollow := float64(0.12*smooth(0, 1.2, hypot(q.x, q.z))) - q.y - 0.12
		return carve(dome, -hollow, 0.12) * 0.85
	}
	red := func(p, n vec) (vec, material) {
		q := p.sub(crown)
		if n.y < -0.3 {
			_, _, k := gills.fold(q.x, q.z)
			return n, material{albedo: rgb(0xefe4cf).mul(mix(0.6, 1, chance(k, 0, 0)))}
		}
		u := vec{q.x, q.y * 1.4, q.z}.unit()
		_, k, r := patches.nearest(u)
		size := mix(0.03, 0.095, chance(k, 1, 0)) * mix(0.75, 1.25, noise(p.mul(9)))
		if r < size {
			n = bump(p, n, 0.05, 0.02, func(q vec) float64 { return clouds(q.mul(12), 2) })
			return n, material{albedo: rgb(0xf0e6d0)}
		}
		return n, material{albedo: rgb(0xb8140d).lerp(rgb(0xd83a0e), clouds(p.mul(2), 3)), gloss: 0.05, rough: 0.1}
	}
	stem := func(p vec) float64 {
		r := hypot(p.x, p.z)
		foot := float64(0.16 * (1 - smooth(-0.1, 0.7, p.y)))
		shaft := max(r-0.25-foot, p.y-1.6)
		skirt := max(math.Abs(r-0.27-float64(0.5*(1.0-p.y)))-0.012, math.Abs(p.y-0.9)-0.1)
		return min(shaft, skirt) * 0.8
	}
	s := &scene{
		camera: look(vec{0.6, 2.5, 6.3}, vec{0, 1.08, 0}, 0.5),
		shapes: []shape{
			ground(0, moss),
			boxed(vec{0, 1.7, 0}, vec{1.3, 0.8, 1.3}, hat, red),
			boxed(vec{0, 0.75, 0}, vec{0.5, 0.9, 0.5}, stem, paper(rgb(0xeadfca), 8)),
		},
		lamps: daylight(vec{0, 1, 0}, 5),
		sky: func(dir vec) vec {
			return rgb(0x566b48).lerp(rgb(0xa8c4a0), smooth(0, 0.7, dir.y))
		},
	}
	s.camera.lens, s.camera.focus = 0.12, 5.6
	return s
}

// moss is soft, with needles and dry leaves in it.
func moss(p, n vec) (vec, material) {
	tuft, litter := clouds(p.mul(6), 4), clouds(p.mul(2.3).add(vec{0, 7, 0}), 3)
	n = bump(p, n, 0.12, 0.03, func(q vec) float64 { return clouds(q.mul(7), 3) })
	c := rgb(0x2a4518).lerp(rgb(0x7d9440), smooth(0.3, 0.75, tuft))
	return n, material{albedo: c.lerp(rgb(0x6b4a2a), 0.7*smooth(0.52, 0.62, litter))}
}
