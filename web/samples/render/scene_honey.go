package main

import "math"

// honeycomb is a comb seen from above, its cells partly filled.
func honeycomb() *scene {
	const depth = 0.55
	wax := func(p vec) float64 {
		_, _, wall := cell(p.x, p.z)
		rim := max(wall-0.07-float64(0.03*(p.y+depth)), p.y)
		return min(rim, p.y+depth) * 0.9
	}
	waxen := func(p, n vec) (vec, material) {
		i, j, _ := cell(p.x, p.z)
		lit := clamp(1+p.y/depth, 0, 1) // less light gets through further down
		uneven := mix(0.85, 1.1, chance(i, j, 2)) * mix(0.85, 1.1, clouds(p.mul(5), 3))
		c := rgb(0x8a4406).lerp(rgb(0xe0a032), lit*lit).mul(uneven)
		return n, material{albedo: c, gloss: 0.03, rough: 0.4, emit: rgb(0xb8600a).mul(0.12 * lit)}
	}
	level := func(i, j int) float64 {
		return mix(-0.5, -0.16, smooth(0.35, 0.6, clouds(vec{float64(i) * 0.45, 3, float64(j) * 0.45}, 2)))
	}
	levels := map[[2]int]float64{} // worked out once: rays ask for them often
	for i := -8; i <= 8; i++ {
		for j := -8; j <= 8; j++ {
			levels[[2]int{i, j}] = level(i, j)
		}
	}
	honey := func(p vec) float64 {
		i, j, wall := cell(p.x, p.z)
		return max(p.y-levels[[2]int{i, j}], 0.04-wall) * 0.9
	}
	amber := func(p, n vec) (vec, material) {
		i, j, wall := cell(p.x, p.z)
		c := rgb(0xb85c04).lerp(rgb(0xf0a020), 1-smooth(0, 0.2, wall)).mul(mix(0.75, 1.15, chance(i, j, 3)))
		n = bump(p, n, 0.1, 0.01, func(q vec) float64 { // honey climbs its walls
			_, _, w := cell(q.x, q.z)
			return 1 - smooth(0, 0.25, w)
		})
		return n, material{albedo: c, gloss: 0.06, rough: 0.02, emit: c.mul(0.12)}
	}
	return &scene{
		camera: look(vec{0.4, 6.2, 2.6}, vec{}, 0.62),
		shapes: []shape{
			boxed(vec{0, -0.28, 0}, vec{4, 0.28, 4}, wax, waxen),
			boxed(vec{0, -0.33, 0}, vec{4, 0.18, 4}, honey, amber),
		},
		lamps: studio(vec{}, 4),
		sky:   room,
	}
}

// cell finds the hexagonal cell that (x, y) lies in, and how far its wall is. Cells are one apart.
func cell(x, y float64) (i, j int, wall float64) {
	h := math.Sqrt(3) / 2
	best := math.Inf(1)
	var bx, by float64
	row := int(math.Floor(y / h))
	for r := row; r <= row+1; r++ {
		shift := float64(float64(r&1) / 2)
		col := math.Floor(x - shift + 0.5)
		dx, dy := x-shift-col, y-float64(float64(r)*h)
		if d := hypot(dx, dy); d < best {
			best, i, j, bx, by = d, int(col), r, dx, dy
		}
	}
	bx, by = math.Abs(bx), math.Abs(by)
	return i, j, 0.5 - max(bx, float64(bx/2)+float64(by*h))
}
