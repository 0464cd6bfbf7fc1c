package kernels

// Tile is how much of a pointwise layer is computed at a time, in registers. All tiles give the same results.
type Tile uint8

const (
	// Narrow tiles are 8 output channels of six pixels, or of four where a product needs a register of its own: as much
	// as 16 registers for vectors hold, which x86 has.
	Narrow Tile = iota
	// Wide tiles are 16 output channels of four pixels, for 32 registers, which ARM has.
	Wide
)

// tile is what pointwise layers of float32 are computed in.
var tile = Narrow

// Use makes all pointwise layers be computed in tiles of this kind, from now on.
func (t Tile) Use() { tile = t }

// String returns "narrow" or "wide".
func (t Tile) String() string {
	if t == Wide {
		return "wide"
	}
	return "narrow"
}
