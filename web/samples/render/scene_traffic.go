package main

import "math"

// trafficLight shows red against the sky.
func trafficLight() *scene {
	colours := []vec{rgb(0xff2a1a), rgb(0xffb000), rgb(0x18d060)}
	var shapes []shape
	for i, c := range colours {
		y := 1.05 - float64(1.05*float64(i))
		centre := vec{0, y, 0.36}
		on := i == 0
		shapes = append(shapes,
			boxed(centre, vec{0.42, 0.42, 0.12}, func(p vec) float64 {
				return ellipsoid(p.sub(centre), vec{0.4, 0.4, 0.1})
			}, lens(centre, c, on)),
			boxed(centre.add(vec{0, 0, 0.35}), vec{0.5, 0.5, 0.42}, visor(centre), coated(rgb(0x17191c), 0.03, 0.1)))
	}
	housing := func(p vec) float64 {
		d := box(p, vec{0.62, 1.66, 0.36}, 0.14)
		for i := range 3 {
			d = carve(d, sphere(p.sub(vec{0, 1.05 - float64(1.05*float64(i)), 0.5}), 0.42), 0.03)
		}
		return d
	}
	plate := func(p vec) float64 { return box(p.sub(vec{0, 0, -0.2}), vec{0.95, 2.0, 0.03}, 0.03) }
	pole := func(p vec) float64 { return hypot(p.x, p.z+0.5) - 0.14 }
	return &scene{
		camera: look(vec{-2.1, -1.5, 6.4}, vec{0.05, -0.05, 0.1}, 0.62),
		shapes: append(shapes,
			boxed(vec{}, vec{0.64, 1.7, 0.4}, housing, coated(rgb(0x23262a), 0.04, 0.06)),
			boxed(vec{0, 0, -0.2}, vec{1, 2.1, 0.05}, plate, matte(rgb(0x1b1d20))),
			boxed(vec{0, -4, -0.5}, vec{0.2, 6, 0.2}, pole, metal(rgb(0xa8adb0), 0.4)),
		),
		lamps: daylight(vec{}, 6),
		sky:   clouded,
	}
}

// lens is ribbed coloured glass, lit from behind or not.
func lens(centre, c vec, on bool) skin {
	return func(p, n vec) (vec, material) {
		q := p.sub(centre)
		rib := math.Abs(fract(q.x*14)-0.5) + math.Abs(fract(q.y*14)-0.5)
		if !on {
			return n, material{albedo: c.mul(0.16 * mix(0.6, 1, rib)), gloss: 0.05, rough: 0.05}
		}
		r := hypot(q.x, q.y) / 0.4
		glow := c.lerp(vec{1, 0.8, 0.6}, 0.5*(1-smooth(0, 0.7, r)))
		return n, material{albedo: c.mul(0.3), emit: glow.mul(mix(3.2, 1.6, r) * mix(0.7, 1.1, rib)), gloss: 0.03}
	}
}

// visor is the hood over a lens: a tube cut off aslant.
func visor(centre vec) func(p vec) float64 {
	return func(p vec) float64 {
		q := p.sub(centre)
		tube := math.Abs(hypot(q.x, q.y)-0.43) - 0.018
		slant := float64(0.8*(q.z-0.42)) - float64(0.6*q.y)
		return max(tube, max(slant, -q.z-0.05))
	}
}
