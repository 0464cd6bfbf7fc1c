package main

import "math"

// balloon is a hot-air balloon in a summer sky.
func balloon() *scene {
	const (
		gores  = 16
		crown  = -0.1 // the envelope is half an ellipsoid above this height and a cone below
		mouth  = -1.45
		bulges = 0.035
	)
	ring := newFan(gores)
	silk := [...]vec{rgb(0xd23a2c), rgb(0xeea02a), rgb(0xf0e6d0), rgb(0x2a66a8)}
	envelope := func(p vec) float64 {
		along, across, _ := ring.fold(p.x, p.z)
		seam := math.Abs(across) / max(float64(0.2*along), 0.05) // 0 in a gore's middle, 1 at its seams
		bulge := float64(bulges * (1 - float64(seam*seam)))
		if p.y > crown {
			q := vec{p.x, (p.y - crown) / 1.1, p.z}
			return (q.len() - 1 - float64(bulge*smooth(0, 0.4, along))) * 0.85
		}
		t := (crown - p.y) / 1.35
		wide := 1 - float64(0.8*mix(t, smooth(0, 1.05, t), 0.35))
		return max((hypot(p.x, p.z)-wide-float64(bulge*wide))*0.7, mouth-p.y)
	}
	checked := func(p, n vec) (vec, material) {
		_, _, k := ring.fold(p.x, p.z)
		band := int(math.Floor((p.y + 2) * 3.2))
		c := silk[(k+band)%len(silk)]
		if p.y > 0.86 || p.y < -1.3 {
			c = silk[0]
		}
		return n, material{albedo: c, gloss: 0.02, rough: 0.4, emit: c.mul(0.1)} // daylight through the cloth
	}
	hold := vec{0, -2.05, 0}
	basket := func(p vec) float64 { return math.Abs(box(p.sub(hold), vec{0.2, 0.16, 0.2}, 0.04)) - 0.01 }
	wicker := func(p, n vec) (vec, material) {
		weave := sin(p.y*120) * sin((p.x+p.z)*70)
		return n, material{albedo: rgb(0x8a5a2b).mul(mix(0.6, 1.1, 0.5+float64(weave/2)))}
	}
	ropes := func(p vec) float64 {
		return capsule(vec{math.Abs(p.x), p.y, math.Abs(p.z)}, vec{0.19, -1.9, 0.19}, vec{0.17, mouth, 0.17}, 0.009)
	}
	return &scene{
		camera: look(vec{-1.5, -1.0, 6.0}, vec{0, -0.5, 0}, 0.55),
		shapes: []shape{
			boxed(vec{0, -0.25, 0}, vec{1.06, 1.3, 1.06}, envelope, checked),
			boxed(hold, vec{0.24, 0.2, 0.24}, basket, wicker),
			boxed(vec{0, -1.7, 0}, vec{0.22, 0.3, 0.22}, ropes, matte(rgb(0x40342a))),
		},
		lamps: daylight(vec{}, 5),
		sky:   clouded,
	}
}

// parasol stands in the sand by the sea.
func parasol() *scene {
	const panels = 8
	ribs := newFan(panels)
	pose := at(vec{0, 1.9, 0}).turned(0.5, 0.22, 0.16)
	cloths := [...]vec{rgb(0xc9332b), rgb(0xeea02a)}
	canopy := func(w vec) float64 {
		p := pose.into(w)
		along, across, _ := ribs.fold(p.x, p.z)
		sag := float64(0.09 * smooth(0, 1.4, along) * (1 - smooth(0, 0.55, math.Abs(across)))) // cloth hangs between ribs
		dome := math.Abs(p.add(vec{0, 1.15, 0}).len()-1.85+sag) - 0.012
		hem := along - 1.5 - float64(0.25*across*across)
		return max(dome, hem, -p.y-0.8) * 0.8
	}
	cloth := func(w, n vec) (vec, material) {
		p := pose.into(w)
		along, across, k := ribs.fold(p.x, p.z)
		c := cloths[k%len(cloths)]
		if float64(along*0.4142)-math.Abs(across) < 0.012 {
			c = c.mul(0.6)
		}
		weave := 1 + float64(0.04*sin(p.x*160)*sin(p.z*160))
		return n, material{albedo: c.mul(weave), gloss: 0.02, rough: 0.5, emit: c.mul(0.06)}
	}
	pole := func(w vec) float64 { return capsule(pose.into(w), vec{0, -2.4, 0}, vec{0, 0.85, 0}, 0.045) }
	shore := func(p, n vec) (vec, material) {
		sea := -p.z - 5 - float64(0.7*sin(p.x*0.5)) - float64(0.8*clouds(p.mul(0.7), 3))
		if sea > 0 {
			foam := smooth(0.35, 0, sea)
			c := rgb(0x2f8fa8).lerp(rgb(0x1f6f96), smooth(0, 12, sea)).lerp(rgb(0xf0f4f4), foam)
			n = bump(p, n, 0.05, 0.02, func(q vec) float64 { return clouds(vec{q.x * 1.4, 0, q.z * 4}, 3) })
			return n, material{albedo: c, gloss: 0.04, rough: 0.1}
		}
		n = bump(p, n, 0.1, 0.02, func(q vec) float64 { return clouds(q.mul(4), 4) })
		wet := smooth(0.9, 0, -sea)
		return n, material{albedo: rgb(0xdcc296).mul(mix(1, 0.7, wet) * mix(0.85, 1.1, clouds(p.mul(30), 2)))}
	}
	return &scene{
		camera: look(vec{0.6, 1.5, 7.2}, vec{0, 1.35, 0}, 0.52),
		shapes: []shape{
			ground(-0.3, shore),
			boxed(pose.o, vec{1.9, 1.3, 1.9}, canopy, cloth),
			boxed(pose.o.sub(vec{0, 0.8, 0}), vec{1.2, 1.9, 1.2}, pole, coated(rgb(0xe8e2d4), 0.04, 0.1)),
		},
		lamps: daylight(vec{0, 1, 0}, 6),
		sky:   clouded,
	}
}
