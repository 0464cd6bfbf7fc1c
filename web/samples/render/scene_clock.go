package main

import (
	"math"
	"strconv"
)

// clock is an alarm clock with two bells, at ten past ten.
func clock() *scene {
	const hour, minute = math.Pi / 6, math.Pi / 30
	const behind = 0.22 // bells and legs are fixed so far behind the face
	ink, enamel, brass := rgb(0x20242b), rgb(0x2f7f86), rgb(0xd9b070)
	drum := func(p vec) float64 {
		r := hypot(p.x, p.y)
		rim := rectangle(r-1.06, p.z+0.2, 0.07, 0.36, 0.06)
		back := rectangle(r, p.z+0.3, 1.06, 0.22, 0.1)
		return join(rim, back, 0.04)
	}
	disc := func(p vec) float64 { return max(math.Abs(p.z)-0.02, hypot(p.x, p.y)-1.02) }
	bells := func(p vec) float64 {
		side := vec{math.Abs(p.x), p.y, p.z + behind}
		q := side.sub(vec{0.68, 1.12, 0}) // from the bell's centre; the bell leans outwards
		bell := max(math.Abs(q.len()-0.42)-0.025, float64(-0.52*q.x)-float64(0.854*q.y))
		post := capsule(side, vec{0.5, 0.9, 0}, vec{0.93, 1.53, 0}, 0.035)
		knob := side.sub(vec{0.95, 1.57, 0}).len() - 0.065
		hammer := capsule(side, vec{0, 0.9, 0}, vec{0, 1.42, 0}, 0.03)
		head := box(side.sub(vec{0, 1.45, 0}), vec{0.12, 0.06, 0.06}, 0.03)
		return min(bell, post, knob, hammer, head) * 0.9
	}
	legs := func(p vec) float64 {
		side := vec{math.Abs(p.x), p.y, p.z + behind}
		foot := side.sub(vec{0.83, -1.26, 0}).len() - 0.09
		return min(capsule(side, vec{0.6, -0.85, 0}, vec{0.82, -1.25, 0}, 0.06), foot)
	}
	return &scene{
		camera: look(vec{0.9, 1.0, 6.2}, vec{0, 0.12, 0}, 0.5),
		shapes: []shape{
			ground(-1.35, plaster(rgb(0xd8a48c), 4)),
			plane{vec{0, 0, -4}, vec{0, 0, 1}, plaster(rgb(0xd8a48c), 4)},
			boxed(vec{}, vec{1.02, 1.02, 0.021}, disc, clockFace(ink)),
			boxed(vec{0, 0, -0.2}, vec{1.14, 1.14, 0.4}, drum, coated(enamel, 0.05, 0.05)),
			boxed(vec{0, 1.2, -behind}, vec{1.15, 0.5, 0.48}, bells, metal(brass, 0.08)),
			boxed(vec{0, -1.1, -behind}, vec{0.95, 0.26, 0.15}, legs, metal(brass, 0.08)),
			clockHand(10.17*hour, 0.12, 0.5, 0.036, 0.06, ink),
			clockHand(10*minute, 0.14, 0.74, 0.027, 0.09, ink),
			clockHand(33*minute, 0.2, 0.78, 0.01, 0.115, rgb(0xc8372d)),
		},
		lamps: studio(vec{}, 5),
		sky:   room,
	}
}

// clockFace is printed with sixty marks and twelve numerals.
func clockFace(ink vec) skin {
	marks := newFan(60)
	var numerals [12]lettering
	for i := range numerals {
		numerals[i] = letters(strconv.Itoa((i+11)%12 + 1))
	}
	return func(p, n vec) (vec, material) {
		face := material{albedo: rgb(0xf4efe2), gloss: 0.02, rough: 0.3}
		along, across, k := marks.fold(p.x, p.y)
		long, wide := 0.03, 0.006
		if k%5 == 0 {
			long, wide = 0.06, 0.014
		}
		printed := rectangle(across, along-0.87, wide, long, 0) < 0
		const size, pen = 0.16, 0.085
		hour := int(math.Floor(angle(p.x, p.y)*6/math.Pi+12.5)) % 12 // the nearest; 0 is twelve o'clock
		a := math.Pi / 6 * float64(hour)
		x, y := p.x-float64(0.67*sin(a)), p.y-float64(0.67*cos(a))
		printed = printed || numerals[hour].dist(x/size, y/size) < pen
		if printed {
			face.albedo = ink
		}
		return n, face
	}
}

// clockHand points to an angle, clockwise from the top, at height z over the face.
func clockHand(angle, tail, length, width, z float64, c vec) shape {
	s, co := sin(angle), cos(angle)
	dist := func(p vec) float64 {
		across, along := float64(p.x*co)-float64(p.y*s), float64(p.x*s)+float64(p.y*co)
		blade := segment(across, along, 0, -tail, 0, length) - float64(width*mix(1, 0.5, smooth(0, length, along)))
		boss := hypot(p.x, p.y) - float64(1.8*width)
		return max(min(blade, boss), math.Abs(p.z-z)-0.012) * 0.8
	}
	return boxed(vec{0, 0, z}, vec{0.9, 0.9, 0.02}, dist, coated(c, 0.04, 0.2))
}
