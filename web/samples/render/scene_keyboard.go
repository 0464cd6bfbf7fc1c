package main

import "math"

// key is one key of a keyboard: its legend, its centre along the row and its half width, in key pitches.
type key struct {
	legend lettering
	x, w   float64
}

// keyRow sets keys side by side from the left end: a wide one, one for each letter, and another wide one.
func keyRow(first float64, legends string, last float64) []key {
	keys := []key{{lettering{}, first / 2, first / 2}}
	x := first
	for _, c := range legends {
		keys = append(keys, key{letters(string(c)), x + 0.5, 0.5})
		x++
	}
	return append(keys, key{lettering{}, x + float64(last/2), last / 2})
}

// keyboard is seen close, at a slant.
func keyboard() *scene {
	const (
		left, back = -7.5, -2.5 // the corner of the first key
		gap        = 0.055      // from a cap to the edge of its place
		tall       = 0.28
	)
	bar := []key{
		{lettering{}, 0.65, 0.65},
		{lettering{}, 1.95, 0.65},
		{lettering{}, 3.25, 0.65},
		{lettering{}, 7, 3.1},
		{lettering{}, 10.75, 0.65},
		{lettering{}, 12.05, 0.65},
		{lettering{}, 13.85, 1.15},
	}
	rows := [][]key{
		keyRow(1, "1234567890-=", 2),
		keyRow(1.5, "QWERTYUIOP[]", 1.5),
		keyRow(1.75, "ASDFGHJKL;'", 2.25),
		keyRow(2.25, "ZXCVBNM,./", 2.75),
		bar,
	}
	// find is the key at p, and p's place on it.
	find := func(p vec) (k key, x, z float64) {
		r := int(clamp(math.Floor(p.z-back), 0, float64(len(rows)-1)))
		z = p.z - back - float64(r) - 0.5
		for _, k = range rows[r] {
			if x = p.x - left - k.x; x <= k.w {
				break
			}
		}
		return k, x, z
	}
	caps := func(p vec) float64 {
		k, x, z := find(p)
		leave := min(k.w-math.Abs(x), 0.5-math.Abs(z)) + gap // no cap of another key is nearer
		if leave < 0 {
			return gap
		}
		taper := float64(0.13 * (p.y - 0.1))
		side := rectangle(x, z, k.w-gap-taper, 0.5-gap-taper, 0.12)
		dish := float64(0.03 * (1 - smooth(0, 0.45, hypot(x/(2*k.w), z))))
		return min(rectangle(side+1, p.y+1-tall+dish, 1, 1, 0.05)*0.85, leave)
	}
	plastic := func(p, n vec) (vec, material) {
		k, x, z := find(p)
		c := rgb(0xe6e3dc)
		switch {
		case k.legend.w > 0:
		case p.z < back+3 && p.z > back+2 && p.x > 0:
			c = rgb(0xe06a4a)
		case p.z < back+4 || k.w < 2:
			c = rgb(0xa9b4ba)
		}
		const size, pen = 0.27, 0.085
		if n.y > 0.8 && k.legend.dist((x+0.12)/size, -(z+0.1)/size) < pen {
			c = rgb(0x2b2f36)
		}
		return n, material{albedo: c, gloss: 0.035, rough: 0.35}
	}
	tray := func(p vec) float64 { return box(p.add(vec{0, 0.25, 0}), vec{7.9, 0.32, 2.9}, 0.2) }
	return &scene{
		camera: look(vec{7, 7, 5}, vec{2.4, 0, -0.6}, 0.6),
		shapes: []shape{
			ground(-0.57, plaster(rgb(0xd8cfc0), 2)),
			boxed(vec{0, -0.25, 0}, vec{8, 0.35, 3}, tray, coated(rgb(0x4a5058), 0.04, 0.3)),
			boxed(vec{0, 0.15, 0}, vec{7.5, 0.15, 2.5}, caps, plastic),
		},
		lamps: studio(vec{}, 7),
		sky:   room,
	}
}
