package chart

// Box is a rectangle with its upper left corner at X, Y.
type Box struct{ X, Y, Width, Height float64 }

func (b Box) overlaps(o Box) bool {
	return b.X < o.X+o.Width && o.X < b.X+b.Width && b.Y < o.Y+o.Height && o.Y < b.Y+b.Height
}

func (b Box) holds(o Box) bool {
	return o.X >= b.X && o.Y >= b.Y && o.X+o.Width <= b.X+b.Width && o.Y+o.Height <= b.Y+b.Height
}

// Dot is a point of a chart whose label takes Width by Height.
type Dot struct{ X, Y, Radius, Width, Height float64 }

func (d Dot) box() Box { return Box{d.X - d.Radius, d.Y - d.Radius, 2 * d.Radius, 2 * d.Radius} }

// PlaceLabels returns where the label of each dot goes so that it lies within bounds and covers neither a dot nor the
// label of an earlier dot: to the right, left, above or below. A label for which there is no such place is zero.
func PlaceLabels(dots []Dot, bounds Box) []Box {
	placed := make([]Box, len(dots))
	for i, d := range dots {
		if d.Width > 0 {
			placed[i] = PlaceLabel(d, dots, placed[:i], bounds)
		}
	}
	return placed
}

// PlaceLabel returns where the label of a dot goes among all dots and the labels that are placed already.
func PlaceLabel(d Dot, dots []Dot, labels []Box, bounds Box) Box {
	const gap = 3
	away := d.Radius + gap
	for _, b := range [...]Box{
		{d.X + away, d.Y - d.Height/2, d.Width, d.Height},
		{d.X - away - d.Width, d.Y - d.Height/2, d.Width, d.Height},
		{d.X - d.Width/2, d.Y - away - d.Height, d.Width, d.Height},
		{d.X - d.Width/2, d.Y + away, d.Width, d.Height},
	} {
		if bounds.holds(b) && free(b, dots, labels) {
			return b
		}
	}
	return Box{}
}

func free(b Box, dots []Dot, labels []Box) bool {
	for _, d := range dots {
		if b.overlaps(d.box()) {
			return false
		}
	}
	for _, l := range labels {
		if b.overlaps(l) {
			return false
		}
	}
	return true
}
