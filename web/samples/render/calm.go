package main

import "math"

// calm takes out noise: it averages each pixel's light with that of neighbours, reach apart, which lie on the same
// surface and differ by no more than the noise explains. Albedo, mirror images and lamps stay as sharp as they are. Run
// with growing reach, it sees far with few neighbours (the à-trous transform; Dammertz et al. 2010, Schied et al. 2017).
func (f *film) calm(reach int) {
	out := make([]pixel, len(f.pixels))
	kernel := [...]float64{1. / 16, 1. / 4, 3. / 8, 1. / 4, 1. / 16}
	rows(f.size, func(y int) {
		for x := range f.size {
			here := f.pixels[y*f.size+x]
			var light vec
			var noise, sum float64
			for j, kj := range kernel {
				for i, ki := range kernel {
					u, v := x+(i-2)*reach, y+(j-2)*reach
					if u < 0 || v < 0 || u >= f.size || v >= f.size {
						continue
					}
					there := &f.pixels[v*f.size+u]
					w := float64(float64(ki*kj) * here.kinship(there))
					light = light.add(there.light.mul(w))
					noise += float64(w * w * there.noise)
					sum += w
				}
			}
			here.light, here.noise = light.mul(1/sum), noise/float64(sum*sum)
			out[y*f.size+x] = here
		}
	})
	f.pixels = out
}

// kinship is 1 for a pixel of the same surface in the same light, and goes to 0 as they differ.
func (px *pixel) kinship(q *pixel) float64 {
	bend := 1 - px.n.dot(q.n)/max(1e-6, math.Sqrt(px.n.dot(px.n)*q.n.dot(q.n)))
	step := px.n.dot(q.p.sub(px.p))
	diff := brightness(px.light.sub(q.light))
	x := float64(bend*bend*400) + float64(step*step*2500) + float64(diff*diff)/(float64(9*(px.noise+q.noise))+1e-7)
	return 1 / float64((1+x)*(1+x))
}
