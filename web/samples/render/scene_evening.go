package main

import "math"

// dusk is the little light of a room in the evening.
func dusk(dir vec) vec { return vec{0.035, 0.035, 0.05}.mul(1 + max(0, dir.y)) }

// candle burns on a saucer in the dark.
func candle() *scene {
	const top = 1.7
	wax := func(p vec) float64 {
		r := hypot(p.x, p.z)
		rim := top + float64(0.05*noise(vec{angle(p.z, p.x) * 1.2, 0, 0})) - float64(0.22*(1-smooth(0.1, 0.5, r)))
		body := max(r-0.52, (p.y-rim)*0.8)
		drip := capsule(p, vec{0.3, top - 0.05, 0.42}, vec{0.31, 1.15, 0.44}, 0.06)
		return join(body, drip, 0.08) * 0.9
	}
	glowing := func(p, n vec) (vec, material) { // the flame's light wanders through the wax
		near := smooth(0.1, top+0.1, p.y)
		return n, material{
			albedo: rgb(0xf0dfc0), gloss: 0.04, rough: 0.25,
			emit: vec{1, 0.5, 0.17}.mul(0.85 * near * near),
		}
	}
	flame := func(p vec) float64 {
		y := p.y - top - 0.28
		wide := float64(0.13 * math.Sqrt(1-smooth(-0.18, 0.52, y)))
		return max(hypot(p.x-float64(0.05*y*y), p.z)-wide, math.Abs(y-0.13)-0.36) * 0.5
	}
	burning := func(p, n vec) (vec, material) {
		blue, yellow := vec{1.2, 0.9, 2.4}, vec{9, 5, 1.5}
		return n, material{emit: blue.lerp(yellow, smooth(-0.22, 0, p.y-top-0.28))}
	}
	wick := func(p vec) float64 { return capsule(p, vec{0, top - 0.3, 0}, vec{0.02, top + 0.16, 0}, 0.018) }
	saucer := func(p vec) float64 {
		r := hypot(p.x, p.z)
		return max(math.Abs(p.y-0.05-float64(0.25*smooth(0.8, 1.35, r)))-0.035, r-1.3) * 0.7
	}
	return &scene{
		camera: look(vec{0.3, 3.0, 5.8}, vec{0, 1.15, 0}, 0.52),
		shapes: []shape{
			ground(0, wood(rgb(0x8a5a34), rgb(0x52301a), 1.1)),
			boxed(vec{0, 0.95, 0}, vec{0.65, 0.95, 0.65}, wax, glowing),
			boxed(vec{0, top + 0.35, 0}, vec{0.2, 0.5, 0.2}, flame, burning),
			boxed(vec{0, top, 0}, vec{0.05, 0.35, 0.05}, wick, matte(rgb(0x1a1210))),
			boxed(vec{0, 0.15, 0}, vec{1.4, 0.25, 1.4}, saucer, coated(rgb(0x3f7890), 0.05, 0.1)),
		},
		lamps: []lamp{
			softbox(vec{0, top + 2.2, 0.5}, vec{}, 0.5, 0.5, vec{24, 13.5, 6}),
			softbox(vec{-4, 3, 2}, vec{0, 1, 0}, 1, 1, vec{0.8, 0.9, 1.4}),
		},
		sky: dusk,
	}
}

// lantern is a pumpkin with a candle inside.
func lantern() *scene {
	centre := vec{0, 0.95, 0}
	const ribs = 12
	rib := newFan(ribs)
	body := func(p vec) float64 {
		q := p.sub(centre)
		along, across, _ := rib.fold(q.x, q.z)
		seam := math.Abs(across) / max(float64(0.268*along), 0.05)
		lobe := float64(0.09 * math.Sqrt(max(0, 1-float64(seam*seam))) * smooth(0, 0.5, along))
		return hypot(hypot(q.x, q.z)-0.42, float64(q.y*0.93)) - 0.74 - lobe
	}
	shell := func(p vec) float64 {
		d := body(p)
		d = max(d, -d-0.16)
		if p.z > 0 {
			d = max(d, -grin(math.Abs(p.x), p.y-centre.y))
		}
		return d * 0.6
	}
	rind := func(p, n vec) (vec, material) {
		d := body(p)
		if d < -0.02 { // cut flesh and the inside, lit by the candle
			deep := smooth(0.02, 0.16, -d)
			return n, material{albedo: rgb(0xf2a040), emit: vec{3.0, 1.3, 0.22}.mul(mix(0.25, 1, deep))}
		}
		q := p.sub(centre)
		along, across, _ := rib.fold(q.x, q.z)
		furrow := smooth(0.75, 1, math.Abs(across)/max(float64(0.268*along), 0.05))
		c := rgb(0xe2700f).lerp(rgb(0xc65208), clouds(p.mul(5), 3)).mul(1 - float64(0.4*furrow))
		return n, material{albedo: c, gloss: 0.04, rough: 0.25}
	}
	stalk := func(p vec) float64 {
		y := p.y - 1.7
		x := p.x - float64(0.4*y*y)
		wide := 0.13 + float64(0.06*(1-smooth(-0.1, 0.2, y))) + float64(0.015*cos(6*angle(p.z, x)))
		return max(hypot(x, p.z)-wide, math.Abs(y)-0.33) * 0.7
	}
	return &scene{
		camera: look(vec{0.5, 2.0, 5.7}, vec{0, 0.95, 0}, 0.48),
		shapes: []shape{
			ground(0, wood(rgb(0x7a5d48), rgb(0x46321f), 1.1)),
			boxed(centre, vec{1.3, 0.9, 1.3}, shell, rind),
			boxed(vec{0, 1.75, 0}, vec{0.35, 0.4, 0.3}, stalk, matte(rgb(0x5a6a2c))),
			ball{centre, 0.3, lit(vec{5, 2.6, 0.6})},
		},
		lamps: []lamp{
			softbox(vec{-3.5, 4.5, 3.5}, vec{0, 1, 0}, 1.2, 1.2, vec{5.5, 5.2, 5.8}),
			softbox(vec{4, 2.5, -1}, vec{0, 1, 0}, 0.8, 1.2, vec{1.2, 1.6, 3.2}),
		},
		sky: dusk,
	}
}

// grin is the face cut into the pumpkin, x to either side: two eyes, a nose and a mouth with teeth.
func grin(x, y float64) float64 {
	eye := max(0.14-y, float64(0.8*(y-0.14))+float64(0.6*math.Abs(x-0.4))-0.22)
	nose := max(-0.12-y, float64(0.85*(y+0.12))+float64(0.53*x)-0.1)
	bow := y + 0.34 - float64(0.34*x*x)
	mouth := max(math.Abs(bow)-0.13, x-0.68)
	mouth = max(mouth, -rectangle(x-0.2, bow-0.12, 0.08, 0.09, 0), -rectangle(x-0.48, bow+0.12, 0.08, 0.09, 0))
	return min(eye, nose, mouth)
}
