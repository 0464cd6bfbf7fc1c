package main

import "math"

// desk is an oiled oak table top.
func desk(height float64) shape {
	return ground(height, wood(rgb(0xa87a4c), rgb(0x6a4526), 1.1))
}

// pencil lies along the x axis of f and points to +x: six-sided, painted, sharpened to bare wood and graphite.
func pencil(f frame, length, r float64, paint vec) shape {
	const taper = 0.27 // radius over length of the sharpened cone
	sides := newFan(6)
	tip := length / 2
	dist := func(w vec) float64 {
		p := f.into(w)
		along, _, _ := sides.fold(p.y, p.z)
		body := max(along-r, math.Abs(p.x)-tip)
		cone := hypot(p.y, p.z) - float64((tip-p.x)*taper)
		return max(body, cone*0.96)
	}
	skin := func(w, n vec) (vec, material) {
		p := f.into(w)
		switch cone := hypot(p.y, p.z) - float64((tip-p.x)*taper); {
		case tip-p.x < float64(0.9*r):
			return n, material{albedo: rgb(0x2b2b2e), gloss: 0.05, rough: 0.3}
		case cone > -0.006:
			return n, material{albedo: grain(p.mul(6), rgb(0xe3b98a), rgb(0xb98250))}
		}
		return n, material{albedo: paint, gloss: 0.05, rough: 0.1}
	}
	reach := f.x.abs().mul(tip).add(vec{r, r, r}.mul(1.2))
	return boxed(f.o, reach, dist, skin)
}

// mug of coffee.
func mug() *scene {
	body := func(p vec) float64 {
		r := hypot(p.x, p.z)
		wall := rectangle(r, p.y-1, 0.82, 1, 0.14)
		inside := rectangle(r, p.y-1.2, 0.73, 1.05, 0.12)
		handle := hypot(rectangle(p.x-0.95, p.y-1, 0.36, 0.52, 0.34), p.z) - 0.11
		handle = max(handle, 0.78-r)
		return carve(join(wall, handle, 0.1), inside, 0.03) * 0.9
	}
	glaze := func(p, n vec) (vec, material) {
		c := rgb(0x35548a)
		if dipped := 0.32 + float64(0.05*noise(p.mul(3))); p.y < dipped || hypot(p.x, p.z) < 0.76 {
			c = rgb(0xe2d9c8)
		}
		return n, material{albedo: c.mul(mix(0.9, 1.05, clouds(p.mul(18), 2))), gloss: 0.05, rough: 0.06}
	}
	coffee := func(p vec) float64 { return max(hypot(p.x, p.z)-0.745, p.y-1.74) }
	return &scene{
		camera: look(vec{-0.4, 4.1, 4.9}, vec{0.16, 0.86, 0}, 0.52),
		shapes: []shape{
			desk(0),
			boxed(vec{0.2, 1, 0}, vec{1.3, 1.02, 0.9}, body, glaze),
			boxed(vec{0, 1.5, 0}, vec{0.76, 0.25, 0.76}, coffee, coated(rgb(0x2a1206), 0.04, 0)),
		},
		lamps: studio(vec{0, 0.8, 0}, 4),
		sky:   room,
	}
}
