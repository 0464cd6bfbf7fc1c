// Package featuremaps turns what the network holds inside into pictures: feature maps side by side, a class activation map
// into a veil over the picture. Pictures are RGBA bytes, row after row.
package featuremaps

// Grid is where square maps lie side by side, with a gap between them.
type Grid struct {
	Columns, Rows int
	Side          int // of a map as drawn, pixels
	Width, Height int // of the whole, pixels
	step          int // every how-many-th value of a map is drawn
}

const (
	gap     = 1
	largest = 56 // side of a map as drawn: what fits eight times into a phone's width
)

// Layout returns the grid of count maps of side×side values in so many columns.
func Layout(count, side, columns int) Grid {
	g := Grid{Columns: columns, Rows: (count + columns - 1) / columns, step: (side + largest - 1) / largest}
	g.Side = (side + g.step - 1) / g.step
	g.Width, g.Height = g.Columns*(g.Side+gap)-gap, g.Rows*(g.Side+gap)-gap
	return g
}

// Len returns the bytes of the picture.
func (g Grid) Len() int { return 4 * g.Width * g.Height }

// Draw draws maps, one byte a value, map after map, as greys into dst. What no map covers is left transparent.
func (g Grid) Draw(dst, maps []byte, side int) {
	clear(dst[:g.Len()])
	for i := 0; (i+1)*side*side <= len(maps); i++ {
		one := maps[i*side*side:][:side*side]
		at := (i/g.Columns)*(g.Side+gap)*g.Width + (i%g.Columns)*(g.Side+gap)
		for y := range g.Side {
			for x := range g.Side {
				v := one[y*g.step*side+x*g.step]
				pixel := dst[4*(at+y*g.Width+x):][:4]
				pixel[0], pixel[1], pixel[2], pixel[3] = v, v, v, 255
			}
		}
	}
}

// Veil draws a class activation map into dst, one pixel a value: clear where the class was seen most, dark where nothing
// speaks for it. Cells that speak against it are as dark as those that say nothing.
func Veil(dst []byte, values []float64) {
	const darkest = 215
	most := 0.0
	for _, v := range values {
		most = max(most, v)
	}
	for i, v := range values {
		share := 0.0
		if most > 0 {
			share = max(0, v/most)
		}
		pixel := dst[4*i:][:4]
		pixel[0], pixel[1], pixel[2] = 0, 0, 0
		pixel[3] = byte(darkest * (1 - share))
	}
}
