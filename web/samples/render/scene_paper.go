package main

import (
	"math"
	"strconv"
)

// envelope lies face down on the desk, its flap sealed with wax.
func envelope() *scene {
	const w, h = 2.1, 1.42 // half width and height
	pose := at(vec{}).turned(0.16, 0, 0)
	// sheet is paper at a height: outline is the distance from its edge.
	sheet := func(outline, height, y float64) float64 { return hypot(max(outline, 0), y-height) - 0.012 }
	folded := func(q vec) float64 {
		p := pose.into(q)
		x := math.Abs(p.x)
		back := sheet(rectangle(p.x, p.z, w, h, 0.03), 0.01, p.y)
		sides := max(float64(0.77*math.Abs(p.z))-float64(0.64*(x-0.45)), x-w, math.Abs(p.z)-h)
		bottom := max(float64(0.87*(-p.z-0.12))+float64(0.49*x)-0.1, p.z-h, x-w)
		lift := float64(0.05 * smooth(-h, 0.3, p.z)) // the top flap springs up a little
		top := max(float64(0.82*(p.z-0.42))+float64(0.57*x), -p.z-h, x-w)
		return min(back, sheet(sides, 0.03, p.y), sheet(bottom, 0.055, p.y), sheet(top, 0.085+lift, p.y)) * 0.8
	}
	seal := func(q vec) float64 {
		p := pose.into(q).sub(vec{0, 0.15, 0.2})
		r := hypot(p.x, p.z) - float64(0.02*sin(float64(5*angle(p.z, p.x))+1))
		wax := rectangle(r, p.y, 0.29, 0.06, 0.05)
		stamp := rectangle(hypot(p.x, p.z), p.y-0.06, 0.19, 0.03, 0.01)
		return carve(wax, stamp, 0.02) * 0.9
	}
	return &scene{
		camera: look(vec{0.4, 6.7, 4.4}, vec{0.05, 0, 0.05}, 0.6),
		shapes: []shape{
			desk(0),
			boxed(vec{0, 0.1, 0}, vec{2.4, 0.12, 1.9}, folded, paper(rgb(0xeadfc6), 20)),
			boxed(pose.out(vec{0, 0.15, 0.2}), vec{0.34, 0.1, 0.34}, seal, coated(rgb(0xa31621), 0.05, 0.12)),
		},
		lamps: studio(vec{}, 5),
		sky:   room,
	}
}

// ruler is a wooden one on squared paper.
func ruler() *scene {
	const zero = 4.5 // the scale begins so far left of the centre; a centimetre is half a unit
	ink := rgb(0x2a2018)
	var numbers [19]lettering
	for i := range numbers {
		numbers[i] = letters(strconv.Itoa(i))
	}
	pose := at(vec{0, 0.06, 0.1}).turned(0.5, 0, 0)
	lath := func(q vec) float64 {
		p := pose.into(q)
		bevel := float64(0.894*(p.y-0.02)) - float64(0.447*(0.62+p.z)) // thin towards the scale
		return max(box(p, vec{4.8, 0.06, 0.62}, 0.02), bevel)
	}
	boxwood := func(q, n vec) (vec, material) {
		p := pose.into(q)
		c := grain(p.mul(2.2), rgb(0xe6c07c), rgb(0xb9853f))
		cm := (p.x + zero) * 2
		mm := math.Floor(float64(cm*10) + 0.5)
		long := 0.13
		switch int(mm) % 10 {
		case 0:
			long = 0.28
		case 5:
			long = 0.2
		}
		offMark, fromEdge := math.Abs(cm-mm/10)/2, p.z+0.62
		marked := mm >= 0 && mm <= 180 && offMark < 0.007 && fromEdge > 0.01 && fromEdge < long
		if k := int(math.Floor(cm + 0.5)); k >= 0 && k < len(numbers) {
			const size, pen = 0.21, 0.085
			marked = marked || numbers[k].dist((p.x+zero-float64(float64(k)/2))/size, -(p.z+0.15)/size) < pen
		}
		if marked {
			c = ink
		}
		return n, material{albedo: c, gloss: 0.04, rough: 0.15}
	}
	squared := func(p, n vec) (vec, material) {
		c := rgb(0xe9e7df).mul(mix(0.96, 1.02, clouds(p.mul(12), 3)))
		if min(fract(p.x*2), fract(p.z*2)) < 0.035 {
			c = c.times(rgb(0xa8c8e0))
		}
		return n, material{albedo: c}
	}
	return &scene{
		camera: look(vec{0.2, 5.0, 3.4}, vec{0, 0, 0}, 0.62),
		shapes: []shape{
			ground(0, squared),
			boxed(vec{}, vec{5, 0.2, 3}, lath, boxwood),
		},
		lamps: studio(vec{}, 4),
		sky:   room,
	}
}
