package kernels

import "testing"

// The race leaves the tiles as they were, and x86 has none: its 16 registers would not hold wide ones.
func TestFastestTile(t *testing.T) {
	for _, used := range Tiles() {
		t.Run(used.String(), func(t *testing.T) {
			defer tile.Use()
			used.Use()
			for _, isa := range Available() {
				have := isa.FastestTile()
				t.Logf("%v: %v", isa, have)
				if UsedTile() != used {
					t.Errorf("%v: have %v in use after the race, want %v", isa, UsedTile(), used)
				}
				if (isa == Scalar || dotKind == unsigned) && have != Narrow {
					t.Errorf("%v: have %v, want narrow", isa, have)
				}
			}
		})
	}
}
