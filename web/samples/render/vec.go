package main

import "math"

// vec is a point, a direction or a linear RGB colour.
type vec struct{ x, y, z float64 }

func (a vec) add(b vec) vec     { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec     { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) mul(s float64) vec { return vec{float64(a.x * s), float64(a.y * s), float64(a.z * s)} }

func (a vec) times(b vec) vec { return vec{float64(a.x * b.x), float64(a.y * b.y), float64(a.z * b.z)} }

func (a vec) dot(b vec) float64         { return float64(a.x*b.x) + float64(a.y*b.y) + float64(a.z*b.z) }
func (a vec) len() float64              { return math.Sqrt(a.dot(a)) }
func (a vec) unit() vec                 { return a.mul(1 / a.len()) }
func (a vec) abs() vec                  { return vec{math.Abs(a.x), math.Abs(a.y), math.Abs(a.z)} }
func (a vec) peak() float64             { return max(a.x, a.y, a.z) }
func (a vec) lerp(b vec, t float64) vec { return a.add(b.sub(a).mul(t)) }

func (a vec) cross(b vec) vec {
	return vec{
		float64(a.y*b.z) - float64(a.z*b.y),
		float64(a.z*b.x) - float64(a.x*b.z),
		float64(a.x*b.y) - float64(a.y*b.x),
	}
}

// atLeast is the larger of each component and the same component of b.
func (a vec) atLeast(b vec) vec { return vec{max(a.x, b.x), max(a.y, b.y), max(a.z, b.z)} }

// frame is a rigid placement: an origin and three orthonormal axes.
type frame struct{ o, x, y, z vec }

// at is the frame at o with the world's axes.
func at(o vec) frame { return frame{o, vec{1, 0, 0}, vec{0, 1, 0}, vec{0, 0, 1}} }

// facing is the frame at o whose z axis points along dir and whose y axis is as upright as it can be.
func facing(o, dir vec) frame {
	z := dir.unit()
	up := vec{0, 1, 0}
	if math.Abs(z.y) > 0.999 {
		up = vec{0, 0, -1}
	}
	x := up.cross(z).unit()
	return frame{o, x, z.cross(x), z}
}

// turned is f rotated about its own y axis, then its own x axis, then its own z axis; radians.
func (f frame) turned(yaw, pitch, roll float64) frame {
	f.z, f.x = spin(f.z, f.x, yaw)
	f.y, f.z = spin(f.y, f.z, pitch)
	f.x, f.y = spin(f.x, f.y, roll)
	return f
}

// spin turns a towards b, and b away from a, by angle.
func spin(a, b vec, angle float64) (vec, vec) {
	s, c := sin(angle), cos(angle)
	return a.mul(c).add(b.mul(s)), b.mul(c).sub(a.mul(s))
}

// into takes a world point into the frame.
func (f frame) into(p vec) vec {
	d := p.sub(f.o)
	return vec{d.dot(f.x), d.dot(f.y), d.dot(f.z)}
}

// out takes a direction of the frame to the world.
func (f frame) out(d vec) vec {
	return f.x.mul(d.x).add(f.y.mul(d.y)).add(f.z.mul(d.z))
}

// rgb is the linear colour of an sRGB hex triple, by a cubic fit of the transfer curve.
func rgb(hex uint32) vec {
	linear := func(b uint32) float64 {
		c := float64(b&255) / 255
		return c * (float64(c*(float64(c*0.305306011)+0.682171111)) + 0.012522878)
	}
	return vec{linear(hex >> 16), linear(hex >> 8), linear(hex)}
}
