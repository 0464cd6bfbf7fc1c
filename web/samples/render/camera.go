package main

import "math"

// camera turns points of the picture into rays.
type camera struct {
	frame         // z points back, from what is seen to the eye
	half  float64 // tangent of half the opening angle
	focus float64 // distance at which the picture is sharp
	lens  float64 // radius of the lens: 0 is sharp everywhere
	light float64 // exposure: radiance is multiplied by it
}

// look is a camera at eye that looks at target with an opening angle in radians.
func look(eye, target vec, opening float64) camera {
	back := eye.sub(target)
	return camera{facing(eye, back), sin(opening/2) / cos(opening/2), back.len(), 0, 1}
}

// ray goes through (x, y) in [−1, 1]² of the picture, y up, from point (u, v) of the lens.
func (c *camera) ray(x, y, u, v float64) ray {
	sharp := vec{float64(x * c.half * c.focus), float64(y * c.half * c.focus), -c.focus}
	from := disc(u, v).mul(c.lens)
	return ray{c.o.add(c.out(from)), c.out(sharp.sub(from)).unit()}
}

// expose follows a number of paths through pixel (x, y) of a size×size picture.
func (s *scene) expose(x, y, size, paths int) pixel {
	smp := sampler{pixel: scramble(uint32(y*size + x))}
	scale := 2 / float64(size)
	var px pixel
	for i := range paths {
		smp.begin(i)
		u, v := smp.next()
		right := float64((float64(x)+0.5+tent(u))*scale) - 1
		up := 1 - float64((float64(y)+0.5+tent(v))*scale)
		lu, lv := smp.next()
		px.add(s.follow(s.camera.ray(right, up, lu, lv), &smp, 0, false))
	}
	px.average(float64(paths))
	return px
}

// tent shapes an even number in [0, 1) into a triangle over [−1, 1): neighbouring pixels overlap and edges look smooth.
func tent(u float64) float64 {
	if u < 0.5 {
		return math.Sqrt(2*u) - 1
	}
	return 1 - math.Sqrt(2-float64(2*u))
}
