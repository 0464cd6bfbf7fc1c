package main

import (
	"image"
	"image/color"
	"math"
	"runtime"
	"sync"
)

// pixel is the mean of all glances through it.
type pixel struct {
	glance
	light vec     // what falls on the scattering surface: matte over albedo
	noise float64 // variance of the light's brightness, as a mean of so many paths
}

func (px *pixel) add(g glance) {
	px.p, px.n, px.albedo = px.p.add(g.p), px.n.add(g.n), px.albedo.add(g.albedo)
	px.matte, px.rest = px.matte.add(g.matte), px.rest.add(g.rest)
	b := brightness(over(g.matte, g.albedo))
	px.noise += float64(b * b)
}

func (px *pixel) average(paths float64) {
	k := 1 / paths
	px.p, px.n, px.albedo = px.p.mul(k), px.n.mul(k), px.albedo.mul(k)
	px.matte, px.rest = px.matte.mul(k), px.rest.mul(k)
	px.light = over(px.matte, px.albedo)
	b := brightness(px.light)
	px.noise = max(0, float64(px.noise*k)-float64(b*b)) * k
}

// over divides a colour by another, where there is any.
func over(a, b vec) vec {
	const least = 1e-3
	return vec{a.x / max(b.x, least), a.y / max(b.y, least), a.z / max(b.z, least)}
}

func brightness(c vec) float64 { return c.dot(vec{0.2126, 0.7152, 0.0722}) }

// film is a square picture being made.
type film struct {
	size   int
	pixels []pixel
}

// render draws a size×size picture with so many light paths a pixel, twice as many if the camera has a lens. The result
// depends on nothing else.
func render(s *scene, size, paths int) *image.RGBA {
	if s.camera.lens > 0 {
		paths *= 2
	}
	f := film{size, make([]pixel, size*size)}
	rows(size, func(y int) {
		for x := range size {
			f.pixels[y*size+x] = s.expose(x, y, size, paths)
		}
	})
	for _, reach := range [...]int{1, 2, 4} {
		f.calm(reach)
	}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for i, c := range f.bloom() {
		img.SetRGBA(i%size, i/size, develop(c.mul(s.camera.light)))
	}
	return img
}

// rows calls f for every row, on all processors.
func rows(n int, f func(y int)) {
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for y := range next {
				f(y)
			}
		})
	}
	for y := range n {
		next <- y
	}
	close(next)
	group.Wait()
}

// bloom puts the pictures of light together and lets what is brighter than white spill over its surroundings, as it does
// in a lens.
func (f *film) bloom() []vec {
	const spill = 0.12
	colours := make([]vec, len(f.pixels))
	glare := make([]vec, len(f.pixels))
	for i, px := range f.pixels {
		colours[i] = px.albedo.times(px.light).add(px.rest)
		glare[i] = colours[i].add(vec{-1, -1, -1}).atLeast(vec{})
	}
	for range 3 { // a box blur thrice is nearly Gaussian
		glare = blurred(glare, f.size, 1)
		glare = blurred(glare, 1, f.size)
	}
	for i := range colours {
		colours[i] = colours[i].add(glare[i].mul(spill))
	}
	return colours
}

// blurred is a square picture averaged over a box in one direction: pixels along it are step apart, lines across.
func blurred(c []vec, step, across int) []vec {
	size := max(step, across)
	reach := size / 24
	out := make([]vec, len(c))
	for line := range size {
		var sum vec
		at := func(i int) vec {
			if i < 0 || i >= size {
				return vec{}
			}
			return c[line*across+i*step]
		}
		for i := -reach; i < size; i++ {
			sum = sum.add(at(i + reach)).sub(at(i - reach - 1))
			if i >= 0 {
				out[line*across+i*step] = sum.mul(1 / float64(2*reach+1))
			}
		}
	}
	return out
}

// develop turns radiance into an sRGB pixel: a film curve (Narkowicz's fit of ACES), then sRGB's transfer curve, fitted
// with square roots.
func develop(c vec) color.RGBA {
	channel := func(x float64) uint8 {
		x = max(x, 0)
		x = x * mad(2.51, x, 0.03) / (float64(x*mad(2.43, x, 0.59)) + 0.14)
		a := math.Sqrt(clamp(x, 0, 1))
		b := math.Sqrt(a)
		d := math.Sqrt(b)
		y := float64(0.662002687*a) + float64(0.684122060*b) - float64(0.323583601*d) - float64(0.0225411470*x)
		return uint8(mad(clamp(y, 0, 1), 255, 0.5))
	}
	return color.RGBA{channel(c.x), channel(c.y), channel(c.z), 255}
}
