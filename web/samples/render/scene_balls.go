package main

import "math"

// golfBall lies on its tee, the fairway far behind it.
func golfBall() *scene {
	centre := vec{0, 1, 0}
	dimples := scattered(330)
	skin := func(_, n vec) (vec, material) {
		m, _, r := dimples.nearest(n)
		return pit(n, n, m, r, 0.095, 0.2), material{albedo: rgb(0xeeeeea), gloss: 0.05, rough: 0.05}
	}
	tee := func(p vec) float64 {
		stem := hypot(p.x, p.z) - 0.1 - float64(0.26*smooth(-0.75, 0.04, p.y))
		return max(max(stem, p.y-0.06), -sphere(p.sub(centre), 1.005)) * 0.8
	}
	s := &scene{
		camera: look(vec{0.6, 3.0, 6.0}, vec{0, 0.78, 0}, 0.4),
		shapes: []shape{
			ground(-1.6, turf(0.8)),
			ball{centre, 1, skin},
			boxed(vec{0, -0.8, 0}, vec{0.4, 0.9, 0.4}, tee, coated(rgb(0xd9342b), 0.04, 0.1)),
		},
		lamps: daylight(centre, 5),
		sky:   outdoors,
	}
	s.camera.lens, s.camera.focus = 0.16, 5.6
	return s
}

// turf is short grass, a little uneven.
func turf(scale float64) skin {
	return func(p, n vec) (vec, material) {
		q := p.mul(scale)
		blades := clouds(vec{q.x * 26, 0, q.z * 9}, 3)
		patch := clouds(vec{q.x * 0.9, 4, q.z * 0.9}, 3)
		tone := clamp(float64(1.3*blades)-0.3+float64(0.6*(patch-0.5)), 0, 1)
		return n, material{albedo: rgb(0x2d5220).lerp(rgb(0x8aa94a), tone).mul(0.85)}
	}
}

// football lies on the grass.
func football() *scene {
	centre := vec{0, 1, 0}
	pose := at(centre).turned(0.35, 0.42, 0.15)
	skin := func(p, n vec) (vec, material) {
		face, seam := panel(pose.into(p))
		c := rgb(0xebeae6)
		if face < pentagons {
			c = rgb(0x1b1c20)
		}
		c = c.mul(mix(0.35, 1, smooth(0.002, 0.012, seam)))
		n = bump(p, n, 0.035, 0.004, func(q vec) float64 {
			_, s := panel(pose.into(q).unit())
			return smooth(0, 0.05, s)
		})
		return n, material{albedo: c, gloss: 0.04, rough: 0.12}
	}
	s := &scene{
		camera: look(vec{0.6, 3.0, 5.1}, vec{0, 0.86, 0}, 0.48),
		shapes: []shape{ground(0, turf(1.4)), ball{centre, 1, skin}},
		lamps:  daylight(centre, 5),
		sky:    outdoors,
	}
	s.camera.lens, s.camera.focus = 0.07, 4.9
	return s
}

const pentagons = 12

// panels are the directions of a truncated icosahedron's faces, divided by their distance from its centre: the
// pentagons, then twenty hexagons.
var panels = func() (faces []vec) {
	const pentagon, hexagon = 0.93927, 0.91470 // distances of the faces when the corners' is 1
	g := (1 + math.Sqrt(5)) / 2
	signs := [...]float64{-1, 1}
	for _, a := range signs {
		for _, b := range signs {
			faces = append(faces, vec{0, a, b * g}, vec{a, b * g, 0}, vec{b * g, 0, a})
		}
	}
	for _, a := range signs {
		for _, b := range signs {
			faces = append(faces, vec{a, b, 1}, vec{a, b, -1}, vec{0, a / g, b * g}, vec{a / g, b * g, 0}, vec{b * g, 0, a / g})
		}
	}
	for i, f := range faces {
		if i < pentagons {
			faces[i] = f.unit().mul(1 / pentagon)
		} else {
			faces[i] = f.unit().mul(1 / hexagon)
		}
	}
	return faces
}()

// panel is the face that direction u belongs to, and how far its seam is.
func panel(u vec) (face int, seam float64) {
	best, second := -2.0, -2.0
	for i, f := range panels {
		if d := u.dot(f); d > best {
			best, second, face = d, best, i
		} else {
			second = max(second, d)
		}
	}
	return face, best - second
}

// pingPong is a ball beside the net line, on its bat.
func pingPong() *scene {
	pose := at(vec{}).turned(0.75, 0, 0)
	blade := func(w vec) float64 {
		p := pose.into(w)
		return rectangle(hypot(p.x, float64(p.z*1.06)), p.y-0.12, 2.1, 0.12, 0.03) * 0.9
	}
	grip := func(w vec) float64 {
		p := pose.into(w)
		neck := float64(0.35 * smooth(-2.6, -1.7, p.x))
		return box(p.sub(vec{-2.9, 0.12, 0}), vec{1.2, 0.2, 0.3 + neck}, 0.14) * 0.8
	}
	cloth := func(p, n vec) (vec, material) {
		c := rgb(0x2a5f86)
		if p.x > 2.1 && p.x < 2.3 {
			c = rgb(0xe6e6e0)
		}
		return n, material{albedo: c.mul(mix(0.95, 1.05, clouds(p.mul(9), 2))), gloss: 0.02, rough: 0.5}
	}
	rubber := func(p, n vec) (vec, material) {
		c := rgb(0xb5202a)
		if p.y < 0.17 {
			c = rgb(0xd8b07a)
		}
		return n, material{albedo: c.mul(mix(0.95, 1.05, clouds(p.mul(9), 2))), gloss: 0.03, rough: 0.45}
	}
	return &scene{
		camera: look(vec{-1.0, 6.2, 6.0}, vec{-0.35, 0.3, 0.15}, 0.6),
		shapes: []shape{
			ground(0, cloth),
			boxed(vec{0, 0.12, 0}, vec{2.15, 0.13, 2.15}, blade, rubber),
			boxed(pose.out(vec{-2.9, 0.12, 0}), vec{1.4, 0.24, 1.4}, grip, wood(rgb(0xd8a868), rgb(0x9a6a38), 3)),
			ball{vec{0.35, 1.04, 0.1}, 0.8, coated(rgb(0xf6efe2), 0.04, 0.25)},
		},
		lamps: studio(vec{0, 0.5, 0}, 5),
		sky:   room,
	}
}
