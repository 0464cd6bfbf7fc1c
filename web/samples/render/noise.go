package main

import "math"

// scramble mixes the bits of a 32-bit number thoroughly.
func scramble(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x21f0aaad
	h ^= h >> 15
	h *= 0xd35a2d97
	return h ^ h>>15
}

// chance is a fixed random number in [0, 1) for each integer triple.
func chance(x, y, z int) float64 {
	h := scramble(uint32(x) + scramble(uint32(y)+scramble(uint32(z)+0x9e3779b9)))
	return float64(h) / (1 << 32)
}

// noise is value noise: random numbers on the integer lattice, joined smoothly; in [0, 1).
func noise(p vec) float64 {
	fx, fy, fz := math.Floor(p.x), math.Floor(p.y), math.Floor(p.z)
	x, y, z := int(fx), int(fy), int(fz)
	tx, ty, tz := smooth(0, 1, p.x-fx), smooth(0, 1, p.y-fy), smooth(0, 1, p.z-fz)
	plane := func(z int) float64 {
		return mix(
			mix(chance(x, y, z), chance(x+1, y, z), tx),
			mix(chance(x, y+1, z), chance(x+1, y+1, z), tx), ty)
	}
	return mix(plane(z), plane(z+1), tz)
}

// clouds sums octaves of noise, each twice as fine and half as strong; in [0, 1).
func clouds(p vec, octaves int) float64 {
	sum, strength := 0.0, 0.5
	for range octaves {
		sum += float64(strength * noise(p))
		strength /= 2
		p = vec{float64(p.x*2) + 17.3, float64(p.y*2) + 5.1, float64(p.z*2) + 9.7}
	}
	return sum / (1 - float64(2*strength)) // the strengths add up to 1 − 2·(the next one)
}

// bump tilts normal n as the height field does at p; depth is the height's scale, eps the step of the difference.
func bump(p, n vec, depth, eps float64, height func(vec) float64) vec {
	h := height(p)
	g := vec{
		height(p.add(vec{eps, 0, 0})) - h,
		height(p.add(vec{0, eps, 0})) - h,
		height(p.add(vec{0, 0, eps})) - h,
	}.mul(depth / eps)
	g = g.sub(n.mul(g.dot(n)))
	return n.sub(g).unit()
}
