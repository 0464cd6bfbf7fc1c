package choice

import (
	"mobilenet/wasm/internal/offers"
	"mobilenet/weights"
	"mobilenet/weights/layers"
)

// tuneBudget is how long the network may take that the page chooses by itself, in ms.
const tuneBudget = 30

// Tune returns the widest and sharpest point that this device runs within a budget of 30 ms, of a set whose files have come
// so far, where the network at a point took ms; and whether that is more than the point. It does not go back for less than
// half of the budget: measured times vary.
func Tune(at offers.Configuration, ms float64, set Set, come []weights.IndexEntry) (alpha float64, resolution int, more bool) {
	here := cost(at.Alpha, float64(at.Resolution))
	alpha, r := offers.Start(offers.Alphas(trainedFor(come)), set.Resolutions, tuneBudget*here/ms, cost)
	there := cost(alpha, r)
	if there < here && ms < 1.5*tuneBudget {
		return at.Alpha, at.Resolution, false
	}
	return alpha, int(r), there > here
}

// cost returns a network's multiply-adds, with the paper's thousand classes.
func cost(alpha, resolution float64) float64 {
	table, err := layers.New(alpha, int(resolution), layers.Separable, 0)
	if err != nil {
		return 0 // nothing runs where there are no layers
	}
	return float64(table.Sum().MultiplyAdds)
}
