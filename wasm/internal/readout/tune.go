package readout

// Start returns the point that a page begins at, of a network whose width and
// resolution can be chosen freely: as wide and as sharp as a frame's budget allows.
// Both grow together, from the narrowest and coarsest on. ms is what the point
// (alpha, resolution) was measured to take, cost what a point costs; times are taken
// to be in proportion. alphas and resolutions are in ascending order.
func Start(
	alphas, resolutions []float64, alpha, resolution, ms, budget float64, cost func(alpha, resolution float64) float64,
) (bestAlpha, bestResolution float64) {
	perCost := ms / cost(alpha, resolution)
	last := max(len(alphas), len(resolutions)) - 1
	for i := range last + 1 {
		a, r := alphas[at(i, last, len(alphas))], resolutions[at(i, last, len(resolutions))]
		if i > 0 && perCost*cost(a, r) > budget {
			break
		}
		bestAlpha, bestResolution = a, r
	}
	return bestAlpha, bestResolution
}

// at returns the index of a list of n that is as far on as i is on its way to last.
func at(i, last, n int) int {
	if last == 0 {
		return 0
	}
	return i * (n - 1) / last
}
