package main

import (
	"math"
	"slices"
)

// daisy is seen from above, the meadow far below it.
func daisy() *scene {
	const petalCount = 19
	ring := newFan(petalCount)
	white := func(p, n vec) (vec, material) {
		along, across, _ := ring.fold(p.x, p.z)
		c := rgb(0xf6f6f2).mul(mix(0.9, 1, 0.5+float64(0.5*sin(across*110)))) // lengthwise veins
		return n, material{albedo: c.times(vec{0.9, 0.95, 0.7}.lerp(vec{1, 1, 1}, smooth(0.25, 0.6, along)))}
	}
	upper, lower := petals(ring, 0, 0.08), petals(ring, 1, -0.06)
	turn := at(vec{}).turned(math.Pi/petalCount, 0, 0)
	flower := func(p vec) float64 { return min(upper(p), lower(turn.into(p))) * 0.8 }
	heart := func(p vec) float64 { return ellipsoid(p.sub(vec{0, 0.08, 0}), vec{0.36, 0.15, 0.36}) }
	s := &scene{
		camera: look(vec{0.6, 4.3, 2.9}, vec{0, 0, 0.04}, 0.43),
		shapes: []shape{
			ground(-2.5, turf(0.7)),
			boxed(vec{0, 0.08, 0}, vec{1.14, 0.3, 1.14}, flower, white),
			boxed(vec{0, 0.08, 0}, vec{0.38, 0.16, 0.38}, heart, florets),
		},
		lamps: daylight(vec{}, 5),
		sky:   outdoors,
	}
	s.camera.lens, s.camera.focus = 0.12, 5.1
	return s
}

// petals is a ring of long petals, each a little different, that rise outwards.
func petals(ring fan, seed int, height float64) func(p vec) float64 {
	return func(p vec) float64 {
		along, across, k := ring.fold(p.x, p.z)
		own := chance(k, seed, 1)
		long := mix(0.38, 0.44, own)
		rise := height + float64(along*along*mix(-0.02, 0.14, chance(k, seed, 2))) - float64(3*across*across)
		wide := mix(0.06, 0.125, smooth(0.25, 0.8, along))
		outline := rectangle(across, along-0.2-long, wide, long, 0.9*wide)
		return hypot(max(outline, 0), p.y-rise) - 0.012
	}
}

// florets are the hundreds of tiny flowers in a daisy's heart.
func florets(p, n vec) (vec, material) {
	u := vec{p.x, p.y + 0.25, p.z}.unit()
	m, _, r := floretPlaces.nearest(u)
	edge := hypot(p.x, p.z) / 0.36
	c := rgb(0xe08a00).lerp(rgb(0xffcf2e), smooth(0.2, 0.85, edge)).mul(mix(1, 0.7, smooth(0.8, 1, edge)))
	c = c.mul(mix(1.15, 0.75, smooth(0.02, 0.06, r)))
	return pit(n, u, m, r, 0.058, -0.4), material{albedo: c, gloss: 0.02, rough: 0.5}
}

// floretPlaces are directions from a point below the heart; only those upwards come out of it.
var floretPlaces = slices.DeleteFunc(scattered(900), func(d vec) bool { return d.y < 0.55 })
