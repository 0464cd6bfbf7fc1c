// Package sheet turns what the network holds inside into pictures: feature maps into a contact sheet, a class activation
// map into a veil over the picture. Pictures are RGBA bytes, row after row.
package sheet

// Sheet is a contact sheet of square maps in a grid, a gap around each.
type Sheet struct {
	Columns, Rows int
	Side          int // of a map as drawn, pixels
	Width, Height int // of the sheet, pixels
	step          int // every how-many-th value of a map is drawn
}

const (
	gap     = 1
	largest = 56 // side of a map as drawn: what fits eight times into a phone's width
)

// Layout returns the sheet of count maps of side×side values in so many columns.
func Layout(count, side, columns int) Sheet {
	s := Sheet{Columns: columns, Rows: (count + columns - 1) / columns, step: (side + largest - 1) / largest}
	s.Side = (side + s.step - 1) / s.step
	s.Width, s.Height = s.Columns*(s.Side+gap)-gap, s.Rows*(s.Side+gap)-gap
	return s
}

// Len returns the bytes of the sheet.
func (s Sheet) Len() int { return 4 * s.Width * s.Height }

// Draw draws maps, one byte a value, map after map, as greys into dst. What no map covers is left transparent.
func (s Sheet) Draw(dst, maps []byte, side int) {
	clear(dst[:s.Len()])
	for i := 0; (i+1)*side*side <= len(maps); i++ {
		one := maps[i*side*side:][:side*side]
		at := (i/s.Columns)*(s.Side+gap)*s.Width + (i%s.Columns)*(s.Side+gap)
		for y := range s.Side {
			for x := range s.Side {
				v := one[y*s.step*side+x*s.step]
				pixel := dst[4*(at+y*s.Width+x):][:4]
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
