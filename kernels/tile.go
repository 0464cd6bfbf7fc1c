package kernels

import "time"

// Tile is how much of a pointwise layer of float32 is computed at a time, in registers. All tiles give the same results.
type Tile uint8

const (
	// Narrow tiles are 8 output channels of six pixels, or of four where a product needs a register of its own: as much
	// as 16 registers for vectors hold, which x86 has.
	Narrow Tile = iota
	// Wide tiles are 16 output channels of four pixels, for 32 registers, which ARM has.
	Wide
)

// tile is what pointwise layers are computed in.
var tile = Narrow

// Use makes all pointwise layers of float32 be computed in tiles of this kind, from now on.
func (t Tile) Use() { tile = t }

// Tiles returns the kinds of tiles.
func Tiles() []Tile { return []Tile{Narrow, Wide} }

// UsedTile returns the kind of tiles in use.
func UsedTile() Tile { return tile }

// String returns "narrow" or "wide".
func (t Tile) String() string {
	if t == Wide {
		return "wide"
	}
	return "narrow"
}

// The race of tiles.
const (
	burst    = time.Millisecond // that a tile runs for at a time, at least
	calm     = 8                // turns without a record end the race
	longRace = 60 * time.Millisecond
	lead     = 0.95 // of the time of narrow tiles, which wide ones must stay below
)

// FastestTile returns the kind of tiles in which isa computes pointwise layers fastest on this device. The kinds run in
// turns, until the browser has optimised both and no turn is a record, or for 60 milliseconds. Narrow tiles need no race
// where bytes are multiplied as only x86 does it. FastestTile panics if isa is not available.
func (isa ISA) FastestTile() Tile {
	const pixels, in, out = 48, 128, 128 // in the first cache and the second
	switch {
	case !isa.Available():
		panic(unavailable)
	case isa == Scalar || dotKind == unsigned:
		return Narrow
	}
	defer tile.Use()
	src, dst := make([]float32, pixels*in), make([]float32, pixels*out)
	panels, bias := make([]float32, PanelLen(in, out)), make([]float32, out)
	var best [2]float64 // nanoseconds of a pass
	passes, quiet := 1, 0
	for start := time.Now(); quiet < calm && time.Since(start) < longRace; {
		quiet++
		for _, kind := range Tiles() {
			kind.Use()
			before := time.Now()
			for range passes {
				isa.Pointwise(dst, src, panels, bias, pixels, in, out, ReLU6)
			}
			took := time.Since(before)
			if took < burst {
				passes *= 2 // too short for the clock
				quiet = 0
				continue
			}
			if each := float64(took) / float64(passes); best[kind] == 0 || each < lead*best[kind] {
				best[kind], quiet = each, 0
			}
		}
	}
	if best[Wide] > 0 && best[Wide] < lead*best[Narrow] {
		return Wide
	}
	return Narrow
}
