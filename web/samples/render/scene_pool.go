package main

import (
	"math"
	"strconv"
)

// pool is the corner of a table in mid-game.
func pool() *scene {
	colours := []vec{
		rgb(0xf3c21b), rgb(0x1c4fae), rgb(0xc9241f), rgb(0x4b2a7f), rgb(0xe8731a), rgb(0x157245), rgb(0x7c1d22), rgb(0x16171a),
	}
	const r = 0.285
	var shapes []shape
	for _, b := range []struct {
		number           int
		x, z, yaw, pitch float64 // where it lies and how it is turned
	}{
		{0, -0.9, 1.5, 0, 0},
		{1, 0.35, 0.2, 0.4, 0.5},
		{9, 1.25, 0.75, -0.6, 0.6},
		{3, -0.35, -0.75, 0.3, 0.8},
		{8, 0.7, -1.0, -0.2, 0.5},
		{2, 1.9, -0.4, 0.2, 0.9},
		{12, -1.6, -0.2, 0.9, 0.5},
		{5, -1.3, -1.7, 0.1, 0.6},
		{6, 2.3, 1.2, 0.5, 0.7},
		{15, 1.6, -1.9, 0.6, 0.4},
	} {
		pose := at(vec{b.x, r, b.z}).turned(b.yaw, -b.pitch, 0)
		shapes = append(shapes, ball{pose.o, r, poolBall(b.number, pose, colours)})
	}
	hole := vec{-3.05, 0, -3.05}
	cushion := func(p vec) float64 {
		d := math.Inf(1)
		for range 2 {
			q := vec{p.x, p.y - 0.26, p.z + 3.1}
			rubber := rectangle(q.z+0.1, q.y+float64(0.3*q.z), 0.27, 0.12, 0.05)
			d = min(d, max(rubber, -q.x-2.5))
			p.x, p.z = p.z, p.x
		}
		return d * 0.85
	}
	rail := func(p vec) float64 {
		d := math.Inf(1)
		for range 2 {
			d = min(d, max(rectangle(p.z+3.8, p.y-0.2, 0.5, 0.25, 0.1), -4.3-p.x))
			p.x, p.z = p.z, p.x
		}
		return max(d, 0.42-hypot(p.x-hole.x, p.z-hole.z)) * 0.9
	}
	cloth := felt(rgb(0x0f7a4a))
	bed := func(p, n vec) (vec, material) {
		switch {
		case hypot(p.x-hole.x, p.z-hole.z) < 0.42:
			return n, material{albedo: rgb(0x060606)}
		case min(p.x, p.z) < -4: // the floor of the room
			return n, material{albedo: rgb(0x2a1d16)}
		}
		return cloth(p, n)
	}
	mahogany := rgb(0x6b2f1a)
	shapes = append(shapes,
		ground(0, bed),
		boxed(vec{0, 0.2, 0}, vec{5, 0.3, 5}, cushion, cloth),
		boxed(vec{0, 0.2, 0}, vec{8, 0.4, 8}, rail, wood(mahogany, mahogany.mul(0.35), 0.9)),
	)
	return &scene{
		camera: look(vec{2.9, 4.6, 5.6}, vec{0, 0, -0.55}, 0.62),
		shapes: shapes,
		lamps: []lamp{
			softbox(vec{-1.5, 5, -0.5}, vec{0, 0, -0.5}, 1.0, 1.6, vec{13, 12, 10}),
		},
		sky: dome(rgb(0x8a7f74), rgb(0xa89f94)),
	}
}

// poolBall is the skin of a ball, its number towards z: 0 is the cue ball, 1 to 8 are plain, the others striped.
func poolBall(number int, pose frame, colours []vec) skin {
	ivory := rgb(0xf2ead8)
	label := letters(strconv.Itoa(number))
	return func(p, n vec) (vec, material) {
		u := pose.into(pose.o.add(n))
		c := ivory
		if number > 0 {
			c = colours[(number-1)%8]
			if number > 8 && math.Abs(u.y) > 0.55 {
				c = ivory
			}
			if u.z > 0 && hypot(u.x, u.y) < 0.42 {
				c = ivory
				if label.dist(u.x/0.42, u.y/0.42) < 0.09 {
					c = rgb(0x16171a)
				}
			}
		}
		return n, material{albedo: c, gloss: 0.05}
	}
}
