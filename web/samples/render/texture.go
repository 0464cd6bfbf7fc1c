package main

// matte is a skin of one colour.
func matte(c vec) skin { return coated(c, 0, 0) }

// coated is a skin of one colour under a clear coat.
func coated(c vec, gloss, rough float64) skin {
	return func(_, n vec) (vec, material) { return n, material{albedo: c, gloss: gloss, rough: rough} }
}

// metal is a skin that mirrors, tinted.
func metal(tint vec, rough float64) skin {
	return func(_, n vec) (vec, material) { return n, material{albedo: tint, metal: true, rough: rough} }
}

// lit is a skin that shines.
func lit(c vec) skin {
	return func(_, n vec) (vec, material) { return n, material{emit: c} }
}

// wood is planed timber: year rings about an axis along x, far off centre, and fine pores along the grain.
func wood(light, dark vec, scale float64) skin {
	return func(p, n vec) (vec, material) {
		return n, material{albedo: grain(p.mul(scale), light, dark), gloss: 0.03, rough: 0.35}
	}
}

// grain is wood's colour at p; the grain runs along x and rings are about one unit apart.
func grain(p, light, dark vec) vec {
	warp := clouds(vec{p.x * 0.25, p.y, p.z}, 3)
	ring := hypot(p.y+3.1+float64(1.5*warp), p.z+float64(0.8*warp)+0.3)
	t := fract(ring)
	band := smooth(0, 0.75, t) * (1 - smooth(0.85, 1, t)) // slow into late wood, quick out of it
	pores := clouds(vec{p.x * 1.5, p.y * 40, p.z * 40}, 2)
	tone := clouds(vec{p.x * 0.1, p.y * 0.5, p.z * 0.5}, 2)
	k := clamp(float64(0.55*band)+float64(0.35*pores)+float64(0.4*tone)-0.2, 0, 1)
	return light.lerp(dark, k)
}

// felt is short woollen nap.
func felt(c vec) skin {
	return func(p, n vec) (vec, material) {
		fleck := clouds(p.mul(140), 2)
		patch := clouds(p.mul(6), 3)
		n = bump(p, n, 0.004, 0.003, func(q vec) float64 { return noise(q.mul(90)) })
		return n, material{albedo: c.mul(mix(0.72, 1.22, fleck) * mix(0.92, 1.08, patch))}
	}
}

// paper is a sheet with fine fibre.
func paper(c vec, scale float64) skin {
	return func(p, n vec) (vec, material) {
		return n, material{albedo: c.mul(mix(0.94, 1.03, clouds(p.mul(scale), 3)))}
	}
}

// plaster is a painted wall, a little uneven.
func plaster(c vec, scale float64) skin {
	return func(p, n vec) (vec, material) {
		n = bump(p.mul(scale), n, 0.05, 0.05, func(q vec) float64 { return clouds(q, 3) })
		return n, material{albedo: c.mul(mix(0.95, 1.05, clouds(p.mul(scale/4), 2)))}
	}
}
