package choice

import (
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
)

// tuneBudget is how long the network may take that the page chooses by itself, in ms.
const tuneBudget = 30

// Tune returns the widest and sharpest point that this device runs within a budget of 30 ms, of a set whose files have come
// so far, where the network at a point took ms; and whether that is more than the point. It does not go back for less than
// half of the budget: measured times vary.
func Tune(at offers.Configuration, ms float64, set Set, come []weights.IndexEntry) (alpha float64, resolution int, more bool) {
	cost := func(alpha, resolution float64) float64 {
		return float64(offers.Configuration{Alpha: alpha, Resolution: int(resolution)}.MultiplyAdds())
	}
	here := float64(at.MultiplyAdds())
	alpha, r := offers.Start(offers.Alphas(trainedFor(come)), set.Resolutions, tuneBudget*here/ms, cost)
	there := cost(alpha, r)
	if there < here && ms < 1.5*tuneBudget {
		return at.Alpha, at.Resolution, false
	}
	return alpha, int(r), there > here
}
