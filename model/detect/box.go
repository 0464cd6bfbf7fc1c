package detect

// Box is a rectangle in a picture, from its left upper corner to its right lower one. It may reach beyond the picture.
type Box struct{ X0, Y0, X1, Y1 float32 }

// area returns what the box covers, 0 or less if it covers nothing.
func (b Box) area() float32 { return (b.X1 - b.X0) * (b.Y1 - b.Y0) }

// Overlap returns what both boxes cover as a share of what either covers, 0..1: the intersection over the union.
func (b Box) Overlap(o Box) float32 {
	own, others := b.area(), o.area()
	if !(own > 0 && others > 0) {
		return 0
	}
	width := max(0, min(b.X1, o.X1)-max(b.X0, o.X0))
	height := max(0, min(b.Y1, o.Y1)-max(b.Y0, o.Y0))
	both := width * height
	return both / (own + others - both)
}
